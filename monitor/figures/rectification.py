"""Were the failures of the period before put right? Told by looks, never by promises.

Where no look shows it, the cases give the decision: an exemption by a document, or closed by a
person, with the reason.
"""

from collections.abc import Sequence
from dataclasses import replace

from monitor.cases.case import Case, Stage
from monitor.figures.account import valid_assessments
from monitor.figures.period_values import AccountHistory, PeriodAssessment
from monitor.figures.values import Rectified
from monitor.model import Verdict
from monitor.model.period import Period
from monitor.verdicts.freshness import Limit

FIXED, OPEN, RECURRING, UNSEEN = "fixed", "open", "recurring", "unseen"
EXEMPT, STRUCK = "exempt", "struck"
ORDER = (OPEN, RECURRING, UNSEEN, EXEMPT, STRUCK, FIXED)
LABELS = {
    FIXED: "已整改",
    STRUCK: "说明原因销号",
    EXEMPT: "经批准豁免",
    UNSEEN: "无法核实",
    RECURRING: "整改后再次发生",
    OPEN: "未整改",
}


def of(
    history: AccountHistory, period: Period, limit: Limit, cases: Sequence[Case] = ()
) -> Rectified | None:
    """Return the outcome of an account that failed in the period before, None if it did not.

    *cases*: those of the account, as they stood when the period ended.
    """
    earlier = valid_assessments(history, period.before, limit)
    failed = [look for look in earlier if look.verdict is Verdict.FAIL]
    if not failed:
        return None
    later = [*earlier, *valid_assessments(history, period, limit)]
    since = [look for look in later if look.at > failed[-1].at and look.as_of > failed[-1].as_of]
    judged = [look for look in since if look.verdict is not Verdict.UNKNOWN]
    fixed = next((look for look in judged if look.verdict is Verdict.PASS), None)
    rectified = Rectified(
        account=history.account,
        outcome=_outcome(judged, fixed),
        fixed_at=fixed.at if fixed else None,
        problems=tuple(problem.message for problem in failed[-1].problems),
    )
    if rectified.outcome == FIXED:
        return rectified
    return _decided(rectified, _latest(failed[-1], cases), judged)


def failed_before(history: AccountHistory, period: Period, limit: Limit) -> bool:
    """Say whether an account failed in the period before."""
    earlier = valid_assessments(history, period.before, limit)
    return any(look.verdict is Verdict.FAIL for look in earlier)


def _latest(failed: PeriodAssessment, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the latest case of each problem of a look, none where one of them has no case."""
    latest = {case.check: case for case in sorted(cases, key=lambda case: case.id)}
    wanted = tuple(dict.fromkeys(problem.check for problem in failed.problems))
    return tuple(latest[check] for check in wanted) if latest.keys() >= set(wanted) else ()


def _decided(
    rectified: Rectified, cases: Sequence[Case], judged: Sequence[PeriodAssessment]
) -> Rectified:
    """Return *rectified* with the outcome of its cases, where no later look contradicts it.

    A daily look closes cases, too, and is no spot check.
    """
    if cases and all(case.stage is Stage.EXEMPT for case in cases):
        last = [case.steps[-1] for case in cases]
        papers = "、".join(dict.fromkeys(step.document for step in last))
        ends = min(step.until for step in last if step.until)
        return replace(rectified, outcome=EXEMPT, decided=papers, until=ends)
    closed = [case.closed_at for case in cases if case.closed_at]
    if rectified.outcome == RECURRING or not closed or len(closed) < len(cases):
        return rectified
    failing = max((look.as_of for look in judged), default=None)  # none passed: nothing is fixed
    if failing is not None and min(closed) <= failing:
        return rectified
    reasons = dict.fromkeys(case.steps[-1].text for case in cases if not case.closed_by_recheck)
    if reasons:
        return replace(rectified, outcome=STRUCK, decided="；".join(reasons))
    return replace(rectified, outcome=FIXED, fixed_at=max(closed))


def _outcome(judged: list[PeriodAssessment], fixed: PeriodAssessment | None) -> str:
    if not judged:
        return UNSEEN
    if fixed is None:
        return OPEN
    later = [look for look in judged if look.at > fixed.at]
    return RECURRING if any(look.verdict is Verdict.FAIL for look in later) else FIXED
