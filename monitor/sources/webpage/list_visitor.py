"""Visit a column: its list over a few pages, then articles for their times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.dates import Zone
from monitor.sources import block_pages
from monitor.sources.identity import key_of
from monitor.sources.webpage import (
    absence,
    list_detection,
    redirect_targets,
    scripted,
    unlisted_articles,
)
from monitor.sources.webpage.article import StatedDate, article_date
from monitor.sources.webpage.completeness import refusals, unread
from monitor.sources.webpage.items import ColumnItem, ListedItems, ListReader
from monitor.sources.webpage.page import Page, absolute, host_of, page_of
from monitor.sources.webpage.posts import (
    against_address,
    is_older,
    of_article,
    reconciled,
    with_doubt,
    without_shared_dates,
)
from monitor.sources.webpage.years import Years

PAGES = 3  # of one list; older pages never affect a verdict
ARTICLES = 5  # whose pages are opened where only they are dated
FEWEST = 2  # items of a first page that show an order; with fewer its next records are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnListing:
    """The list of a column, newest page first.

    *refusals*: why it vouches for nothing. *notes*: sentences for staff. *current_at*: up to when
    all of its pages are current. *doubt*: why its items may be another column's.
    """

    url: str
    seen_at: datetime
    made_at: datetime
    current_at: datetime
    items: tuple[ColumnItem, ...]
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubt: str = ""

    def noted(self, *notes: str) -> "ColumnListing":
        """Return the listing with sentences for staff added."""
        return replace(self, notes=self.notes + notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Reads the pages of a column: its selectors, and the zone of its dates."""

    item_selector: str
    link_selector: str
    date_selector: str
    next_selector: str
    zone: Zone

    def list_at(self, http: Http, url: str) -> ColumnListing:
        """Return the whole list; raises LookFailed where its first page shows none."""
        answer, page, listed = self._first(http, url)
        if not listed.items:
            block_pages.check_login(answer)
            raise absence.reason(listed.tree, page.url, item=self.item_selector)
        self._reject_home_page(http, page, listed)
        refused = refusals(page, listed, self._reader(answer))
        if not self.item_selector and scripted.REASON in refused:
            raise LookFailed(Outcome.LAYOUT_CHANGED, scripted.UNSURE)
        redirect_reason = redirect_targets.elsewhere(url, answer)
        is_same_column = redirect_targets.same_name(url, answer.url)
        listing = ColumnListing(
            url=page.url,
            seen_at=answer.received_at,
            made_at=answer.made_at,
            current_at=answer.current_at,
            items=listed.items,
            refusals=(*filter(None, [redirect_reason]), *refused),
            doubt="" if is_same_column else redirect_reason,
        )
        # a page of records says where its next records are: followed where the first are too few
        if self.next_selector or (page.next_url and len(listed.items) < FEWEST):
            return self._with_more(http, listing, page, listed.tree)
        return listing

    def _reject_home_page(self, http: Http, page: Page, listed: ListedItems) -> None:
        """Raise where a page titled as the home page has the list of the home page."""
        if redirect_targets.is_home(page.url) or not absence.is_titled_home(listed.tree):
            return
        try:
            answer = http.get(urljoin(page.url, "/"), conditional=True)
            home = page_of(answer)
        except LookFailed:
            return
        there = self._listed(home, answer)
        shown = [
            [(item.title, item.moment) for item in listing.items] for listing in (listed, there)
        ]
        if shown[0] == shown[1]:
            raise LookFailed(Outcome.CONFIG, redirect_targets.LED_HOME)

    def newer_unlisted_article(self, http: Http, url: str) -> str:
        """Return the article beside the list that is newer than all in it, empty for none."""
        _, page, listed = self._first(http, url)
        return unlisted_articles.newer(http, listed, page.url, self.zone)

    def _first(self, http: Http, url: str) -> tuple[HttpAnswer, Page, ListedItems]:
        """Open the first page; where it only refreshes to another, open that one."""
        answer = http.get(url, conditional=True)
        page, listed = self._opened(answer, url)
        if listed.items:
            return answer, page, listed
        refresh_url = redirect_targets.refresh(listed.tree, page.url)
        if not refresh_url:
            return self._load_records(http, answer, page, listed)
        if host_of(refresh_url) != host_of(page.url):
            message = f"网页转向另一网站 {refresh_url}，请核对栏目地址"
            raise LookFailed(Outcome.CONFIG, message)
        answer = http.get(refresh_url, conditional=True)
        answer = replace(answer, hops=(*answer.hops, url))
        return answer, *self._opened(answer, url)

    def _load_records(
        self, http: Http, answer: HttpAnswer, page: Page, listed: ListedItems
    ) -> tuple[HttpAnswer, Page, ListedItems]:
        """Ask the site's data endpoint for records, where the page has none and names one."""
        records_url = absolute(listed.tree, page.url, page.next_url) if page.next_url else ""
        if not records_url or answer.hops or host_of(records_url) != host_of(page.url):
            return answer, page, listed
        try:
            asked = http.get(records_url, conditional=True)
            records = page_of(asked)
        except LookFailed:
            return answer, page, listed  # the page itself shows what is wrong
        return asked, records, self._listed(records, asked)

    def _opened(self, answer: HttpAnswer, url: str) -> tuple[Page, ListedItems]:
        page = page_of(answer)
        redirect_targets.check(answer, url)
        return page, self._listed(page, answer)

    def _listed(self, page: Page, answer: HttpAnswer) -> ListedItems:
        if self.item_selector and not page.bare:
            tree, elements = page.select(self.item_selector)
        else:
            tree, elements = page.find_with_fallback(list_detection.find_list_items)
        return self._reader(answer).read(page, tree, elements)

    def _with_more(
        self, http: Http, listing: ColumnListing, page: Page, tree: BeautifulSoup
    ) -> ColumnListing:
        """Add the pages after the first; one that cannot be opened ends the list."""
        visited = {listing.url}
        for _ in range(PAGES - 1):
            here = self._next(tree, page)
            if not here or here in visited or host_of(here) != host_of(listing.url):
                break
            visited.add(here)
            try:
                answer = http.get(here, conditional=True)
                page = page_of(answer)
                listed = self._listed(page, answer)
            except LookFailed as failed:
                note = f"列表后续页未能打开，只看到前面的条目：{failed.message}"
                return listing.noted(note)
            identities = {_identity(item) for item in listing.items}
            new = tuple(item for item in listed.items if _identity(item) not in identities)
            if not new:
                break
            tree = listed.tree
            unreadable_reason = unread(
                page, listed, self._reader(answer), (*listing.items, *listed.items)
            )
            listing = replace(
                listing,
                items=listing.items + new,
                refusals=tuple(filter(None, (*listing.refusals, unreadable_reason))),
                current_at=min(listing.current_at, answer.current_at),
            )
        return listing

    def _next(self, tree: BeautifulSoup, page: Page) -> str:
        if page.next_url:
            return absolute(tree, page.url, page.next_url)
        link = tree.select_one(self.next_selector) if self.next_selector else None
        return absolute(tree, page.url, str(link.get("href", ""))) if link else ""

    def _reader(self, answer: HttpAnswer) -> ListReader:
        return ListReader(
            link=self.link_selector,
            date=self.date_selector,
            zone=self.zone,
            made_at=answer.made_at,
            seen_at=answer.received_at,
        )


