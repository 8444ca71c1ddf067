"""When a notice that a channel did not take is tried again: later and later. Pure."""

from datetime import timedelta

from monitor.model.errors import LookFailed
from monitor.notices.channels import Undelivered

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
MENDING = timedelta(days=1)  # between attempts that are useless until somebody mends something


def pause_after(error: Undelivered | LookFailed, attempts: int) -> timedelta:
    """Return how long to wait after *error*; *attempts*: those made before this one."""
    if isinstance(error, LookFailed) or error.permanent:
        return MENDING
    pause = STEPS[min(attempts, len(STEPS) - 1)]
    if error.retry_after is None:
        return pause
    return min(max(pause, timedelta(seconds=error.retry_after)), MENDING)
