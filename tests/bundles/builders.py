"""Bundles of invented counties: tests say only what matters."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.bundles import archive
from monitor.bundles.account_line import AccountLine, FindingLine, LimitsLine, SeenLine
from monitor.bundles.case_line import CaseLine, CaseStepLine, ChangeKind, ChangeLine
from monitor.bundles.manifest import CountsEntry, JurisdictionEntry, Manifest
from monitor.bundles.sanity import VERDICTS
from monitor.bundles.values import MANIFEST, NAMES, Parts, SealKind, SealLine
from monitor.bundles.writing import SUM, SUM_END
from monitor.model import Platform, State, Verdict

MADE_AT = datetime(2027, 1, 4, 2, tzinfo=UTC)
CLOSING = datetime(2026, 12, 30, 2, tzinfo=UTC)
LIMITS = LimitsLine(remind_days=7, max_days=14, zombie_days=90, cancel_days=365)
RULES = '{"checks": {}}'
SEAL = "sha256:" + "5" * 64


def account_line(number: int, verdict: Verdict | None = Verdict.PASS, **known: Any) -> AccountLine:
    """An account of an invented county; the failing ones name what they rest on."""
    newest = datetime(2026, 11 if verdict is Verdict.FAIL else 12, 28, number % 24, tzinfo=UTC)
    findings = (
        FindingLine(
            check="U01", title="内容不更新", message="最近一次更新已超过14天", kind="stale"
        ),
    )
    values: dict[str, Any] = {
        "id": f"account-{number}",
        "name": f"清河县第{number}号发布",
        "platform": list(Platform)[number % 4],
        "unit": f"第{number // 3}单位",
        "unit_kind": "乡镇",
        "verdict": verdict,
    }
    if verdict is not None:
        values |= {
            "state": {"pass": State.FRESH, "fail": State.STALE}.get(verdict, State.UNKNOWN),
            "limits": LIMITS,
            "seen": SeenLine(at=CLOSING, as_of=CLOSING, newest_at=newest),
            "looks": 3,
            "closing_at": CLOSING,
            "closing_verdict": verdict,
            "newest_post_at": newest,
            "findings": findings if verdict is Verdict.FAIL else (),
            "reasons": ("未能查看",) if verdict is Verdict.UNKNOWN else (),
        }
    return AccountLine(**{**values, **known})


def case_line(number: int = 1) -> CaseLine:
    """A case of the first account."""
    step = CaseStepLine(kind="open", at=CLOSING, by="程序", text="最近一次更新已超过14天")
    return CaseLine(
        id=number,
        account="account-1",
        name="清河县第1号发布",
        platform=Platform.WECHAT,
        unit="unit-1",
        unit_name="第0单位",
        check="U01",
        title="内容不更新",
        steps=(step,),
    )


def seal_line(id: int, kind: SealKind = SealKind.RUN, seal: str = SEAL) -> SealLine:
    """One seal of the closing day."""
    mode = "full" if kind is SealKind.RUN else ""
    return SealLine(kind=kind, id=id, at=CLOSING, mode=mode, seal=seal)


def parts(accounts: Sequence[AccountLine] = (), **known: Any) -> Parts:
    """What a bundle holds; its total counts the lines."""
    lines = tuple(accounts) or tuple(account_line(n, v) for n, v in enumerate(Verdict))
    counts = counts_of(lines)
    total = {
        "registered": counts.registered,
        "pass": counts.passed,
        "fail": counts.failed,
        "unknown": counts.unknown,
    }
    figures = {"total": total}
    return replace(Parts(rules=RULES, figures=figures, accounts=lines), **known)


def counts_of(lines: Sequence[AccountLine]) -> CountsEntry:
    """How many lines have which verdict."""
    counted = Counter(VERDICTS[line.verdict] for line in lines)
    numbers = {name: counted[name] for name in VERDICTS.values()}
    return CountsEntry(registered=len(lines), **numbers)


def manifest(whole: Parts, **known: Any) -> Manifest:
    """The manifest of *whole*, of the invented county."""
    usual = Manifest(
        format="monitor-bundle/1",
        program="newmedia-monitor 0.1.0",
        jurisdiction=JurisdictionEntry(code="620799", name="清河县"),
        period="2026Q4",
        version=1,
        made_at=MADE_AT,
        closing_at=CLOSING,
        rules="sha256:" + hashlib.sha256(whole.rules.encode()).hexdigest(),
        counts=counts_of(whole.accounts),
    )
    return replace(usual, **known)


def change_line() -> ChangeLine:
    """An account that was opened in the period."""
    return ChangeLine(
        kind=ChangeKind.OPENED,
        id="account-2",
        name="清河县第2号发布",
        platform=Platform.TOUTIAO,
        unit="第0单位",
    )


def sealed_anew(files: dict[str, bytes]) -> bytes:
    """Pack *files* as somebody would who knows how: hashes and checksum made again."""
    if files[MANIFEST].startswith(b'{\n  "format"'):
        loaded = json.loads(files[MANIFEST])
        for entry in loaded["files"]:
            content = files[entry["name"]]
            entry["sha256"] = hashlib.sha256(content).hexdigest()
            entry["length"] = len(content)
        files = {**files, MANIFEST: summed(loaded)}
    return archive.pack((name, files[name]) for name in NAMES if name in files)


def summed(loaded: dict[str, Any]) -> bytes:
    """The text of a manifest with its checksum made again."""
    loaded = {key: loaded[key] for key in loaded if key != "sum"}
    body = json.dumps(loaded, ensure_ascii=False, indent=2).removesuffix("\n}").encode()
    return body + f"{SUM}{hashlib.sha256(body).hexdigest()}{SUM_END}".encode("ascii")
