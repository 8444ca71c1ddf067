"""Questions to the store, answered in values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlite_utils import Database

from monitor import clock
from monitor.http.look import Validator
from monitor.model import Account, Assessment, EvidenceRef, Observation, Post, Run, State, Verdict
from monitor.store import codec
from monitor.store.answers import Answers
from monitor.store.database import CHUNK
from monitor.store.records import Known
from monitor.store.sealing import Sealing
from monitor.store.writing import selected_of

ENDLESS = 2**62  # a run that no run follows
# what people entered after the run may tell of a moment before it
SCOPE = (
    "account IN ({marks}) AND (run < ? OR run IS NULL AND id < coalesce("
    "(SELECT min(id) FROM observations WHERE run >= ?), ?)) AND taken_at <= ?"
)
FADED = timedelta(days=60)  # for so long a look may refute what a person vouches for
VALIDATOR = 'url, etag, last_modified, file, "offset", length, sha256'


class Reading(Sealing, Answers):
    """The store's reading half."""

    db: Database

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """Return the latest runs, newest first."""
        return tuple(
            map(self._run, self._rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit]))
        )

    def run(self, id: int) -> Run | None:
        """Return one run."""
        return next(map(self._run, self._rows("SELECT * FROM runs WHERE id = ?", [id])), None)

    def unfinished(self) -> tuple[Run, ...]:
        """Return runs that never ended: the program was stopped in the middle."""
        rows = self._rows("SELECT * FROM runs WHERE finished_at IS NULL ORDER BY id")
        return tuple(map(self._run, rows))

    def done_in(self, run: int) -> frozenset[str]:
        """Return the accounts that a run has judged."""
        rows = self._rows("SELECT account FROM assessments WHERE run = ?", [run])
        return frozenset(row["account"] for row in rows)

    def last_seal(self) -> str:
        """Return the seal that the next run continues, empty before the first."""
        rows = self._rows(
            "SELECT seal FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        )
        return next((row["seal"] or "" for row in rows), "")

    def known(
        self,
        accounts: Iterable[str],
        moment: datetime,
        within: timedelta,
        *,
        before_run: int | None = None,
        shown: Iterable[Observation] = (),
    ) -> dict[str, Known]:
        """Return what is known of *accounts*: looks of the last *within*, and since when.

        *before_run* leaves out that run and all later ones, as if it had yet to begin. *shown*
        is what was just seen: most of it was seen before, and need not be read again.
        """
        wanted = list(accounts)
        before = ENDLESS if before_run is None else before_run
        at_hand = {
            codec.post_row(seen.account, seen.source, post)[0]: post
            for seen in shown
            for post in seen.reading.posts
        }
        known: dict[str, Known] = {}
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            known |= self._known(some, moment, within, before, at_hand)
        asked = set(wanted)
        for account, answers in self.answers(clock.BEGINNING, moment).items():
            if account in asked:
                known[account] = replace(known.get(account, Known()), answers=answers)
        return known

    def _known(
        self,
        accounts: list[str],
        moment: datetime,
        within: timedelta,
        before: int,
        at_hand: Mapping[int, Post],
    ) -> dict[str, Known]:
        until = clock.stamp(moment)
        scope, values = _scope(accounts, before, until)
        times = self._rows(
            "SELECT account, min(taken_at) AS first, "
            f"max(CASE WHEN usable THEN taken_at END) AS usable FROM observations WHERE {scope} "
            "GROUP BY account",
            values,
        )
        rows = self._rows(
            f"SELECT * FROM observations WHERE {scope} "
            "AND (taken_at >= ? OR expires_at >= ?) ORDER BY id",
            [*values, clock.stamp(moment - within), until],
        )
        looks: dict[str, list[Observation]] = {}
        for seen in self._observations(list(rows), at_hand=at_hand):
            looks.setdefault(seen.account, []).append(seen)
        vouched = [id for id, seen in looks.items() if any(o.by and o.reading.window for o in seen)]
        if vouched:
            scope, values = _scope(vouched, before, until)
            rows = self._rows(
                f"SELECT * FROM observations WHERE {scope} "
                "AND taken_at >= ? AND NOT (taken_at >= ? OR coalesce(expires_at, '') >= ?) "
                "AND posts <> '[]' ORDER BY id",
                [*values, clock.stamp(moment - FADED), clock.stamp(moment - within), until],
            )
            for seen in self._observations(list(rows), at_hand=at_hand):
                looks[seen.account].append(seen)
        return {
            row["account"]: Known(
                observations=tuple(looks.get(row["account"], ())),
                last_usable_at=clock.unstamp(row["usable"]) if row["usable"] else None,
                first_look_at=clock.unstamp(row["first"]),
            )
            for row in times
        }

    def history(self, account: str, limit: int = 20) -> tuple[Observation, ...]:
        """Return the latest observations of one account, newest first, with evidence."""
        rows = list(
            self._rows(
                "SELECT * FROM observations WHERE account = ? "
                "ORDER BY taken_at DESC, id DESC LIMIT ?",
                [account, limit],
            )
        )
        return tuple(self._observations(rows, with_evidence=True))

    def last_by_hand(self) -> dict[str, datetime]:
        """Return when a person last looked at each account."""
        rows = self._rows(
            'SELECT account, MAX(taken_at) AS at FROM observations WHERE "by" > ? GROUP BY account',
            [""],
        )
        return {row["account"]: clock.unstamp(row["at"]) for row in rows}

    def verdicts(self, account: Account, limit: int = 20) -> tuple[tuple[int, Assessment], ...]:
        """Return the latest verdicts of one account with their runs, newest first."""
        rows = self._rows(
            "SELECT * FROM assessments WHERE account = ? ORDER BY run DESC LIMIT ?",
            [account.id, limit],
        )
        return tuple((row["run"], self._assessment(account, row)) for row in rows)

    def latest(self, accounts: Sequence[Account]) -> tuple[Assessment, ...]:
        """Return each account's latest verdict; accounts never judged are left out."""
        found: list[Assessment] = []
        for account in accounts:
            found.extend(said for _, said in self.verdicts(account, limit=1))
        return tuple(found)

    def posts(
        self, account: str, limit: int = 20
    ) -> tuple[tuple[Post, datetime, datetime | None], ...]:
        """Return the newest posts with when each was first seen and found gone."""
        rows = self._rows(
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
            for row in self._rows(f"SELECT {VALIDATOR} FROM validators")
        }

    def evidence_ends(self) -> dict[str, int]:
        """Return where each evidence file ends, as far as the store knows."""
        rows = self._rows(
            'SELECT file, max("offset" + length) AS ends FROM exchanges GROUP BY file'
        )
        return {row["file"]: row["ends"] for row in rows}

    def _observations(
        self,
        rows: Sequence[codec.Row],
        *,
        with_evidence: bool = False,
        at_hand: Mapping[int, Post] = MappingProxyType({}),
    ) -> Iterator[Observation]:
        wanted = {id for row in rows for id in selected_ids(row["posts"])}
        posts = {**at_hand, **self._posts(wanted.difference(at_hand))}
        for row in rows:
            evidence: tuple[EvidenceRef, ...] = ()
            if with_evidence:
                found = self._rows("SELECT * FROM exchanges WHERE observation = ?", [row["id"]])
                evidence = tuple(map(codec.ref_of, found))
            yield codec.observation_of(row, posts, evidence)

    def _posts(self, ids: set[int]) -> dict[int, Post]:
        wanted = list(ids)
        found: dict[int, Post] = {}
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            marks = ",".join("?" * len(part))
            for row in self._rows(f"SELECT * FROM posts WHERE id IN ({marks})", part):
                found[row["id"]] = codec.post_of(row)
        return found

    def _assessment(self, account: Account, row: codec.Row) -> Assessment:
        results = self._rows(
            "SELECT * FROM results WHERE run = ? AND account = ? ORDER BY id",
            [row["run"], account.id],
        )
        idle = row["idle_seconds"]
        return Assessment(
            account=account,
            verdict=Verdict(row["verdict"]),
            state=State(row["state"]),
            taken_at=clock.unstamp(row["taken_at"]),
            as_of=clock.unstamp(row["as_of"]),
            newest=codec.post_named(row["newest"]),
            idle=None if idle is None else timedelta(seconds=idle),
            results=tuple(map(codec.result_of, results)),
            gaps=codec.gaps_of(row["gaps"]),
            notes=tuple(selected_of(row["notes"])),
        )

    @staticmethod
    def _run(row: codec.Row) -> Run:
        return Run(
            id=row["id"],
            mode=row["mode"],
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
        )


def _scope(accounts: list[str], before: int, until: str) -> tuple[str, list[object]]:
    """Return the clause for what was known of *accounts* at a moment, and its values."""
    marks = ",".join("?" * len(accounts))
    return SCOPE.format(marks=marks), [*accounts, before, before, ENDLESS, until]


def selected_ids(text: str) -> tuple[int, ...]:
    """Return the ids of an observation's posts."""
    return tuple(map(int, selected_of(text)))
