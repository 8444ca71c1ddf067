"""Lines of a bundle as figures and cases again. Pure.

Words that only a later program knows refuse no line: they are taken for no more than they can be
here.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from monitor.bundles.account_line import AccountLine, FindingLine, RectifiedLine, SeenLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.cases.case import OPENING_STEPS, Case, CaseStep, StepKind
from monitor.figures import case_numbers
from monitor.figures.judged_look import JudgedLook
from monitor.figures.period_values import PeriodFinding
from monitor.figures.posts import PostBasis
from monitor.figures.rectification import LABELS, UNSEEN
from monitor.figures.values import AccountFigures, Rectified
from monitor.model import AccountSnapshot, Window

UNCOUNTED = (PostBasis.BY_HAND, PostBasis.UNLISTED, PostBasis.UNSEEN)
Word = TypeVar("Word", bound=StrEnum)


def whole_id(county: str, id: str) -> str:
    """Return what tells an account of a bundle from all others: in one of many, with its county."""
    return f"{county}/{id}" if county else id


def snapshot(line: AccountLine) -> AccountSnapshot:
    """Return the account of *line* as it stood on the register."""
    return AccountSnapshot(
        id=whole_id(line.county, line.id),
        name=line.name,
        platform=line.platform,
        unit=line.unit,
        unit_id=whole_id(line.county, line.unit_id) if line.unit_id else "",
        kind=line.unit_kind,
        status=line.status,
        opened_on=line.opened_on,
        filed=line.filed,
    )


def account_figures(line: AccountLine) -> AccountFigures:
    """Return the figures that *line* tells."""
    return AccountFigures(
        account=snapshot(line),
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
        posts_basis=posts_basis(line),
        proof=tuple(proof.place for proof in line.proof),
        rests_on=_look(line.seen) if line.seen else None,
    )


def posts_basis(line: AccountLine) -> PostBasis:
    """Return who counted; by a word of a later program, a number is taken for a lower bound."""
    basis = _member(PostBasis, line.posts_basis)
    if basis is None or (line.posts is None) != (basis in UNCOUNTED):
        return PostBasis.UNSEEN if line.posts is None else PostBasis.AT_LEAST
    return basis


def rectified(line: AccountLine, end: RectifiedLine) -> Rectified:
    """Return what became of a failure of the account of *line*.

    An outcome that only a later program names tells nobody here: it counts as not seen.
    """
    return Rectified(
        account=snapshot(line),
        outcome=end.outcome if end.outcome in LABELS else UNSEEN,
        fixed_at=end.fixed_at,
        problems=end.problems,
        decided=end.decided,
        until=end.until,
    )


def moved(line: ChangeLine) -> AccountSnapshot:
    """Return the account that came, went or changed its name."""
    return AccountSnapshot(
        id=whole_id(line.county, line.id),
        name=line.name,
        platform=line.platform,
        unit=line.unit,
        kind=line.unit_kind,
        status=line.status,
        opened_on=line.opened_on,
        left_on=line.left_on,
        merged_into=line.merged_into,
    )


def case_of(line: CaseLine) -> Case | None:
    """Return a case with the steps that are known here; None where it does not begin with one."""
    steps = tuple(_steps(line))
    if not steps or steps[0].kind not in OPENING_STEPS:
        return None
    return Case(
        id=case_number(line),
        account=whole_id(line.county, line.account),
        name=line.name,
        unit=line.unit,
        unit_name=line.unit_name,
        platform=line.platform,
        check=line.check,
        title=line.title,
        steps=steps,
    )


def case_number(line: CaseLine) -> int:
    """Return a number that no case of another county in the bundle has."""
    return case_numbers.in_bundle(line.county, line.id)


def window(line: SeenLine) -> Window | None:
    """Return the time for which somebody vouches for every post; None where nobody does."""
    since, until = line.window_since, line.window_until
    return Window(since=since, until=until) if since and until else None


def _look(line: SeenLine) -> JudgedLook:
    return JudgedLook(
        at=line.at,
        as_of=line.as_of,
        newest_at=line.newest_at,
        precision=line.precision,
        window=window(line),
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


def _member(words: type[Word], text: str) -> Word | None:
    return next((word for word in words if word.value == text), None)
