"""Answers to the checklist, appended and never rewritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.model import Answer, ChecklistItem, Means, clock
from monitor.system.connection import Database
from monitor.system.database import CHUNK, immediate, ours
from monitor.verdicts.run_cutoff import EVERYTHING, RunCutoff

ANSWERS = """
SELECT a.*, coalesce(w.why, '') AS withdrawn FROM answers a
LEFT JOIN withdrawals w ON w.answer = a.id AND w.id <= ?
WHERE a.id <= ? AND a.at BETWEEN ? AND ? {scope} ORDER BY a.at, a.id
"""
WITHDRAWN = "SELECT a.id FROM withdrawals w JOIN answers a ON a.id = w.answer WHERE a.at <= ?"
GIVEN = ANSWERS.format(scope="")
GIVEN_BY = ANSWERS.format(scope="AND a.account IN ({marks})")


def insert_answers(db: Database, answers: Iterable[tuple[str, Answer]]) -> None:
    """Insert answers, each with its account, within a transaction of the caller's."""
    db.table("answers").insert_all(
        {
            "account": account,
            "item": answer.item.value,
            "good": int(answer.good),
            "at": clock.stamp(answer.at),
            "by": answer.by,
            "note": answer.note,
            "evidence": answer.evidence,
            "via": answer.via,
        }
        for account, answer in answers
    )


@dataclass(frozen=True, slots=True)
class AnswerStore:
    """Answers to the checklist in the database."""

    db: Database

    def withdraw_answers(self, ids: Iterable[int], why: str) -> None:
        """Append the withdrawal of answers; they stay stored and count no more.

        The first withdrawal of an answer gives the reason that counts.
        """
        with ours(), immediate(self.db):
            self.db.conn.executemany(
                "INSERT OR IGNORE INTO withdrawals (answer, why) VALUES (?, ?)",
                [(id, why) for id in ids],
            )

    def answers(
        self,
        since: datetime,
        until: datetime = clock.END,
        *,
        accounts: Iterable[str] | None = None,
        withdrawn: bool = False,
        entered: RunCutoff = EVERYTHING,
    ) -> dict[str, tuple[Answer, ...]]:
        """Return the answers given between two moments, by account, oldest first.

        *accounts*: only of these. *withdrawn*: include withdrawn answers, which count for nothing.
        *entered*: only entries from before a run began.
        """
        rows_of = [entered.withdrawal, entered.answer]
        times: list[Any] = [*rows_of, clock.stamp(since), clock.stamp(until)]
        with ours():
            if accounts is None:
                return _by_account(self.db.query(GIVEN, times), withdrawn=withdrawn)
            by_account: dict[str, tuple[Answer, ...]] = {}
            wanted = list(accounts)
            for start in range(0, len(wanted), CHUNK):
                chunk = wanted[start : start + CHUNK]
                rows = self.db.query(
                    GIVEN_BY.format(marks=",".join("?" * len(chunk))), times + chunk
                )
                by_account |= _by_account(rows, withdrawn=withdrawn)
        return by_account

    def withdrawn_answers(self, until: datetime = clock.END) -> frozenset[int]:
        """Return the ids of the answers given up to *until* that were taken back."""
        with ours():
            rows = self.db.execute(WITHDRAWN, [clock.stamp(until)]).fetchall()
        return frozenset(id for (id,) in rows)


def _by_account(
    rows: Iterable[Mapping[str, Any]], *, withdrawn: bool
) -> dict[str, tuple[Answer, ...]]:
    by_account: dict[str, list[Answer]] = {}
    for row in rows:
        if row["withdrawn"] and not withdrawn:
            continue
        answer = Answer(
            id=row["id"],
            item=ChecklistItem(row["item"]),
            good=bool(row["good"]),
            at=clock.unstamp(row["at"]),
            by=row["by"],
            note=row["note"],
            evidence=row["evidence"],
            withdrawn=row["withdrawn"],
            via=Means(row["via"]) if row["via"] else None,
        )
        by_account.setdefault(row["account"], []).append(answer)
    return {account: tuple(answers) for account, answers in by_account.items()}
