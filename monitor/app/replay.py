"""A spot check made again from its recording: the same code, the recorded moment, no socket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from monitor.app.check import PROGRAM, exclusive, seal
from monitor.app.deferred_verdicts import ResultSink
from monitor.app.looks.crew import Crew
from monitor.app.looks.errand_run import RecordedWork
from monitor.app.looks.look_pool import LookPool
from monitor.app.looks.look_runner import LookResult
from monitor.app.spot_check import CheckContext, Progress, perform, spot_check_of
from monitor.evidence import Evidence, ReplayRecorder, ReplayTransport, RunHeader
from monitor.http.client import Client
from monitor.model import Account, Assessment, EvidenceRef, Run, RunMode, SpotCheck, clock
from monitor.model.errors import EvidenceError
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf, rules_hash
from monitor.sources.sandbox import READERS
from monitor.system import durable
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.redact import Scrubber
from monitor.system.secrets import Placeholders
from monitor.system.threads import Threads
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult, LookHistory
from monitor.verdicts.writer import VerdictWriter

WORKERS = 2  # nothing waits for a network; more threads would only take turns


@dataclass(slots=True)
class ReplaySink:
    """The history at the time of the recorded run, where the data directory still has it."""

    run: Run
    within: timedelta
    looks: HistoryReader | None

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        """Return earlier looks, those before the recorded run only."""
        if self.looks is None:
            return {}
        return _history_before(self.looks, self.run, self.within, batch)

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        """Keep nothing: a replay changes no history."""
        return frozenset()


def replay(
    registry: Registry,
    recording: Path,
    data: Path,
    *,
    only: frozenset[str],
    progress: Progress,
    run_of: Run | None = None,
) -> SpotCheck:
    """Judge a recorded run again by today's register and rules, at the recorded moment.

    *only*: the accounts asked for, empty for all that were recorded. *run_of*: which run of *data*
    is meant, the last recorded one where none is given. Raises EvidenceError where the recording
    does not hold the run, or none of the accounts on the register.
    """
    transport = ReplayTransport(recording, Scrubber())
    header = transport.runs[-1]
    if run_of is not None:
        header = _header_of(run_of, transport.runs)
        transport = ReplayTransport(recording, Scrubber(), header.id)
        header = replace(header, id=run_of.id)  # an adopted recording has a number of its own
    run = _run(registry, header, _accounts(registry, header, only))
    job = _job(registry, run, progress)
    db = _own_database(data, header)
    if only and db is not None:
        _recall_clock(job, VerdictReader(db), header)
    try:
        within = timedelta(days=max(map(job.look_days, job.accounts), default=0))
        sink = ReplaySink(run, within, None if db is None else HistoryReader(db))
        assessments = _performed(job, sink, transport)
    finally:
        if db is not None:
            db.close()
    run = replace(run, clock_offset=job.clocks.offset)
    return spot_check_of(run, registry.jurisdiction, assessments, job.clocks.reported_offset)


def _header_of(run: Run, headers: Sequence[RunHeader]) -> RunHeader:
    """Return the header of *run*; raises EvidenceError where it is not recorded, or twice."""
    same = [h for h in headers if (h.moment, h.registry) == (run.moment, run.registry)]
    if len(same) != 1:
        raise EvidenceError(f"录制中没有第 {run.id} 次抽查")
    return same[0]


def _recall_clock(job: CheckContext, reader: VerdictReader, header: RunHeader) -> None:
    """Note what all servers said in the recorded run, for only some are heard again."""
    recorded = reader.run(header.id)
    if recorded is not None and recorded.clock_offset is not None:
        job.clocks.note("recorded", recorded.clock_offset)


@dataclass(slots=True)
class ImportSink:
    """Keeps a replayed run as if it had been made here: the recording is its evidence."""

    run: Run
    within: timedelta
    looks: HistoryReader
    writer: VerdictWriter
    places: Sequence[EvidenceRef]

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        """Return what earlier runs of this data directory showed."""
        return _history_before(self.looks, self.run, self.within, batch)

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        """Append *items*, and the recording's records with the first of them."""
        refused = self.writer.append(self.run.id, items, self.places)
        self.places = ()
        return refused


def recorded_at(recording: Path) -> datetime:
    """Return the moment of the recorded run."""
    return ReplayTransport(recording, Scrubber()).runs[-1].moment


