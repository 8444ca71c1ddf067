"""WeChat's owner interface: the shapes of its answers, each failure in its own words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor import clock
from monitor.errors import LookFailed, Unreachable
from monitor.http.exchange import Answer
from monitor.model import Precision, Reading
from monitor.outcomes import Outcome
from monitor.sources.wechat_official import REACH, WechatOfficial
from tests.builders import NOON
from tests.fakes import FakeHttp, Reply, answer

SOURCE = WechatOfficial(appid="wxdemo", secret="demo-secret")
TOKEN, DATACUBE, PUBLISHED = (
    "/cgi-bin/token",
    "/datacube/getarticletotaldetail",
    "/cgi-bin/freepublish/batchget",
)
YESTERDAY = clock.day(NOON) - timedelta(days=1)
NOTHING = {"item": [], "total_count": 0, "item_count": 0}


def error(code: int, message: str = "demo") -> Answer:
    return answer({"errcode": code, "errmsg": message})


def published_on(*days: date, delayed: bool = False) -> Callable[[str, Any], Answer]:
    """Answer with the publications that lie in the range asked for."""

    def reply(_: str, body: Any) -> Answer:
        rows = [
            {
                "ref_date": day.isoformat(),
                "msgid": f"{number}_1",
                "publish_type": number % 3,
                "detail_list": [{"stat_date": YESTERDAY.isoformat(), "read_user": 3}],
            }
            for number, day in enumerate(days)
            if body["begin_date"] <= day.isoformat() <= body["end_date"]
        ]
        return answer({"list": rows, "is_delay": delayed})

    return reply


def item(created: Any, edited: int, **news: Any) -> dict[str, Any]:
    one = {"title": "今日要闻", "url": "https://mp.weixin.qq.com/s/demo", "is_deleted": False}
    content = {"news_item": [one | news]}
    if created is not None:
        content["create_time"] = created
    return {"article_id": "demo", "content": content, "update_time": edited}


def http(
    datacube: Reply | list[Reply] | None = None,
    published: Reply | list[Reply] | None = None,
    token: Reply | list[Reply] | None = None,
) -> FakeHttp:
    return FakeHttp(
        {
            TOKEN: token or answer({"access_token": "TOKEN-1", "expires_in": 7200}),
            DATACUBE: datacube or published_on(),
            PUBLISHED: published or answer(NOTHING),
        }
    )


def ago(days: int) -> date:
    return clock.day(NOON) - timedelta(days=days)


def outcomes(reading: Reading) -> list[Outcome]:
    return [gap.outcome for gap in reading.gaps]


def test_an_article_of_yesterday_is_found_though_freepublish_is_empty() -> None:
    """Case 23."""
    reading = SOURCE.collect(http(published_on(YESTERDAY)))

    assert [post.published_at for post in reading.posts] == [clock.day_end(YESTERDAY)]
    assert reading.posts[0].precision is Precision.DAY
    assert reading.gaps == ()


def test_forbidden_statistics_and_an_empty_list_are_no_absence() -> None:
    """Case 24."""
    reading = SOURCE.collect(http(error(48001, "api unauthorized")))

    assert reading.window is None
    assert reading.posts == ()
    assert outcomes(reading) == [Outcome.FORBIDDEN_CONFIG]


def test_delayed_statistics_are_deferred() -> None:
    """Case 25."""
    reading = SOURCE.collect(http(published_on(delayed=True)))

    assert reading.window is None
    assert outcomes(reading) == [Outcome.DEFERRED]


def test_complete_statistics_without_an_article_prove_absence() -> None:
    """Case 25."""
    reading = SOURCE.collect(http(published_on()))

    assert reading.window is not None
    assert reading.window.until == clock.day_end(YESTERDAY)
    assert clock.natural_days(reading.window.since, reading.window.until) >= REACH - 1


def test_today_is_never_covered() -> None:
    reading = SOURCE.collect(http(published_on(ago(20))))

    assert reading.window is not None
    assert clock.day(reading.window.until) == YESTERDAY


@pytest.mark.parametrize("age", [1, 7, 8, 14, 15, 21, 95])
def test_the_walk_stops_at_the_newest_article(age: int) -> None:
    asking = http(published_on(ago(age), ago(age + 30)))

    reading = SOURCE.collect(asking)

    assert max(clock.day(post.published_at) for post in reading.posts) == ago(age)
    assert reading.window is not None
    assert clock.day(reading.window.since) <= ago(age)
    walked = [one for one in asking.asked if DATACUBE in one[1]]
    assert len(walked) == -(-age // 7)


def test_an_article_beyond_the_walk_is_not_looked_for() -> None:
    reading = SOURCE.collect(http(published_on(ago(REACH + 20))))

    assert reading.posts == ()
    assert reading.window is not None


def test_weeks_follow_each_other_without_a_hole() -> None:
    asking = http(published_on(ago(30)))

    SOURCE.collect(asking)

    spans = [(b["begin_date"], b["end_date"]) for _, url, b in asking.asked if DATACUBE in url]
    for (begin, _), (_, end) in pairwise(spans):
        assert date.fromisoformat(begin) - date.fromisoformat(end) == timedelta(days=1)
    assert spans[0][1] == YESTERDAY.isoformat()


def test_a_refused_range_is_walked_day_by_day() -> None:
    def single_days_only(url: str, body: Any) -> Answer:
        if body["begin_date"] != body["end_date"]:
            return error(61501, "date range error")
        return published_on(ago(3))(url, body)

    reading = SOURCE.collect(http(single_days_only))

    assert clock.day(reading.posts[0].published_at) == ago(3)
    assert reading.window is not None
    assert clock.day(reading.window.since) == ago(3)


def test_the_window_ends_before_the_first_incomplete_day() -> None:
    def late(url: str, body: Any) -> Answer:
        return published_on(delayed=body["begin_date"] <= ago(5).isoformat())(url, body)

    reading = SOURCE.collect(http(late))

    assert reading.window is not None
    assert clock.day(reading.window.since) == ago(4)
    assert outcomes(reading) == [Outcome.DEFERRED]


def test_an_incomplete_yesterday_vouches_for_nothing() -> None:
    def late(url: str, body: Any) -> Answer:
        return published_on(delayed=body["end_date"] == YESTERDAY.isoformat())(url, body)

    assert SOURCE.collect(http(late)).window is None


def test_an_undocumented_publish_type_counts() -> None:
    """Case 26."""
    reading = SOURCE.collect(http(published_on(ago(2), ago(3), ago(4))))

    assert len(reading.posts) == 3


def test_the_day_of_publication_is_used_not_that_of_the_statistics() -> None:
    """Case 27."""
    reading = SOURCE.collect(http(published_on(ago(6))))

    assert clock.day(reading.posts[0].published_at) == ago(6)


def test_a_deleted_item_does_not_count() -> None:
    """Case 28."""
    now = int(NOON.timestamp())
    gone = {"item": [item(now - 60, now - 60, is_deleted=True)]}

    assert SOURCE.collect(http(published=answer(gone))).posts == ()


def test_the_time_of_publication_wins_over_that_of_an_edit() -> None:
    """Case 28."""
    now = int(NOON.timestamp())
    edited = {"item": [item(now - 3600, now - 60)]}

    reading = SOURCE.collect(http(published=answer(edited)))

    assert reading.posts[0].published_at == datetime.fromtimestamp(now - 3600, UTC)
    assert reading.posts[0].doubt == ""
    assert "修改" in reading.notes[0]


def test_an_edit_time_alone_is_marked_as_one() -> None:
    """Case 28."""
    now = int(NOON.timestamp())

    reading = SOURCE.collect(http(published=answer({"item": [item(None, now - 60)]})))

    assert reading.posts[0].earliest_at == clock.BEGINNING
    assert "修改时间" in reading.posts[0].doubt


def test_an_item_from_the_future_is_no_post() -> None:
    now = int(NOON.timestamp())

    reading = SOURCE.collect(http(published=answer({"item": [item(now + 3600, now)]})))

    assert reading.posts == ()


def test_an_address_that_is_not_on_the_list_is_named() -> None:
    """Case 29."""
    refused = error(40164, "invalid ip 203.0.113.7, not in whitelist rid: demo")

    with pytest.raises(LookFailed, match=r"203\.0\.113\.7") as failed:
        SOURCE.collect(http(token=refused))
    assert failed.value.outcome is Outcome.FORBIDDEN_CONFIG


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_dead_token_is_renewed_exactly_once(code: int) -> None:
    """Case 29."""
    grants: list[Reply] = [answer({"access_token": f"TOKEN-{n}"}) for n in (1, 2, 3)]
    asking = http([error(code), published_on(YESTERDAY)], token=grants)

    reading = SOURCE.collect(asking)

    assert len(reading.posts) == 1
    assert sum(TOKEN in url for _, url, _ in asking.asked) == 2
    assert "TOKEN-2" in next(url for _, url, _ in asking.asked if PUBLISHED in url)


def test_a_token_that_stays_dead_is_expired() -> None:
    reading = SOURCE.collect(http(error(42001), error(42001)))

    assert outcomes(reading) == [Outcome.AUTH_EXPIRED]


def test_a_used_up_quota_ends_the_look_at_once() -> None:
    """Case 30."""
    asking = http(error(45009, "reach max api daily quota limit"))

    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(asking)
    assert failed.value.outcome is Outcome.RATE_LIMITED
    assert not any(PUBLISHED in url for _, url, _ in asking.asked)


def test_a_busy_system_is_asked_again_once() -> None:
    reading = SOURCE.collect(http([error(-1, "system error"), published_on(YESTERDAY)]))

    assert len(reading.posts) == 1
    assert outcomes(SOURCE.collect(http(error(-1)))) == [Outcome.NETWORK]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (40013, Outcome.AUTH_CONFIG),
        (40125, Outcome.AUTH_CONFIG),
        (40243, Outcome.AUTH_CONFIG),
        (45011, Outcome.RATE_LIMITED),
        (48004, Outcome.ACCOUNT_BLOCKED),
        (50002, Outcome.ACCOUNT_BLOCKED),
        (61503, Outcome.DEFERRED),
        (99999, Outcome.LAYOUT_CHANGED),
    ],
)
def test_error_codes_have_their_own_outcomes(code: int, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(http(token=error(code)))

    assert failed.value.outcome is outcome
    assert str(code) in failed.value.message


def test_one_failing_call_leaves_the_other_standing() -> None:
    now = int(NOON.timestamp())

    reading = SOURCE.collect(
        http(Unreachable("连接中断"), answer({"item": [item(now - 60, now - 60)]}))
    )
    other = SOURCE.collect(http(published_on(YESTERDAY), Unreachable("连接中断")))

    assert len(reading.posts) == len(other.posts) == 1
    assert outcomes(reading) == outcomes(other) == [Outcome.NETWORK]
    assert reading.window is None
    assert other.window is not None


@pytest.mark.parametrize("said", [{}, {"list": None}, {"list": [{"msgid": "1_1"}]}, [], "x"])
def test_an_unknown_shape_is_no_absence(said: Any) -> None:
    reading = SOURCE.collect(http(answer(said)))

    assert reading.window is None
    assert Outcome.LAYOUT_CHANGED in outcomes(reading)


def test_no_token_in_the_answer_is_an_unknown_shape() -> None:
    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(http(token=answer({"expires_in": 7200})))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


def test_accounts_of_one_appid_share_the_token() -> None:
    asking = http(published_on(YESTERDAY))

    SOURCE.collect(asking)
    SOURCE.collect(asking)

    assert sum(TOKEN in url for _, url, _ in asking.asked) == 1
