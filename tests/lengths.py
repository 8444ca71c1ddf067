"""How much of what is alike the suite tries: a few of each kind, all where it may take longer."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
LONG = "MONITOR_LONG" in os.environ


def some(everything: Sequence[T], *few: int) -> list[T]:
    """Return all of *everything* where the environment allows it, else those numbered *few*."""
    return list(everything) if LONG else [everything[number] for number in few]
