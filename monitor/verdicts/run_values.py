"""Values that a run stores and loads besides observations."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Answer, Assessment, Observation, Sighting, Validator


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResult:
    """One account's records of one run, stored in one transaction."""

    observations: tuple[Observation, ...]
    assessment: Assessment
    validators: tuple[Validator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookHistory:
    """The stored history of an account before a look."""

    observations: tuple[Observation, ...] = ()
    last_usable_at: datetime | None = None
    first_look_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # older dates of what is shown now
