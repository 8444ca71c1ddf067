"""抖音 through the account's own grant."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.model import clock, texts_of
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.douyin_open import parse
from tests.builders import NOON, ago
from tests.fakes import FakeHttp, answer
from tests.sources.douyin import GRANT, LIST, SOURCE, collect, page, video


def test_the_owners_listing_vouches_for_all_of_it() -> None:
    reading, http = collect(page(video(20), video(40)))

    assert [post.published_at for post in reading.posts] == [
        ago(20).replace(microsecond=0), ago(40).replace(microsecond=0)
    ]  # fmt: skip
    assert reading.window is not None
    assert (reading.window.since, reading.window.until) == (clock.BEGINNING, NOON)
    assert len(http.asked) == 1


def test_a_pinned_video_of_old_is_no_newest_and_breaks_no_order() -> None:
    reading, _ = collect(page(video(700, is_top=True), video(2), video(120), more=True, cursor=9))

    assert max(post.published_at for post in reading.posts) == ago(2).replace(microsecond=0)
    assert reading.window is not None
    assert reading.window.since == ago(120).replace(microsecond=0)


@pytest.mark.parametrize(
    "hidden", [{"is_reviewed": False}, *({"video_status": status} for status in (2, 4, 6, 7, "7"))]
)
def test_what_is_not_public_is_no_update(hidden: dict[str, Any]) -> None:
    reading, _ = collect(page(video(1, **hidden), video(30)))

    assert [post.key for post in reading.posts] == ["@30"]
    assert reading.window is not None


def test_pages_are_read_until_they_repeat() -> None:
    first, second = page(video(1), more=True, cursor=5), page(video(3), more=True, cursor=5)

    reading, http = collect(first, second, second)

    assert len(http.asked) == 3
    assert len(reading.posts) == 2
    assert reading.window is not None
    assert reading.window.since == ago(3).replace(microsecond=0)


def test_a_zombie_is_read_no_further_than_it_takes_to_tell_it() -> None:
    reading, http = collect(page(video(3), video(101), more=True, cursor=5))

    assert len(http.asked) == 1
    assert reading.window is not None
    assert reading.window.since == ago(101).replace(microsecond=0)


def test_a_pinned_video_of_old_does_not_end_the_reading() -> None:
    first = page(video(700, is_top=1), video(2), more=True, cursor=5)

    reading, http = collect(first, page(video(20), cursor=9))

    assert len(http.asked) == 2  # nothing more is said to come, whatever the cursor
    assert [post.key for post in reading.posts if post.pinned] == ["@700"]
    assert reading.window is not None
    assert reading.window.since == clock.BEGINNING


def test_a_pinned_video_that_stands_in_its_own_place_too_disorders_nothing() -> None:
    reading, _ = collect(page(video(9, is_top=1), video(2), video(9), video(20)))

    assert [(post.key, post.pinned) for post in reading.posts] == [
        ("@9", True),
        ("@2", False),
        ("@20", False),
    ]
    assert reading.window is not None


@pytest.mark.parametrize("more", [True, False])
def test_a_listing_of_nothing_proves_nothing(more: bool) -> None:
    with pytest.raises(LookFailed) as failed:
        collect(page(more=more, cursor=1))

    assert failed.value.outcome is Outcome.EMPTY_AMBIGUOUS


def test_pages_that_never_end_are_left_off() -> None:
    pages = [page(video(1 + number / 100), more=True, cursor=7) for number in range(40)]

    reading, http = collect(*pages)

    assert len(http.asked) == len(reading.posts) == 12
    assert reading.window is not None
    assert reading.window.since == ago(1.11).replace(microsecond=0)


def test_the_window_ends_with_the_first_answer() -> None:
    later = answer(page(video(3)), received_at=NOON + timedelta(minutes=9))
    http = FakeHttp({LIST: [answer(page(video(1), more=True, cursor=5)), later]})

    reading = SOURCE.collect(http)

    assert reading.window is not None
    assert reading.window.until == NOON


def test_a_time_is_held_against_the_first_answers_clock() -> None:
    soon = video(0, item_id="soon", create_time=int((NOON + timedelta(minutes=10)).timestamp()))
    later = answer(page(video(3)), received_at=NOON + timedelta(minutes=9))
    http = FakeHttp({LIST: [answer(page(soon, video(1), more=True, cursor=5)), later]})

    reading = SOURCE.collect(http)

    assert [post.key for post in reading.posts] == ["@1", "@3"]


def test_a_video_may_be_known_by_its_other_number() -> None:
    reading, _ = collect(page(video(1, item_id="", video_id="v1")))

    assert [post.key for post in reading.posts] == ["v1"]


@pytest.mark.parametrize(
    "videos", [[video(9), video(3)], [video(3), video(9, create_time="不详"), video(12)]]
)
def test_a_listing_without_order_or_dates_vouches_for_nothing(videos: list[Any]) -> None:
    assert collect(page(*videos))[0].window is None


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (10008, Outcome.AUTH_EXPIRED),
        (2190008, Outcome.AUTH_EXPIRED),
        (2190002, Outcome.AUTH_EXPIRED),
        (28001007, Outcome.CONFIG),
        (2100004, Outcome.NETWORK),
        (2100005, Outcome.CONFIG),
        (10003, Outcome.AUTH_CONFIG),
        (10004, Outcome.FORBIDDEN_CONFIG),
        (10013, Outcome.AUTH_CONFIG),
        (2190003, Outcome.FORBIDDEN_CONFIG),
        (2190015, Outcome.AUTH_CONFIG),
        (28001003, Outcome.AUTH_EXPIRED),
        (28001005, Outcome.NETWORK),
        (28001008, Outcome.AUTH_EXPIRED),
        (28001015, Outcome.AUTH_CONFIG),
        (28001018, Outcome.FORBIDDEN_CONFIG),
        (28001045, Outcome.ACCOUNT_GONE),
        (28001046, Outcome.ACCOUNT_BLOCKED),
        (28001047, Outcome.FORBIDDEN_CONFIG),
        (28001056, Outcome.FORBIDDEN_CONFIG),
        (28003017, Outcome.RATE_LIMITED),
        (1, Outcome.LAYOUT_CHANGED),
    ],
)
def test_error_codes_have_their_own_outcomes(code: int, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer({"data": {"error_code": code, "description": "demo"}}))

    assert failed.value.outcome is outcome


@pytest.mark.parametrize(
    "content",
    [
        {"data": {}, "extra": {"error_code": 28001008}},
        {"data": {"error_code": 0, "list": [], "has_more": False}, "extra": {"error_code": 10008}},
        {"data": None, "err_no": 28001008, "err_msg": "demo"},
    ],
)
def test_an_error_told_beside_the_data_is_no_empty_listing(content: dict[str, Any]) -> None:
    """Newer answers leave ``data`` empty and tell the error in ``extra``."""
    reading, http = collect(content, page(video(1)))

    assert [GRANT in url for _, url, _ in http.asked] == [False, True, False]
    assert len(reading.posts) == 1


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.CHALLENGE),
        (b"blocked", Outcome.CHALLENGE),
        ("<html><title>验证码中间页</title></html>", Outcome.CHALLENGE),
        ({"data": {"error_code": 0}}, Outcome.LAYOUT_CHANGED),
        ({"data": {"list": [], "has_more": False}}, Outcome.LAYOUT_CHANGED),
        ({"message": "error"}, Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_gate_is_no_empty_listing(body: Any, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(body))

    assert failed.value.outcome is outcome


@pytest.mark.parametrize("status", ["3", "PUBLISH", 8])
def test_a_status_nobody_knows_costs_the_window(status: Any) -> None:
    """It may be yesterday's public video."""
    reading, _ = collect(page(video(1, video_status=status), video(20)))

    assert [post.key for post in reading.posts] == ["@20"]
    assert reading.window is None
    assert texts_of(reading.notes) == ("有1个视频的状态无法识别，不知是否公开，未计入",)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [({"create_time": 0}, Outcome.UNDATED), ({"video_status": 3}, Outcome.LAYOUT_CHANGED)],
)
def test_videos_of_which_none_can_be_told_are_a_gap(more: dict[str, Any], outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        collect(page(video(1, **more), video(700, is_reviewed=False)))

    assert failed.value.outcome is outcome


def test_a_later_page_that_fails_takes_nothing_from_the_first() -> None:
    limited = {"data": {"error_code": 28003017}}

    reading, _ = collect(page(video(3), video(20), more=True, cursor=5), limited)

    assert [post.key for post in reading.posts] == ["@3", "@20"]
    assert [gap.outcome for gap in reading.gaps] == [Outcome.RATE_LIMITED]
    assert reading.window is not None
    assert reading.window.since == ago(20).replace(microsecond=0)


@pytest.mark.parametrize(
    "data",
    [
        {"list": [{"item_id": "1", "create_time": 1}], "has_more": "soon"},
        {"list": [], "has_more": 1},
        {"list": [], "has_more": None},
        {"list": ["x", {"item_id": "1"}], "has_more": False},
        {"list": [{"title": "无编号"}, {"title": "也无"}], "has_more": False},
    ],
)
def test_what_is_not_whole_is_never_an_end(data: dict[str, Any]) -> None:
    with pytest.raises(LookFailed) as failed:
        collect({"data": {"error_code": 0} | data})

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


def test_more_may_be_said_with_a_number() -> None:
    first = page(video(1), cursor=5)
    first["data"]["has_more"] = 1

    reading, _ = collect(first, page(video(20)))

    assert len(reading.posts) == 2
