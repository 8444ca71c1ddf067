"""Weibo as a guest sees it: proof of life only."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model import Reading
from monitor.model.clock import BEIJING
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.weibo_public import WeiboPublic, parse
from tests.builders import NOON, ago, days
from tests.county.answers import mid, weibo_time
from tests.fakes import FakeHttp, answer
from tests.sources.weibo import raw_post

SOURCE = WeiboPublic(uid="9000000001")
PATH = "/api/container/getIndex"


def card(mblog: Any, **overrides: Any) -> dict[str, Any]:
    return {"card_type": 9, "mblog": mblog} | overrides


def index(*cards: Any, **info: Any) -> dict[str, Any]:
    return {"ok": 1, "data": {"cardlistInfo": {"total": 1221} | info, "cards": list(cards)}}


def collect(*pages: Any) -> Reading:
    return SOURCE.collect(FakeHttp({PATH: [answer(page) for page in pages]}))


def newest(reading: Reading) -> datetime:
    return max(post.published_at for post in reading.posts)


def refused(page: Any) -> Outcome:
    with pytest.raises(LookFailed) as failed:
        parse(page if isinstance(page, HttpAnswer) else answer(page), "9000000001")
    return failed.value.outcome


def test_a_pinned_old_post_in_front_is_not_the_newest() -> None:
    reading = collect(index(card(raw_post(730, isTop=1)), card(raw_post(1 / 24))))

    assert newest(reading) == ago(1 / 24).replace(microsecond=0)


@pytest.mark.parametrize(
    ("mblog", "around"),
    [
        ({"isTop": 1}, {}),
        ({"mblogtype": 2}, {}),
        ({"title": {"text": "置顶", "base_color": 1}}, {}),
        ({}, {"profile_type_id": "proweibotop_1"}),
    ],
)
def test_each_of_the_four_marks_means_pinned(mblog: Any, around: Any) -> None:
    reading = collect(index(card(raw_post(9, **mblog), **around), card(raw_post(1))))

    assert {post.pinned for post in reading.posts if post.published_at < ago(5)} == {True}
    assert {post.pinned for post in reading.posts if post.published_at > ago(5)} == {False}


def test_a_pinned_post_that_is_the_newest_counts() -> None:
    reading = collect(index(card(raw_post(0.003, isTop=1)), card(raw_post(3))))

    assert newest(reading) > ago(1)


def test_only_pins_lead_to_the_next_page() -> None:
    reading = collect(index(card(raw_post(300, isTop=1)), since_id=4646), index(card(raw_post(2))))

    assert newest(reading) == ago(2).replace(microsecond=0)


def test_only_pins_and_no_more_are_a_lower_bound() -> None:
    reading = collect(index(card(raw_post(300, isTop=1))))

    assert len(reading.posts) == 1
    assert reading.window is None


def test_a_repost_counts_with_its_own_time() -> None:
    reading = collect(index(card(raw_post(2, retweeted_status=raw_post(900)))))

    assert [post.repost for post in reading.posts] == [True]
    assert newest(reading) == ago(2).replace(microsecond=0)


def test_a_repost_whose_original_is_gone_does_no_harm() -> None:
    reading = collect(index(card(raw_post(2, retweeted_status={"user": None}))))

    assert len(reading.posts) == 1


def test_no_content_is_ambiguous() -> None:
    assert refused({"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}) is (
        Outcome.EMPTY_AMBIGUOUS
    )


def test_a_login_wall_is_told_from_silence() -> None:
    wall = {"ok": -100, "url": "https://passport.weibo.com/sso/signin?entry=wapsso"}

    assert refused(wall) is Outcome.AUTH_REQUIRED


@pytest.mark.parametrize("status", [432, 418, 414, 403])
def test_a_gate_by_status_is_a_challenge(status: int) -> None:
    assert refused(answer(b"", status)) is Outcome.CHALLENGE


def test_the_visitor_page_in_gb2312_is_a_challenge() -> None:
    page = (
        "<html><head><meta charset='gb2312'><title>Sina Visitor System</title></head>新浪访客系统"
    )

    assert refused(answer(page.encode("gb2312"))) is Outcome.CHALLENGE


def test_no_cards_though_the_platform_counts_posts_is_ambiguous() -> None:
    with pytest.raises(LookFailed, match="1221") as failed:
        parse(answer(index()), "9000000001")

    assert failed.value.outcome is Outcome.EMPTY_AMBIGUOUS


def test_the_profile_answer_is_no_list() -> None:
    profile = {"ok": 1, "data": {"userInfo": {"screen_name": "城关发布"}, "tabsInfo": {}}}

    assert refused(profile) is Outcome.LAYOUT_CHANGED


def test_posts_in_groups_are_found_and_advertisements_ignored() -> None:
    group = {"card_type": 11, "card_group": [card(raw_post(1)), {"card_type": 42}]}
    advertisement = {"card_type": 9, "mblog": None}

    reading = collect(index(group, advertisement, {"card_type": 4}))

    assert len(reading.posts) == 1


def test_a_date_without_a_year_is_confirmed_by_the_id() -> None:
    """Read in January 2021, written in April 2020."""
    moment = datetime(2020, 4, 24, 15, 51, 58, tzinfo=BEIJING)
    january = datetime(2021, 1, 10, 9, 0, tzinfo=BEIJING)
    written = raw_post(1, created_at="04-24", mid=str(mid(moment)))

    page = parse(answer(index(card(written)), received_at=january), "9000000001")

    assert page.posts[0].published_at.year == 2020
    assert page.posts[0].doubt == ""


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("昨天 23:50", timedelta(hours=12, minutes=10)),
        ("3分钟前", timedelta(minutes=3)),
        ("今天 08:05", timedelta(hours=3, minutes=55)),
        ("刚刚", timedelta()),
    ],
)
def test_relative_times_count_from_the_answer(text: str, age: timedelta) -> None:
    written = raw_post(1, created_at=text, mid=str(mid(NOON - age)))

    page = parse(answer(index(card(written)), received_at=NOON), "9000000001")

    assert page.posts[0].published_at == NOON - age
    assert page.posts[0].doubt == ""


def test_a_post_for_its_owner_only_is_no_update() -> None:
    reading = collect(index(card(raw_post(0.1, visible={"type": 1})), card(raw_post(20))))

    assert newest(reading) == ago(20).replace(microsecond=0)


def test_an_edit_is_no_publication() -> None:
    reading = collect(index(card(raw_post(20, edit_at=weibo_time(ago(1)), edit_count=2))))

    assert newest(reading) == ago(20).replace(microsecond=0)


def test_repeated_pages_end_the_reading() -> None:
    page = index(card(raw_post(300, isTop=1)), since_id=4646)
    http = FakeHttp({PATH: answer(page)})

    reading = SOURCE.collect(http)

    assert len(http.asked) == 2
    assert len(reading.posts) == 1


def test_another_name_is_reported_and_the_time_kept() -> None:
    reading = collect(index(card(raw_post(1, user={"screen_name": "新名称"}))))

    assert reading.shown_name == "新名称"
    assert len(reading.posts) == 1


def test_an_id_that_disagrees_raises_a_doubt_and_overrules_nothing() -> None:
    reading = collect(index(card(raw_post(1, mid=str(mid(ago(300)))))))

    (post,) = reading.posts
    assert post.published_at == ago(1).replace(microsecond=0)
    assert post.earliest_at == ago(300).replace(microsecond=0)
    assert "不一致" in post.doubt


def test_too_many_requests_are_told() -> None:
    assert refused({"ok": 0, "msg": "请求过于频繁，歇歇吧"}) is Outcome.RATE_LIMITED


@pytest.mark.parametrize("expected", [[], {"ok": 1}, {"ok": 1, "data": []}])
def test_an_unknown_shape_is_said_to_be_one(expected: Any) -> None:
    assert refused(expected) is Outcome.LAYOUT_CHANGED


def test_impossible_times_are_noted_and_left_out() -> None:
    future = raw_post(1, created_at=weibo_time(NOON + days(30)))

    reading = collect(index(card(future), card(raw_post(20))))

    assert len(reading.posts) == 1
    assert "在将来" in reading.notes[0].text


def test_undated_posts_alone_are_undated() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(index(card(raw_post(1, created_at="不详"))))

    assert failed.value.outcome is Outcome.UNDATED


def test_the_cookie_is_sent_when_there_is_one() -> None:
    sent: list[Any] = []

    class Watching(FakeHttp):
        def get(self, url: str, **options: Any) -> HttpAnswer:
            sent.append(options["headers"].get("Cookie"))
            return super().get(url, **options)

    WeiboPublic(uid="1", cookie="SUB=demo").collect(
        Watching({PATH: answer(index(card(raw_post(1))))})
    )
    SOURCE.collect(Watching({PATH: answer(index(card(raw_post(1))))}))

    assert sent == ["SUB=demo", None]
