"""What checks found, day by day, read from the database for other programs, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice

from monitor.model import AccountSnapshot, RunMode, Verdict, clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import codec, gap_rows, register_rows, texts, verdict_rows
from monitor.verdicts.clock_log import RUNS_SET_ASIDE

BATCH = 1000  # verdicts that are read at a time
# the true day of a run dated by a wrong clock is unknown
RUNS = f"""
SELECT r.id, r.moment, r.mode, r.registered, r.interrupted, r.sample, r.seed, r.registry, r.rules,
r.program, (SELECT count(*) FROM assessments a WHERE a.run = r.id) AS judged
FROM runs r WHERE r.moment BETWEEN ? AND ? AND r.id NOT IN ({RUNS_SET_ASIDE})
ORDER BY r.moment, r.id
"""
VERDICTS = """
SELECT id, run, account, verdict, state, as_of, newest, gaps, results FROM assessments
WHERE run = ? ORDER BY account
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRun:
    """A run that judged on a *day* of Beijing. *judged*: how many accounts."""

    id: int
    day: date
    moment: datetime
    mode: RunMode
    registered: int
    judged: int
    interrupted: bool
    sample: str
    seed: int | None
    registry: str
    rules: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyVerdict:
    """The last verdict of a day on an account.

    *failed*, *unknown*: codes of checks. *gaps*: why nothing was seen. *problems*: code, title and
    kind of each.
    """

    account: str
    verdict: str
    state: str
    as_of: datetime
    newest_post_at: datetime | None
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    gaps: tuple[str, ...]
    problems: tuple[tuple[str, str, str], ...]
    run: int


@dataclass(frozen=True, slots=True)
class ExportReader:
    """Runs, registers and verdicts, read from the database."""

    db: Database

    def runs(self, since: datetime, until: datetime) -> tuple[ExportRun, ...]:
        """Return the runs between two moments, oldest first."""
        return tuple(map(_run, query(self.db, RUNS, [clock.stamp(since), clock.stamp(until)])))

    def register(self, sha256: str) -> tuple[AccountSnapshot, ...]:
        """Return the register with which a run began, empty where it was not kept."""
        rows = query(self.db, "SELECT accounts FROM registries WHERE sha256 = ?", [sha256])
        return next((register_rows.load(row["accounts"]) for row in rows), ())

    def days(self, runs: Sequence[ExportRun]) -> Iterator[tuple[date, list[DailyVerdict]]]:
        """Yield each day of *runs* with the last verdict on every account, by account."""
        for day, group in groupby(runs, key=lambda run: run.day):
            last: dict[str, DailyVerdict] = {}
            for run in group:
                last |= {verdict.account: verdict for verdict in self._judged(run.id)}
            yield day, [last[account] for account in sorted(last)]

    def _judged(self, run: int) -> Iterator[DailyVerdict]:
        rows = query(self.db, VERDICTS, [run])
        while batch := list(islice(rows, BATCH)):
            plain = texts.resolve_texts(self.db, batch)
            results = verdict_rows.results_of(self.db, plain)
            for row in plain:
                demands = [result for result in results[row["id"]] if not result.advisory]
                newest = codec.post_from_json(row["newest"])
                yield DailyVerdict(
                    account=row["account"],
                    verdict=row["verdict"],
                    state=row["state"],
                    as_of=clock.unstamp(row["as_of"]),
                    newest_post_at=newest.published_at if newest else None,
                    failed=tuple(
                        result.check for result in demands if result.verdict is Verdict.FAIL
                    ),
                    unknown=tuple(
                        result.check for result in demands if result.verdict is Verdict.UNKNOWN
                    ),
                    gaps=_outcomes(row["gaps"]),
                    problems=tuple(
                        (result.check, result.title, finding.kind)
                        for result in demands
                        for finding in result.findings
                    ),
                    run=row["run"],
                )


def _run(row: codec.Row) -> ExportRun:
    moment = clock.unstamp(row["moment"])
    return ExportRun(
        id=row["id"],
        day=clock.day(moment),
        moment=moment,
        mode=RunMode(row["mode"]),
        registered=row["registered"],
        judged=row["judged"],
        interrupted=bool(row["interrupted"]),
        sample=row["sample"] or "",
        seed=row["seed"],
        registry=row["registry"] or "",
        rules=row["rules"] or "",
        program=row["program"] or "",
    )


def _outcomes(text: str) -> tuple[str, ...]:
    return tuple(sorted({gap.outcome.value for _, gap in gap_rows.load(text)}))
