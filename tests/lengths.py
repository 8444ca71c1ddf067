"""How much of what is alike the suite tries: a few of each kind, all where it may take longer."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
LONG = bool(os.environ.get("MONITOR_LONG"))
BROWSER = LONG or bool(os.environ.get("MONITOR_BROWSER"))
SHARE = 7  # one of so many examples is tried where it may not


def some(everything: Sequence[T], *few: int) -> list[T]:
    """Return all of *everything* where the environment allows it, else those numbered *few*."""
    return list(everything) if LONG else [everything[number] for number in few]


def shared(everything: Sequence[T], number: int, among: int) -> list[T]:
    """Return the share of number *number*: of so many that follow, all have all together."""
    return list(everything) if LONG else list(everything[number % among :: among])


def tries(number: int) -> int:
    """Return how many examples are tried of a property that deserves *number*."""
    return number if LONG else max(number // SHARE, 10)


def times(name: str, few: int, many: int) -> int:
    """Return what the environment says under *name*, else *few*, or *many* where it is long."""
    return int(os.environ.get(name, many if LONG else few))
