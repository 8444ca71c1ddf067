"""What a bundle's parts say of each other: sums that agree, one line an account, possible days."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.bundles.manifest import CountersEntry, CountsEntry, Level, Manifest
from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.values import (
    ACCOUNTS,
    CASES,
    CHANGES,
    COUNTIES,
    FIGURES,
    MANIFEST,
    ROTATION,
    RULES,
    Parts,
)
from monitor.model import Verdict

AHEAD = timedelta(days=1)  # how far other clocks than the county's may be ahead of it
VERDICTS = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.UNKNOWN: "unknown",
    None: "unseen",
}
IN_FIGURES = {"registered": "registered", "pass": "passed", "fail": "failed", "unknown": "unknown"}


def refuse_nonsense(manifest: Manifest, parts: Parts, rules: str) -> None:
    """Raise BundleRefused where *parts* contradict *manifest* or each other.

    *rules*: the hash of the text that came as the rules.
    """
    if manifest.rules != f"sha256:{rules}":
        raise refused(Refusal.HASH, "与规则的校验码不符", file=RULES)
    if bool(parts.rotation) != bool(parts.rotation_signature):
        raise refused(Refusal.MISSING, "更换密钥的说明和签名须同时报送", file=ROTATION)
    _refuse_counties(manifest, parts)
    _refuse_twice(parts)
    _refuse_contradictions(parts)
    _refuse_sums(manifest, parts)
    _refuse_days(manifest, parts)


def _refuse_counties(manifest: Manifest, parts: Parts) -> None:
    """Raise BundleRefused where lines name a county that did not hand in, or none at all."""
    codes = [line.code for line in parts.counties]
    if len(set(codes)) < len(codes):
        raise refused(Refusal.TWICE, "同一单位有两行", file=COUNTIES)
    own = manifest.level is Level.COUNTY
    if own and codes:
        raise refused(Refusal.SCHEMA, "县级数据包不应有下级单位", file=COUNTIES)
    allowed = {""} if own else {line.code for line in parts.counties if line.sha256}
    named: dict[str, Iterable[AccountLine | CaseLine | ChangeLine]] = {
        ACCOUNTS: parts.accounts,
        CASES: parts.cases,
        CHANGES: parts.changes,
    }
    for file, lines in named.items():
        for number, line in enumerate(lines, 1):
            if line.county not in allowed:
                why = "所属单位不在报送单位之内"
                raise refused(Refusal.SCHEMA, why, file=file, line=number, field="county")


def _refuse_twice(parts: Parts) -> None:
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(parts.accounts, 1):
        if line.key in seen:
            raise refused(Refusal.TWICE, f"账号 {line.id} 有两行", file=ACCOUNTS, line=number)
        seen.add(line.key)
    cases: set[tuple[str, int]] = set()
    for number, case in enumerate(parts.cases, 1):
        if (case.county, case.id) in cases:
            raise refused(Refusal.TWICE, f"第{case.id}号台账有两行", file=CASES, line=number)
        cases.add((case.county, case.id))


def _refuse_contradictions(parts: Parts) -> None:
    """Raise BundleRefused where something is wrong with an account that did not fail.

    Who judges by other limits would accuse it.
    """
    for number, line in enumerate(parts.accounts, 1):
        if line.findings and line.verdict is not Verdict.FAIL:
            why = "写有问题，结论却不是不合格"
            raise refused(Refusal.SCHEMA, why, file=ACCOUNTS, line=number, field="findings")


def _refuse_sums(manifest: Manifest, parts: Parts) -> None:
    """Raise BundleRefused where lines, the manifest and the figures do not count alike."""
    counted = _counted(parts.accounts)
    _refuse_counts(manifest.counts, counted, MANIFEST)
    by_county: dict[str, list[AccountLine]] = {}
    for line in parts.accounts:
        by_county.setdefault(line.county, []).append(line)
    for number, county in enumerate(parts.counties, 1):
        if county.counts is not None:
            own = _counted(by_county.get(county.code, ()))
            _refuse_counts(county.counts, own, COUNTIES, number)
    _refuse_counters(manifest.counters, MANIFEST)
    for number, county in enumerate(parts.counties, 1):
        if county.counters is not None:
            _refuse_counters(county.counters, COUNTIES, number)
    total = parts.figures.get("total")
    for name, ours in IN_FIGURES.items():
        stated = total.get(name) if isinstance(total, dict) else None
        if stated != counted[ours]:
            why = f"与逐行合计 {counted[ours]} 不符"
            raise refused(Refusal.SUMS, why, file=FIGURES, field=f"total.{name}")


def _refuse_counters(counters: CountersEntry, file: str, line: int = 0) -> None:
    """Raise BundleRefused where a part is larger than what it is a part of."""
    wording, share = counters.wording, counters.interaction
    shares = {
        "interaction": (share.part, share.whole),
        "wording.grave": (wording.grave + wording.unsaid, wording.found),
        "wording.fixed": (wording.fixed, wording.found),
    }
    for name, (part, whole) in shares.items():
        if part > whole:
            why = f"其中 {part}，多于总数 {whole}"
            raise refused(Refusal.SUMS, why, file=file, line=line, field=f"counters.{name}")


def _counted(lines: Collection[AccountLine]) -> Counter[str]:
    counted = Counter(VERDICTS[line.verdict] for line in lines)
    counted["registered"] = len(lines)
    return counted


def _refuse_counts(
    stated: CountsEntry, counted: Mapping[str, int], file: str, line: int = 0
) -> None:
    for name in ("registered", *VERDICTS.values()):
        number = getattr(stated, name)
        if number != counted[name]:
            why = f"所记 {number}，逐行合计 {counted[name]}"
            raise refused(Refusal.SUMS, why, file=file, line=line, field=f"counts.{name}")


def _refuse_days(manifest: Manifest, parts: Parts) -> None:
    """Raise BundleRefused where something was seen after the bundle was made, or out of turn.

    Not seals: a clock that once was wrong dates its seals for ever, and accuses nobody by it.
    """
    latest = manifest.made_at + AHEAD
    period = manifest.span
    if manifest.made_at < period.since:
        raise refused(Refusal.DATES, "生成时间早于本期", file=MANIFEST, field="made_at")
    for number, line in enumerate(parts.accounts, 1):
        for name, moment in _moments(line):
            if moment > latest:
                why = "时间晚于数据包的生成时间"
                raise refused(Refusal.DATES, why, file=ACCOUNTS, line=number, field=name)
        if line.closing_at is not None and not period.holds(line.closing_at):
            why = "不在本期之内"
            raise refused(Refusal.DATES, why, file=ACCOUNTS, line=number, field="closing_at")
        seen = line.seen
        window = (seen.window_since, seen.window_until) if seen else (None, None)
        if window[0] and window[1] and window[0] > window[1]:
            why = "时段的起点晚于终点"
            raise refused(Refusal.DATES, why, file=ACCOUNTS, line=number, field="seen")
    for number, case in enumerate(parts.cases, 1):
        if any(step.at > latest for step in case.steps):
            why = "时间晚于数据包的生成时间"
            raise refused(Refusal.DATES, why, file=CASES, line=number, field="steps")


def _moments(line: AccountLine) -> Iterator[tuple[str, datetime]]:
    """Yield the moments at which something was seen."""
    named = {
        "closing_at": line.closing_at,
        "newest_post_at": line.newest_post_at,
        "first_failed_at": line.first_failed_at,
        "last_failed_at": line.last_failed_at,
        "last_passed_at": line.last_passed_at,
        "unknown_since": line.unknown_since,
        "zombie_found_at": line.zombie_found_at,
    }
    if line.seen is not None:
        named |= {"seen.at": line.seen.at, "seen.as_of": line.seen.as_of}
        named |= {"seen.newest_at": line.seen.newest_at, "seen.until": line.seen.window_until}
    yield from ((name, moment) for name, moment in named.items() if moment is not None)
