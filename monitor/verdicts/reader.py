"""Questions about runs, looks and verdicts, answered in values."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import (
    Account,
    Assessment,
    EvidenceRef,
    Observation,
    Post,
    Result,
    Run,
    RunMode,
    State,
    Validator,
    Verdict,
    clock,
)
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.system.packing import compact
from monitor.verdicts import codec, gap_rows, note_rows, observation_rows, texts, verdict_rows
from monitor.verdicts.clock_log import RUNS_SET_ASIDE
from monitor.verdicts.run_cutoff import ENDLESS
from monitor.verdicts.writer import selected_of

VALIDATOR = 'url, etag, last_modified, file, "offset", length, sha256'

LATEST = f"""
SELECT a.* FROM json_each(:accounts) j JOIN assessments a ON a.id = (
SELECT l.id FROM assessments l WHERE l.account = j.value
AND (:until = '' OR l.taken_at <= :until AND l.run NOT IN ({RUNS_SET_ASIDE}))
ORDER BY l.run DESC LIMIT 1) ORDER BY j.key
"""


@dataclass(frozen=True, slots=True)
class VerdictReader:
    """Runs, observations and verdicts, read from the database."""

    db: Database

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """Return the latest runs, newest first."""
        return tuple(
            map(self._run, query(self.db, "SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit]))
        )

    def run(self, id: int) -> Run | None:
        """Return one run."""
        return next(map(self._run, query(self.db, "SELECT * FROM runs WHERE id = ?", [id])), None)

    def unfinished(self) -> tuple[Run, ...]:
        """Return unfinished runs, which were interrupted."""
        rows = query(self.db, "SELECT * FROM runs WHERE finished_at IS NULL ORDER BY id")
        return tuple(map(self._run, rows))

    def done_in(self, run: int) -> frozenset[str]:
        """Return the accounts that a run has judged."""
        rows = query(self.db, "SELECT account FROM assessments WHERE run = ?", [run])
        return frozenset(row["account"] for row in rows)

    def last_seal(self) -> str:
        """Return the seal that the next run continues, empty before the first."""
        rows = query(
            self.db, "SELECT seal FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        )
        return next((row["seal"] or "" for row in rows), "")

    def history(
        self, account: str, limit: int = 20, known: int = ENDLESS
    ) -> tuple[Observation, ...]:
        """Return the latest observations of one account, newest first, with evidence.

        Those that a wrong clock dated are among them. *known*: the last row that is asked for.
        """
        rows = list(
            query(
                self.db,
                "SELECT * FROM observations WHERE account = ? AND id <= ? "
                "ORDER BY taken_at DESC, id DESC LIMIT ?",
                [account, known, limit],
            )
        )
        return tuple(observation_rows.load(self.db, rows, with_evidence=True))

    def looks_of(self, run: int) -> tuple[Observation, ...]:
        """Return what a run saw, in its order, with evidence."""
        rows = list(query(self.db, "SELECT * FROM observations WHERE run = ? ORDER BY id", [run]))
        return tuple(observation_rows.load(self.db, rows, with_evidence=True))

    def sources_by(self, registry: str) -> dict[str, str]:
        """Return the digests of accounts' sources by register, none for early registers."""
        rows = query(self.db, "SELECT sources FROM register_sources WHERE registry = ?", [registry])
        return next((dict(json.loads(row["sources"])) for row in rows), {})

    def seen(self) -> int:
        """Return the number of observations by runs."""
        rows = query(self.db, "SELECT count(*) AS looks FROM observations WHERE run IS NOT NULL")
        return int(next(rows)["looks"])

    def seen_by_hand(self) -> frozenset[str]:
        """Return the accounts that any person ever looked at."""
        asked = "SELECT DISTINCT account FROM observations WHERE run IS NULL AND \"by\" > ''"
        return frozenset(row["account"] for row in query(self.db, asked))

    def last_by_hand(self, until: datetime = clock.END) -> dict[str, datetime]:
        """Return when a person last looked at each account, up to *until*."""
        rows = query(
            self.db,
            "SELECT account, MAX(taken_at) AS at FROM observations "
            "WHERE run IS NULL AND \"by\" > '' AND taken_at <= ? AND id NOT IN "
            "(SELECT \"row\" FROM set_aside WHERE kind = 'look') GROUP BY account",
            [_late(until)],
        )
        return {row["account"]: clock.unstamp(row["at"]) for row in rows}

    def looks_with_window(self) -> tuple[Observation, ...]:
        """Return all looks by hand that vouch for silence, oldest first, with evidence."""
        rows = query(
            self.db,
            "SELECT * FROM observations WHERE run IS NULL AND \"by\" > '' "
            "AND window_until IS NOT NULL ORDER BY taken_at, id",
        )
        return tuple(observation_rows.load(self.db, list(rows), with_evidence=True))

    def verdicts(
        self, account: Account, limit: int = 20, *, until: datetime | None = None
    ) -> tuple[tuple[int, Assessment], ...]:
        """Return the latest verdicts of one account with their runs, newest first.

        *until*: now; rows dated later, or set aside for a wrong clock, are left out.
        """
        clause = f"AND taken_at <= ? AND run NOT IN ({RUNS_SET_ASIDE})" if until else ""
        rows = query(
            self.db,
            f"SELECT * FROM assessments WHERE account = ? {clause} ORDER BY run DESC LIMIT ?",
            [account.id, *([_late(until)] if until else []), limit],
        )
        return tuple(self._verdicts([(account, row) for row in rows]))

    def latest(
        self, accounts: Sequence[Account], until: datetime | None = None
    ) -> tuple[Assessment, ...]:
        """Return each account's latest verdict; accounts never judged are left out.

        *until* as in ``verdicts``.
        """
        return tuple(verdict for _, verdict in self.latest_with_runs(accounts, until))

    def latest_with_runs(
        self, accounts: Sequence[Account], until: datetime | None = None
    ) -> tuple[tuple[int, Assessment], ...]:
        """Return each account's latest verdict with its run, as ``latest`` does."""
        late = _late(until) if until else ""
        by_id = {account.id: account for account in accounts}
        rows = query(self.db, LATEST, {"accounts": compact(list(by_id)), "until": late})
        return tuple(self._verdicts([(by_id[row["account"]], row) for row in rows]))

    def judged_in(self, run: int, accounts: Iterable[Account]) -> tuple[Assessment, ...]:
        """Return the verdicts of *run* on *accounts*."""
        rows = query(self.db, "SELECT * FROM assessments WHERE run = ?", [run])
        judged = {row["account"]: row for row in rows}
        found = [(account, judged[account.id]) for account in accounts if account.id in judged]
        return tuple(verdict for _, verdict in self._verdicts(found))

    def newest_post_at(
        self, assessments: Iterable[Assessment], until: datetime
    ) -> dict[str, datetime]:
        """Return when the newest post ever seen was published, of accounts whose verdict has none.

        The look that showed it may be expired: it is for people to read, and clears nobody.
        """
        wanted = [assessment.account.id for assessment in assessments if assessment.newest is None]
        moments: dict[str, datetime] = {}
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            rows = query(
                self.db,
                "SELECT account, max(published_at) AS at FROM posts WHERE gone_at IS NULL "
                f"AND published_at <= ? AND account IN ({','.join('?' * len(chunk))}) "
                "GROUP BY account",
                [clock.stamp(until), *chunk],
            )
            moments |= {row["account"]: clock.unstamp(row["at"]) for row in rows}
        return moments

    def posts(
        self, account: str, limit: int = 20
    ) -> tuple[tuple[Post, datetime, datetime | None], ...]:
        """Return the newest posts, each with the moments it was first seen and missed."""
        rows = query(
            self.db,
            "SELECT * FROM posts WHERE account = ? ORDER BY published_at DESC LIMIT ?",
            [account, limit],
        )
        return tuple(
            (
                codec.post_of(row),
                clock.unstamp(row["first_seen_at"]),
                clock.unstamp(row["gone_at"]) if row["gone_at"] else None,
            )
            for row in rows
        )

    def validators(self) -> dict[str, Validator]:
        """Return what conditional requests need, by address."""
        return {
            row["url"]: Validator(
                url=row["url"],
                etag=row["etag"],
                last_modified=row["last_modified"],
                ref=codec.ref_of(row),
            )
            for row in query(self.db, f"SELECT {VALIDATOR} FROM validators")
        }

    def place_of(self, file: str, offset: int) -> EvidenceRef | None:
        """Return the evidence that was registered at *offset* of *file*, None where none was."""
        rows = query(
            self.db, 'SELECT * FROM exchanges WHERE file = ? AND "offset" = ?', [file, offset]
        )
        return next(map(codec.ref_of, rows), None)

    def evidence_ends(self) -> dict[str, int]:
        """Return where each evidence file ends, as far as the database knows."""
        rows = query(
            self.db, 'SELECT file, max("offset" + length) AS ends FROM exchanges GROUP BY file'
        )
        return {row["file"]: row["ends"] for row in rows}

    def _verdicts(
        self, rows: Sequence[tuple[Account, codec.Row]]
    ) -> Iterator[tuple[int, Assessment]]:
        """Yield the verdicts of *rows* with their runs; what they share is read once."""
        plain = texts.resolve_texts(self.db, [row for _, row in rows])
        results = verdict_rows.results_of(self.db, plain)
        for (account, _), row in zip(rows, plain, strict=True):
            yield row["run"], self._assessment(account, row, results[row["id"]])

    @staticmethod
    def _assessment(account: Account, row: codec.Row, results: tuple[Result, ...]) -> Assessment:
        idle = row["idle_seconds"]
        outlook, notes = note_rows.load_outlook(row["outlook"], row["notes"])
        return Assessment(
            account=account,
            verdict=Verdict(row["verdict"]),
            state=State(row["state"]),
            taken_at=clock.unstamp(row["taken_at"]),
            as_of=clock.unstamp(row["as_of"]),
            newest=codec.post_from_json(row["newest"]),
            idle=None if idle is None else timedelta(seconds=idle),
            results=results,
            gaps=gap_rows.load(row["gaps"]),
            outlook=outlook,
            notes=notes,
            vouched_until=_unstamped(row["vouched_until"]),
            looked_at=_unstamped(row["looked_at"]),
        )

    @staticmethod
    def _run(row: codec.Row) -> Run:
        return Run(
            id=row["id"],
            mode=RunMode(row["mode"]),
            moment=clock.unstamp(row["moment"]),
            started_at=clock.unstamp(row["started_at"]),
            finished_at=clock.unstamp(row["finished_at"]) if row["finished_at"] else None,
            interrupted=bool(row["interrupted"]),
            registered=row["registered"],
            selected=selected_of(row["selected"]),
            seed=row["seed"],
            sample=row["sample"] or "",
            registry=row["registry"] or "",
            rules=row["rules"] or "",
            program=row["program"] or "",
            seal=row["seal"] or "",
            clock_offset=(
                None if row["clock_offset"] is None else timedelta(seconds=row["clock_offset"])
            ),
        )


def _unstamped(text: str | None) -> datetime | None:
    return clock.unstamp(text) if text else None


def _late(until: datetime) -> str:
    return clock.stamp(min(until + clock.CLOCK_SKEW, clock.END))
