"""A spot check over the network: one at a time in a data directory, kept and sealed."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit
from uuid import uuid4

from monitor.app import internal_failures, register_copy, wrong_clock
from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.crew import Away
from monitor.app.looks.errand_run import LiveWork
from monitor.app.looks.errands import RunSettings
from monitor.app.looks.hiring import hired, planned
from monitor.app.looks.host_groups import groups_over
from monitor.app.looks.look_network import LookNetwork
from monitor.app.looks.look_pool import LookPool
from monitor.app.looks.look_runner import LookResult
from monitor.app.spot_check import (
    CheckContext,
    Progress,
    perform,
    spot_check_of,
)
from monitor.evidence import Evidence, RunHeader, run_seal_chain
from monitor.evidence.repair import finish_pruning, repair
from monitor.http import addresses
from monitor.http.client import Client
from monitor.http.live import LiveTransport, NetworkSettings
from monitor.http.proxies import Proxy
from monitor.model import Account, Run, RunMode, SpotCheck, clock
from monitor.model.cluster import Cluster
from monitor.registry import Registry
from monitor.registry.contact_log import ContactLog
from monitor.registry.rules import ChecksOf, rules_hash
from monitor.sources import hosts_of
from monitor.sources.sandbox import READERS
from monitor.sources.sandbox.stall_watchdog import watched
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.chain.log import restored_database_warning
from monitor.system.chain.pruned import PruningLog
from monitor.system.connection import Database
from monitor.system.database import checkpoint, open_database
from monitor.system.locks import held, writing
from monitor.system.logs import FILE, logging_to
from monitor.system.redact import Scrubber
from monitor.system.secret_names import REFERENCE
from monitor.system.secrets import Secrets
from monitor.system.token_store import GrantFile
from monitor.verdicts.answer_reader import AnswerReader
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult, LookHistory
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter

CAME_HOME = "查看途中集群或工作进程不能再用（详情见日志），其余来源已改由本机查看。"
PROGRAM = f"newmedia-monitor/{version('newmedia-monitor')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """A spot check as requested: which accounts, how they were drawn, when.

    *workers*: so many, None for as many as the program holds best. *cluster*: whose workers look.
    """

    registry: Registry
    accounts: tuple[Account, ...]
    moment: datetime
    mode: RunMode = RunMode.FULL
    sample: str = ""
    seed: int | None = None
    workers: int | None = None
    cluster: Cluster | None = None


@dataclass(slots=True)
class RunSink:
    """Saves a run in the database: evidence is durable before what rests on it is committed."""

    run: int
    moment: datetime
    within: timedelta
    looks: HistoryReader
    writer: VerdictWriter
    evidence: Evidence

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        """Return what earlier looks showed of the accounts in *batch*."""
        ids = [looked.account.id for looked in batch]
        shown = [seen for looked in batch for seen in looked.observations]
        return self.looks.look_history(
            ids, self.moment, self.within, before_run=self.run, shown=shown
        )

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        """Append *items* in one transaction; return the accounts whose items were refused."""
        return self.writer.append(self.run, items, self.evidence.flush())


def check(
    request: CheckRequest,
    secrets: Secrets,
    data: Path,
    *,
    stop: Event,
    tell: Callable[[str], None],
    progress: Progress,
) -> SpotCheck:
    """Perform a spot check in *data*; raises Busy where another one is running there.

    Raises ClusterRefused, before anything is begun, where its cluster cannot be used.
    """
    registry = request.registry
    scrubber = scrubber_of(registry, secrets)
    settings = network(registry, secrets)
    logs = logging_to(data, scrubber)
    transport = LiveTransport(settings, scrubber)
    client = Client(transport, None, request.moment, grants=GrantFile(data, scrubber))
    work = LiveWork(client, transport, secrets, scrubber)
    groups = groups_over(settings, request.accounts)
    with (
        exclusive(data, request.moment),
        logs,
        _joined(request.cluster) as cluster,
        # workers start while the database opens
        hired(
            chosen := planned(groups, settings, request.workers, cluster),
            work,
            data / FILE,
            cluster,
        ) as crew,
        open_database(data / "monitor.db") as db,
    ):
        folder = data / "evidence"
        recover(db, folder, tell, at=request.moment)
        evidence = Evidence(folder, scrubber, software=PROGRAM)
        try:
            run = _begin(request, db, evidence)
            register_copy.keep(registry, data)
            job = CheckContext(
                run=run,
                jurisdiction=registry.jurisdiction,
                accounts=request.accounts,
                checks=ChecksOf(registry.policy),
                stop=stop,
                progress=progress,
            )
            within = timedelta(days=max(map(job.look_days, request.accounts), default=0))
            looks, writer = HistoryReader(db), VerdictWriter(db)
            sink = RunSink(run.id, request.moment, within, looks, writer, evidence)
            over_network = LookNetwork(
                settings=RunSettings(
                    key=uuid4().hex,
                    moment=request.moment,
                    software=PROGRAM,
                    network=settings,
                    folder=folder,
                ),
                answers=KnownAnswers(folder, AnswerReader(db)),
                evidence=evidence,
            )
            with watched(data / FILE):
                flights = LookPool(
                    request.accounts, crew, stop=stop, groups=groups, network=over_network
                )
                assessments = perform(job, sink, flights)
            if flights.came_home:
                tell(CAME_HOME)
            run = replace(run, clock_offset=job.clocks.offset)
            ended = seal(run, db, evidence, interrupted=len(assessments) < len(request.accounts))
            if remark := wrong_clock.set_aside_misdated(ClockLog(db), ended, clock.now()):
                tell(f"{remark}。")
            if message := internal_failures.message(assessments):
                tell(message)
        finally:
            evidence.close()
            READERS.stop_all()
        heard = job.clocks.reported_offset
        return spot_check_of(ended, registry.jurisdiction, assessments, heard, chosen)


@contextmanager
def _joined(cluster: Cluster | None) -> Iterator[Away | None]:
    """Yield the workers of *cluster*, if there is one; raises ClusterRefused."""
    if cluster is None:
        yield None
        return
    from monitor.app.looks.cluster import joined  # the library takes as long as most commands

    with joined(cluster) as away:
        yield away


@contextmanager
def exclusive(data: Path, moment: datetime) -> Iterator[None]:
    """Hold the data directory; the lock dies with the process, so none is ever stale."""
    holder = data / "running.json"

    def refusal() -> str:
        return f"{_holder(holder)}正在使用数据目录 {data}，请等它结束后再试"

    with held(data / "monitor.lock", refusal):
        try:
            process = {"pid": os.getpid(), "since": clock.show(moment)}
            with writing(holder):
                holder.write_text(json.dumps(process), encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)


def recover(db: Database, folder: Path, tell: Callable[[str], None], *, at: datetime) -> None:
    """Repair what a killed run left: torn evidence is cut, the run sealed as interrupted."""
    reader, sealed_rows = VerdictReader(db), SealedRows(db)
    if lost := sealed_rows.lost_lines(folder):
        tell(f"{restored_database_warning(lost)}；证据文件未作改动。")
    until = max((clock.day(clock.unstamp(line.at)).isoformat() for line in lost), default="")
    ends = reader.evidence_ends()
    finish_pruning(folder, PruningLog(db).prunings().files, ends)
    for torn in repair(folder, ends, lost_until=until):
        tell(str(torn))
    for run in reader.unfinished():
        done = len(reader.done_in(run.id))
        started = clock.show(run.started_at)
        tell(
            f"第 {run.id} 次抽查（{started} 开始）中途停止，"
            f"已完成 {done}/{len(run.selected)} 个账号，已有结果照常保留，本次重新查看。"
        )
        sealed = run_seal_chain.seal(reader.last_seal(), sealed_rows.seal_items(run.id))
        VerdictWriter(db).finish_run(run.id, at=at, seal=sealed, interrupted=True)


def seal(
    run: Run, db: Database, evidence: Evidence, *, interrupted: bool, at: datetime | None = None
) -> Run:
    """End a run: chain it to the one before, in the database and in the evidence.

    *at*: when it ended, if that is not now.
    """
    writer = VerdictWriter(db)
    ClockLog(db).note_clock(run.id, run.clock_offset, seal_covers_chain=True)
    link = ChainHeads(db).newest_link()
    sealed = run_seal_chain.seal(VerdictReader(db).last_seal(), SealedRows(db).seal_items(run.id))
    at = at or clock.now()
    evidence.end_run(_header(run), sealed, (link.id, link.seal) if link else None)
    writer.record_evidence(None, evidence.flush())
    writer.finish_run(run.id, at=at, seal=sealed, interrupted=interrupted)
    checkpoint(db)
    return replace(run, finished_at=at, seal=sealed, interrupted=interrupted)


def network(registry: Registry, secrets: Secrets) -> NetworkSettings:
    """Return how this register may use the network; raises where its proxy's login is missing."""
    contact = registry.jurisdiction.contact
    agent = f"{PROGRAM} (+{contact})" if contact.isascii() and contact else PROGRAM
    return NetworkSettings(
        allow_private=registry.allow_private,
        endpoints=registry.endpoints,
        own_hosts=_own_addresses(registry),
        pace=registry.pace,
        default_pace=registry.default_pace,
        user_agent=agent,
        proxy=_proxy(registry, secrets),
        ca_file=registry.network.ca_file,
        legacy_tls=registry.network.legacy_tls,
    )


