"""What looks showed, made again from their evidence by the same code, and compared.

Whoever changes an observation can compute every seal anew; what was received is still there.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor.app.check import PROGRAM
from monitor.app.examination import examine
from monitor.app.looks.look_runner import look_at
from monitor.evidence import ReplayRecorder
from monitor.evidence.recorded_client import RecordedClient, Recording
from monitor.http.client import Client
from monitor.model import Account, Observation, Run, clock
from monitor.model.errors import EvidenceError, StoreError
from monitor.model.outcome import Outcome
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.secrets import Placeholders
from monitor.verdicts.codec import observation_row, post_rows, sources_digest
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.sealed_rows import SealedRows

RECENT = timedelta(days=92)  # a quarter: what papers of these days rest on
# what depends on the machine and the moment, and not on the answer alone
PASSING = frozenset({Outcome.INTERNAL.value, "too_complex"})
NAMED = 10


@dataclass(slots=True)
class Rederived:
    """How many runs and looks were derived again. *left*: looks that cannot be, by reason."""

    runs: int = 0
    looks: int = 0
    unreadable: list[str] = field(default_factory=list)
    different: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    left: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    older: int = 0
    made: dict[tuple[str, bytes], str] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what contradicts the evidence, one sentence a run and kind."""
        return (*self.unreadable, *map(_contradiction, self.different.items()))

    @property
    def remarks(self) -> Iterator[str]:
        """Yield what was not derived again, and why."""
        if self.runs:
            yield f"已由证据重新推导 {self.runs} 次抽查的 {self.looks} 条观测"
        for why, number in sorted(self.left.items()):
            yield f"{number} 条观测未能重新推导：{why}"
        if self.older:
            yield f"另有 {self.older} 次较早的抽查未重新推导，加 --all 可全部推导"


def rederive(db: Database, folder: Path, registry: Registry, *, everything: bool) -> Rederived:
    """Derive the looks of the last quarter, or of every run, again and compare them."""
    result, reader = Rederived(), VerdictReader(db)
    runs = [run for run in _readable(db, result) if run.finished_at is not None]
    newest = max((run.moment for run in runs), default=clock.BEGINNING)
    for run in runs:
        if not everything and run.moment < newest - RECENT:
            result.older += 1
            continue
        with _telling(run.id, result):
            same = _unchanged(registry, run, reader.sources_by(run.registry))
            _run(run, reader.looks_of(run.id), folder, registry, same, result)
    return result


def _readable(db: Database, result: Rederived) -> list[Run]:
    runs: list[Run] = []
    for seal in SealedRows(db).run_seals():
        with _telling(seal.id, result):
            runs += filter(None, (VerdictReader(db).run(seal.id),))
    return runs


@contextmanager
def _telling(run: int, result: Rederived) -> Iterator[None]:
    """Record what cannot be read, and go on."""
    try:
        yield
    except (StoreError, ValueError, KeyError, TypeError, AttributeError, sqlite3.Error) as error:
        result.unreadable.append(f"第 {run} 次抽查的观测无法读取：{error}")


def _unchanged(registry: Registry, run: Run, sources: Mapping[str, str]) -> frozenset[str]:
    """Return the accounts whose sources are those of *run*."""
    if run.registry == registry.sha256:
        return frozenset(account.id for account in registry.accounts)
    return frozenset(
        account.id
        for account in registry.accounts
        if sources.get(account.id) == sources_digest(account)
    )


def _run(
    run: Run,
    looks: Sequence[Observation],
    folder: Path,
    registry: Registry,
    same: Container[str],
    result: Rederived,
) -> None:
    transport = _recording(run, folder)
    if transport is None:
        result.left["证据文件中没有这次抽查"] += len(looks)
        return
    accounts = {account.id: account for account in registry.accounts}
    client = RecordedClient(transport, ReplayRecorder(transport), run.moment)
    client.made = result.made
    by_account: dict[str, list[Observation]] = defaultdict(list)
    for seen in looks:
        by_account[seen.account].append(seen)
    result.runs += 1
    for id, stored in by_account.items():
        if id not in accounts:
            result.left["账号已不在名单内"] += len(stored)
            continue
        again = _again(accounts[id], stored, client)
        for old, new in _paired(stored, again):
            _compare(run, old, new, transport, result, comparable=id in same)


