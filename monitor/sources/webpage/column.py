"""Visit a column: its list over a few pages, then the articles that tell the time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bs4 import BeautifulSoup

from monitor import walls
from monitor.dates import Zone
from monitor.errors import LookFailed
from monitor.http.exchange import Http
from monitor.model import Post
from monitor.sources.webpage import absence
from monitor.sources.webpage.article import article_date, meta_date
from monitor.sources.webpage.items import Item, Reader
from monitor.sources.webpage.page import absolute, host_of, page_of
from monitor.sources.webpage.posts import post_of, settled

PAGES = 3  # of one list; more would tell of nothing that is judged
ARTICLES = 5  # whose pages are opened where only they are dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The list as seen, newest page first. *torn*: some of it may have been lost."""

    url: str
    seen_at: datetime
    items: tuple[Item, ...]
    torn: bool = False
    notes: tuple[str, ...] = ()

    def noted(self, *notes: str) -> "Column":
        """Return the column with sentences for staff added."""
        return replace(self, notes=self.notes + notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What is looked for in a column, whatever page of it is open."""

    item: str
    link: str
    date: str
    next: str
    zone: Zone

    def list_at(self, http: Http, url: str) -> Column:
        """Return the whole list; raises LookFailed where its first page shows none."""
        answer = http.get(url, conditional=True)
        page = page_of(answer)
        absence.check_place(answer, url)
        tree, items = self._reader(answer.received_at).read(page)
        if not items:
            walls.check_login(answer)
            raise absence.reason(tree)
        column = Column(url=answer.url, seen_at=answer.received_at, items=items, torn=page.torn)
        return self._with_more(http, column, tree) if self.next else column

    def _with_more(self, http: Http, column: Column, tree: BeautifulSoup) -> Column:
        """Add the pages behind the first; what cannot be opened only shortens the list."""
        visited = {column.url}
        here = column.url
        for _ in range(PAGES - 1):
            here = self._next(tree, here)
            if not here or here in visited or host_of(here) != host_of(column.url):
                break
            visited.add(here)
            try:
                answer = http.get(here, conditional=True)
                page = page_of(answer)
            except LookFailed as failed:
                note = f"列表后续页未能打开，只看到前面的条目：{failed.message}"
                return column.noted(note)
            tree, items = self._reader(answer.received_at).read(page)
            known = {_identity(item) for item in column.items}
            new = tuple(item for item in items if _identity(item) not in known)
            if not new:
                break
            torn = column.torn or page.torn
            column = replace(column, items=column.items + new, torn=torn)
        return column

    def _next(self, tree: BeautifulSoup, here: str) -> str:
        found = tree.select_one(self.next)
        return absolute(tree, here, str(found.get("href", ""))) if found else ""

    def _reader(self, seen_at: datetime) -> Reader:
        return Reader(
            item=self.item, link=self.link, date=self.date, zone=self.zone, seen_at=seen_at
        )


def dated_by_articles(http: Http, column: Column, zone: Zone) -> Column:
    """Return *column* with the dates of its first articles' own pages, and no others.

    Raises what went wrong where not one of the pages could be opened.
    """
    undated = [replace(item, moment=None, fault="") for item in column.items]
    order = sorted(range(len(undated)), key=lambda number: undated[number].pinned)
    chosen = [number for number in order if _is_here(undated[number], column)][:ARTICLES]
    failures: list[LookFailed] = []
    for number in chosen:
        item = undated[number]
        try:
            answer = http.get(item.url, conditional=True)
            stated = article_date(page_of(answer), answer.received_at, zone)
        except LookFailed as failed:
            failures.append(failed)
            continue
        undated[number] = replace(item, moment=stated.moment, fault=stated.fault)
    if failures and len(failures) == len(chosen):
        raise LookFailed(failures[0].outcome, f"文章页未能打开：{failures[0].message}")
    notes = (f"{len(failures)} 个文章页未能打开：{failures[0].message}",) if failures else ()
    return replace(column, items=tuple(undated)).noted(*notes)


def posts_with_newest(http: Http, column: Column, zone: Zone) -> tuple[Column, tuple[Post, ...]]:
    """Return the posts, the newest one compared with what its own page states."""
    dated = [(item, item.moment) for item in column.items if item.moment is not None]
    posts = list(plain_posts(column.items))
    number = max(range(len(posts)), key=lambda n: posts[n].published_at, default=-1)
    if number < 0 or not _is_here(dated[number][0], column):
        return column, tuple(posts)
    item, listed = dated[number]
    try:
        answer = http.get(item.url, conditional=True)
        stated = meta_date(page_of(answer), answer.received_at, zone)
    except LookFailed as failed:
        note = f"最新一条的文章页未能打开，时间以列表为准：{failed.message}"
        return column.noted(note), tuple(posts)
    if stated.moment is not None:
        posts[number] = settled(item, listed, stated.moment)
    if stated.fault:
        column = column.noted(f"最新一条的文章页所标发布时间未采用：{stated.fault}")
    return column, tuple(posts)


def plain_posts(items: Sequence[Item]) -> tuple[Post, ...]:
    """Return the posts of the dated ones among *items*."""
    return tuple(post_of(item, item.moment) for item in items if item.moment is not None)


def _is_here(item: Item, column: Column) -> bool:
    return bool(item.url) and host_of(item.url) == host_of(column.url)


def _identity(item: Item) -> str:
    return item.url or item.title
