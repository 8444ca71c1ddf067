"""Look at a column of a web page, and at the newest article for its exact time."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from monitor.http.exchange import Http
from monitor.model import Gap, Note, NoteKind, Platform, Reading, as_notes
from monitor.model.errors import ConfigError
from monitor.model.outcome import Outcome
from monitor.sources.explaining import Explained, Shown
from monitor.sources.listing import zone_of
from monitor.sources.questions import ARTICLES, Questions

if TYPE_CHECKING:
    from monitor.sources.webpage.items import ColumnItem
    from monitor.sources.webpage.list_visitor import Visitor

SELECTORS = ("item", "link", "date", "next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Webpage:
    """A dated, ordered list on the unit's own page vouches back to its oldest item.

    *item*, *link*, *date*, *next* are CSS selectors; without *item* the list is known by its
    shape. *date_from* says whether the dates stand in the list or only in the articles.
    """

    kind: ClassVar[str] = "webpage"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()
    questions: ClassVar[Questions] = ARTICLES

    url: str
    item: str = ""
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
        if not self.link:
            raise ConfigError("link 选择器不能为空")
        if not self.item and self.date_from == "article":
            raise ConfigError(
                "date_from 为 article 时须写明 item 选择器：没有日期的列表无法自行识别"
            )

    def collect(self, http: Http) -> Reading:
        """Read the list, page by page, then date its newest article or articles."""
        return self.explained(http).reading

    def confirm(self, http: Http, reading: Reading) -> Reading:
        """Return *reading* without its window where an article beside the list is newer."""
        beside = (
            self._visitor().newer_unlisted_article(http, self.url)
            if reading.window is not None
            else ""
        )
        if not beside:
            return reading
        reason = f"列表之外另有更新的内容{beside}，列表可能不是本栏目的全部，不据此认定未更新"
        refusal = Note(kind=NoteKind.INCOMPLETE, text=reason)
        return replace(reading, window=None, notes=(*reading.notes, refusal))

    def _visitor(self) -> "Visitor":
        from monitor.sources.webpage.list_visitor import Visitor

        return Visitor(
            item_selector=self.item,
            link_selector=self.link,
            date_selector=self.date,
            next_selector="" if self.date_from == "article" else self.next,
            zone=zone_of(self.zone),
        )

    def explained(self, http: Http) -> Explained:
        """Return the reading, and of each item the date that was taken and why."""
        # The HTML parser costs more to import than all feeds to read: only where a page is.
        from monitor.sources.webpage.list_visitor import dated_by_articles, dated_by_list
        from monitor.sources.webpage.posts import faults_in, merged, of_another, post_of, window_of

        zone = zone_of(self.zone)
        by_article = self.date_from == "article"
        column = self._visitor().list_at(http, self.url)
        dated = dated_by_articles if by_article else dated_by_list
        column = dated(http, column, zone)
        posts = tuple(post_of(item, item.moment) for item in column.items if item.moment)
        if column.doubt:
            posts = tuple(of_another(post, column.doubt) for post in posts)
        seen = len(column.items)
        window, reason = window_of(column.items, column.seen_at, column.refusals)
        notes = as_notes((*column.notes, *faults_in(column.items)))
        refusal = as_notes([reason], NoteKind.INCOMPLETE)
        reading = Reading(
            posts=merged(posts),
            window=window,
            gaps=() if posts else (_undated(seen),),
            items_seen=seen,
            notes=(*notes, *refusal),
            current_at=column.current_at,
        )
        return Explained(reading=reading, items=tuple(map(_shown, column.items)), refusal=reason)


def _shown(item: "ColumnItem") -> Shown:
    at = item.moment
    return Shown(
        title=item.title,
        url=item.url,
        published_at=at.at if at else None,
        precision=at.precision if at else None,
        why=item.by,
        pinned=item.pinned,
        refused=item.fault or ("" if at else "没有可识别的发布时间"),
        doubt=item.doubt,
    )


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