def dated_by_articles(http: Http, listing: ColumnListing, zone: Zone) -> ColumnListing:
    """Return *listing* dated by the pages of its first articles alone.

    Raises the failure where none of those pages could be opened.
    """
    undated = [_undated(item) for item in listing.items]
    order = sorted(range(len(undated)), key=lambda number: undated[number].pinned)
    chosen = [number for number in order if _is_here(undated[number], listing)][:ARTICLES]
    failures: list[LookFailed] = []
    pages: dict[int, tuple[bytes, StatedDate]] = {}
    for number in chosen:
        try:
            answer = http.get(undated[number].url, conditional=True)
            pages[number] = answer.body, _article(answer, zone)
        except LookFailed as failed:
            failures.append(failed)
    for number, stated in without_shared_dates(pages).items():
        undated[number] = of_article(undated[number], stated)
    if failures and len(failures) == len(chosen):
        raise LookFailed(failures[0].outcome, f"文章页未能打开：{failures[0].message}")
    notes = (f"{len(failures)} 个文章页未能打开：{failures[0].message}",) if failures else ()
    return replace(listing, items=tuple(undated)).noted(*notes)


def dated_by_list(http: Http, listing: ColumnListing, zone: Zone) -> ColumnListing:
    """Return *listing* with years completed, its newest date compared with the article's page.

    Where that page states an older date, the next newest one's page is compared, too.
    """
    items = _completed(listing, zone, {})
    checked = [against_address(item) for item in items]
    order = sorted(range(len(items)), key=lambda n: _order(checked[n]), reverse=True)
    if not order:
        return replace(listing, items=tuple(checked))
    number = order[0]
    if items[number].moment is None or not _is_here(items[number], listing):
        return replace(listing, items=tuple(checked))
    stated = _stated(http, items[number], zone)
    if isinstance(stated, LookFailed):
        note = f"最新一条的文章页未能打开，时间以列表为准：{stated.message}"
        return replace(listing, items=tuple(checked)).noted(note)
    if stated.moment is not None:
        items = _completed(listing, zone, {number: stated.moment.at.astimezone(zone).date()})
        item = reconciled(items[number], stated)
        if is_older(items[number], stated) and not _next_article_confirms_list(
            http, listing, items, order[1:], zone
        ):
            items = with_doubt(items, number, stated.moment.at)
        checked = [against_address(each) for each in items]
        checked[number] = against_address(item, confirmed=not item.doubt)
    listing = replace(listing, items=tuple(checked))
    if stated.fault:
        listing = listing.noted(f"最新一条的文章页所标发布时间未采用：{stated.fault}")
    return listing