def _recording(run: Run, folder: Path) -> Recording | None:
    """Return the recording of *run*; an adopted one has a number of its own."""
    path = folder / f"{clock.day(run.moment).isoformat()}.warc.gz"
    try:
        recording = Recording(path)
        then = [head.id for head in recording.runs if head.moment == run.moment]
        number = run.id if run.id in then else then[-1]
        return recording if number == recording.runs[-1].id else Recording(path, number)
    except (EvidenceError, IndexError):
        return None


def _again(
    account: Account, stored: Sequence[Observation], client: Client
) -> tuple[Observation, ...]:
    keys = Placeholders()
    looked = look_at(account, client, keys)
    sources = [seen.source for seen in stored]
    examined = frozenset(source for source in sources if sources.count(source) > 1)
    return (examine(account, looked, examined, client, keys) if examined else looked).observations


def _paired(
    stored: Sequence[Observation], again: Sequence[Observation]
) -> Iterator[tuple[Observation, Observation | None]]:
    """Yield each stored look with the one derived again, by source and order."""
    waiting: dict[str, list[Observation]] = defaultdict(list)
    for new in again:
        waiting[new.source].append(new)
    for old in stored:
        yield old, waiting[old.source].pop(0) if waiting[old.source] else None


def _compare(
    run: Run,
    old: Observation,
    new: Observation | None,
    transport: Recording,
    result: Rederived,
    *,
    comparable: bool,
) -> None:
    place = (old.account, old.source)
    outcomes = {gap.outcome.value for gap in old.reading.gaps}
    if new is None:
        result.left["来源已不在名单内"] += 1
    elif place in transport.silent:
        result.left["证据中没有这次访问的全部应答（名单改过，或跨过零点）"] += 1
    elif PASSING & {*outcomes, *(gap.outcome.value for gap in new.reading.gaps)}:
        result.left["程序当时未能处理应答"] += 1
    elif _same(old, new, starred=place in transport.starred):
        result.looks += 1
    elif run.program != PROGRAM:
        result.left[f"程序版本已变（当时为 {run.program}），推导结果不同"] += 1
    elif not comparable:
        result.left["该账号的来源在其后改过，推导结果不同"] += 1
    else:
        result.looks += 1
        result.different[run.id, _difference(old, new)].append(f"{old.account}/{old.source}")


# what verdicts rest on; texts may have been starred in the evidence
DECIDING = ("taken_at", "window_since", "window_until", "items_seen", "released_at", "usable")


def _deciding(seen: Observation, row: Mapping[str, object]) -> tuple[object, ...]:
    posts = sorted(
        (clock.stamp(post.published_at), post.precision, post.repost, post.pinned, post.doubt)
        for post in seen.reading.posts
    )
    outcomes = sorted(gap.outcome for gap in seen.reading.gaps)
    return (*(row[name] for name in DECIDING), posts, outcomes)


def _row(seen: Observation) -> Mapping[str, object]:
    """Return the row of *seen*: what is not stored cannot be compared."""
    posts = [row[0] for row in post_rows(seen)]
    return observation_row(None, seen, posts)


def _same(old: Observation, new: Observation, *, starred: bool) -> bool:
    old_row, new_row = _row(old), _row(new)
    return old_row == new_row or (starred and _deciding(old, old_row) == _deciding(new, new_row))


def _contradiction(item: tuple[tuple[int, str], list[str]]) -> str:
    (run, what), places = item
    suffix = f" 等 {len(places)} 条" if len(places) > NAMED else ""
    listed = "、".join(places[:NAMED]) + suffix
    return f"第 {run} 次抽查的观测 {listed}，与由证据重新推导的不一致：{what}"


def _difference(old: Observation, new: Observation) -> str:
    """Return a sentence on the first difference."""
    before, after = old.reading, new.reading
    if before.window != after.window:
        return "可证明的时段不同"
    if len(before.posts) != len(after.posts):
        return f"内容 {len(before.posts)} 条，推导为 {len(after.posts)} 条"
    if before.posts != after.posts:
        return "内容的时间或标题不同"
    if before.gaps != after.gaps:
        return "未能取得的原因不同"
    return "查看时间或附注不同"
