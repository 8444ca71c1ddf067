"""Answers to the checklist, appended and never rewritten."""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from monitor import clock
from monitor.model import Answer, Item
from monitor.store.database import immediate, ours


def insert_answers(db: Database, answers: Iterable[tuple[str, Answer]]) -> None:
    """Insert answers, each with its account, within a transaction of the caller's."""
    db.table("answers").insert_all(
        {
            "account": account,
            "item": one.item.value,
            "good": int(one.good),
            "at": clock.stamp(one.at),
            "by": one.by,
            "note": one.note,
            "evidence": one.evidence,
        }
        for account, one in answers
    )


class Answers:
    """The store's memory of what people checked."""

    db: Database

    def append_answers(self, answers: Iterable[tuple[str, Answer]]) -> None:
        """Append answers, each with its account: all of them or none."""
        with ours(), immediate(self.db):
            insert_answers(self.db, answers)

    def withdraw_answer(self, account: str, no: Answer, why: str) -> None:
        """Append why an answer is none; it stays where it is and counts no more.

        Who takes it back first gives the reason that stands.
        """
        with ours(), immediate(self.db):
            self.db.execute(
                "INSERT OR IGNORE INTO withdrawals (answer, why) SELECT id, ? FROM answers "
                "WHERE account = ? AND item = ? AND at = ? AND by = ? AND good = ?",
                [why, account, no.item.value, clock.stamp(no.at), no.by, int(no.good)],
            )

    def answers(
        self, since: datetime, until: datetime = clock.END, *, withdrawn: bool = False
    ) -> dict[str, tuple[Answer, ...]]:
        """Return the answers given between two moments, by account, oldest first.

        *withdrawn*: with those that were taken back, which count for nothing.
        """
        found: dict[str, list[Answer]] = {}
        with ours():
            rows = self.db.query(
                "SELECT a.*, coalesce(w.why, '') AS withdrawn FROM answers a "
                "LEFT JOIN withdrawals w ON w.answer = a.id "
                "WHERE a.at BETWEEN ? AND ? ORDER BY a.at, a.id",
                [clock.stamp(since), clock.stamp(until)],
            )
            for row in rows:
                if row["withdrawn"] and not withdrawn:
                    continue
                answer = Answer(
                    item=Item(str(row["item"])),
                    good=bool(row["good"]),
                    at=clock.unstamp(str(row["at"])),
                    by=str(row["by"]),
                    note=str(row["note"]),
                    evidence=str(row["evidence"]),
                    withdrawn=str(row["withdrawn"]),
                )
                found.setdefault(str(row["account"]), []).append(answer)
        return {account: tuple(answers) for account, answers in found.items()}
