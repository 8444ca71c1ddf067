"""Weibo through the account's own grant: the only source there that may condemn."""

from typing import Any

import pytest

from monitor.model import Reading, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.weibo_open import COUNT, WeiboOpen, parse
from tests.builders import NOON, ago, days
from tests.fakes import FakeHttp, answer
from tests.sources.weibo import raw_post

SOURCE = WeiboOpen(uid="9000000001", token="demo-token")
PATH = "/2/statuses/user_timeline.json"


def timeline(*statuses: Any, total: int | None = None) -> dict[str, Any]:
    listed = list(statuses)
    return {"statuses": listed, "total_number": len(listed) if total is None else total}


def collect(*pages: Any) -> Reading:
    return SOURCE.collect(FakeHttp({PATH: [answer(page) for page in pages]}))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (21335, Outcome.FORBIDDEN_CONFIG),
        (10023, Outcome.RATE_LIMITED),
        (10022, Outcome.RATE_LIMITED),
        (20003, Outcome.ACCOUNT_GONE),
        (21327, Outcome.AUTH_EXPIRED),
        (21332, Outcome.AUTH_EXPIRED),
        (10014, Outcome.FORBIDDEN_CONFIG),
        (99999, Outcome.LAYOUT_CHANGED),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 403])
def test_error_codes_have_their_own_outcomes(code: int, outcome: Outcome, status: int) -> None:
    said = {"error": "demo", "error_code": code, "request": "/2/statuses/user_timeline.json"}

    with pytest.raises(LookFailed) as failed:
        parse(answer(said, status))
    assert failed.value.outcome is outcome
    assert str(code) in failed.value.message


def test_a_whole_listing_vouches_for_all_time() -> None:
    reading = collect(timeline(raw_post(20), raw_post(40)))

    assert reading.window is not None
    assert reading.window.since == clock.BEGINNING
    assert reading.window.until == NOON


def test_no_post_at_all_is_proven() -> None:
    reading = collect(timeline())

    assert reading.posts == ()
    assert reading.window is not None
    assert reading.window.since == clock.BEGINNING


def test_no_post_though_the_platform_counts_some_is_ambiguous() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(timeline(total=12))

    assert failed.value.outcome is Outcome.EMPTY_AMBIGUOUS


def test_a_part_of_the_listing_vouches_back_to_its_oldest() -> None:
    reading = collect(timeline(raw_post(20), raw_post(120), total=500))

    assert reading.window is not None
    assert reading.window.since == ago(120).replace(microsecond=0)


def test_a_pinned_old_post_does_not_widen_the_window() -> None:
    """The pin stands outside the order: what lies between it and the rest was not shown."""
    reading = collect(timeline(raw_post(400, isTop=1), raw_post(20), raw_post(110), total=500))

    assert reading.window is not None
    assert reading.window.since == ago(110).replace(microsecond=0)


def test_a_disordered_listing_vouches_for_nothing() -> None:
    assert collect(timeline(raw_post(110), raw_post(20), total=500)).window is None


def test_an_undated_post_takes_the_window_away() -> None:
    reading = collect(
        timeline(raw_post(20), raw_post(30, created_at="不详"), raw_post(120), total=500)
    )

    assert reading.window is None
    assert len(reading.posts) == 2


def test_more_pages_are_read_until_a_hundred_days_are_covered() -> None:
    http = FakeHttp(
        {
            PATH: [
                answer(timeline(*(raw_post(n / 10) for n in range(COUNT)), total=900)),
                answer(timeline(raw_post(50), raw_post(120), total=900)),
                answer(timeline(raw_post(130), total=900)),
            ]
        }
    )

    reading = SOURCE.collect(http)

    assert len(http.asked) == 2
    assert reading.window is not None
    assert reading.window.since == ago(120).replace(microsecond=0)


def test_a_repeated_page_ends_the_reading() -> None:
    http = FakeHttp({PATH: answer(timeline(raw_post(1), raw_post(2), total=900))})

    reading = SOURCE.collect(http)

    assert len(http.asked) == 2
    assert len(reading.posts) == 2


def test_a_post_for_its_owner_only_is_no_update() -> None:
    """The owner is shown it, the public is not."""
    reading = collect(timeline(raw_post(1, visible={"type": 1}), raw_post(20)))

    assert [post.published_at for post in reading.posts] == [ago(20).replace(microsecond=0)]
    assert reading.window is not None


def test_reposts_and_names_are_kept() -> None:
    reading = collect(timeline(raw_post(1, retweeted_status=raw_post(900))))

    assert reading.posts[0].repost
    assert reading.shown_name == "城关发布"


@pytest.mark.parametrize(
    "content", [[], {}, {"statuses": []}, {"statuses": None, "total_number": 0}]
)
def test_an_unknown_shape_is_no_absence(content: Any) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(content))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


def test_the_window_ends_when_the_first_page_came() -> None:
    later = answer(timeline(raw_post(130), total=900), received_at=NOON + days(0.1))
    first = answer(timeline(raw_post(1), raw_post(2), total=900))

    reading = SOURCE.collect(FakeHttp({PATH: [first, later]}))

    assert reading.window is not None
    assert reading.window.until == NOON
