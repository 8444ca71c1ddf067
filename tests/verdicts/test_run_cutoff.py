"""What people enter while a run is underway counts in the next one, for every account alike."""

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.model import Answer, ChecklistItem
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.run_values import LookHistory
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, post
from tests.verdicts.builders import ID, begin, inspected, seen

LOOK = seen(post(ago(1), "k", url="https://x.invalid/1"), on=1, source="by_hand", by="张三")
NO = Answer(item=ChecklistItem.LINKS, good=False, at=ago(1), by="张三", note="外链失效")


def history_before(db: Database, run: int, **options: object) -> LookHistory:
    histories = HistoryReader(db).look_history([ID], NOON, days(7), before_run=run, **options)  # type: ignore[arg-type]
    return histories.get(ID, LookHistory())


def test_an_entry_during_a_run_counts_in_the_next_one(db: Database) -> None:
    running = begin(db)
    VerdictWriter(db).append_by_hand([LOOK], [], [(ID, NO)])
    following = begin(db)

    assert history_before(db, running) == LookHistory()
    later = history_before(db, following)
    assert later.observations == (LOOK,)
    assert later.answers == (NO,)


def test_it_is_the_same_for_those_judged_before_and_after_and_in_a_replay(db: Database) -> None:
    writer = VerdictWriter(db)
    running = begin(db)
    before = history_before(db, running)
    writer.append_by_hand([LOOK], [], [(ID, NO)])
    after = history_before(db, running)
    writer.append(running, [inspected(seen(post(ago(0.5), "z")))])
    writer.append(begin(db), [inspected(seen(post(ago(0.2), "y")))])

    assert before == after == history_before(db, running) == LookHistory()


def test_an_answer_taken_back_during_a_run_still_counts_in_it(db: Database) -> None:
    VerdictWriter(db).append_by_hand([], [], [(ID, NO)])
    VerdictWriter(db).append(begin(db), [inspected(seen(on=2))])
    running = begin(db)
    AnswerStore(db).withdraw_answers([1], "李四：点错账号")

    assert history_before(db, running).answers == (NO,)
    assert history_before(db, begin(db)).answers == ()


def test_the_date_that_a_person_tells_during_a_run_bears_on_none_of_its_posts(
    db: Database,
) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(on=3))])
    running = begin(db)
    VerdictWriter(db).append_by_hand([LOOK])
    shown = [seen(post(ago(0.5), "other", url="https://x.invalid/1"), source="feed")]

    assert history_before(db, running, shown=shown).sightings == ()
    assert len(history_before(db, begin(db), shown=shown).sightings) == 1


def test_what_was_told_before_and_during_a_run_counts_as_told_before(db: Database) -> None:
    VerdictWriter(db).append_by_hand([LOOK])
    running = begin(db)
    VerdictWriter(db).append_by_hand([LOOK])
    shown = [seen(post(ago(0.5), "other", url="https://x.invalid/1"), source="feed")]

    assert len(history_before(db, running, shown=shown).sightings) == 1
    assert len(history_before(db, running).observations) == 1


def test_a_run_of_an_earlier_program_counts_what_stood_before_its_first_look(db: Database) -> None:
    writer = VerdictWriter(db)
    writer.append_by_hand([LOOK])
    running = begin(db)
    db.execute("UPDATE runs SET known = NULL")
    assert history_before(db, running).observations == (LOOK,)  # it saw nothing yet

    writer.append(running, [inspected(seen(post(ago(0.5), "z")))])
    writer.append_by_hand([LOOK])

    assert history_before(db, running).observations == (LOOK,)


def test_the_seal_covers_what_was_known_and_no_earlier_seal_breaks(
    db: Database, tmp_path: Path
) -> None:
    sealed_rows = SealedRows(db)
    number = begin(db)
    now = list(sealed_rows.seal_items(number))
    db.execute("UPDATE runs SET known = NULL")
    earlier = list(sealed_rows.seal_items(number))
    db.conn.commit()
    with closing(sqlite3.connect(tmp_path / "monitor.db")) as other:  # ours watches what it touches
        other.execute("ALTER TABLE runs DROP COLUMN known")
        other.execute("ALTER TABLE runs ADD COLUMN known TEXT")

    assert list(sealed_rows.seal_items(number)) == earlier != now
