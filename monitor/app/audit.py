"""Is the proof whole? Bytes against hashes, rows against the chain, the chain against evidence."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from monitor.evidence import recorded_seals, run_seal_chain
from monitor.evidence.recorded_seals import KeptSeal
from monitor.evidence.verify import EvidenceFault, verify
from monitor.model import clock
from monitor.model.errors import EvidenceError, StoreError
from monitor.system.chain import log as chainlog
from monitor.system.chain.digests import Key
from monitor.system.chain.links import RowDifference
from monitor.system.chain.log import Log, LogLine
from monitor.system.chain.pruned import Pruned, PruningLog
from monitor.system.connection import Database
from monitor.system.locks import is_held
from monitor.verdicts.sealed_rows import Chain, SealedRows

T = TypeVar("T")
LISTED = 20  # rows, at most, that are named of one table
SHAPE = "sqlite_schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How much was looked at; every fault found, each a sentence with its place.

    *remarks*: what is no fault, and must be known to understand what was proved.
    """

    exchanges: int
    runs: int
    links: int
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def audit(db: Database, folder: Path) -> Audit:
    """Check everything that *db* and the evidence folder *folder* hold, as of one moment."""
    log = _log(folder)  # read first: then it can only be older than the database
    with SealedRows(db).snapshot():
        return _Auditor(db, folder, log).audit()


def _log(folder: Path) -> Log:
    try:
        return chainlog.read(folder / chainlog.NAME)
    except OSError as error:
        raise EvidenceError(f"{folder / chainlog.NAME} 无法读取") from error


