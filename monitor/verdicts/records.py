"""What the store keeps of a run besides observations: values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Answer, Assessment, Observation, Sighting, Validator


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResult:
    """What one account adds to the store in one run, in one transaction."""

    observations: tuple[Observation, ...]
    assessment: Assessment
    validators: tuple[Validator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHistory:
    """What the store knows of an account before a look."""

    observations: tuple[Observation, ...] = ()
    last_usable_at: datetime | None = None
    first_look_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # older dates of what is shown now
