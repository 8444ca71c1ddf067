"""What a date reads as, and the zones it may stand in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from monitor.model import Precision

EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)  # before the oldest of the platforms looked at

LASTING = frozenset({"iso", "iso-date", "rfc822", "ctime", "epoch"})

Zone = ZoneInfo | timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """*at* (aware UTC), how exactly it is known, by which *rule*; *zoned*: the text had a zone."""

    at: datetime
    precision: Precision
    rule: str
    zoned: bool = False

    @property
    def lasting(self) -> bool:
        """Whether the same text reads the same whenever it is read."""
        return self.rule in LASTING


def whole_day(on: date, zone: Zone, rule: str, precision: Precision = Precision.DAY) -> Moment:
    at = datetime.combine(on, time(23, 59, 59), zone).astimezone(UTC)
    return Moment(at=at, precision=precision, rule=rule)


@lru_cache(maxsize=64)
def zone_of(offset: str | None, zone: Zone) -> Zone:
    if offset is None:
        return zone
    if offset in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
