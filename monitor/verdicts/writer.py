"""Appends runs, observations with their posts and evidence, verdicts."""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from monitor.model import Account, Answer, EvidenceRef, Observation, Run, clock
from monitor.system.connection import Database
from monitor.system.database import CHUNK, immediate, ours
from monitor.system.packing import compact
from monitor.verdicts import codec, register_rows, run_cutoff, texts, verdict_rows
from monitor.verdicts.answers import insert_answers
from monitor.verdicts.run_values import AccountResult

log = logging.getLogger(__name__)

# what is wrong with a value; a full disk or a locked file is nobody's value
UNFIT = (
    AttributeError,
    OverflowError,
    TypeError,
    ValueError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)

POST_UPSERT = (
    "INSERT INTO posts ({columns}, first_seen_at) VALUES ({marks}) "
    "ON CONFLICT (id) DO UPDATE SET gone_at = NULL WHERE gone_at IS NOT NULL"
).format(
    columns=", ".join(f'"{name}"' for name in codec.POST_COLUMNS),
    marks=", ".join("?" * (len(codec.POST_COLUMNS) + 1)),
)

EXCHANGE_UPSERT = """
INSERT INTO exchanges (run, observation, file, "offset", length, sha256)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (file, "offset") DO UPDATE SET observation = excluded.observation
"""

VALIDATOR_UPSERT = """
INSERT INTO validators (url, etag, last_modified, tag, memo, file, "offset", length, sha256)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET
etag = excluded.etag, last_modified = excluded.last_modified, tag = excluded.tag,
memo = excluded.memo, file = excluded.file, "offset" = excluded."offset",
length = excluded.length, sha256 = excluded.sha256
"""

# A vouched-for listing that no longer shows a post it must show: the post is gone. An edited
# post's older row is not: its key is still there.
GONE = """
UPDATE posts SET gone_at = :at
WHERE account = :account AND source = :source AND gone_at IS NULL
AND published_at BETWEEN :since AND :until
AND key NOT IN (SELECT value FROM json_each(:shown))
AND (url = '' OR url NOT IN (SELECT value FROM json_each(:addresses)))
"""


