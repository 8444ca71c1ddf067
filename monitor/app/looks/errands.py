"""What a worker is told and what it brings back: values that can be pickled, without keys."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.evidence.prepared import Member
from monitor.http.live import NetworkSettings
from monitor.http.pace import HostWaits
from monitor.model import Observation, Validator
from monitor.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One source of one account, to be looked at; to be examined where *seen* is what it showed."""

    account: str
    label: str
    source: Source
    seen: Observation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """What all errands of a run have in common.

    *key*: of this run and no other. *folder*: where a worker on this machine finds the evidence,
    None for others.
    """

    key: str
    moment: datetime
    software: str
    network: NetworkSettings
    folder: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Sources of one group that one worker asks, one after another.

    *answers*: what is known of their addresses, digests included. *waits*: what their hosts are
    still owed. *side_by_side*: how many may be asked at once, where no host minds.
    """

    assignments: tuple[Assignment, ...]
    settings: RunSettings | None = None
    answers: Mapping[str, Validator] = field(default_factory=dict)
    waits: HostWaits = field(default_factory=HostWaits)
    side_by_side: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLook:
    """What one assignment gave; evidence is numbered among the errand's members."""

    observation: Observation
    validators: tuple[Validator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandResult:
    """What an errand brought back.

    *looks*: one an assignment, None where none was made. *members*: the finished records.
    *seconds*: how long it took, of which its threads were busy for *busy_seconds*, waiting for no
    answer.
    """

    looks: tuple[SourceLook | None, ...]
    members: tuple[Member, ...] = ()
    waits: HostWaits = field(default_factory=HostWaits)
    logs: tuple[logging.LogRecord, ...] = ()
    seconds: float = 0.0
    busy_seconds: float = 0.0
