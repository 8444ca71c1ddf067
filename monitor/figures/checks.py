"""Which runs count as checks of a period (检查次数). Pure.

A check is of the whole register or of a drawn sample; a day counts once, and only where a source
or a person showed an account. Looks at chosen accounts, units or platforms and rechecks are told
apart, and a judgement made again from recordings is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.figures.period_values import AccountHistory, PeriodAssessment, PeriodRun
from monitor.model import RunMode, clock
from monitor.model.period import Period

COUNTED = (RunMode.FULL, RunMode.SAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChecks:
    """The checks of a period. *runs*: one a day, that which stands for the day, oldest first.

    *selected*: days with looks at chosen accounts, rechecks among them, in which any was seen.
    """

    runs: tuple[PeriodRun, ...] = ()
    selected: int = 0

    @property
    def number(self) -> int:
        return len(self.runs)

    @property
    def full(self) -> int:
        return sum(run.mode is RunMode.FULL for run in self.runs)

    @property
    def sample(self) -> int:
        return sum(run.mode is RunMode.SAMPLE for run in self.runs)


def checks_of(runs: Iterable[PeriodRun]) -> PeriodChecks:
    """Return the checks among *runs*, each of which says how many accounts it saw."""
    seeing = [run for run in runs if run.seen]
    by_day: dict[date, list[PeriodRun]] = {}
    for run in seeing:
        if run.mode in COUNTED:
            by_day.setdefault(clock.day(run.moment), []).append(run)
    selected = {clock.day(run.moment) for run in seeing if run.mode is RunMode.SELECTED}
    days = (max(of_day, key=_weight) for _, of_day in sorted(by_day.items()))
    return PeriodChecks(runs=tuple(days), selected=len(selected))


def seen_in(
    history: AccountHistory, runs: Sequence[PeriodRun], period: Period
) -> tuple[PeriodRun, ...]:
    """Return those of *runs* in which the account was seen.

    By a source in that run, or by a person since the check before: what a person saw is no second
    sight when the next check rests on it again.
    """
    by_run = {look.run: look for look in history.looks if period.holds(look.at)}
    earlier = [look for look in history.looks if not period.holds(look.at)]
    last = max((look.at for look in earlier), default=None)
    seen: list[PeriodRun] = []
    day, looked_until = None, last
    for run in runs:
        look = by_run.get(run.id)
        if look is None:
            continue
        if clock.day(run.moment) != day:  # further runs of a day rest on what its first rests on
            day, looked_until = clock.day(run.moment), last
        if run.id in history.seen_in or _by_hand(history, look, looked_until):
            seen.append(run)
        if run.mode in COUNTED:
            last = look.at
    return tuple(seen)


def _by_hand(history: AccountHistory, look: PeriodAssessment, since: datetime | None) -> bool:
    return any(
        (since is None or at > since) and at <= look.at <= until
        for at, until in history.seen_by_hand
    )


def _weight(run: PeriodRun) -> tuple[bool, bool, int, int]:
    """Return what decides which run stands for its day."""
    return run.mode is RunMode.FULL, not run.interrupted, run.seen, run.id
