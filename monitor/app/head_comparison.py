"""The chain's head against what others keep of it: papers and messages."""

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from monitor.app.audit import audit
from monitor.figures.issues import Issued, IssueStore
from monitor.model.chain_head import Head
from monitor.model.errors import MonitorError
from monitor.parsing import paper_head
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.files import MANIFEST


class ComparisonResult(StrEnum):
    """How a head kept elsewhere compares with the chain."""

    AGREES = "agrees"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadComparison:
    """The result of a comparison, in one sentence. *faults*: what was altered before the head."""

    result: ComparisonResult
    message: str
    head: Head | None = None
    faults: tuple[str, ...] = ()


def head(data: Path) -> Head | None:
    """Return the newest link of the chain below *data*, None where there is none."""
    path = data / "monitor.db"
    if not path.exists():
        return None
    with open_database(path) as db:
        return ChainHeads(db).head()


def ping_payload(data: Path) -> Any:
    """Return the payload of the ping; a fault in the chain must not silence it."""
    try:
        newest = head(data)
    except MonitorError:
        return b""
    return {"evidence_head": f"{newest.run}:{newest.short}"} if newest else b""


def compare_head(db: Database, folder: Path, claimed: Head) -> HeadComparison:
    """Compare *claimed* with the chain, and all records before it with what was sealed."""
    heads = ChainHeads(db)
    link, newest = heads.find_seal(claimed.seal), heads.head()
    if link is None:
        return HeadComparison(
            result=ComparisonResult.UNKNOWN, message=_unknown(claimed, newest), head=claimed
        )
    if claimed.run not in (0, link.run):
        message = f"封存码 {link.short} 是第{link.run}次抽查的，不是第{claimed.run}次的，请核对抄写"
        return HeadComparison(result=ComparisonResult.UNKNOWN, message=message, head=claimed)
    faults = audit(db, folder).faults
    if faults:
        message = f"{link} 在本机的哈希链上，但现有记录与封存时不一致，有 {len(faults)} 处问题"
        return HeadComparison(
            result=ComparisonResult.BROKEN, message=message, head=link, faults=faults
        )
    message = f"{link} 在本机的哈希链上，其以前的记录与封存时一致"
    return HeadComparison(result=ComparisonResult.AGREES, message=message, head=link)


def compare_paper(db: Database, folder: Path, path: Path) -> HeadComparison:
    """Compare the head on the paper *path* with the chain, and an issued paper with its issue."""
    heads = paper_head.heads(path)
    if not heads:
        message = f"{path.name} 中没有封存码：不是本程序的文件，或者生成时尚无封存的抽查"
        if path.suffix.lower() == ".pdf":
            message += "；由其他程序转成的 PDF，请改用同时生成的 docx"
        return HeadComparison(result=ComparisonResult.ABSENT, message=message)
    if len(heads) > 1:
        listed = "、".join(map(str, heads))
        message = f"{path.name} 中的封存码前后不一（{listed}），文件已被改动"
        return HeadComparison(result=ComparisonResult.ALTERED, message=message)
    judged = compare_head(db, folder, heads[0])
    if judged.result is ComparisonResult.UNKNOWN:
        return judged
    fault, issued = _as_issued(IssueStore(db), path)
    if fault:
        return replace(judged, result=ComparisonResult.ALTERED, message=fault)
    if judged.result is ComparisonResult.BROKEN:
        return judged
    return HeadComparison(
        result=ComparisonResult.AGREES, message=f"{judged.message}；{issued}", head=judged.head
    )


def _unknown(claimed: Head, newest: Head | None) -> str:
    if newest is None:
        return f"本机尚无封存的抽查，无从核对封存码 {claimed.short}"
    if claimed.run > newest.run:
        return (
            f"本机的抽查只到第{newest.run}次，没有第{claimed.run}次：其后的记录已被删去，"
            "或者数据目录恢复到了以前的备份"
        )
    return (
        f"封存码 {claimed.short} 不在本机的哈希链上：抄写有误，或者此后证据和记录被整体重做，"
        "或者不是本机的数据"
    )


def _as_issued(issues: IssueStore, path: Path) -> tuple[str, str]:
    """Return the fault of an issued paper, and a remark where it has none."""
    data = paper_head.read(path)
    registered = issues.issued_as(hashlib.sha256(data).hexdigest())
    if registered is not None:
        return _figures(registered), f"文件与{_named(registered)}印发时登记的一致"
    claim = _claim(path, data)
    if claim is None:
        return "", "文件未作为印发件登记，内容是否改动须与存档比对"
    issued = _issue(issues, claim)
    if issued is None:
        return f"{path.name} 称已印发，但本机没有该印发登记", ""
    if claim["issued"].get("figures_sha256") != issued.sha256:
        return f"{path.name} 所附清单的数字校验码与{_named(issued)}印发时登记的不一致", ""
    if not issues.issue_files(issued.period, issued.kind, issued.version):
        return _figures(issued), f"数字与{_named(issued)}印发时登记的一致"  # issued in older ways
    return f"{path.name} 与{_named(issued)}印发时登记的文件不一致，印发后被改动", ""


def _claim(path: Path, data: bytes) -> dict[str, Any] | None:
    """Return the manifest that calls the paper issued: the paper itself, or the file beside it."""
    beside = path.with_name(MANIFEST)
    for text in (data, beside.read_bytes() if beside.is_file() else b""):
        try:
            manifest = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(manifest, dict) and isinstance(manifest.get("issued"), dict):
            return manifest
    return None


def _issue(issues: IssueStore, claim: dict[str, Any]) -> Issued | None:
    period, kind, version = claim.get("period"), claim.get("kind"), claim["issued"].get("version")
    versions = issues.issued(str(period), str(kind))
    return next((issued for issued in versions if issued.version == version), None)


def _figures(issued: Issued) -> str:
    """Return the fault where the stored figures are not those that were frozen."""
    if hashlib.sha256(issued.figures.encode()).hexdigest() == issued.sha256:
        return ""
    return f"数据库中{_named(issued)}固定的数字已被改动"


def _named(issued: Issued) -> str:
    return f"{issued.number}（{issued.period}第{issued.version}版）"
