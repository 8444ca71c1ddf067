"""What a check's verdicts do to cases: open, close, bring back. Pure."""

from collections.abc import Container, Iterable, Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from types import MappingProxyType

from monitor.cases.case import (
    FINDING_STEPS,
    SYSTEM_ACTOR,
    Case,
    CaseStep,
    CaseUpdate,
    FindingKey,
    RectificationRules,
    Stage,
    StepKind,
    added,
)
from monitor.model import Account, Assessment, Finding, Result, Verdict, clock, codes
from monitor.model.codes import ANSWERED
from monitor.verdicts.assessment import updated
from monitor.verdicts.merge import CLAIMED

REFUTED = "检查后取得的证据表明当时已有发布，原结论不予采信"
ANSWER_WITHDRAWN = "核对结果登记有误，已撤销，原结论不予采信"
NO_RUNS: Mapping[str, int] = MappingProxyType({})


def follow(
    cases: Iterable[Case],
    assessments: Iterable[Assessment],
    rules: RectificationRules,
    at: datetime,
    *,
    ended: Container[str],
    opens: bool,
    refuted: Set[FindingKey] = frozenset(),
    runs: Mapping[str, int] = NO_RUNS,
) -> Iterator[CaseUpdate]:
    """Yield the cases that new verdicts open, close or bring back.

    *runs*: the check that each verdict is of, by account.

    *refuted*: findings, by case and moment, that later evidence shows to be errors; a case that
    rests on nothing else is withdrawn first.

    *ended*: the accounts that were closed or merged by their steps; one that is merely missing
    from the register leaves its cases open. *opens*: the check was a spot check; a daily look
    follows what is open and opens nothing.
    """
    existing = sorted(cases, key=lambda case: case.id)
    yield from _withdrawn(existing, refuted, at)
    everyone = [kept for case in existing if (kept := case.without_refuted(refuted))]
    latest = {(case.account, case.check): case for case in everyone}
    moved = set()
    for assessment in assessments:
        for result in assessment.results:
            if not result.advisory:
                case = latest.get((assessment.account.id, result.check))
                updates = _of_result(
                    assessment, result, case, rules, at,
                    opens=opens, refuted=refuted, run=runs.get(assessment.account.id),
                )  # fmt: skip
                for update in updates:
                    moved.add(update.case.id)
                    yield update
    for case in everyone:
        if case.id in moved or not case.is_open:
            continue
        if case.account in ended:
            step = CaseStep(
                kind=StepKind.CLOSE, at=at, by=SYSTEM_ACTOR, text="账号已不在管（关停备案或整合）"
            )
            yield added(case, step)
        elif lapsed := _end_of_exemption(case, clock.day(at)):
            yield lapsed


def future_dated_findings(
    cases: Iterable[Case], assessments: Iterable[Assessment], at: datetime
) -> frozenset[FindingKey]:
    """Return findings dated later than *at* that no assessment confirms, by case and moment.

    Only a wrong clock dates a finding in the future. What passes now, by a right clock, was no
    fault; what fails stays.
    """
    late = at + clock.CLOCK_SKEW
    passed = {
        (assessment.account.id, result.check)
        for assessment in assessments
        for result in assessment.results
        if result.verdict is Verdict.PASS
    }
    return frozenset(
        (case.id, step.at)
        for case in cases
        if (case.account, case.check) in passed
        for step in case.steps
        if step.kind in FINDING_STEPS and step.by == SYSTEM_ACTOR and step.at > late
    )


def _withdrawn(
    cases: Iterable[Case], refuted: Set[FindingKey], at: datetime
) -> Iterator[CaseUpdate]:
    """Withdraw erroneous findings: nothing was put right, and nothing can recur."""
    for case in cases:
        if case.in_error(refuted) and not case.in_error(()):
            text = ANSWER_WITHDRAWN if case.check in ANSWERED else REFUTED
            yield added(case, CaseStep(kind=StepKind.REFUTED, at=at, by=SYSTEM_ACTOR, text=text))


def _of_result(
    assessment: Assessment,
    result: Result,
    case: Case | None,
    rules: RectificationRules,
    at: datetime,
    *,
    opens: bool,
    refuted: Set[FindingKey],
    run: int | None,
) -> Iterator[CaseUpdate]:
    if result.verdict is Verdict.FAIL:
        seen_at = max(
            (f.seen_at or assessment.as_of for f in result.findings), default=assessment.as_of
        )
        if case is not None and case.is_open:
            if case.stage is Stage.RECTIFIED and seen_at > case.rectified_at:
                yield added(case, _finding_step(StepKind.FAILED, result, at, run))
            elif opens and rules.automatic and _is_more(result, case):
                yield added(case, _finding_step(StepKind.MORE, result, at, run))
        elif opens and rules.automatic and (case is None or seen_at > case.last_at):
            yield _opened(assessment, result, case, rules, at, run)
    elif (
        result.verdict is Verdict.PASS
        and case is not None
        and case.is_open
        and _was_seen(assessment, result, case)
        and assessment.taken_at > _last_valid_finding_at(case, refuted)
    ):
        text = _shown(assessment, result)
        passed = CaseStep(kind=StepKind.PASSED, at=at, by=SYSTEM_ACTOR, text=text, run=run)
        yield added(
            case, passed, CaseStep(kind=StepKind.CLOSE, at=at, by=SYSTEM_ACTOR, text="复查合格")
        )


