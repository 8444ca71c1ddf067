"""The entries by people before a run began: the run and its replay use no later ones.

People enter things while a run is underway. Which of its accounts are judged before and which after
is chance; so none is judged by entries made after the run began.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from monitor.system.connection import Database
from monitor.system.packing import compact, unpacked

COUNTED = "SELECT coalesce(max(id), 0) FROM {table}"
ENDLESS = 2**62  # a row that no row follows
# for runs that did not record what people had entered
BEFORE = "SELECT min(id) - 1 FROM observations WHERE run >= ?"
LATE = "SELECT posts FROM observations WHERE run IS NULL AND id > ? AND \"by\" > ''"
EARLIER = "SELECT posts FROM observations WHERE run IS NULL AND id <= ? AND \"by\" > ''"


class RunCutoff(NamedTuple):
    """The last rows that count, of each table that people write and verdicts rest on."""

    look: int = ENDLESS
    answer: int = ENDLESS
    withdrawal: int = ENDLESS

    def dump(self) -> str:
        """Return this as the text of one column."""
        return compact(list(self))


EVERYTHING = RunCutoff()


def current_cutoff(db: Database) -> RunCutoff:
    """Return the last rows as of now, within the transaction that begins a run."""
    tables = ("observations", "answers", "withdrawals")
    return RunCutoff(*(_number(db, COUNTED.format(table=table), ()) for table in tables))


def cutoff_of(db: Database, run: int) -> RunCutoff:
    """Return the last rows that count in *run*."""
    row = db.execute("SELECT known FROM runs WHERE id = ?", [run]).fetchone()
    if row is not None and row[0] is not None:
        return RunCutoff(*json.loads(row[0]))
    return RunCutoff(look=_number(db, BEFORE, [run]))


def _number(db: Database, question: str, values: Iterable[int]) -> int:
    (number,) = db.execute(question, list(values)).fetchone()
    return ENDLESS if number is None else int(number)


def late_posts(db: Database, entered: RunCutoff) -> frozenset[int]:
    """Return the posts that are known from what was entered later, and from nothing before."""
    if entered.look == ENDLESS:
        return frozenset()
    late = _posts(db, LATE, entered.look)
    return late - _posts(db, EARLIER, entered.look) if late else late


def _posts(db: Database, question: str, look: int) -> frozenset[int]:
    rows = db.execute(question, [look]).fetchall()
    return frozenset(id for (posts,) in rows for id in unpacked(posts))