@dataclass(frozen=True, slots=True)
class VerdictWriter:
    """Appends runs, observations and verdicts to the database."""

    db: Database

    def begin_run(self, run: Run, accounts: Iterable[Account]) -> int:
        """Append a run that has not ended, with the register as it stands; return its id."""
        accounts = tuple(accounts)
        sources = compact({account.id: codec.sources_digest(account) for account in accounts})
        with ours(), immediate(self.db):
            taken_at, listed = clock.stamp(run.started_at), register_rows.dump(accounts)
            register = {"sha256": run.registry, "taken_at": taken_at, "accounts": listed}
            self.db.insert("registries", [register], instead="IGNORE")
            looked_through = {"registry": run.registry, "sources": sources}
            self.db.insert("register_sources", [looked_through], instead="IGNORE")
            return self.db.insert(
                "runs",
                [
                    {
                        "mode": run.mode.value,
                        "moment": clock.stamp(run.moment),
                        "started_at": clock.stamp(run.started_at),
                        "registered": run.registered,
                        "selected": compact(run.selected),
                        "seed": run.seed,
                        "sample": run.sample,
                        "registry": run.registry,
                        "rules": run.rules,
                        "program": run.program,
                        "interrupted": 0,
                        "known": run_cutoff.current_cutoff(self.db).dump(),
                    }
                ],
            )

    def record_evidence(self, run: int | None, written: Iterable[EvidenceRef]) -> None:
        """Register records of evidence that no observation rests on (yet)."""
        with ours(), immediate(self.db, passing=run is not None):
            self._register(run, ((None, ref) for ref in written))

    def append(
        self, run: int, batch: Iterable[AccountResult], written: Iterable[EvidenceRef] = ()
    ) -> frozenset[str]:
        """Append the results of accounts in one transaction; return the accounts refused.

        The database may refuse the values of one account: nothing of that account is kept then, and
        everything of the others is. *written*: every record of evidence that became durable
        meanwhile.
        """
        batch, written = list(batch), list(written)
        try:
            with ours(), immediate(self.db, passing=True):
                self._register(run, ((None, ref) for ref in written))
                self._append(run, batch)
        except UNFIT:
            return self._append_one_by_one(run, batch, written)
        return frozenset()

    def _append_one_by_one(
        self, run: int, batch: Iterable[AccountResult], written: Iterable[EvidenceRef]
    ) -> frozenset[str]:
        refused = set()
        with ours(), immediate(self.db, passing=True):
            self._register(run, ((None, ref) for ref in written))
            for item in batch:
                self.db.execute("SAVEPOINT account")
                try:
                    self._append(run, [item])
                except UNFIT:
                    id = item.assessment.account.id
                    log.exception("what was seen of %s cannot be stored", id)
                    self.db.execute("ROLLBACK TO account")
                    refused.add(id)
                self.db.execute("RELEASE account")
        return frozenset(refused)

    def _append(self, run: int, batch: list[AccountResult]) -> None:
        self._append_observations(run, [o for item in batch for o in item.observations])
        self._append_verdicts(run, batch)
        self.db.conn.executemany(
            VALIDATOR_UPSERT,
            [
                (v.url, v.etag, v.last_modified, v.tag, v.memo, *self._place(v.ref))
                for item in batch
                for v in item.validators
            ],
        )

    def append_by_hand(
        self,
        seen: Iterable[Observation],
        written: Iterable[EvidenceRef] = (),
        answers: Iterable[tuple[str, Answer]] = (),
        also: Callable[[], None] | None = None,
    ) -> None:
        """Append observations and answers by people, of no run: all of them or none.

        *written*: every record of evidence that became durable meanwhile. *also*: appends what
        else belongs to the same round.
        """
        with ours(), immediate(self.db):
            self._register(None, ((None, ref) for ref in written))
            self._append_observations(None, list(seen))
            insert_answers(self.db, answers)
            if also is not None:
                also()

    def finish_run(self, run: int, *, at: datetime, seal: str, interrupted: bool = False) -> None:
        """End a run: sealed, and marked where it was cut off."""
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE runs SET finished_at = ?, seal = ?, interrupted = ? "
                "WHERE id = ? AND finished_at IS NULL",
                [clock.stamp(at), seal, int(interrupted), run],
            )

    def _append_observations(self, run: int | None, looks: list[Observation]) -> None:
        next_id = self._next_id("observations")
        observations: list[dict[str, Any]] = []
        exchanges: list[tuple[int | None, EvidenceRef]] = []
        posts: list[tuple[Any, ...]] = []
        for id, observation in enumerate(looks, next_id):
            at = clock.stamp(observation.taken_at)
            rows = codec.post_rows(observation)
            posts.extend((*row, at) for row in rows)
            ids = [row[0] for row in rows]
            row = codec.observation_row(run, observation, ids)
            if run is not None:  # people's rows are few, and each says all it says
                row |= {name: texts.kept(self.db, row[name]) for name in ("posts", "gaps", "notes")}
            observations.append({"id": id} | row)
            exchanges.extend((id, ref) for ref in observation.evidence)
        stored = self._stored([row[0] for row in posts])
        # in the order of their ids, which are drawn by chance: pages of the table are met once
        new = sorted((row for row in posts if row[0] not in stored), key=itemgetter(0))
        self.db.conn.executemany(POST_UPSERT, new)
        self.db.insert("observations", observations)
        self._register(run, exchanges)
        self.db.conn.executemany(
            GONE, (self._vouched(observation) for observation in looks if _lists(observation))
        )

    def _stored(self, ids: list[int]) -> set[int]:
        """Return the posts already stored and not gone: they need not be written again."""
        stored: set[int] = set()
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            marks = ",".join("?" * len(part))
            question = f"SELECT id FROM posts WHERE gone_at IS NULL AND id IN ({marks})"
            stored.update(id for (id,) in self.db.execute(question, part).fetchall())
        return stored

    @staticmethod
    def _vouched(look: Observation) -> dict[str, str]:
        reading, window = look.reading, look.reading.window
        return {
            "account": look.account,
            "source": look.source,
            "at": clock.stamp(look.taken_at),
            "since": clock.stamp(window.since) if window else "",
            "until": clock.stamp(window.until) if window else "",
            "shown": compact(reading.keys),
            "addresses": compact(reading.urls),
        }

    def _append_verdicts(self, run: int, batch: list[AccountResult]) -> None:
        verdict_rows.append(self.db, run, batch)

    def _next_id(self, table: str) -> int:
        (highest,) = self.db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        return int(highest) + 1

    @staticmethod
    def _place(ref: EvidenceRef) -> tuple[str, int, int, str]:
        return ref.file, ref.offset, ref.length, ref.sha256

    def _register(
        self, run: int | None, exchanges: Iterable[tuple[int | None, EvidenceRef]]
    ) -> None:
        self.db.conn.executemany(
            EXCHANGE_UPSERT,
            ((run, observation, *self._place(ref)) for observation, ref in exchanges),
        )


def selected_of(text: str) -> tuple[str, ...]:
    """Return the ids that a run selected."""
    return tuple(json.loads(text))


def _lists(look: Observation) -> bool:
    """Say whether a look showed a listing; a person vouches without listing anything."""
    return look.reading.window is not None and not look.by
