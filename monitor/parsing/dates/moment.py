"""What a date reads as, and the zones it may stand in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from monitor.model import Precision
from monitor.parsing.dates.zones import FARTHEST, StatedZone, Zone

__all__ = ["EARLIEST", "Moment", "OtherForm", "Zone", "at_clock", "local_zone", "whole_day"]

EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)  # before the oldest of the platforms looked at

LASTING = frozenset({"iso", "iso-date", "rfc822", "ctime", "epoch", "compact", "printed", "cell"})


class OtherForm(Exception):
    """The text is not of this form after all: another form may fit it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """*at* (aware UTC), how exactly it is known, by which *rule*; *zoned*: the text had a zone.

    *bounds*: between which moments it lies, where the text names a zone that nobody knows.
    """

    at: datetime
    precision: Precision
    rule: str
    zoned: bool = False
    bounds: tuple[datetime, datetime] | None = None

    @property
    def lasting(self) -> bool:
        """Whether the same text reads the same whenever it is read."""
        return self.rule in LASTING


def whole_day(on: date, zone: Zone, rule: str, precision: Precision = Precision.DAY) -> Moment:
    at = datetime.combine(on, time(23, 59, 59), zone).astimezone(UTC)
    return Moment(at=at, precision=precision, rule=rule)


def at_clock(on: date, of_day: time, stated: StatedZone, precision: Precision, rule: str) -> Moment:
    """Return the moment of a day and a time of day in the zone that is *stated*."""
    at = datetime.combine(on, of_day, stated.zone).astimezone(UTC)
    if stated.is_known:
        return Moment(at=at, precision=precision, rule=rule, zoned=stated.zoned)
    shown = datetime.combine(on, of_day, UTC)
    bounds = (shown - FARTHEST, shown + FARTHEST)
    return Moment(at=at, precision=precision, rule=rule, zoned=True, bounds=bounds)


def local_zone(here: datetime, otherwise: Zone) -> Zone:
    zone = here.tzinfo
    return zone if isinstance(zone, Zone) else otherwise