def _stated(http: Http, item: ColumnItem, zone: Zone) -> StatedDate | LookFailed:
    try:
        return _article(http.get(item.url, conditional=True), zone)
    except LookFailed as failed:
        return failed


def _article(answer: HttpAnswer, zone: Zone) -> StatedDate:
    return article_date(page_of(answer), answer.received_at, zone)


def _next_article_confirms_list(
    http: Http,
    listing: ColumnListing,
    items: Sequence[ColumnItem],
    order: Sequence[int],
    zone: Zone,
) -> bool:
    """Say whether the page of the next newest item confirms the date that the list gives it."""
    second = next((items[n] for n in order if _is_here(items[n], listing)), None)
    if second is None or second.moment is None:
        return False
    stated = _stated(http, second, zone)
    if isinstance(stated, LookFailed) or stated.moment is None:
        return False
    return not is_older(second, stated)


def _completed(
    listing: ColumnListing, zone: Zone, article: Mapping[int, date]
) -> tuple[ColumnItem, ...]:
    today = listing.made_at.astimezone(zone).date()
    return Years(today=today, zone=zone, article=article).completed(listing.items)


def _order(item: ColumnItem) -> datetime:
    return item.newest_at or clock.BEGINNING


def _undated(item: ColumnItem) -> ColumnItem:
    return ColumnItem(title=item.title, url=item.url, moment=None, pinned=item.pinned)


def _is_here(item: ColumnItem, listing: ColumnListing) -> bool:
    return bool(item.url) and host_of(item.url) == host_of(listing.url)


def _identity(item: ColumnItem) -> str:
    return key_of(item.url) or item.title
