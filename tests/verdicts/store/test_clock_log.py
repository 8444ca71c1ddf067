"""What a wrong clock dated: apart from when the clock was found right, never deleted."""

from datetime import datetime, timedelta

import pytest

from monitor.app.store import Store
from monitor.model import clock
from monitor.model.period import Period, Span
from monitor.notices.notice import Kind, Notice
from tests.builders import NOON, account, ago, days, post, window
from tests.verdicts.store.builders import ID, begin, inspected, seen

HOUR = timedelta(hours=1)
AHEAD = NOON + days(20)
WITHIN = days(60)


def run_at(store: Store, moment: datetime, offset: timedelta | None = timedelta()) -> int:
    """Append a whole run of *moment*, in which one account was seen."""
    run = begin(store, moment=moment, started_at=moment)
    at = {"taken_at": moment, "as_of": moment}
    look = seen(
        post(moment - days(2)), on=(NOON - moment) / days(1), window=window(ago(90), moment)
    )
    store.append(run, [inspected(look, **at)])
    store.note_clock(run, offset)
    store.finish_run(run, at=moment, seal=f"{run}")
    return run


def looks(store: Store, now: datetime, *, before: int | None = None) -> list[datetime]:
    known = store.look_history([ID], now, WITHIN, before_run=before)
    return [one.taken_at for one in known[ID].observations]


def test_a_run_says_once_before_it_is_sealed_what_the_clock_was(store: Store) -> None:
    run = run_at(store, NOON, days(-20))

    store.note_clock(run, timedelta())

    said = store.compared()
    assert said is not None and (said.run, said.offset) == (run, days(-20))


def test_a_run_in_which_nobody_told_is_passed_over(store: Store) -> None:
    assert store.compared() is None
    first = run_at(store, NOON, HOUR)
    second = run_at(store, NOON + HOUR, None)

    said = store.compared()

    assert said is not None and said.run == first
    assert store.compared(before=first) is None and second > first


def test_an_episode_begins_after_the_last_run_that_was_right(store: Store) -> None:
    run_at(store, NOON, days(-1))
    run_at(store, NOON + HOUR, timedelta(minutes=10))
    first = run_at(store, NOON + 2 * HOUR, days(-20))
    run_at(store, NOON + 3 * HOUR, None)
    last = run_at(store, NOON + 4 * HOUR, days(-20))

    assert store.wrong_since(last) == store.wrong_since(first) == first


@pytest.mark.parametrize(
    ("moment", "offset", "apart"),
    [
        (AHEAD, None, True),
        (AHEAD, days(-20), True),
        (NOON + timedelta(minutes=6), None, True),
        (NOON + timedelta(minutes=5), None, False),
        (ago(3), days(1), True),
        (ago(3), days(-1), True),
        (ago(3), days(1) - HOUR, False),
        (ago(3), None, False),
    ],
)
def test_a_run_stands_apart_that_is_dated_ahead_or_of_another_day(
    store: Store, moment: datetime, offset: timedelta | None, apart: bool
) -> None:
    wrong = run_at(store, moment, offset)
    right = run_at(store, NOON)

    store.set_aside(right, NOON)

    assert store.runs_set_aside() == (frozenset({wrong}) if apart else frozenset())
    assert store.set_aside_by(right) == int(apart) and store.set_aside_by(wrong) == 0
    assert [run for run, _ in store.verdicts(account(), until=AHEAD + days(1))] == (
        [right] if apart else [right, wrong]
    )
    assert len(store.verdicts(account())) == 2
    assert (moment in looks(store, AHEAD)) is not apart


def test_a_run_is_judged_again_by_what_was_known_then(store: Store) -> None:
    """That the date was wrong came to light later, and changes no verdict of before."""
    run_at(store, ago(3), days(2))
    right = run_at(store, NOON)
    store.set_aside(right, NOON)

    assert looks(store, NOON) == [NOON]
    assert looks(store, NOON, before=right) == [ago(3)]


def test_what_is_dated_later_than_now_is_not_the_latest(store: Store) -> None:
    right = run_at(store, NOON)
    run_at(store, AHEAD, None)

    assert [run for run, _ in store.verdicts(account(), until=NOON)] == [right]
    (latest,) = store.latest([account()], NOON)
    assert latest.taken_at == NOON
    ahead = store.ahead(NOON)
    assert (ahead.runs, ahead.looks, ahead.latest_at) == (1, 1, AHEAD)
    assert store.ahead(AHEAD).latest_at is None


