"""Lines of a bundle as figures and cases again. Pure."""

from monitor.bundles.account_line import AccountLine, SeenLine
from monitor.bundles.case_line import CaseLine
from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.values import ACCOUNTS, CASES
from monitor.cases.case import Case, CaseStep, StepKind
from monitor.figures.judged_look import JudgedLook
from monitor.figures.period_values import PeriodFinding
from monitor.figures.posts import PostBasis
from monitor.figures.values import AccountFigures
from monitor.model import AccountSnapshot, Window


def account_figures(line: AccountLine) -> AccountFigures:
    """Return the figures that *line* tells; raises BundleRefused where it says what none can."""
    return AccountFigures(
        account=AccountSnapshot(
            id=line.id,
            name=line.name,
            platform=line.platform,
            unit=line.unit,
            unit_id=line.unit_id,
            kind=line.unit_kind,
            status=line.status,
            opened_on=line.opened_on,
            filed=line.filed,
        ),
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
        problems=tuple(
            PeriodFinding(
                check=one.check,
                title=one.title,
                message=one.message,
                kind=one.kind,
                about=one.about,
                detail=one.detail,
                basis=one.basis,
                evidence=one.evidence,
            )
            for one in line.findings
        ),
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
        proof=tuple(one.place for one in line.proof),
        rests_on=_judged(line.seen) if line.seen else None,
    )


def case_of(line: CaseLine) -> Case:
    """Return the case that *line* tells; raises BundleRefused where a step is of no known kind."""
    try:
        steps = tuple(
            CaseStep(
                kind=StepKind(step.kind),
                at=step.at,
                by=step.by,
                text=step.text,
                due_on=step.due_on,
                document=step.document,
                until=step.until,
                run=step.run,
                via=step.via,
            )
            for step in line.steps
        )
    except ValueError:
        why = f"{line.id} 号问题有不认识的步骤"
        raise refused(Refusal.SCHEMA, why, file=CASES) from None
    return Case(
        id=line.id,
        account=line.account,
        name=line.name,
        unit=line.unit,
        unit_name=line.unit_name,
        platform=line.platform.value,
        check=line.check,
        title=line.title,
        steps=steps,
    )


def _basis(line: AccountLine) -> PostBasis:
    try:
        return PostBasis(line.posts_basis)
    except ValueError:
        why = f"账号 {line.id} 的发布条数没有写明依据"
        raise refused(Refusal.SCHEMA, why, file=ACCOUNTS, field="posts_basis") from None


def _judged(line: SeenLine) -> JudgedLook:
    window = None
    if line.window_since is not None and line.window_until is not None:
        window = Window(since=line.window_since, until=line.window_until)
    return JudgedLook(
        at=line.at,
        as_of=line.as_of,
        newest_at=line.newest_at,
        precision=line.precision,
        window=window,
    )
