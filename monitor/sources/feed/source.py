"""Look at an account through a feed: RSS, RDF, Atom, JSON Feed, straight or from a bridge."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Gap, NoteKind, Platform, Reading, Window, as_notes, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import text
from monitor.sources import block_pages
from monitor.sources.feed import complaints, json_feed, memo, rapid
from monitor.sources.feed.bridge import Bridge
from monitor.sources.feed.document import FeedDocument
from monitor.sources.feed.posts import EntryReader, Listing, merged, quoted
from monitor.sources.listing import heads_before, zone_of
from monitor.sources.questions import ARTICLES, Questions

RECENT = timedelta(days=14)  # a post within it settles freshness, so that no probe is needed

FEWEST = 2  # dated items, at least, that show an order


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed shows posts; only one of the unit's *own* site can vouch that there are no others."""

    kind: ClassVar[str] = "feed"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()
    questions: ClassVar[Questions] = ARTICLES

    url: str
    zone: str = ""
    own: bool = False
    bridge: Bridge | None = None

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if self.own and self.bridge:
            raise ConfigError("own 与 bridge 不能同时使用：桥接服务生成的订阅不是本单位网站发布的")

    def collect(self, http: Http) -> Reading:
        """Read the feed, and check its bridge where it shows nothing recent."""
        answer, listing = http.digested(self.url, FeedListing(self))
        gap, note = self._bridge_says(http, listing, answer.received_at)
        if not listing.items_seen:
            if gap is not None:
                raise LookFailed(gap.outcome, gap.message)
            raise LookFailed(Outcome.EMPTY_AMBIGUOUS, "订阅正常返回，但没有任何内容条目")
        undated = None
        if not listing.posts:
            undated = Gap(
                outcome=Outcome.UNDATED,
                message=f"订阅中 {listing.items_seen} 条内容均没有可用的发布时间"
                + _written(listing),
            )
        window, reason = self._window(listing, answer.received_at)
        return Reading(
            posts=merged(listing.posts),
            window=window,
            gaps=tuple(each for each in (undated, gap) if each is not None),
            items_seen=listing.items_seen,
            notes=as_notes((*listing.notes, note)) + as_notes([reason], NoteKind.INCOMPLETE),
            current_at=answer.current_at,
            misdated=listing.misdated if window is not None else (),
        )

    def parse(self, answer: HttpAnswer) -> FeedDocument:
        """Return the feed in *answer*; raise LookFailed where it holds none."""
        complaints.raise_for(answer, bridged=self.bridge is not None)
        block_pages.check(answer, expects="xml")
        head = answer.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
        if head[:1] in (b"{", b"["):
            document = json_feed.read(block_pages.json_of(answer))
        else:
            document = rapid.read(answer.body) or _leniently(answer)
        if document is None or (document.broken and not document.entries):
            shown = text.clean(text.plain(text.decode(answer.body[:600]).text), 60)
            raise LookFailed(
                Outcome.LAYOUT_CHANGED,
                f"返回的不是完整的 RSS、Atom 或 JSON Feed，开头为：{shown or '（无文字）'}",
            )
        return document

    def listing(self, answer: HttpAnswer) -> Listing:
        """Return the listing in *answer*; raise LookFailed where it is no feed."""
        document = self.parse(answer)
        reader = EntryReader(
            url=answer.url or self.url,
            zone=zone_of(self.zone),
            zone_known=bool(self.zone),
            seen_at=answer.received_at,
            made_at=answer.made_at,
        )
        return reader.read(document)

    def _bridge_says(
        self, http: Http, listing: Listing, seen_at: datetime
    ) -> tuple[Gap | None, str]:
        """Return the bridge's fault and a note for staff."""
        newest_at = listing.newest_at
        if self.bridge is None or (newest_at is not None and newest_at >= seen_at - RECENT):
            return None, ""
        if not self.bridge.can_be_asked:
            return None, "未配置桥接服务的探测地址，无法确认其是否仍在同步"
        gap, doubt = self.bridge.state(http, self._newest)
        if gap is not None or doubt or newest_at is None:
            return gap, doubt
        days = clock.natural_days(newest_at, seen_at)
        return None, f"桥接服务运行正常，所见最近一条内容距今 {days} 天；据此不能认定账号未更新"

    def _newest(self, answer: HttpAnswer) -> datetime | None:
        return replace(self, url=answer.url or self.url).listing(answer).newest_at

    def _window(self, listing: Listing, seen_at: datetime) -> tuple[Window | None, str]:
        """Return the window back to the oldest item, or why the unit's own feed cannot vouch."""
        if not self.own or not listing.posts:
            return None, ""
        if listing.broken:
            return None, "订阅内容残缺，可能有内容未能读出，不据此认定未更新"
        if not listing.all_dated:
            return None, "部分内容没有可用的发布时间，不据此认定未更新"
        if len({post.key for post in listing.posts}) < FEWEST:
            return None, "订阅只列出一条内容，看不出先后顺序，不据此认定未更新"
        days = tuple(clock.day(post.published_at) for post in listing.posts)
        heads = heads_before(days)
        if heads is None:
            return None, "内容未按时间由新到旧排列，不据此认定未更新"
        oldest_at = min(post.published_at for post in listing.posts[heads:])
        return Window(since=min(oldest_at, seen_at), until=seen_at), ""


@dataclass(frozen=True, slots=True)
class FeedListing:
    """The feed's listing as it is kept beside its validator."""

    feed: Feed

    @property
    def tag(self) -> str:
        bridged = "bridged" if self.feed.bridge else ""
        return f"{memo.FORM}/{self.feed.zone}/{bridged}"

    def of(self, answer: HttpAnswer) -> Listing:
        return self.feed.listing(answer)

    def dump(self, value: Listing) -> str:
        return memo.dump(value)

    def load(self, text: str) -> Listing:
        return memo.load(text)


def _written(listing: Listing) -> str:
    """Return the unread dates as written."""
    return f"，所标时间写作{quoted(listing.unread)}" if listing.unread else ""


def _leniently(answer: HttpAnswer) -> FeedDocument | None:
    # The lenient parser costs as much to import as a hundred feeds to read: only when needed.
    from monitor.sources.feed import lenient

    return lenient.read(answer.body, answer.headers.get("content-type", ""))
