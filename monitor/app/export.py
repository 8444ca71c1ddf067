"""Daily verdicts for yearly questions: Parquet files that any tool of statistics reads.

What is written follows from the database alone, in a fixed order: the same data give the same
bytes. All files of an export are written whole before the first is put in its place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from monitor.app.export_reader import DailyVerdict, ExportReader, ExportRun
from monitor.app.parquet_store import ParquetTable, Value, opened
from monitor.app.parquet_tables import FORMAT, TABLES
from monitor.model import AccountSnapshot, Jurisdiction, clock
from monitor.model.errors import RequestError
from monitor.model.period import Period
from monitor.system.connection import Database
from monitor.system.files import Published, publish, staging

KIND = "parquet"  # in a manifest
EVER = "all"  # the folder of what is exported without a period
NOTHING = "{span}没有检查，没有可导出的结论"
PIECE = 1024**2  # bytes of a file that are held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Where the files stand, and how many rows each table has."""

    published: Published
    rows: Mapping[str, int]
    days: int


def folder_of(out: Path, period: Period | None) -> Path:
    """Return where an export goes unless another place is named."""
    return out / KIND / (period.name if period else EVER)


def parquet(
    db: Database,
    county: Jurisdiction,
    period: Period | None,
    folder: Path,
    stage: Path,
    now: datetime,
) -> Exported:
    """Write the verdicts of *period*, of all days where it is None, into *folder*.

    Raises RequestError where DuckDB is missing or nobody checked anything.
    """
    duckdb = opened()
    reader = ExportReader(db)
    since, until = (period.since, period.until) if period else (clock.BEGINNING, clock.END)
    runs = reader.runs(since, min(until, now + clock.CLOCK_SKEW))
    if not runs:
        raise RequestError(NOTHING.format(span=period.label if period else "至今"))
    with duckdb, staging(stage) as work, ExitStack() as stack:
        tables = {
            table: stack.enter_context(ParquetTable(work, table, columns))
            for table, columns in TABLES.items()
        }
        _Rows(reader, county.code, tables).write(runs)
        files = {f"{key}.parquet": _pieces(table.finish(duckdb)) for key, table in tables.items()}
        rows = {key: table.rows for key, table in tables.items()}
        about = {
            "kind": KIND,
            "format": FORMAT,
            "period": period.name if period else EVER,
            "county": {"code": county.code, "name": county.name},
            "made_at": clock.iso(now),
            "rows": rows,
        }
        published = publish(folder, stage, files, about)
    return Exported(published=published, rows=rows, days=len({run.day for run in runs}))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@dataclass(slots=True)
class _Rows:
    """Writes the rows of all tables. *registers*: those of the day at hand, by hash."""

    reader: ExportReader
    county: str
    tables: Mapping[str, ParquetTable]
    registers: dict[str, Mapping[str, AccountSnapshot]] = field(default_factory=dict)

    def write(self, runs: Sequence[ExportRun]) -> None:
        """Write what *runs* found, what they were, and of whom."""
        for run in runs:
            self.tables["runs"].add(self._run(run))
        of_run = {run.id: run.registry for run in runs}
        for day, verdicts in self.reader.days(runs):
            self._keep({of_run[verdict.run] for verdict in verdicts})
            for verdict in verdicts:
                snapshot = self.registers[of_run[verdict.run]].get(verdict.account)
                self.tables["verdicts"].add(self._verdict(day, verdict, snapshot))
                for problem in verdict.problems:
                    about = (day, self.county, verdict.account, *problem, verdict.run)
                    self.tables["findings"].add(about)
        self._accounts(list(dict.fromkeys(run.registry for run in runs)))

    def _keep(self, wanted: Iterable[str]) -> None:
        """Hold the registers *wanted*, and no others."""
        self.registers = {
            sha256: self.registers.get(sha256) or self._register(sha256) for sha256 in wanted
        }

    def _register(self, sha256: str) -> Mapping[str, AccountSnapshot]:
        return {account.id: account for account in self.reader.register(sha256)}

    def _accounts(self, registries: Sequence[str]) -> None:
        """Write every account that was ever listed, as it was listed last."""
        listed: dict[str, AccountSnapshot] = {}
        latest: Mapping[str, AccountSnapshot] = {}
        for sha256 in registries:
            latest = self._register(sha256) or latest
            listed |= latest
        for id in sorted(listed):
            self.tables["accounts"].add(self._account(listed[id], listed=id in latest))

    def _run(self, run: ExportRun) -> tuple[Value, ...]:
        return (
            run.id,
            self.county,
            run.day,
            _moment(run.moment),
            run.mode.value,
            run.registered,
            run.judged,
            run.interrupted,
            run.sample,
            run.seed,
            run.rules,
            run.program,
        )

    def _verdict(
        self, day: date, verdict: DailyVerdict, snapshot: AccountSnapshot | None
    ) -> tuple[Value, ...]:
        newest = verdict.newest_post_at
        return (
            day,
            self.county,
            verdict.account,
            snapshot.platform.value if snapshot else None,
            snapshot.unit_id if snapshot else None,
            verdict.verdict,
            verdict.state,
            _moment(verdict.as_of),
            _moment(newest) if newest else None,
            clock.natural_days(newest, verdict.as_of) if newest else None,
            verdict.failed,
            verdict.unknown,
            verdict.gaps,
            verdict.run,
        )

    def _account(self, account: AccountSnapshot, *, listed: bool) -> tuple[Value, ...]:
        return (
            self.county,
            account.id,
            account.name,
            account.platform.value,
            account.unit_id,
            account.unit,
            account.kind,
            account.status.value,
            account.opened_on,
            account.filed,
            listed,
        )


def _moment(moment: datetime) -> str:
    return f"{clock.beijing(moment):%Y-%m-%d %H:%M:%S}"
