"""Whose turn it is within a day's look, and who is looked at again after a failure. Pure.

The turns of a look are spread over some time, each account at a moment of its own that differs
from day to day. A look that failed for a passing reason is repeated later and later on the same
day; the next day's look begins anew, so that no source is ever given up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from monitor.model import Account, clock
from monitor.model.outcome import Outcome

SLOT = timedelta(minutes=5)  # turns are taken together that lie so close
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 120, 240))
LONGEST_PAUSE = max(PAUSES)
PASSING = frozenset(
    {
        Outcome.NETWORK,
        Outcome.RATE_LIMITED,
        Outcome.DEFERRED,
        Outcome.BRIDGE_DOWN,
        Outcome.BRIDGE_STALE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookState:
    """The results of looks at an account since the day's look began.

    *looks*: how many there were. *failed*: the last one showed nothing, for a passing reason.
    """

    looks: int
    last_at: datetime
    failed: bool = False

    @property
    def again_at(self) -> datetime | None:
        """Return when to look again, None where there is no need before the next day."""
        if not self.failed:
            return None
        return self.last_at + PAUSES[min(self.looks, len(PAUSES)) - 1]


def turn(account: str, due_at: datetime, spread: timedelta) -> datetime:
    """Return when *account* has its turn in the look due at *due_at*; the same whenever asked."""
    slots = spread // SLOT
    dice = Random(f"{clock.stamp(due_at)}:{account}")  # noqa: S311  # politeness, no secret
    return due_at + dice.randint(0, slots) * SLOT


def up(
    accounts: Iterable[Account],
    states: Mapping[str, LookState],
    due_at: datetime,
    now: datetime,
    spread: timedelta,
) -> tuple[Account, ...]:
    """Return the accounts whose turn has come and who have not been looked at since."""
    return tuple(
        account
        for account in accounts
        if account.id not in states and turn(account.id, due_at, spread) <= now
    )


def again(
    accounts: Iterable[Account], states: Mapping[str, LookState], now: datetime
) -> tuple[Account, ...]:
    """Return the accounts to be looked at once more *now*."""
    return tuple(account for account in accounts if _is_past(_again_at(account, states), now))


def next_again(accounts: Iterable[Account], states: Mapping[str, LookState]) -> datetime | None:
    """Return when the next of *accounts* is to be looked at once more, None where none is."""
    moments = (_again_at(account, states) for account in accounts)
    return min((at for at in moments if at is not None), default=None)


def _again_at(account: Account, states: Mapping[str, LookState]) -> datetime | None:
    return states[account.id].again_at if account.id in states else None


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