class _Auditor:
    """One audit under way, and what it has found."""

    def __init__(self, db: Database, folder: Path, log: Log) -> None:
        self.rows = SealedRows(db)
        self.folder = folder
        self.log = log
        self.faults: list[str] = []
        self.remarks: list[str] = []
        everything = self._read(self.rows.run_seals, "抽查记录") or ()
        self.runs = tuple(run for run in everything if run.ended)
        self.unfinished = tuple(run for run in everything if not run.ended)
        self.pruned = self._read(PruningLog(db).prunings, "清理记录") or Pruned()
        self.chain = self._read(self.rows.chain, "封存链") or Chain()
        self.refs = self._collect(self.rows.evidence_refs, "证据登记")
        loose = self._collect(self.rows.loose_refs, "证据登记")
        self.kept = tuple(recorded_seals.kept(folder, loose))

    def _read(self, ask: Callable[[], T], what: str) -> T | None:
        """Return what *ask* gives; what cannot be read any more is a fault, and not the end."""
        try:
            return ask()
        except (StoreError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
            self.faults.append(f"数据库的{what}无法读取：{error}")
            return None

    def _collect(self, ask: Callable[[], Iterable[T]], what: str) -> tuple[T, ...]:
        """Return all that *ask* yields, nothing where it cannot be read."""
        return self._read(lambda: tuple(ask()), what) or ()

    def audit(self) -> Audit:
        """Check everything and return the result."""
        file_faults = verify(self.folder, self.refs)
        lost = chainlog.lost(self.log.lines, self.chain.links)
        self._detect_older_database(file_faults, lost)
        self._report_file_faults(file_faults, lost)
        self.faults += (fault.message for fault in self.chain.broken)
        self.faults += _rows(self.chain)
        self.faults += self._against_evidence()
        self._against_log(lost)
        self.faults += self._collect(self._database, "内容")
        self.faults += self._collect(self._run_seals, "抽查记录")
        self._remark_coverage()
        return Audit(
            exchanges=len(self.refs),
            runs=len(self.runs),
            links=len(self.chain.links),
            faults=tuple(dict.fromkeys(self.faults)),
            remarks=tuple(self.remarks),
        )

    def _detect_older_database(
        self, file_faults: Iterable[EvidenceFault], lost: tuple[LogLine, ...]
    ) -> None:
        """Report an older database in this one's place: the log or the evidence has newer seals."""
        newest = self.chain.links[-1].id if self.chain.links else 0
        beyond = [
            seal for fault in file_faults if fault.unregistered for seal in self._beyond(fault)
        ]
        if lost:
            self.faults.append(chainlog.restored_database_warning(lost))
        elif ahead := [seal.link for seal in (*self.kept, *beyond) if seal.link > newest]:
            which = f"第 {newest + 1} 至 {max(ahead)} 条"
            self.faults.append(f"数据库比证据旧（缺{which}封存），应从同一份备份恢复数据库和证据")

    def _beyond(self, fault: EvidenceFault) -> Iterator[KeptSeal]:
        return recorded_seals.beyond(self.folder / fault.file, fault.offset)

    def _report_file_faults(
        self, file_faults: Iterable[EvidenceFault], lost: tuple[LogLine, ...]
    ) -> None:
        """Report faults of the files; those registered in a newer database are remarked only."""
        until = max((clock.day(clock.unstamp(line.at)).isoformat() for line in lost), default="")
        busy = _busy(self.folder.parent)
        newer = []
        for fault in file_faults:
            if fault.unregistered and fault.file in self.pruned.files:
                self.remarks.append(f"{fault.file} 已登记清理，文件尚在，下次清理时删去")
            elif fault.unregistered and fault.file[:10] <= until:
                newer.append(fault.file)
            elif fault.unregistered and busy:
                self.remarks.append(f"{fault}（正在检查，尚待登记）")
            else:
                self.faults.append(str(fault))
        if newer:
            self.remarks.append(f"较新的数据库所登记的证据文件未改动：{'、'.join(newer)}")
        if torn := sorted(path.name for path in self.folder.glob("*.torn-*")):
            self.remarks.append(f"中途停止时另存的残段 {len(torn)} 个（清理时删去）")

    def _database(self) -> Iterator[str]:
        result = self.rows.integrity()
        if result != "ok":
            yield f"数据库结构损坏：{result}"
        for account, key in self.rows.altered_posts():
            yield f"账号 {account} 的内容记录 {key} 与入库时不一致"
        for observation, post in self.rows.lost_posts():
            yield f"第 {observation} 次观测所见的内容 {post} 不在数据库中"

    def _run_seals(self) -> Iterator[str]:
        previous = self.pruned.seal
        for run in self.runs:
            if run.id <= self.pruned.run:
                continue
            if run_seal_chain.seal(previous, self.rows.seal_items(run.id)) != run.seal:
                yield f"第 {run.id} 次抽查的记录与封存时不一致（哈希链在此断开）"
            previous = run.seal

    def _against_evidence(self) -> Iterator[str]:
        """Compare the seals that the evidence keeps with those of the database."""
        runs = {run.id: run for run in self.runs}
        links = {link.id: link.seal for link in self.chain.links}
        for kept in self.kept:
            if kept.run <= self.pruned.run:
                continue
            run = runs.pop(kept.run, None)
            if run is None:
                yield f"证据中有第 {kept.run} 次抽查的封存，数据库中没有这次抽查"
            elif run.seal != kept.seal:
                yield f"第 {kept.run} 次抽查的封存与证据文件中所记的不符"
            if kept.link in links and links[kept.link] != kept.head:
                yield f"第 {kept.link} 条封存与证据文件中所记的不符"
        for run in runs.values():
            if run.link is not None and not run.interrupted and run.id > self.pruned.run:
                yield f"第 {run.id} 次抽查的封存不在证据文件中"

    def _against_log(self, lost: tuple[LogLine, ...]) -> None:
        """Compare the log of heads with the links."""
        links = {link.id: LogLine.of(link) for link in self.chain.links}
        name = chainlog.NAME
        if not self.log.exists:
            if len(links) > 1:
                self.faults.append(f"{name} 缺失，封存链在数据库之外没有佐证")
            return
        self.faults += (f"{name} 第 {number} 行无法辨认" for number in self.log.unreadable_lines)
        others = [
            line for line in self.log.lines if line not in lost and line != links.get(line.id)
        ]
        if others:
            which = _listed(line.id for line in others)
            self.faults.append(f"第 {which} 条封存与 {name} 所记的不符")
        logged = {line.id for line in self.log.lines}
        needed = max([*logged, *(seal.link for seal in self.kept)], default=0)
        if missing := [id for id in range(1, needed + 1) if id not in logged]:
            self.faults.append(f"{name} 缺第 {_listed(missing)} 条封存")
        if late := [id for id in links if id > needed]:
            self.remarks.append(f"第 {_listed(late)} 条封存尚未写入 {name}，下次写入数据库时补上")

    def _remark_coverage(self) -> None:
        if self.chain.sealed_later and self.chain.links:
            at = _shown(self.chain.links[0].at)
            self.remarks.append(
                f"数据库自 {at} 起逐条封存；此前的记录按当时的样子封存，"
                "在那之前的改动只有抽查的封存能够证明"
            )
        self.remarks += self.pruned.sentences
        for run in self.unfinished:
            self.remarks.append(f"第 {run.id} 次抽查尚未结束，整次抽查尚未封存")


def _rows(sealed_chain: Chain) -> Iterator[str]:
    """Yield a sentence for the rows of one kind that differ from what was sealed."""
    at = {link.id: _shown(link.at) for link in sealed_chain.links}
    by_kind = groupby(sorted(sealed_chain.differences, key=_kind), key=_kind)
    for (table, template, link), group in by_kind:
        rows = _listed(difference.key for difference in group)
        yield template.format(table=table, rows=rows, link=link, at=at.get(link, "时间不明"))
    for (table, link), others in groupby(
        sealed_chain.overtaken, key=lambda difference: (difference.table, difference.link)
    ):
        rows = _listed(difference.key for difference in others)
        yield f"数据库表 {table} 第 {rows} 行在第 {link} 条封存之前已在程序之外改动"


def _kind(difference: RowDifference) -> tuple[str, str, int]:
    """Return the table, the template of the sentence, and the link of *difference*."""
    if difference.table == SHAPE:
        return difference.table, f"数据库的表或索引 {{rows}} {_shape(difference)}", difference.link
    if difference.now is None:
        template = "缺失，第 {link} 条封存（{at}）时尚在"
    elif difference.sealed is None and difference.link:
        template = "已删去（第 {link} 条封存，{at}），又出现在程序之外"
    elif difference.sealed is None:
        template = "不在封存之内（程序之外写入）"
    else:
        template = "与第 {link} 条封存（{at}）时不一致"
    return difference.table, f"数据库表 {{table}} 第 {{rows}} 行{template}", difference.link


def _shape(difference: RowDifference) -> str:
    if difference.now is None:
        return "缺失"
    return "不在封存之内" if difference.sealed is None else "与封存时不一致"


def _shown(at: str) -> str:
    try:
        return clock.show(clock.unstamp(at))
    except ValueError:
        return "时间不明"


def _listed(keys: Iterable[Key]) -> str:
    """Return *keys* for people: consecutive ones as a span, no more than LISTED spans."""
    spans: list[list[Key]] = []
    for key in sorted(set(keys), key=lambda key: (isinstance(key, str), key)):
        last = spans[-1][-1] if spans else None
        if isinstance(key, int) and isinstance(last, int) and key == last + 1:
            spans[-1] = [spans[-1][0], key]
        else:
            spans.append([key])
    named = [" 至 ".join(map(_named, span)) for span in spans[:LISTED]]
    suffix = f" 等 {len(spans)} 处" if len(spans) > LISTED else ""
    return "、".join(named) + suffix


def _named(key: Key) -> str:
    if isinstance(key, int) or not key.startswith("["):
        return str(key)
    return "/".join(map(str, json.loads(key)))


def _busy(data: Path) -> bool:
    """Say whether a check is under way in *data*: what it writes is registered a moment later."""
    try:
        return is_held(data / "monitor.lock")
    except OSError:  # who may only read asks for the process; Windows can only end it
        return os.name != "nt" and _is_alive(data)


def _is_alive(data: Path) -> bool:
    try:
        pid = int(json.loads((data / "running.json").read_text(encoding="utf-8"))["pid"])
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError, ValueError, KeyError, TypeError):
        return False
    return True
