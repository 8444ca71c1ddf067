"""Who does the looking: threads of this process, and processes or machines besides."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass

from monitor.app.looks.errand_run import Work
from monitor.app.looks.errands import Errand, ErrandResult

# where a thread is busy for less than this part of the time, answers are waited for
WAITING = 0.25
SIDE_BY_SIDE = 16  # looks at once in one errand, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """So many *workers* elsewhere: *pool* calls *work*, which is asked for *most* times at a time.

    *together*: errands that one worker has in hand at once, where hosts keep it waiting.

    *elsewhere*: on machines that have none of this one's files.
    *deserted*: says, when asked in every turn, that nobody is there any more.
    *broken*: the errors by which it tells that a worker has died. *renew*: makes it usable again,
    None where it mends itself and tells of each errand apart.
    """

    pool: Executor
    workers: int
    most: int
    work: Callable[[tuple[Errand, ...]], tuple[ErrandResult, ...]]
    together: int = 16
    elsewhere: bool = False
    deserted: Callable[[], bool] = lambda: False
    broken: tuple[type[BaseException], ...] = (BrokenExecutor,)
    renew: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """*work* is done on *pool*, threads of this process, by *most* at a time.

    *free*: how many errands at a time whose hosts mind nothing. *grows*: looks within an errand
    go side by side where answers are long in coming.
    """

    work: Work
    pool: Executor
    most: int
    free: int = 64
    grows: bool = False
    away: Away | None = None


@dataclass(slots=True)
class SideBySide:
    """How many looks of an errand go side by side; learnt from what errands took."""

    grows: bool
    now: int = 1

    def learn(self, result: ErrandResult) -> None:
        """Double it where an errand has mostly waited."""
        if self.grows and result.seconds and result.busy_seconds < WAITING * result.seconds:
            self.now = min(self.now * 2, SIDE_BY_SIDE)
