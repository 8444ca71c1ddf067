"""What a county reported, from the lines of its bundle: figures, as its own papers had them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from monitor.bundles.account_line import AccountLine, FindingLine, SeenLine
from monitor.bundles.case_line import CaseLine, ChangeKind, ChangeLine
from monitor.bundles.values import Bundle
from monitor.cases.case import OPENING_STEPS, Case, CaseStep, StepKind
from monitor.figures.city import CASES, CountyPart, qualified
from monitor.figures.counties import Delivery
from monitor.figures.judged_look import JudgedLook
from monitor.figures.period_values import PeriodFinding
from monitor.figures.posts import PostBasis
from monitor.figures.rectification import LABELS, UNSEEN
from monitor.figures.values import (
    AccountFigures,
    Pending,
    Rectified,
    RegisterFinding,
    UnitWordingErrors,
)
from monitor.model import AccountSnapshot, Window
from monitor.model.rate import Rate

LIMITS = ("remind_days", "max_days", "zombie_days", "cancel_days")


def part(
    bundle: Bundle, name: str, delivery: Delivery, *, code: str, differs: bool = False
) -> CountyPart:
    """Return what *bundle* reports of the county of that *code*, called *name*.

    *differs*: its rules are not those that most share.
    """
    bundle = _named(bundle, name)
    manifest, lines = bundle.manifest, bundle.accounts
    counters, wording = manifest.counters, manifest.counters.wording
    accounts = {_id(line.county, line.id): _snapshot(line) for line in lines}
    cases = [_case(line) for line in bundle.cases]
    return CountyPart(
        code=code,
        name=name,
        delivery=delivery,
        differs=differs,
        missing=tuple(line.name for line in bundle.parts.counties if line.sha256 is None),
        accounts=tuple(map(_account, lines)),
        closing_at=manifest.closing_at,
        checks=counters.checks.number,
        rectified=tuple(_rectified(line) for line in lines if line.rectified),
        failed_before=manifest.before.failed if manifest.before else None,
        left_failing=_changed(bundle, ChangeKind.LEFT_FAILING),
        opened=_changed(bundle, ChangeKind.OPENED),
        closed=_changed(bundle, ChangeKind.CLOSED),
        renamed=tuple(
            (line.was, _moved(line))
            for line in bundle.parts.changes
            if line.kind is ChangeKind.RENAMED
        ),
        pending=tuple(
            Pending(account=accounts[_id(line.county, line.id)], items=line.pending)
            for line in lines
            if line.pending
        ),
        register_findings=tuple(_register_findings(lines)),
        cases=tuple(case for case in cases if case is not None),
        due_caveats={_case_id(line): line.due_caveat for line in bundle.cases if line.due_caveat},
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


def _id(county: str, id: str) -> str:
    """Return what tells an account of a bundle from all others: in one of many, with its county."""
    return f"{county}/{id}" if county else id


def _snapshot(line: AccountLine) -> AccountSnapshot:
    return AccountSnapshot(
        id=_id(line.county, line.id),
        name=line.name,
        platform=line.platform,
        unit=line.unit,
        unit_id=_id(line.county, line.unit_id) if line.unit_id else "",
        kind=line.unit_kind,
        status=line.status,
        opened_on=line.opened_on,
        filed=line.filed,
    )


def _account(line: AccountLine) -> AccountFigures:
    return AccountFigures(
        account=_snapshot(line),
        verdict=line.verdict,
        state=line.state,
        zombie=line.zombie_at_end,
        zombie_at=line.zombie_found_at,
        zombie_recovered=line.zombie_recovered,
        looks=line.looks,
        closing_at=line.closing_at,
        closing_verdict=line.closing_verdict,
        newest_at=line.newest_post_at,
        newest_title=line.newest_title,
        idle_days=line.idle_days,
        silent_days=line.silent_days_at_least,
        longest_silence=line.longest_silence,
        days_over=line.days_over,
        failed_first_at=line.first_failed_at,
        failed_last_at=line.last_failed_at,
        failed_in=line.failed_in,
        passed_at=line.last_passed_at,
        problems=tuple(map(_finding, line.findings)),
        unknown_since=line.unknown_since,
        abstained=line.abstained,
        reasons=line.reasons,
        tried=tuple((gap.source, gap.outcome, gap.message) for gap in line.gaps),
        looked_by=line.looked_by,
        looked_at_closing=line.looked_at_closing,
        failed_closing=line.failed_at_closing,
        unsure_closing=line.unsure_at_closing,
        always_fresh=line.always_fresh,
        posts=line.posts,
        posts_basis=_basis(line),
        proof=tuple(proof.place for proof in line.proof),
        rests_on=_look(line.seen) if line.seen else None,
    )


def _look(line: SeenLine) -> JudgedLook:
    since, until = line.window_since, line.window_until
    return JudgedLook(
        at=line.at,
        as_of=line.as_of,
        newest_at=line.newest_at,
        precision=line.precision,
        window=Window(since=since, until=until) if since and until else None,
    )


def _finding(line: FindingLine) -> PeriodFinding:
    return PeriodFinding(
        check=line.check,
        title=line.title,
        message=line.message,
        kind=line.kind,
        about=line.about,
        detail=line.detail,
        basis=line.basis,
        evidence=line.evidence,
    )


def _basis(line: AccountLine) -> PostBasis:
    """Return who counted; by a word of a later program, a number is taken for a lower bound."""
    known = _member(PostBasis, line.posts_basis)
    if known is None or (line.posts is None) != (known in UNCOUNTED):
        return PostBasis.UNSEEN if line.posts is None else PostBasis.AT_LEAST
    return known


UNCOUNTED = (PostBasis.BY_HAND, PostBasis.UNLISTED, PostBasis.UNSEEN)
Word = TypeVar("Word", bound=StrEnum)


def _member(words: type[Word], text: str) -> Word | None:
    return next((word for word in words if word.value == text), None)


def _rectified(line: AccountLine) -> Rectified:
    """Return what became of a failure; an outcome that a later program names tells nobody here."""
    told = line.rectified
    assert told is not None  # noqa: S101  # who calls has looked
    return Rectified(
        account=_snapshot(line),
        outcome=told.outcome if told.outcome in LABELS else UNSEEN,
        fixed_at=told.fixed_at,
        problems=told.problems,
        decided=told.decided,
        until=told.until,
    )


def _changed(bundle: Bundle, kind: ChangeKind) -> tuple[AccountSnapshot, ...]:
    return tuple(_moved(line) for line in bundle.parts.changes if line.kind is kind)


def _moved(line: ChangeLine) -> AccountSnapshot:
    return AccountSnapshot(
        id=_id(line.county, line.id),
        name=line.name,
        platform=line.platform,
        unit=line.unit,
        kind=line.unit_kind,
        status=line.status,
        opened_on=line.opened_on,
        left_on=line.left_on,
        merged_into=line.merged_into,
    )


def _register_findings(lines: Iterable[AccountLine]) -> Iterator[RegisterFinding]:
    for line in lines:
        for found in line.register_findings:
            yield RegisterFinding(account=_snapshot(line), check=found.check, kind=found.kind)


def _case(line: CaseLine) -> Case | None:
    """Return a case with the steps that are known here; None where it does not begin with one."""
    steps = tuple(_steps(line))
    if not steps or steps[0].kind not in OPENING_STEPS:
        return None
    return Case(
        id=_case_id(line),
        account=_id(line.county, line.account),
        name=line.name,
        unit=line.unit,
        unit_name=line.unit_name,
        platform=line.platform,
        check=line.check,
        title=line.title,
        steps=steps,
    )


def _case_id(line: CaseLine) -> int:
    """Return a number that no case of another county in the bundle has."""
    return int(line.county or 0) * CASES + line.id


def _steps(line: CaseLine) -> Iterator[CaseStep]:
    for step in line.steps:
        kind = _member(StepKind, step.kind)
        if kind is not None:
            yield CaseStep(
                kind=kind,
                at=step.at,
                by=step.by,
                text=step.text,
                due_on=step.due_on,
                document=step.document,
                until=step.until,
                run=step.run,
                via=step.via,
            )


def _limits(lines: Iterable[AccountLine]) -> Mapping[str, int]:
    """Return the limits by which most accounts were judged."""
    counts = Counter(
        tuple(getattr(line.limits, name) for name in LIMITS) for line in lines if line.limits
    )
    return dict(zip(LIMITS, counts.most_common(1)[0][0], strict=True)) if counts else {}
