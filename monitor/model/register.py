"""Who is on the register: the county, its units, their accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.model.sets import Platform, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The department or town that answers for accounts (单位). *mail*: where it is told things."""

    id: str
    name: str
    kind: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """The county; its office, and the city office it reports to (辖区)."""

    name: str
    code: str = ""
    office: str = ""
    reports_to: str = ""
    contact: str = ""


Options = Mapping[str, Any]  # one check's options as given in accounts.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One presence on one platform (账号). *policy*: check name → options that differ."""

    id: str
    name: str
    platform: Platform
    unit: Unit
    opened_on: date | None = None
    filed: bool | None = None
    status: Status = Status.ACTIVE
    required: bool = False
    url: str = ""
    note: str = ""
    sources: tuple[Any, ...] = ()  # frozen dataclasses of monitor.sources
    policy: Mapping[str, Options] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Closed and merged accounts have left the register; all others are judged."""
        return self.status not in (Status.CLOSED, Status.MERGED)
