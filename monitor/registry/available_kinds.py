"""The kinds of sources and the checks that this program has, by their names."""

from collections.abc import Mapping
from dataclasses import dataclass

from checks import CHECKS, name_of
from monitor.model import Check
from monitor.sources import KINDS, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableKinds:
    """Sources by kind, checks by the name that they have in accounts.yaml."""

    kinds: Mapping[str, type[Source]]
    checks: Mapping[str, type[Check]]


def available_kinds() -> AvailableKinds:
    """Return the sources and checks of this version of the program."""
    return AvailableKinds(kinds=KINDS, checks={name_of(check): check for check in CHECKS})
