"""What a wrong clock dated: apart from when the clock was found right, never deleted."""

from datetime import datetime, timedelta

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.figures.period_reader import PeriodReader
from monitor.model import clock
from monitor.model.period import Period, Span
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system.connection import Database
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, days, post, window
from tests.verdicts.builders import ID, begin, inspected, seen

HOUR = timedelta(hours=1)
AHEAD = NOON + days(20)
WITHIN = days(60)


def run_at(db: Database, moment: datetime, offset: timedelta | None = timedelta()) -> int:
    """Append a whole run of *moment*, in which one account was seen."""
    run = begin(db, moment=moment, started_at=moment)
    at = {"taken_at": moment, "as_of": moment}
    look = seen(
        post(moment - days(2)), on=(NOON - moment) / days(1), window=window(ago(90), moment)
    )
    VerdictWriter(db).append(run, [inspected(look, **at)])
    ClockLog(db).note_clock(run, offset)
    VerdictWriter(db).finish_run(run, at=moment, seal=f"{run}")
    return run


def looks(db: Database, now: datetime, *, before: int | None = None) -> list[datetime]:
    known = HistoryReader(db).look_history([ID], now, WITHIN, before_run=before)
    return [look.taken_at for look in known[ID].observations]


def test_a_run_says_once_before_it_is_sealed_what_the_clock_was(db: Database) -> None:
    run = run_at(db, NOON, days(-20))

    ClockLog(db).note_clock(run, timedelta())

    said = ClockLog(db).compared()
    assert said is not None and (said.run, said.offset) == (run, days(-20))


def test_a_run_in_which_nobody_told_is_passed_over(db: Database) -> None:
    clock_log = ClockLog(db)
    assert clock_log.compared() is None
    first = run_at(db, NOON, HOUR)
    second = run_at(db, NOON + HOUR, None)

    said = clock_log.compared()

    assert said is not None and said.run == first
    assert clock_log.compared(before=first) is None and second > first


def test_an_episode_begins_after_the_last_run_that_was_right(db: Database) -> None:
    run_at(db, NOON, days(-1))
    run_at(db, NOON + HOUR, timedelta(minutes=10))
    first = run_at(db, NOON + 2 * HOUR, days(-20))
    run_at(db, NOON + 3 * HOUR, None)
    last = run_at(db, NOON + 4 * HOUR, days(-20))

    assert ClockLog(db).wrong_since(last) == ClockLog(db).wrong_since(first) == first


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
    db: Database, moment: datetime, offset: timedelta | None, apart: bool
) -> None:
    clock_log = ClockLog(db)
    wrong = run_at(db, moment, offset)
    right = run_at(db, NOON)

    clock_log.set_aside(right, NOON)

    assert clock_log.runs_set_aside() == (frozenset({wrong}) if apart else frozenset())
    assert clock_log.set_aside_by(right) == int(apart) and clock_log.set_aside_by(wrong) == 0
    assert [run for run, _ in VerdictReader(db).verdicts(account(), until=AHEAD + days(1))] == (
        [right] if apart else [right, wrong]
    )
    assert len(VerdictReader(db).verdicts(account())) == 2
    assert (moment in looks(db, AHEAD)) is not apart


def test_a_run_is_judged_again_by_what_was_known_then(db: Database) -> None:
    """That the date was wrong came to light later, and changes no verdict of before."""
    run_at(db, ago(3), days(2))
    right = run_at(db, NOON)
    ClockLog(db).set_aside(right, NOON)

    assert looks(db, NOON) == [NOON]
    assert looks(db, NOON, before=right) == [ago(3)]


def test_what_is_dated_later_than_now_is_not_the_latest(db: Database) -> None:
    right = run_at(db, NOON)
    run_at(db, AHEAD, None)

    assert [run for run, _ in VerdictReader(db).verdicts(account(), until=NOON)] == [right]
    (latest,) = VerdictReader(db).latest([account()], NOON)
    assert latest.taken_at == NOON
    ahead = ClockLog(db).ahead(NOON)
    assert (ahead.runs, ahead.looks, ahead.latest_at) == (1, 1, AHEAD)
    assert ClockLog(db).ahead(AHEAD).latest_at is None


