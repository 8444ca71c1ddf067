"""The date that an article's own page states."""

from datetime import datetime
from typing import NamedTuple

from monitor import dates
from monitor.dates import Moment, Zone
from monitor.sources.questions import Witness
from monitor.sources.webpage.page import Page
from monitor.sources.webpage.wording import published_in

METAS = frozenset({"pubdate", "publishdate", "article:published_time"})  # name case varies


class Stated(NamedTuple):
    """What the page states, or why that is none."""

    moment: Moment | None
    fault: str = ""


def meta_date(page: Page, seen_at: datetime, zone: Zone) -> Stated:
    """Return the PubDate of *page*, which the rules for government sites demand."""
    for meta in page.tree("meta").find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").strip().lower()
        if name in METAS:
            moment = dates.read(str(meta.get("content", "")), seen_at, zone=zone)
            if moment is not None:
                fault = dates.fault(moment, seen_at)
                return Stated(None, fault) if fault else Stated(moment)
    return Stated(None)


def article_date(page: Page, seen_at: datetime, zone: Zone) -> Stated:
    """Return the PubDate of *page*, or else the date that its text labels as published."""
    stated = meta_date(page, seen_at, zone)
    if stated.moment is not None or stated.fault:
        return stated
    moment = published_in(page.tree().get_text(" ", strip=True), seen_at, zone)
    fault = dates.fault(moment, seen_at) if moment else ""
    return Stated(None, fault) if fault else Stated(moment)


def witnesses(page: Page, seen_at: datetime, zone: Zone) -> tuple[Witness, ...]:
    """Return every statement of publication that *page* makes, each by itself."""
    meta = meta_date(page, seen_at, zone)
    labelled = published_in(page.tree().get_text(" ", strip=True), seen_at, zone)
    found = [Witness("PubDate", meta.moment, meta.fault)] if any(meta) else []
    return (*found, *([Witness("发布时间", labelled)] if labelled else ()))
