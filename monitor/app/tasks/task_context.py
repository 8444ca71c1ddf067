"""Where the scheduled tasks are done, and by what means."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from monitor.registry import Registry
from monitor.system.secrets import Secrets

Alive = Callable[[], None]


@dataclass(kw_only=True)
class TaskContext:
    """Where tasks work: the data directory, the output folder. *stop*: asks to end."""

    data: Path
    out: Path
    secrets_of: Callable[[Registry], Secrets]
    stop: Event
    tell: Callable[[str], None]
    workers: int | None = None
    at_once: bool = False  # nobody will ask again soon: no turn is waited for
