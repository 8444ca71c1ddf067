"""What a county reported, from the lines of its bundle: figures, as its own papers had them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import ChangeKind
from monitor.bundles.values import Bundle
from monitor.figures.bundle_figures import (
    account_figures,
    case_number,
    case_of,
    moved,
    rectified,
    snapshot,
    whole_id,
)
from monitor.figures.city import CountyPart, qualified
from monitor.figures.counties import Delivery
from monitor.figures.values import Pending, RegisterFinding, UnitWordingErrors
from monitor.model import AccountSnapshot
from monitor.model.rate import Rate

LIMITS = ("remind_days", "max_days", "zombie_days", "cancel_days")


def of(
    bundle: Bundle, name: str, delivery: Delivery, *, code: str, differs: bool = False
) -> CountyPart:
    """Return what *bundle* reports of the county of that *code*, called *name*.

    *differs*: its rules are not those that most share.
    """
    bundle = _named(bundle, name)
    manifest, lines = bundle.manifest, bundle.accounts
    counters, wording = manifest.counters, manifest.counters.wording
    accounts = {whole_id(line.county, line.id): snapshot(line) for line in lines}
    cases = [case_of(line) for line in bundle.cases]
    return CountyPart(
        code=code,
        name=name,
        delivery=delivery,
        differs=differs,
        missing=tuple(line.name for line in bundle.parts.counties if line.sha256 is None),
        accounts=tuple(map(account_figures, lines)),
        closing_at=manifest.closing_at,
        checks=counters.checks.number,
        rectified=tuple(rectified(line, line.rectified) for line in lines if line.rectified),
        failed_before=manifest.before.failed if manifest.before else None,
        left_failing=_changed(bundle, ChangeKind.LEFT_FAILING),
        opened=_changed(bundle, ChangeKind.OPENED),
        closed=_changed(bundle, ChangeKind.CLOSED),
        renamed=tuple(
            (line.was, moved(line))
            for line in bundle.parts.changes
            if line.kind is ChangeKind.RENAMED
        ),
        pending=tuple(
            Pending(account=accounts[whole_id(line.county, line.id)], items=line.pending)
            for line in lines
            if line.pending
        ),
        register_findings=tuple(_register_findings(lines)),
        cases=tuple(case for case in cases if case is not None),
        due_caveats={
            case_number(line): line.due_caveat for line in bundle.cases if line.due_caveat
        },
        slips=UnitWordingErrors(
            unit=name,
            found=wording.found,
            grave=wording.grave,
            fixed=wording.fixed,
            unsaid=wording.unsaid,
        ),
        safety=counters.safety,
        interaction=Rate(counters.interaction.part, counters.interaction.whole),
        reminded=counters.reminded,
        alarmed=counters.alarmed,
        limits=_limits(lines),
        register_known_before=bundle.parts.figures.get("register_known_before") is True,
    )


def _named(bundle: Bundle, city: str) -> Bundle:
    """Return a bundle of many with its units called by their counties."""
    names = {line.code: line.name for line in bundle.parts.counties}
    if not names:
        return bundle

    def called(unit: str, code: str) -> str:
        return qualified(unit, names.get(code, ""), city)

    parts = bundle.parts
    return replace(
        bundle,
        parts=replace(
            parts,
            accounts=tuple(replace(a, unit=called(a.unit, a.county)) for a in parts.accounts),
            cases=tuple(replace(c, unit_name=called(c.unit_name, c.county)) for c in parts.cases),
            changes=tuple(replace(c, unit=called(c.unit, c.county)) for c in parts.changes),
        ),
    )


def _changed(bundle: Bundle, kind: ChangeKind) -> tuple[AccountSnapshot, ...]:
    return tuple(moved(line) for line in bundle.parts.changes if line.kind is kind)


def _register_findings(lines: Iterable[AccountLine]) -> Iterator[RegisterFinding]:
    for line in lines:
        for finding in line.register_findings:
            yield RegisterFinding(account=snapshot(line), check=finding.check, kind=finding.kind)


def _limits(lines: Iterable[AccountLine]) -> Mapping[str, int]:
    """Return the limits by which most accounts were judged."""
    counts = Counter(
        tuple(getattr(line.limits, name) for name in LIMITS) for line in lines if line.limits
    )
    return dict(zip(LIMITS, counts.most_common(1)[0][0], strict=True)) if counts else {}
