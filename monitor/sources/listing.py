"""Common to lists of every origin: zone, order, reading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from monitor.http.exchange import HttpAnswer
from monitor.model import Post, Reading, as_notes, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.dates import Moment, Zone
from monitor.parsing.text import clean

OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
FARTHEST = timedelta(hours=14)  # no zone of the earth lies farther from UTC


def zone_of(name: str) -> Zone:
    """Return the zone named in a source's configuration, Beijing for none."""
    if not name:
        return clock.BEIJING
    if match := OFFSET.fullmatch(name):
        span = timedelta(hours=int(match[2]), minutes=int(match[3]))
        if span <= FARTHEST and int(match[3]) < 60:
            return timezone(-span if match[1] == "-" else span)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """One listed thing, its moment read or None where it has none that can be read."""

    key: str
    moment: Moment | None
    title: str = ""
    url: str = ""


def entries(payload: object) -> tuple[dict[str, Any], ...]:
    """Return the entries of ``data.list``; raises LookFailed where they cannot be read."""
    data = payload.get("data") if isinstance(payload, dict) else None
    listed = data.get("list") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少内容列表")
    if not all(isinstance(entry, dict) for entry in listed):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的内容列表结构已变化")
    return tuple(listed)


def dated(items: Sequence[ListedItem], answer: HttpAnswer, *, shown_name: str | None) -> Reading:
    """Return the reading of a public listing: posts, but no window.

    Raises LookFailed where nothing is listed, or nothing listed has a time.
    """
    if not items:
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, "没有列出内容，可能为空或标识有误")
    posts, faults = [], []
    for item in items:
        fault = dates.fault(item.moment, answer.received_at) if item.moment else ""
        if item.moment is None or fault:
            faults.append(fault)
            continue
        posts.append(
            Post(
                key=item.key or item.title,
                published_at=item.moment.at,
                precision=item.moment.precision,
                title=clean(item.title, 60),
                url=item.url,
            )
        )
    if not posts:
        raise LookFailed(Outcome.UNDATED, "所列内容都没有可用的发布时间")
    return Reading(
        posts=tuple(posts),
        items_seen=len(items),
        shown_name=shown_name,
        notes=as_notes(dict.fromkeys(faults)),
    )


def _unknown(name: str) -> ConfigError:
    return ConfigError(f"不认识的时区 {name}，应写成 Asia/Shanghai 或 +08:00 的形式")