def import_recording(
    registry: Registry, recording: Path, data: Path, *, progress: Progress
) -> SpotCheck:
    """Judge a recorded run again and keep it, with its evidence, in *data*.

    Raises EvidenceError where *data* already holds that day or a later run: history is appended.
    """
    header = ReplayTransport(recording, Scrubber()).runs[-1]
    with exclusive(data, header.moment), open_database(data / "monitor.db") as db:
        file = _adopted(recording, data / "evidence", header, VerdictReader(db))
        transport = ReplayTransport(file, Scrubber())
        run = _run(registry, header, _accounts(registry, header, frozenset()))
        run = replace(run, mode=header.mode, registry=header.registry)
        there = tuple(
            account for account in registry.accounts if _was_there(account, header.moment)
        )
        writer = VerdictWriter(db)
        run = replace(run, id=writer.begin_run(run, there))
        job = _job(registry, run, progress)
        within = timedelta(days=max(map(job.look_days, job.accounts), default=0))
        sink = ImportSink(run, within, HistoryReader(db), writer, transport.places)
        assessments = _performed(job, sink, transport)
        run = replace(run, clock_offset=job.clocks.offset)
        # the recording has the seal of its own run, in the place where it was made
        evidence = Evidence(file.parent, Scrubber(), software=PROGRAM)
        try:
            ended = seal(run, db, evidence, interrupted=False, at=header.moment)
        finally:
            evidence.close()
    run = replace(run, seal=ended.seal)
    return spot_check_of(run, registry.jurisdiction, assessments, job.clocks.reported_offset)


def _history_before(
    looks: HistoryReader, run: Run, within: timedelta, batch: Sequence[LookResult]
) -> Mapping[str, LookHistory]:
    ids = [looked.account.id for looked in batch]
    shown = [seen for looked in batch for seen in looked.observations]
    return looks.look_history(ids, run.moment, within, before_run=run.id, shown=shown)


def _job(registry: Registry, run: Run, progress: Progress) -> CheckContext:
    return CheckContext(
        run=run,
        jurisdiction=registry.jurisdiction,
        accounts=tuple(registry.account(id) for id in run.selected),
        checks=ChecksOf(registry.policy),
        stop=Event(),
        progress=progress,
    )


def _performed(
    job: CheckContext, sink: ResultSink, transport: ReplayTransport
) -> tuple[Assessment, ...]:
    client = Client(transport, ReplayRecorder(transport), job.run.moment)
    work = RecordedWork(client, Placeholders())
    try:
        with Threads(WORKERS, "replay") as pool:
            crew = Crew(work=work, pool=pool, most=WORKERS)
            return perform(job, sink, LookPool(job.accounts, crew, stop=job.stop))
    finally:
        READERS.stop_all()


def _adopted(recording: Path, folder: Path, header: RunHeader, reader: VerdictReader) -> Path:
    """Copy the recording into the evidence, whole or not at all; return its path."""
    target = folder / f"{clock.day(header.moment).isoformat()}.warc.gz"
    last = next(iter(reader.runs(limit=1)), None)
    if target.exists() or (last is not None and last.moment >= header.moment):
        raise EvidenceError(
            f"数据目录中已有 {clock.show(header.moment)} 当日或之后的检查记录，"
            "录制须按时间先后存入，且每日只能存入一次"
        )
    folder.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    durable.write(half, recording.read_bytes())
    durable.put(half, target)
    return target


def _was_there(account: Account, moment: datetime) -> bool:
    return account.opened_on is None or account.opened_on <= clock.day(moment)


def _accounts(registry: Registry, header: RunHeader, only: frozenset[str]) -> tuple[Account, ...]:
    recorded = frozenset(header.selected)
    wanted = recorded & only if only else recorded
    accounts = tuple(account for account in registry.judged if account.id in wanted)
    if not accounts:
        raise EvidenceError("录制文件中的账号均不在当前名单内，无法重新判定")
    return accounts


def _run(registry: Registry, header: RunHeader, accounts: tuple[Account, ...]) -> Run:
    return Run(
        id=header.id,
        mode=RunMode.REPLAY,
        moment=header.moment,
        started_at=header.moment,
        finished_at=header.moment,
        registered=header.registered,
        selected=tuple(account.id for account in accounts),
        seed=header.seed,
        sample=header.sample,
        registry=registry.sha256,
        rules=rules_hash(registry.policy),
        program=header.program,
    )


def _own_database(data: Path, header: RunHeader) -> Database | None:
    """Open the database only where the recording is this data directory's own run."""
    path = data / "monitor.db"
    if not path.exists():
        return None
    db = open_database(path)
    run = VerdictReader(db).run(header.id)
    if run is not None and run.moment == header.moment and run.registry == header.registry:
        return db
    db.close()
    return None