def test_what_a_person_saw_on_a_day_to_come_is_no_look(db: Database) -> None:
    reader = VerdictReader(db)
    hand = seen(on=-20, by="张三", window=window(ago(30), AHEAD), expires_at=AHEAD + days(90))
    VerdictWriter(db).append_by_hand([hand, seen(on=2, by="李四", expires_at=AHEAD)])
    assert reader.last_by_hand(NOON) == {ID: ago(2)}
    assert reader.last_by_hand(AHEAD) == {ID: AHEAD}

    ClockLog(db).set_aside(run_at(db, NOON), NOON)

    assert reader.last_by_hand(AHEAD) == {ID: ago(2)}
    assert AHEAD not in looks(db, AHEAD + HOUR)
    assert len(reader.history(ID)) == 3


def test_nothing_was_first_seen_later_than_now(db: Database) -> None:
    """Seen under a wrong clock, an item would else be younger than it is, or seen by nobody."""
    run_at(db, AHEAD, None)
    right = run_at(db, NOON)

    ClockLog(db).set_aside(right, NOON)

    assert {first for _, first, _ in VerdictReader(db).posts(ID)} == {NOON}


def test_nothing_is_gone_since_a_day_to_come(db: Database) -> None:
    run_at(db, ago(5))
    db.execute("UPDATE posts SET gone_at = ?", [clock.stamp(AHEAD)])
    db.conn.commit()

    ClockLog(db).set_aside(run_at(db, NOON), NOON)

    assert {gone for _, _, gone in VerdictReader(db).posts(ID)} == {None, NOON}


def test_an_alarm_by_a_wrong_clock_is_none(db: Database) -> None:
    outbox = Outbox(db)

    def alarm(key: str, at: datetime) -> None:
        outbox.put([Notice(key=key, kind=Kind.STALE, text="", account=ID)], {key: []}, at=at)

    alarm("stale:a:1:clock", NOON)
    assert outbox.alarmed() == {}
    alarm("stale:a:1", AHEAD)
    assert outbox.alarmed()[ID].key == "stale:a:1"

    ClockLog(db).set_aside(run_at(db, NOON), NOON)

    assert outbox.alarmed() == {}
    assert [entry.set_aside for entry in outbox.latest_entries()] == [True, False]


def test_a_look_of_before_does_not_count_for_its_day_again(db: Database) -> None:
    task_log = TaskRunStore(db)
    run_at(db, AHEAD, None)
    ClockLog(db).set_aside(run_at(db, NOON), NOON)

    assert task_log.seen_since(AHEAD - HOUR, AHEAD + HOUR) == {}
    assert set(task_log.seen_since(NOON - HOUR, NOON + HOUR)) == {ID}
    assert task_log.seen_since(NOON - days(1), NOON - HOUR) == {}


def test_a_quarter_knows_nothing_of_a_check_that_is_yet_to_come(db: Database) -> None:
    period = Period(year=2022, month=1, span=Span.QUARTER)
    run_at(db, NOON)
    run_at(db, AHEAD, None)

    def told(now: datetime) -> tuple[int, int, int]:
        past = PeriodReader(db).past(period, now=now)
        (own,) = past.histories
        in_period = [look for look in own.looks if look.at > NOON]
        late = [w for w in own.windows if w.until > NOON]
        return len(past.spotchecks), len(in_period), len(late)

    assert told(NOON + days(2)) == (0, 0, 0)
    assert told(AHEAD) == (1, 1, 1)
    ClockLog(db).set_aside(run_at(db, NOON + days(1)), NOON + days(1))
    assert told(AHEAD) == (1, 1, 1)  # the right check of the day after
    assert ClockLog(db).runs_set_aside() == {2}


def test_a_duty_done_ahead_of_its_time_is_done_anew_when_it_comes(db: Database) -> None:
    task_log = TaskRunStore(db)
    task_log.begin_duty("look", AHEAD, missed=0, at=AHEAD)
    task_log.finish_duty("look", AHEAD, at=AHEAD, outcome="ok")
    assert task_log.last_duties(NOON) == {} and task_log.last_duties(AHEAD) == {"look": AHEAD}
    ClockLog(db).set_aside(run_at(db, NOON), NOON)
    assert task_log.last_duties(AHEAD) == {}

    task_log.begin_duty("look", AHEAD, missed=0, at=AHEAD)
    assert task_log.last_duties(AHEAD) == {}  # not finished yet
    task_log.finish_duty("look", AHEAD, at=AHEAD, outcome="ok")

    assert task_log.last_duties(AHEAD) == {"look": AHEAD}
    assert task_log.duties(now=AHEAD, ahead=True) == ()