def test_what_a_person_saw_on_a_day_to_come_is_no_look(store: Store) -> None:
    hand = seen(on=-20, by="张三", window=window(ago(30), AHEAD), expires_at=AHEAD + days(90))
    store.append_by_hand([hand, seen(on=2, by="李四", expires_at=AHEAD)])
    assert store.last_by_hand(NOON) == {ID: ago(2)}
    assert store.last_by_hand(AHEAD) == {ID: AHEAD}

    store.set_aside(run_at(store, NOON), NOON)

    assert store.last_by_hand(AHEAD) == {ID: ago(2)}
    assert AHEAD not in looks(store, AHEAD + HOUR)
    assert len(store.history(ID)) == 3


def test_nothing_was_first_seen_later_than_now(store: Store) -> None:
    """Seen under a wrong clock, an item would else be younger than it is, or seen by nobody."""
    run_at(store, AHEAD, None)
    right = run_at(store, NOON)

    store.set_aside(right, NOON)

    assert {first for _, first, _ in store.posts(ID)} == {NOON}


def test_nothing_is_gone_since_a_day_to_come(store: Store) -> None:
    run_at(store, ago(5))
    store.db.execute("UPDATE posts SET gone_at = ?", [clock.stamp(AHEAD)])
    store.db.conn.commit()

    store.set_aside(run_at(store, NOON), NOON)

    assert {gone for _, _, gone in store.posts(ID)} == {None, NOON}


def test_an_alarm_by_a_wrong_clock_is_none(store: Store) -> None:
    def alarm(key: str, at: datetime) -> None:
        store.put([Notice(key=key, kind=Kind.STALE, text="", account=ID)], {key: []}, at=at)

    alarm("stale:a:1:clock", NOON)
    assert store.alarmed() == {}
    alarm("stale:a:1", AHEAD)
    assert store.alarmed()[ID].key == "stale:a:1"

    store.set_aside(run_at(store, NOON), NOON)

    assert store.alarmed() == {}
    assert [one.set_aside for one in store.latest_entries()] == [True, False]


def test_a_look_of_before_does_not_count_for_its_day_again(store: Store) -> None:
    run_at(store, AHEAD, None)
    store.set_aside(run_at(store, NOON), NOON)

    assert store.seen_since(AHEAD - HOUR, AHEAD + HOUR) == {}
    assert set(store.seen_since(NOON - HOUR, NOON + HOUR)) == {ID}
    assert store.seen_since(NOON - days(1), NOON - HOUR) == {}


def test_a_quarter_knows_nothing_of_a_check_that_is_yet_to_come(store: Store) -> None:
    period = Period(year=2022, month=1, span=Span.QUARTER)
    run_at(store, NOON)
    run_at(store, AHEAD, None)

    def told(now: datetime) -> tuple[int, int, int]:
        past = store.past(period, now=now)
        (own,) = past.histories
        in_period = [look for look in own.looks if look.at > NOON]
        late = [w for w in own.windows if w.until > NOON]
        return len(past.spotchecks), len(in_period), len(late)

    assert told(NOON + days(2)) == (0, 0, 0)
    assert told(AHEAD) == (1, 1, 1)
    store.set_aside(run_at(store, NOON + days(1)), NOON + days(1))
    assert told(AHEAD) == (1, 1, 1)  # the right check of the day after
    assert store.runs_set_aside() == {2}


def test_a_duty_done_ahead_of_its_time_is_done_anew_when_it_comes(store: Store) -> None:
    store.begin_duty("look", AHEAD, missed=0, at=AHEAD)
    store.finish_duty("look", AHEAD, at=AHEAD, outcome="ok")
    assert store.last_duties(NOON) == {} and store.last_duties(AHEAD) == {"look": AHEAD}
    store.set_aside(run_at(store, NOON), NOON)
    assert store.last_duties(AHEAD) == {}

    store.begin_duty("look", AHEAD, missed=0, at=AHEAD)
    assert store.last_duties(AHEAD) == {}  # not finished yet
    store.finish_duty("look", AHEAD, at=AHEAD, outcome="ok")

    assert store.last_duties(AHEAD) == {"look": AHEAD}
    assert store.duties(now=AHEAD, ahead=True) == ()
