"""WeChat's owner interface: the shapes of its answers, and what they vouch for."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model import Precision, clock
from monitor.model.outcome import Outcome
from monitor.sources.wechat_official import REACH
from tests.builders import NOON
from tests.fakes import answer
from tests.sources.official import (
    DATACUBE,
    SOURCE,
    TOKEN,
    YESTERDAY,
    error,
    http,
    item,
    outcomes,
    published_on,
)


def ago(days: int) -> date:
    return clock.day(NOON) - timedelta(days=days)


def test_an_article_of_yesterday_is_found_though_freepublish_is_empty() -> None:
    reading = SOURCE.collect(http(published_on(YESTERDAY)))

    assert [post.published_at for post in reading.posts] == [clock.day_end(YESTERDAY)]
    assert reading.posts[0].precision is Precision.DAY
    assert reading.gaps == ()


def test_delayed_statistics_are_deferred() -> None:
    reading = SOURCE.collect(http(published_on(delayed=True)))

    assert reading.window is None
    assert outcomes(reading) == [Outcome.DEFERRED]


def test_complete_statistics_without_an_article_prove_absence() -> None:
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
    walked = [request for request in asking.asked if DATACUBE in request[1]]
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
    def single_days_only(url: str, body: Any) -> HttpAnswer:
        if body["begin_date"] != body["end_date"]:
            return error(61501, "date range error")
        return published_on(ago(3))(url, body)

    reading = SOURCE.collect(http(single_days_only))

    assert clock.day(reading.posts[0].published_at) == ago(3)
    assert reading.window is not None
    assert clock.day(reading.window.since) == ago(3)


def test_the_window_ends_before_the_first_incomplete_day() -> None:
    def late(url: str, body: Any) -> HttpAnswer:
        return published_on(delayed=body["begin_date"] <= ago(5).isoformat())(url, body)

    reading = SOURCE.collect(http(late))

    assert reading.window is not None
    assert clock.day(reading.window.since) == ago(4)
    assert outcomes(reading) == [Outcome.DEFERRED]


def test_an_incomplete_yesterday_vouches_for_nothing() -> None:
    def late(url: str, body: Any) -> HttpAnswer:
        return published_on(delayed=body["end_date"] == YESTERDAY.isoformat())(url, body)

    assert SOURCE.collect(http(late)).window is None


def test_an_undocumented_publish_type_counts() -> None:
    reading = SOURCE.collect(http(published_on(ago(2), ago(3), ago(4))))

    assert len(reading.posts) == 3


def test_the_day_of_publication_is_used_not_that_of_the_statistics() -> None:
    reading = SOURCE.collect(http(published_on(ago(6))))

    assert clock.day(reading.posts[0].published_at) == ago(6)


def test_a_deleted_item_does_not_count() -> None:
    now = int(NOON.timestamp())
    gone = {"item": [item(now - 60, now - 60, is_deleted=True)]}

    assert SOURCE.collect(http(published=answer(gone))).posts == ()


def test_the_time_of_publication_wins_over_that_of_an_edit() -> None:
    now = int(NOON.timestamp())
    edited = {"item": [item(now - 3600, now - 60)]}

    reading = SOURCE.collect(http(published=answer(edited)))

    assert reading.posts[0].published_at == datetime.fromtimestamp(now - 3600, UTC)
    assert reading.posts[0].doubt == ""
    assert "修改" in reading.notes[0].text


def test_an_edit_time_alone_is_marked_as_one() -> None:
    now = int(NOON.timestamp())

    reading = SOURCE.collect(http(published=answer({"item": [item(None, now - 60)]})))

    assert reading.posts[0].earliest_at == clock.BEGINNING
    assert "修改时间" in reading.posts[0].doubt


def test_an_item_from_the_future_is_no_post() -> None:
    now = int(NOON.timestamp())

    reading = SOURCE.collect(http(published=answer({"item": [item(now + 3600, now)]})))

    assert reading.posts == ()


def test_accounts_of_one_appid_share_the_token() -> None:
    asking = http(published_on(YESTERDAY))

    SOURCE.collect(asking)
    SOURCE.collect(asking)

    assert sum(TOKEN in url for _, url, _ in asking.asked) == 1