def _finding_step(move: StepKind, result: Result, at: datetime, run: int | None) -> CaseStep:
    """Return the case step that records the findings of *result*, in words and as data."""
    text = "；".join(finding.message for finding in result.findings)
    return CaseStep(kind=move, at=at, by=SYSTEM_ACTOR, text=text, run=run, findings=result.findings)


def _last_valid_finding_at(case: Case, refuted: Set[FindingKey]) -> datetime:
    """Return when a fault was last found, refuted findings left out."""
    *_, last = (
        step.at
        for step in case.steps
        if step.kind in FINDING_STEPS and (case.id, step.at) not in refuted
    )
    return last


def _shown(assessment: Assessment, result: Result) -> str:
    """Return the evidence of a pass, marked where it is only somebody's word."""
    if result.check in ANSWERED:
        return "经再次核对，各项符合要求"
    if assessment.newest is None:
        return ""
    claimed = assessment.newest.key.startswith(CLAIMED)
    word = "（人工登记，没有截图）" if claimed else ""
    return f"最新内容发布于{clock.show_day(assessment.newest.published_at)}{word}"


def _is_more(result: Result, case: Case) -> bool:
    """Say whether an answer reports a fault that is new to the case.

    One case holds all findings of safety: an exemption or a notice for one of them covers no later
    one. While a term runs only another item is new: the same item in other words leaves the term as
    it is.
    """
    if result.check not in ANSWERED:
        return False
    earlier = [finding for step in case.steps for finding in step.findings]
    same = _same_item if case.stage is Stage.NOTIFIED else _same_fault
    return not all(any(same(new, old) for old in earlier) for new in result.findings)


def _same_item(new: Finding, old: Finding) -> bool:
    return (new.kind, new.about) == (old.kind, old.about)


def _same_fault(new: Finding, old: Finding) -> bool:
    """Say whether a person found the same fault again: in the same words, or some of them."""
    return _same_item(new, old) and old.detail.startswith(new.detail)


def _was_seen(assessment: Assessment, result: Result, case: Case) -> bool:
    """Say whether a pass rests on a look since: where a look saw nothing, checks pass idly.

    A look from before the finding still counts, but says nothing about it.
    """
    if result.check in (codes.SILENT_ACCOUNT, *ANSWERED):
        return True
    verdict = updated(assessment)
    if verdict is Verdict.PASS and assessment.gaps:
        return (
            assessment.newest is not None and assessment.newest.published_at > case.last_finding_at
        )
    return verdict is Verdict.PASS or (
        verdict is Verdict.FAIL and assessment.as_of > case.last_finding_at
    )


def _opened(
    assessment: Assessment,
    result: Result,
    case: Case | None,
    rules: RectificationRules,
    at: datetime,
    run: int | None,
) -> CaseUpdate:
    """Open a case, or the same one again where it was closed not long ago.

    A closed case is not reopened for a unit that no longer has the account.
    """
    account = assessment.account
    if case is not None and case.unit == account.unit.id and _is_recent(case, rules, at):
        return added(case, _finding_step(StepKind.REOPEN, result, at, run))
    opened = new_case(account, result.check, result.title)
    return added(opened, _finding_step(StepKind.OPEN, result, at, run))


def new_case(account: Account, check: str, title: str) -> Case:
    """Return a case of *account* that has no step yet."""
    return Case(
        id=0,
        account=account.id,
        name=account.name,
        unit=account.unit.id,
        unit_name=account.unit.name,
        platform=account.platform.value,
        check=check,
        title=title,
        steps=(),
    )


def _is_recent(case: Case, rules: RectificationRules, at: datetime) -> bool:
    """Say whether a case was closed so lately, in natural days, that the fault is the same one."""
    closed = case.closed_at
    return closed is not None and clock.natural_days(closed, at) <= rules.recur_days


def with_expired_exemption_ended(case: Case, today: date) -> Case:
    """Return *case* with its exemption ended, if that has expired by *today*."""
    lapsed = _end_of_exemption(case, today)
    return lapsed.case if lapsed else case


def _end_of_exemption(case: Case, today: date) -> CaseUpdate | None:
    """Return the case whose exemption has expired: its stage is that of the finding again."""
    last = case.steps[-1]
    if last.until is not None and today > last.until:  # only an exemption has one
        at = clock.day_start(last.until + timedelta(days=1))
        return added(case, CaseStep(kind=StepKind.LAPSE, at=at, by=SYSTEM_ACTOR, text="豁免期满"))
    return None
