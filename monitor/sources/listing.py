"""What lists of every origin have in common: the zone they are written in, and their order."""

import re
from collections.abc import Sequence
from datetime import date, timedelta, timezone
from zoneinfo import ZoneInfo

from monitor import clock
from monitor.dates import Zone
from monitor.errors import ConfigError

OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
FARTHEST = timedelta(hours=14)  # no zone of the earth lies farther from UTC


def zone_of(name: str) -> Zone:
    """Return the zone a source is configured with, Beijing where it names none."""
    if not name:
        return clock.BEIJING
    if found := OFFSET.fullmatch(name):
        span = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if span <= FARTHEST and int(found[3]) < 60:
            return timezone(-span if found[1] == "-" else span)
        raise ConfigError(f"时区 {name} 不存在，偏移应在 -14:00 与 +14:00 之间")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise _unknown(name) from error
    except KeyError as error:
        raise _unknown(name) from error


def heads_before(days: Sequence[date]) -> int | None:
    """Count the pinned items before a list that runs from new to old, None where none does.

    A list whose order is not understood may leave its newest item out: it vouches for nothing.
    The heads must be fewer than the rest, or a list from old to new would be all heads.
    """
    first = max(len(days) - 1, 0)
    while first > 0 and days[first - 1] >= days[first]:
        first -= 1
    return first if first == 0 or first < len(days) - first else None


def _unknown(name: str) -> ConfigError:
    return ConfigError(f"不认识的时区 {name}，应写成 Asia/Shanghai 或 +08:00 的形式")
