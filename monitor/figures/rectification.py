"""Were the failures of the period before put right? Told by looks alone, never by promises."""

from monitor.figures.account import believed
from monitor.figures.history import AccountHistory, Look
from monitor.figures.values import Rectified
from monitor.freshness import Limit
from monitor.model import Verdict
from monitor.period import Period

FIXED, OPEN, RECURRING, UNSEEN = "fixed", "open", "recurring", "unseen"
ORDER = (OPEN, RECURRING, UNSEEN, FIXED)
LABELS = {FIXED: "已整改", OPEN: "未整改", RECURRING: "整改后反弹", UNSEEN: "无法核实"}


def of(history: AccountHistory, period: Period, limit: Limit) -> Rectified | None:
    """Return what became of an account that failed in the period before, None if it did not."""
    earlier = believed(history, period.before, limit)
    failed = [look for look in earlier if look.verdict is Verdict.FAIL]
    if not failed:
        return None
    later = [*earlier, *believed(history, period, limit)]
    since = [look for look in later if look.at > failed[-1].at and look.as_of > failed[-1].as_of]
    told = [look for look in since if look.verdict is not Verdict.UNKNOWN]
    fixed = next((look for look in told if look.verdict is Verdict.PASS), None)
    return Rectified(
        account=history.account,
        outcome=_outcome(told, fixed),
        fixed_at=fixed.at if fixed else None,
        problems=tuple(problem.message for problem in failed[-1].problems),
    )


def _outcome(told: list[Look], fixed: Look | None) -> str:
    if not told:
        return UNSEEN
    if fixed is None:
        return OPEN
    later = [look for look in told if look.at > fixed.at]
    return RECURRING if any(look.verdict is Verdict.FAIL for look in later) else FIXED
