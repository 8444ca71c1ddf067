"""The look that an account's verdict rests on, as others need it who judge its silence anew. Pure.

A window is told only where it condemned: one that nobody examined proves silence to nobody.
"""

from dataclasses import dataclass
from datetime import datetime

from monitor.figures.period_values import AccountHistory, PeriodAssessment
from monitor.model import Precision, Window, codes
from monitor.verdicts.freshness import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLook:
    """*newest_at*: the newest post known then; *window*: in which nothing newer was published."""

    at: datetime
    as_of: datetime
    newest_at: datetime | None = None
    precision: Precision = Precision.SECOND
    window: Window | None = None


def judged_look(look: PeriodAssessment, history: AccountHistory, limit: Limit) -> JudgedLook:
    """Return *look*, with the window by which it condemned a silence."""
    silent = any(problem.check == codes.SILENT_ACCOUNT for problem in look.problems)
    return JudgedLook(
        at=look.at,
        as_of=look.as_of,
        newest_at=look.newest_at,
        precision=look.precision,
        window=_condemning(look, history, limit) if silent else None,
    )


def _condemning(look: PeriodAssessment, history: AccountHistory, limit: Limit) -> Window | None:
    """Return the narrowest window that can have condemned; what is wider may be another's claim."""
    begins = limit.begins(look.as_of)
    wide = [w.since for w in history.windows if w.since <= begins and w.until >= look.as_of]
    return Window(since=max(wide), until=look.as_of) if wide else None
