"""Unlabelled dates of a page, used where it states no date of publication.

If a later date appears, or the signing date equals the list's date, the list's date is not the
publication date.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from bs4 import BeautifulSoup

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates, text
from monitor.parsing.dates import Zone
from monitor.sources.questions import Witness
from monitor.sources.webpage import absence, article_header
from monitor.sources.webpage.date_in_text import FULL_DATE, PageTime
from monitor.sources.webpage.labels import Meaning
from monitor.sources.webpage.page import Page, shown
from monitor.sources.webpage.structure import is_aside

UNLABELLED = "页面上的日期"
SCRIPT_PAGE_MAX_CHARS = 200  # of a page whose text is filled in by a script
TITLE_PREFIX = 8  # characters of a title that its page must show
_DATE_ATTRIBUTE = re.compile(  # what holds a date of publication, as sites name it in their code
    r"(?:pub(?:lish|lished)?|release|issue|create|make|input|add|fb|fbsj|fbrq)[-_]?(?:date|time|at|rq|sj)?",
    re.I,
)
_WRITES = re.compile(r"document\.write(?:ln)?\s*\(\s*[\"']([^\"']{8,40})[\"']")
_ASSIGNS = re.compile(
    rf"(?<![\w.])[\w.]*?({_DATE_ATTRIBUTE.pattern})\w*[\"']?\s*[:=]\s*[\"']([^\"']{{8,40}})[\"']",
    re.I,
)


def require_article(page: Page, title: str) -> None:
    """Raise where *page*, which states no date, is not that of the item with *title*."""
    tree = shown(page.tree())
    words = text.normal((tree.body or tree).get_text())
    if text.normal(title)[:TITLE_PREFIX] in words:
        return
    if absence.is_not_found_page(tree):
        raise LookFailed(Outcome.CONFIG, "页面提示内容不存在")
    if len(words) <= SCRIPT_PAGE_MAX_CHARS and tree.find("script") is not None:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "页面内容由脚本填充，看不到发布时间")


def unlabelled_statements(page: Page, seen_at: datetime, zone: Zone) -> tuple[Witness, ...]:
    """Return the dates on *page*; *signed* marks those of signing."""
    tree = shown(page.tree())
    seen = PageTime(made_at=page.made_at or seen_at, zone=zone)
    witnesses = (*_visible_dates(tree, seen), *_coded(tree, seen))
    return tuple(
        dict.fromkeys(
            witness
            for witness in witnesses
            if witness.moment is not None and not dates.fault(witness.moment, seen_at)
        )
    )


def _visible_dates(tree: BeautifulSoup, seen: PageTime) -> Iterator[Witness]:
    for hint in article_header.loose(tree, seen):
        signed = hint.meaning is Meaning.DOCUMENT
        yield Witness(hint.label or UNLABELLED, hint.moment, signed=signed)


def _coded(tree: BeautifulSoup, seen: PageTime) -> Iterator[Witness]:
    """Yield the dates that stand only in the page's code."""
    for tag in tree.find_all(["meta", "input", "time"]):
        names = (str(tag.get(key, "")) for key in ("name", "id", "property", "class"))
        value = str(tag.get("content") or tag.get("value") or tag.get("datetime") or "")
        has_date_name = tag.name == "time" or any(_DATE_ATTRIBUTE.fullmatch(name) for name in names)
        if has_date_name and not is_aside(tag):
            yield Witness(UNLABELLED, seen.read(value))
    for script in tree.find_all("script"):
        code = script.get_text()
        for match in (*_WRITES.finditer(code), *_ASSIGNS.finditer(code)):
            date = FULL_DATE.search(match.group(match.lastindex or 0))
            if date is not None:
                yield Witness(UNLABELLED, seen.read(date.group()))
