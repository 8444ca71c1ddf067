"""The page that a share link leads to: when it was published, and by whom.

A page of a platform names its author in its metas or its data; a government site's column does
not, and is recognised by its host instead.
"""

import re
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlsplit

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Post, Reading, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.dates import Moment
from monitor.parsing.text import clean, name_key, plain
from monitor.sources.questions import Witness
from monitor.sources.script_values import decoded
from monitor.sources.webpage.article import article_date, meta_date
from monitor.sources.webpage.page import Page, page_of

TIMES = (
    re.compile(r'"pubTimeLong"\s*:\s*"?(\d{13})'),
    re.compile(r'"pub_ts"\s*:\s*"?(\d{10})'),
    re.compile(r'"datePublished"\s*:\s*"([^"]+)"'),
)
ITEM_TIMES = frozenset({"datepublished", "uploaddate"})
FRONT = re.compile(r"/?(?:(?:index|default)\.\w+)?")
AUTHORS = ("article:author", "og:article:author")  # surer than ``author``, often an editor
PUBLISHERS = frozenset({"网易", "网易号", "网易新闻", "澎湃新闻", "澎湃号", "哔哩哔哩", "bilibili"})
IN_DATA = re.compile(r'"authorInfo"\s*:\s*\{[^{}]*?"sname"\s*:\s*"((?:[^"\\\n]|\\.)+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One page, fetched as a source's pages are; *url*: as a person pasted it."""

    kind: ClassVar[str] = "by_hand"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()

    url: str

    def collect(self, http: Http) -> Reading:
        """Fetch the page."""
        return parse(http.get(self.url))


def parse(answer: HttpAnswer) -> Reading:
    """Read one page; raises LookFailed where it states no publication time."""
    page = page_of(answer)
    if answer.hops and FRONT.fullmatch(urlsplit(answer.url).path):
        raise LookFailed(Outcome.CONFIG, "网址被转到网站首页，不是一条内容")
    moment, other = _time(page, answer)
    title = page.tree("title").find("title")
    post = Post(
        key=answer.url,
        published_at=moment.at,
        precision=moment.precision,
        title=clean(title.get_text() if title else "", 60),
        url=answer.url,
    )
    if other is not None and other.moment is not None:
        earlier, later = sorted((moment.at, other.moment.at))
        doubt = f"页面所标的两个发布时间不一致（{clock.show(earlier)}、{clock.show(later)}）"
        post = replace(post, published_at=later, earliest_at=earlier, latest_at=later, doubt=doubt)
    return Reading(posts=(post,), items_seen=1, shown_name=_author(page))


def _time(page: Page, answer: HttpAnswer) -> tuple[Moment, Witness | None]:
    """Return the publication time that the page states, and a contradicting one of the page."""
    stated = meta_date(page, answer.received_at, clock.BEIJING)
    if stated.moment is None and not stated.fault:
        for text in _more_times(page):
            moment = dates.read(text, answer.made_at)
            if moment is not None and not dates.fault(moment, answer.received_at):
                return moment, None
    stated = article_date(page, answer.received_at, clock.BEIJING)
    if stated.moment is None:
        raise LookFailed(Outcome.UNDATED, stated.fault or "页面中没有可用的发布时间")
    return stated.moment, stated.other


def _more_times(page: Page) -> list[str]:
    times = [
        str(meta.get("content", ""))
        for meta in page.tree("meta").find_all("meta")
        if str(meta.get("itemprop", "")).lower() in ITEM_TIMES
    ]
    return times + [match[1] for pattern in TIMES if (match := pattern.search(page.text))]


def _author(page: Page) -> str | None:
    """Return the author of the page, None where it names nobody or several.

    The platform, which is often named in the same place, does not count as one.
    """
    metas: dict[str, list[str]] = {}
    for meta in page.tree("meta").find_all("meta"):
        for key in {str(meta.get(kind, "")).lower() for kind in ("itemprop", "name", "property")}:
            metas.setdefault(key, []).append(str(meta.get("content", "")))
    in_data = [decoded(value) for value in IN_DATA.findall(page.text)]
    for names in (*(metas.get(key, []) for key in AUTHORS), in_data, metas.get("author", [])):
        authors = {name_key(author): author for name in names if (author := clean(plain(name), 60))}
        authors = {key: author for key, author in authors.items() if key not in PUBLISHERS}
        if authors:
            return next(iter(authors.values())) if len(authors) == 1 else None
    return None
