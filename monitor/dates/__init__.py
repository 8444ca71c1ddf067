"""Chinese dates and platform clocks: read a text as a moment, or refuse.

A moment is the *latest* one that the text allows, so that doubt goes to the account: a bare
date is the last second of its day, ``3天前`` the end of that day. Nothing is guessed: what fits
no form below, or names no possible day, is refused with None.
"""

import re
from datetime import datetime

from monitor import clock
from monitor.dates.ids import cross_check, douyin_aweme_at, toutiao_group_at, weibo_mid_at
from monitor.dates.moment import EARLIEST, Moment, Zone
from monitor.dates.standard import epoch, standard
from monitor.model import Precision

__all__ = [
    "Moment",
    "Zone",
    "cross_check",
    "douyin_aweme_at",
    "fault",
    "read",
    "shown",
    "toutiao_group_at",
    "weibo_mid_at",
]

WIDE = str.maketrans("０１２３４５６７８９：／．－，（）　\xa0", "0123456789:/.-,()  ")
LEAD = re.compile(
    r"^(?:(?:信息|内容|文章)?(?:发布|发表|更新|推送|编辑|创建|刊发)?(?:时间|日期|于)?\s*[:]\s*"
    r"|(?:发布|发表|更新|推送|编辑)于\s*|(?:来源|来自|作者)\s*[:]?\s*\S+\s+|[\[【(]\s*"
    r"|[\u4e00-\u9fff]{2,8}\s+(?=\d{4}\D))+"
)
TAIL = re.compile(
    r"\s*(?:[\]】)]|发布|更新|发表|推送|\s来自.*|\s来源.*|[·|].*|\s*北京时间|\s*浏览.*|\s*阅读.*"
    r"|\s+(?:发布于)?[\u4e00-\u9fff]{2,8})\s*$"
)


def read(text: str | int, seen_at: datetime, *, zone: Zone = clock.BEIJING) -> Moment | None:
    """Return the moment *text* names, seen at *seen_at*, zone-less text taken in *zone*.

    None where the text names none: no date, an impossible one, or one of several meanings.
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, int):
        return epoch(str(text))
    folded = (text if text.isascii() else text.translate(WIDE)).strip()
    if not folded or len(folded) > 120:
        return None
    exact = standard(folded, zone)
    if exact is not None:
        return exact
    from monitor.dates.spoken import RULES  # many patterns to compile, and few texts need them

    here = seen_at.astimezone(zone)
    for candidate in _candidates(folded):
        for pattern, rule, make in RULES:
            found = pattern.match(candidate)
            if found is None:
                continue
            try:
                return make(found, here, rule)
            except (ValueError, OverflowError, KeyError):
                return None  # the form is right, the day impossible
    return None


def fault(moment: Moment, seen_at: datetime) -> str:
    """Return why *moment* can be no publication time seen at *seen_at*, empty where it can."""
    if moment.at < EARLIEST:
        return f"时间 {clock.show(moment.at)} 早得不合理，不予采信"
    ahead = moment.at > seen_at + clock.CLOCK_SKEW
    if moment.precision in (Precision.DAY, Precision.WEEK, Precision.MONTH):
        ahead = clock.day(moment.at) > clock.day(seen_at + clock.CLOCK_SKEW)
    return f"时间 {clock.show(moment.at)} 在将来，不予采信" if ahead else ""


def _candidates(text: str) -> list[str]:
    without_lead = LEAD.sub("", text)
    found = [text, without_lead]
    for _ in range(2):
        shorter = TAIL.sub("", found[-1]).strip()
        if shorter != found[-1]:
            found.append(shorter)
    return list(dict.fromkeys(found))


def shown(at: datetime, precision: Precision) -> str:
    """Return a moment as staff read it, no finer than it is known: an hour, or only the day."""
    if precision in (Precision.SECOND, Precision.MINUTE):
        return clock.show(at)
    local = clock.beijing(at)
    return (
        f"{local:%Y-%m-%d} {local.hour}时" if precision is Precision.HOUR else f"{local:%Y-%m-%d}"
    )
