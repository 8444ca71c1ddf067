"""What the store remembers of an item under its names: its key, its address, its title."""

import pytest

from monitor.model import Post
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, post
from tests.verdicts.builders import ID, begin, inspected, seen, ways

PLACE, TITLE = "https://x.invalid/gzdt/1.html", "云岭水务工作简报"
OLD = post(ago(70), "a", url=PLACE, title=TITLE)


def remembered(db: Database, old: Post, now: Post, *, on: float = 30, source: str = "feed") -> bool:
    """Say whether an older date of what is shown now is told, of *old* seen so long ago."""
    VerdictWriter(db).append(begin(db), [inspected(seen(old, on=on, source=source))])
    shown = [seen(now, source="feed")]

    return bool(HistoryReader(db).look_history([ID], NOON, days(7), shown=shown)[ID].sightings)


@pytest.mark.parametrize(
    ("now", "source", "known"),
    [
        (post(ago(1), "a"), "feed", True),
        (post(ago(70), "a"), "feed", False),
        (post(ago(1), "b", url=PLACE), "feed", False),  # the key alone tells, within one source
        (post(ago(1), "b", url=PLACE), "webpage", True),
        (post(ago(70), "b", url=PLACE), "webpage", False),
        (post(ago(1), "b"), "webpage", False),
    ],
)
def test_an_older_date_is_told_of_what_bears_the_same_name(
    now: Post, source: str, known: bool, db: Database
) -> None:
    assert remembered(db, OLD, now, source=source) is known


@pytest.mark.parametrize(("on", "known"), [(days(0) / days(1), False), (1 / 86400, True)])
@pytest.mark.parametrize("source", ["feed", "webpage"])
def test_what_was_first_seen_at_the_moment_itself_is_of_the_same_run(
    on: float, known: bool, source: str, db: Database
) -> None:
    """A replay finds it in the store already: it must not know more than the run did."""
    now = post(ago(1), "a", url=PLACE)

    assert remembered(db, OLD, now, on=on, source=source) is known


@pytest.mark.parametrize(
    ("beside", "known"),
    [
        (post(ago(80), "z", url=PLACE, title="另一条工作信息"), False),
        (post(ago(80), "a", url=PLACE, title="云岭水务工作简报（更新）"), True),
        (post(ago(80), "z", url=PLACE, title=TITLE), True),
    ],
)
def test_an_address_that_several_items_bear_tells_nothing_of_one(
    beside: Post, known: bool, db: Database
) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(beside, on=31, source="webpage"))])

    now = post(ago(1), "b", url=PLACE)

    assert remembered(db, OLD, now, source="webpage") is known


def test_with_its_title_the_address_that_all_of_a_source_bear_tells_one(db: Database) -> None:
    beside = post(ago(80), "z", url=PLACE, title="另一条工作信息")
    VerdictWriter(db).append(begin(db), [inspected(seen(beside, on=31, source="feed"))])

    assert remembered(db, OLD, post(ago(1), "b", url=PLACE, title=TITLE))


@pytest.mark.parametrize(("on", "recalled"), [(0, False), (1 / 86400, True)])
def test_what_came_up_at_the_moment_itself_recalls_no_look_of_long_ago(
    on: float, recalled: bool, db: Database
) -> None:
    now = post(ago(1), "b", title=TITLE)
    VerdictWriter(db).append(begin(db), [inspected(seen(OLD, on=30, source="feed"))])
    VerdictWriter(db).append(begin(db), [inspected(seen(now, on=on, source="feed"))])

    history = HistoryReader(db).look_history([ID], NOON, days(7), shown=[seen(now, source="feed")])[
        ID
    ]

    assert (ago(30) in {look.taken_at for look in history.observations}) is recalled


def test_of_the_looks_before_an_item_appeared_the_last_is_recalled(db: Database) -> None:
    now = post(ago(1), "b", title=TITLE)
    for on in (40, 30, 20):
        VerdictWriter(db).append(begin(db), [inspected(seen(OLD, on=on, source="feed"))])
    VerdictWriter(db).append(begin(db), [inspected(seen(now, on=10, source="feed"))])
    shown = [seen(now, source="feed")]

    history = HistoryReader(db).look_history([ID], NOON, days(7), shown=shown)[ID]

    assert {look.taken_at for look in history.observations} == {ago(20), ago(10)}


def test_an_older_date_is_told_where_all_that_is_stored_is_at_hand(db: Database) -> None:
    assert remembered(db, post(ago(9), "a"), post(ago(1), "a"), on=3)


def test_who_shows_what_was_always_shown_is_asked_for_no_older_dates(db: Database) -> None:
    look = seen(post(ago(9), "a", url=PLACE), post(ago(8), "b"), on=3)
    VerdictWriter(db).append(begin(db), [inspected(look)])

    def ask() -> None:
        HistoryReader(db).look_history([ID], NOON, days(7), shown=[look])

    assert not ways(db, ask, "shown s JOIN posts")