def _begin(request: CheckRequest, db: Database, evidence: Evidence) -> Run:
    run = Run(
        id=0,
        mode=request.mode,
        moment=request.moment.replace(microsecond=0),
        started_at=request.moment.replace(microsecond=0),
        registered=len(request.registry.judged),
        selected=tuple(account.id for account in request.accounts),
        seed=request.seed,
        sample=request.sample,
        registry=request.registry.sha256,
        rules=rules_hash(request.registry.policy),
        program=PROGRAM,
    )
    writer = VerdictWriter(db)
    run = replace(run, id=writer.begin_run(run, request.registry.accounts))
    ContactLog(db).note_contacts(request.registry.accounts, run.moment)
    evidence.begin_run(_header(run))
    writer.record_evidence(run.id, evidence.flush())
    return run


def _header(run: Run) -> RunHeader:
    return RunHeader(
        id=run.id,
        moment=run.moment,
        mode=run.mode,
        selected=run.selected,
        registered=run.registered,
        seed=run.seed,
        sample=run.sample,
        registry=run.registry,
        rules=run.rules,
        program=run.program,
    )


def scrubber_of(registry: Registry, secrets: Secrets) -> Scrubber:
    """Return what takes the secrets out of evidence and logs, the proxy's password among them."""
    proxy = _proxy(registry, secrets)
    return Scrubber((*secrets.values, *(proxy.secrets if proxy else ())))


def _proxy(registry: Registry, secrets: Secrets) -> Proxy | None:
    """Return the proxy with its login filled in; raises MissingSecret."""
    text = registry.network.proxy
    if not text:
        return None
    # quoted, for a password may hold any sign; a colon may part the name from it
    filled = REFERENCE.sub(lambda match: quote(secrets.fill(match[0]), safe=":"), text)
    return Proxy(url=filled)


def _own_addresses(registry: Registry) -> frozenset[str]:
    """Return the hosts that the register names by their address: those may be inside ones."""
    stand_ins = (urlsplit(origin).hostname or "" for origin in registry.endpoints.values())
    sources = (source for account in registry.accounts for source in account.sources)
    named = frozenset(stand_ins).union(*map(hosts_of, sources))
    return frozenset(host for host in named if host and addresses.is_literal(host))


def _holder(path: Path) -> str:
    try:
        process = json.loads(path.read_text(encoding="utf-8"))
        return f"另一个检查（进程 {process['pid']}，{process['since']} 开始）"
    except (OSError, ValueError, KeyError):
        return "另一个检查"
