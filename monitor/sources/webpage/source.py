"""Look at a column of a web page, and at the newest article for its exact time."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from monitor.errors import ConfigError
from monitor.http.exchange import Http
from monitor.model import Gap, Platform, Reading
from monitor.outcomes import Outcome
from monitor.sources.listing import zone_of
from monitor.sources.questions import ARTICLES, Questions

SELECTORS = ("item", "link", "date", "next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Webpage:
    """A dated, ordered list on the unit's own page vouches back to its oldest item.

    *item*, *link*, *date*, *next* are CSS selectors; *date_from* says whether the dates stand
    in the list or only in the articles.
    """

    kind: ClassVar[str] = "webpage"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()
    questions: ClassVar[Questions] = ARTICLES

    url: str
    item: str
    link: str = "a"
    date: str = ""
    date_from: Literal["list", "article"] = "list"
    next: str = ""
    zone: str = ""

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if self.date_from not in ("list", "article"):
            raise ConfigError(f"date_from 应为 list 或 article，不能是 {self.date_from}")
        for name in SELECTORS:
            _check_selector(name, getattr(self, name))
        if not self.item or not self.link:
            raise ConfigError("item 和 link 选择器不能为空")

    def collect(self, http: Http) -> Reading:
        """Read the list, page by page, then date its newest article or articles."""
        # The HTML parser costs more to import than all feeds to read: only where a page is.
        from monitor.sources.webpage import column as columns
        from monitor.sources.webpage.posts import faults_in, merged, window_of

        zone = zone_of(self.zone)
        by_article = self.date_from == "article"
        visitor = columns.Visitor(
            item=self.item,
            link=self.link,
            date=self.date,
            next="" if by_article else self.next,
            zone=zone,
        )
        column = visitor.list_at(http, self.url)
        if by_article:
            column = columns.dated_by_articles(http, column, zone)
            posts = columns.plain_posts(column.items)
        else:
            column, posts = columns.posts_with_newest(http, column, zone)
        seen = len(column.items)
        gaps = () if posts else (_undated(seen),)
        window, reason = window_of(column.items, column.seen_at, torn=column.torn)
        said = (*column.notes, *faults_in(column.items), *((reason,) if reason else ()))
        return Reading(posts=merged(posts), window=window, gaps=gaps, items_seen=seen, notes=said)


def _undated(seen: int) -> Gap:
    return Gap(outcome=Outcome.UNDATED, message=f"列表中 {seen} 条内容均没有可用的发布时间")


def _check_selector(name: str, selector: str) -> None:
    import soupsieve  # brings the whole HTML parser with it: only where a page is configured

    if not selector:
        return
    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, ValueError, TypeError) as error:
        raise ConfigError(f"{name} 不是有效的 CSS 选择器：{selector}") from error
