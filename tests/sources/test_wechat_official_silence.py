"""When WeChat's figures may prove silence: from eight in the morning, and where many can read."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model import Observation, Reading, Verdict, clock
from monitor.model.clock import BEIJING
from monitor.model.errors import Unreachable
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.registry.rules import checks_for
from monitor.sources.wechat_official import FOLLOWERS
from monitor.verdicts.judge import inspect
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, confirmed
from tests.fakes import FakeHttp, Reply, answer
from tests.sources.official import (
    DATACUBE,
    FANS,
    NOTHING,
    PUBLISHED,
    SOURCE,
    YESTERDAY,
    asked,
    error,
    followers,
    http,
    item,
    outcomes,
    published_on,
)

TODAY = clock.day(NOON)
EIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=BEIJING)
EARLY = EIGHT - timedelta(seconds=1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(days: float) -> int:
    return int((NOON - timedelta(days=days)).timestamp())


def until(reading: Reading) -> date | None:
    return clock.day(reading.window.until) if reading.window else None


def verdict(reading: Reading) -> Verdict:
    """Return what follows of *reading*, its window confirmed by a closer look."""
    of = account()
    reading = replace(reading, examination=confirmed())
    seen = Observation(account=of.id, source="wechat_official", taken_at=NOON, reading=reading)
    snapshot = merge(of, [seen], moment=NOON, look_days=7)
    return inspect(snapshot, checks_for(of, Policy())).verdict


# The hour at which the figures of yesterday are made


@pytest.mark.parametrize(("moment", "last"), [(EARLY, 2), (EIGHT, 1), (NOON, 1)])
@pytest.mark.parametrize("posts", [(), (30,)])
def test_yesterday_counts_from_eight_in_the_morning(
    moment: datetime, last: int, posts: tuple[int, ...]
) -> None:
    reading = SOURCE.collect(http(published_on(*map(ago, posts)), moment=moment))

    assert until(reading) == ago(last)


def test_midnight_is_early_too() -> None:
    midnight = EIGHT.replace(hour=0)

    assert until(SOURCE.collect(http(published_on(), moment=midnight))) == ago(2)


def test_what_was_published_yesterday_is_shown_before_eight_all_the_same() -> None:
    reading = SOURCE.collect(http(published_on(YESTERDAY), moment=EARLY))

    assert [clock.day(post.published_at) for post in reading.posts] == [YESTERDAY]
    assert until(reading) == ago(2)


def late(url: str, body: Any) -> HttpAnswer:
    """The figures of yesterday are not made."""
    return published_on(delayed=body["end_date"] == YESTERDAY.isoformat())(url, body)


def not_made(url: str, body: Any) -> HttpAnswer:
    return error(61503) if body["end_date"] == YESTERDAY.isoformat() else published_on()(url, body)


def not_allowed(url: str, body: Any) -> HttpAnswer:
    return error(61501) if body["end_date"] == YESTERDAY.isoformat() else published_on()(url, body)


@pytest.mark.parametrize("reply", [late, not_made, not_allowed])
def test_before_eight_an_unmade_yesterday_is_left_aside(reply: Reply) -> None:
    asking = http(reply, moment=EARLY)

    reading = SOURCE.collect(asking)

    assert (until(reading), reading.gaps) == (ago(2), ())
    assert len(asked(asking, DATACUBE)) < (20 if reply is not not_allowed else 103)


@pytest.mark.parametrize("reply", [late, not_made])
def test_from_eight_on_it_leaves_nothing_vouched_for(reply: Reply) -> None:
    reading = SOURCE.collect(http(reply, moment=EIGHT))

    assert reading.window is None
    assert outcomes(reading) == [Outcome.DEFERRED]


def test_a_range_refused_before_eight_is_not_asked_for_again() -> None:
    def single_days_only(url: str, body: Any) -> HttpAnswer:
        same = body["begin_date"] == body["end_date"]
        return published_on(ago(4))(url, body) if same else error(61501)

    asking = http(single_days_only, moment=EARLY)

    assert until(SOURCE.collect(asking)) == ago(2)
    assert len(asked(asking, DATACUBE)) == 1 + 4


def test_from_eight_on_a_refused_yesterday_is_an_error() -> None:
    assert outcomes(SOURCE.collect(http(not_allowed, moment=EIGHT))) == [Outcome.LAYOUT_CHANGED]


@pytest.mark.parametrize("expected", [1, "true", "false", True])
def test_whatever_says_delayed_is_not_whole(expected: Any) -> None:
    assert SOURCE.collect(http(answer({"list": [], "is_delay": expected}))).window is None


# What hardly anybody read


def closely(asking: FakeHttp) -> Reading:
    """Return what a look shows that is examined, because it is about to condemn."""
    return SOURCE.confirm(asking, SOURCE.collect(asking))


@pytest.mark.parametrize(
    ("posts", "expected"),
    [((), Verdict.FAIL), ((16,), Verdict.FAIL), ((40, 60), Verdict.FAIL), ((15,), Verdict.UNKNOWN)],
)
def test_a_silence_that_many_would_have_read_is_proved(
    posts: tuple[int, ...], expected: Verdict
) -> None:
    reading = closely(http(published_on(*map(ago, posts)), fans=followers(FOLLOWERS)))

    assert (verdict(reading), reading.gaps) == (expected, ())


@pytest.mark.parametrize("posts", [(), (16,), (40, 60), (95,)])
@pytest.mark.parametrize(
    ("fans", "sentence"),
    [
        (followers(FOLLOWERS - 1), f"关注人数{FOLLOWERS - 1}，不足{FOLLOWERS}"),
        (followers(12), "关注人数12，"),
        (followers(0), "关注人数0，"),
        (followers(5000, 12, 5000), "关注人数12，"),
        (followers(), "没有给出关注人数"),
        (followers(None), "没有给出关注人数"),
        (followers(-1), "没有给出关注人数"),
        (followers(True), "没有给出关注人数"),
        (answer({"list": [None]}), "没有给出关注人数"),
        (answer({"list": None}), "未能查到：返回的数据缺少关注人数列表"),
        (answer({}), "未能查到"),
        (answer("<html><body>Not Found</body></html>", 404), "未能查到"),
        (error(48001, "api unauthorized"), "未能查到：公众号没有该接口的权限"),
        (error(45009), "未能查到：接口今日调用额度已用完"),
        (error(61501), "未能查到"),
        (Unreachable("连接中断"), "未能查到：连接中断"),
    ],
)
def test_what_few_can_read_proves_no_silence(
    posts: tuple[int, ...], fans: Reply, sentence: str
) -> None:
    """The figures may leave out what hardly anybody read."""
    reading = closely(http(published_on(*map(ago, posts)), fans=fans))

    assert (reading.window, verdict(reading)) == (None, Verdict.UNKNOWN)
    assert len(reading.posts) == min(len(posts), 1)
    (gap,) = reading.gaps
    assert gap.outcome is Outcome.DEFERRED
    assert gap.message.startswith("统计接口可能不含阅读量很少的内容（") and sentence in gap.message
    assert gap.message.endswith("不能证明没有发布，请人工查看")


def test_a_count_may_be_written_as_text() -> None:
    assert closely(http(published_on(), fans=followers("1217"))).window is not None


def test_of_two_rows_of_one_day_the_larger_counts() -> None:
    rows = [{"ref_date": "2021-12-30", "cumulate_user": count} for count in (12, FOLLOWERS, 30)]

    assert closely(http(published_on(), fans=answer({"list": rows}))).window is not None


@pytest.mark.parametrize(("moment", "last"), [(EARLY, 2), (NOON, 1)])
def test_the_followers_of_the_last_week_that_is_made_are_counted(
    moment: datetime, last: int
) -> None:
    asking = http(published_on(), moment=moment)

    closely(asking)

    (span,) = asked(asking, FANS)
    assert span == {
        "begin_date": ago(last + 6).isoformat(),
        "end_date": ago(last).isoformat(),
    }


@pytest.mark.parametrize("age", [1, 7, 8, 14, 15, 40])
def test_a_first_look_counts_no_followers(age: int) -> None:
    asking = http(published_on(ago(age)), fans=followers(12))

    reading = SOURCE.collect(asking)

    assert asked(asking, FANS) == []
    assert reading.window is not None
    assert len(asking.asked) == 2 + -(-age // 7)


def test_the_question_comes_last() -> None:
    asking = http(published_on())

    closely(asking)

    assert FANS in asking.asked[-1][1] and PUBLISHED in asking.asked[-2][1]


# What the other list shows


@pytest.mark.parametrize(
    ("counted", "published", "known"),
    [
        ((), [item(at(40), at(40))], True),
        ((), [item(None, at(40))], True),
        ((), [item(at(40), at(40), is_deleted=True)], False),
        ((), [item(at(140), at(140))], False),
        ((30,), [item(at(20), at(20))], True),
        ((30,), [item(at(30), at(30))], False),
        ((30,), [item(None, at(20))], False),
        ((30,), [item(at(33), at(20))], False),
        ((), NOTHING["item"], False),
    ],
)
def test_figures_that_lack_what_the_platform_lists_elsewhere_prove_nothing(
    counted: tuple[int, ...], published: list[Any], known: bool
) -> None:
    """An edited article may be the one that is counted, however late it was edited."""
    asking = http(published_on(*map(ago, counted)), answer({"item": published}))

    reading = SOURCE.collect(asking)

    assert (reading.window is None) is known
    assert (outcomes(reading) == [Outcome.DEFERRED]) is known
    assert asked(asking, FANS) == []
    if known:
        assert "发布的内容即不在其中" in reading.gaps[0].message
        assert verdict(reading) is Verdict.UNKNOWN


def test_where_today_could_not_be_seen_the_followers_are_counted_too() -> None:
    reading = closely(http(published_on(), error(48001), fans=followers(12)))

    assert outcomes(reading) == [Outcome.FORBIDDEN_CONFIG, Outcome.DEFERRED]
    assert reading.window is None
