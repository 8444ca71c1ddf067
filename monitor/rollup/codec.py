"""Bundles and lines as rows of ``rollup.db``, and back."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter

from monitor.bundles import seals
from monitor.bundles.manifest import Level
from monitor.figures.posts import PostTotal
from monitor.model import Platform, Precision, State, Status, Verdict, Window, clock
from monitor.model.period import read_any
from monitor.rollup.counts import CountyCounts
from monitor.rollup.incoming import BundleHead
from monitor.rollup.reported import ReportedAccount, ReportedFinding
from monitor.rollup.values import NO_COUNTS, MemberRow, SignatureState


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSummary:
    """What of a bundle is kept as one text: nothing is ever asked of its parts."""

    counts: CountyCounts = NO_COUNTS
    posts: Mapping[str, PostTotal] = field(default_factory=dict)
    members: tuple[MemberRow, ...] = ()


def head_values(head: BundleHead) -> dict[str, Any]:
    """Return the columns of a bundle but for its bytes."""
    summary = KeptSummary(counts=head.counts, posts=head.posts, members=head.members)
    return {
        "sha256": head.sha256,
        "code": head.code,
        "name": head.name,
        "period": head.period.name,
        "level": head.level.value,
        "version": head.version,
        "made_at": clock.stamp(head.made_at),
        "received_at": clock.stamp(head.received_at),
        "file": head.file,
        "number": head.number,
        "issued_on": head.issued_on.isoformat() if head.issued_on else None,
        "program": head.program,
        "previous": head.previous,
        "rules": head.rules,
        "rules_text": head.rules_text,
        "seals": seals.dump(head.seals).decode("ascii"),
        "summary": _summaries().dump_json(summary).decode(),
        "signature": head.signature.value,
        "key": head.key,
        "compared": int(head.compared),
    }


def head_of(row: sqlite3.Row) -> BundleHead:
    """Return the bundle of a row."""
    summary = _summaries().validate_json(row["summary"])
    return BundleHead(
        sha256=row["sha256"],
        code=row["code"],
        name=row["name"],
        period=read_any(row["period"]),
        level=Level(row["level"]),
        version=row["version"],
        made_at=clock.unstamp(row["made_at"]),
        received_at=clock.unstamp(row["received_at"]),
        file=row["file"],
        number=row["number"],
        issued_on=_day(row["issued_on"]),
        program=row["program"],
        previous=row["previous"],
        rules=row["rules"],
        rules_text=row["rules_text"],
        seals=seals.load(row["seals"].encode("ascii")),
        counts=summary.counts,
        posts=summary.posts,
        members=summary.members,
        signature=SignatureState(row["signature"]),
        key=row["key"],
        compared=bool(row["compared"]),
    )


def line_values(bundle: int, line: ReportedAccount) -> tuple[Any, ...]:
    """Return the columns of a line, in the order of ``LINE``."""
    window = line.window
    return (
        bundle,
        line.county,
        line.id,
        line.county_name,
        line.name,
        line.platform.value,
        line.unit,
        line.kind,
        line.status.value,
        line.verdict and line.verdict.value,
        line.state and line.state.value,
        _stamp(line.closing_at),
        _stamp(line.seen_at),
        _stamp(line.newest_at),
        line.precision and line.precision.value,
        window and clock.stamp(window.since),
        window and clock.stamp(window.until),
        line.limit_days,
        int(line.exact_hours),
        int(line.count_reposts),
        line.idle_days,
        line.longest_silence,
        line.failures,
        line.opened_on and line.opened_on.isoformat(),
        _packed(_finding(finding) for finding in line.findings),
        _packed(line.abstained),
        _packed(line.reasons),
    )


def line_of(row: sqlite3.Row) -> ReportedAccount:
    """Return the line of a row."""
    return ReportedAccount(
        county=row["county"],
        county_name=row["county_name"],
        id=row["id"],
        name=row["name"],
        platform=Platform(row["platform"]),
        unit=row["unit"],
        kind=row["kind"],
        status=Status(row["status"]),
        verdict=verdict_of(row["verdict"]),
        state=state_of(row["state"]),
        closing_at=_moment(row["closing_at"]),
        seen_at=_moment(row["seen_at"]),
        newest_at=_moment(row["newest_at"]),
        precision=Precision(row["precision"]) if row["precision"] else None,
        window=_window(row),
        limit_days=row["limit_days"],
        exact_hours=bool(row["exact_hours"]),
        count_reposts=bool(row["count_reposts"]),
        idle_days=row["idle_days"],
        longest_silence=row["longest_silence"],
        failures=row["failures"],
        opened_on=_day(row["opened_on"]),
        findings=tuple(_finding_of(finding) for finding in json.loads(row["findings"] or "[]")),
        abstained=tuple(json.loads(row["abstained"] or "[]")),
        reasons=tuple(json.loads(row["reasons"] or "[]")),
    )


def verdict_of(word: str | None) -> Verdict | None:
    """Return the verdict of a column."""
    return Verdict(word) if word else None


def state_of(word: str | None) -> State | None:
    """Return the state of a column."""
    return State(word) if word else None


@cache
def _summaries() -> TypeAdapter[KeptSummary]:
    return TypeAdapter(KeptSummary)


def _finding(finding: ReportedFinding) -> list[Any]:
    return [finding.check, finding.message, finding.title, finding.basis, list(finding.evidence)]


def _finding_of(kept: list[Any]) -> ReportedFinding:
    check, message, title, basis, evidence = kept
    return ReportedFinding(
        check=check, message=message, title=title, basis=basis, evidence=tuple(evidence)
    )


def _packed(items: Iterable[Any]) -> str:
    """Return *items* as JSON, nothing where there are none: most accounts have none."""
    every = list(items)
    return json.dumps(every, ensure_ascii=False) if every else ""


def _window(row: sqlite3.Row) -> Window | None:
    if row["until"] is None:
        return None
    return Window(since=clock.unstamp(row["since"]), until=clock.unstamp(row["until"]))


@lru_cache(maxsize=1024)  # most accounts of a county were looked at in the same moment
def _stamp(moment: datetime | None) -> str | None:
    return clock.stamp(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return clock.unstamp(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
