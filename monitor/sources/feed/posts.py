"""From entries to posts: read the times, or say why an entry has none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from monitor.model import Misdated, Post, Precision, clock
from monitor.parsing import dates, text
from monitor.parsing.dates import Moment, Zone
from monitor.sources.feed.document import Entry, FeedDocument
from monitor.sources.feed.keys import ItemNames, keys

UTC_BEHIND = timedelta(hours=8)  # a Beijing clock taken for one that shows UTC
RELATIVE = frozenset({"now", "ago"})  # «3小时前» needs no zone
LONGEST_TITLE = 2000  # characters of markup that can matter to a title
NO_TIME = "没有可识别的发布时间"
NO_ZONE = "发布时间未注明时区，按北京时间计，实际可能晚 8 小时"
MADE_UP = "各条内容所标时间都是订阅生成的时刻，不是发布时间"
FEW = 3  # items, at least, that nobody can have published all at that one moment
ODD_ZONE = "发布时间所注时区不能确认，实际可能相差 14 小时以内"
SAMPLES = 2  # unread dates that are quoted
QUOTED = 40  # characters of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The dated posts in the order of the feed, and the other entries.

    *misdated*: those dated in the future. *unread*: a few of the unreadable dates, as written.
    *broken*: the feed was no whole document. *lasting*: the same bytes give the same listing at
    any time: no date in them is relative, missing or refused.
    """

    posts: tuple[Post, ...]
    items_seen: int
    by_update_time: int = 0
    notes: tuple[str, ...] = ()
    broken: bool = False
    lasting: bool = False
    misdated: tuple[Misdated, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def all_dated(self) -> bool:
        """Whether each item has a time, be it a mistyped one."""
        return len(self.posts) + len(self.misdated) == self.items_seen

    @property
    def newest_at(self) -> datetime | None:
        return max((post.published_at for post in self.posts), default=None)


@dataclass(slots=True)
class _Refused:
    """The entries that are no posts, by reason."""

    faults: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    unreadable: int = 0
    misdated: list[Misdated] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        for fault, count in self.faults.items():
            yield f"{count} 条内容未计入时间：{fault}"
        if self.unreadable:
            yield f"{self.unreadable} 条内容未计入时间：看不懂所标时间{quoted(self.unread)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReader:
    """Reads one feed's entries. *zone_known*: the zone of its dates is configured.

    *made_at*: when the bytes were made, from which relative words count; *seen_at*: when they
    were received; later dates lie in the future.
    """

    url: str
    zone: Zone
    zone_known: bool
    seen_at: datetime
    made_at: datetime

    def read(self, document: FeedDocument) -> Listing:
        """Return the posts of *document*; entries without a usable time are counted and noted."""
        posts: list[Post] = []
        refused = _Refused()
        by_update_time, lasting = 0, True
        named = [self._named(entry) for entry in document.entries]
        for entry, names, key in zip(document.entries, named, keys(named), strict=True):
            moment = self._moment(entry)
            fault = dates.fault(moment, self.seen_at) if moment else NO_TIME
            if moment is None or fault:
                self._refuse(refused, entry, names, key, moment, fault)
                continue
            by_update_time += not entry.published
            lasting = lasting and moment.lasting and moment.bounds is None
            posts.append(self._post(names, key or names.by_day(moment.at), moment))
        if made_up := lasting and len(posts) >= FEW and all(map(self._is_of_now, posts)):
            posts = [
                replace(
                    post, earliest_at=clock.BEGINNING, latest_at=post.published_at, doubt=MADE_UP
                )
                for post in posts
            ]
        notes = [*refused.notes()]
        if by_update_time:
            notes.append(f"{by_update_time} 条内容只标有更新时间，按更新时间计")
        return Listing(
            posts=tuple(posts),
            items_seen=len(document.entries),
            by_update_time=by_update_time,
            notes=tuple(notes),
            broken=document.broken,
            lasting=lasting and not made_up and len(posts) == len(document.entries),
            misdated=tuple(refused.misdated),
            unread=tuple(refused.unread),
        )

    def _is_of_now(self, post: Post) -> bool:
        """Say whether *post* bears the moment of the feed itself, filled in by a program."""
        return abs(post.published_at - self.made_at) <= clock.CLOCK_SKEW

    def _moment(self, entry: Entry) -> Moment | None:
        written = entry.published or entry.updated
        if not written:
            return None
        return dates.read(written, self.made_at, zone=self.zone, bounded=True)

    def _named(self, entry: Entry) -> ItemNames:
        url = _absolute(self.url, entry.link)
        return ItemNames(id=entry.id, url=url, title=_title(entry.title))

    def _refuse(
        self,
        refused: _Refused,
        entry: Entry,
        names: ItemNames,
        key: str,
        moment: Moment | None,
        fault: str,
    ) -> None:
        written = text.clean(entry.published or entry.updated, QUOTED)
        if moment is None and written:
            refused.unreadable += 1
            if written not in refused.unread and len(refused.unread) < SAMPLES:
                refused.unread.append(written)
        elif moment is None or moment.at <= self.seen_at:
            refused.faults[fault] += 1
        else:
            title = f"《{text.clean(names.title, 30)}》" if names.title else ""
            refused.faults[f"{title}所标{fault}"] += 1
            if key:  # else nobody could tell it from another, another day
                refused.misdated.append(
                    Misdated(
                        key=key,
                        title=names.title,
                        url=names.url,
                        written=dates.shown(moment.at, moment.precision),
                    )
                )

    def _post(self, names: ItemNames, key: str, moment: Moment) -> Post:
        doubtful = not (self.zone_known or moment.zoned or moment.rule in RELATIVE)
        post = post_of(key, moment.at, moment.precision, names.title, names.url, doubtful=doubtful)
        if moment.bounds is None:
            return post
        earliest, latest = moment.bounds
        return replace(
            post,
            published_at=min(moment.at, max(earliest, self.seen_at)),
            earliest_at=earliest,
            latest_at=latest,
            doubt=ODD_ZONE,
        )


def post_of(
    key: str, at: datetime, precision: Precision, title: str, url: str, *, doubtful: bool
) -> Post:
    """Return the post; *doubtful*: the zone of *at* is unknown."""
    return Post(
        key=key,
        published_at=at,
        precision=precision,
        title=title,
        url=url,
        earliest_at=at if doubtful else None,
        latest_at=at + UTC_BEHIND if doubtful else None,
        doubt=NO_ZONE if doubtful else "",
    )


def merged(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Keep the latest of posts with one key, so that no repetition hides a newer time."""
    kept: dict[str, Post] = {}
    for post in posts:
        other = kept.get(post.key)
        if other is None or post.published_at > other.published_at:
            kept[post.key] = post
    return tuple(kept.values())


def quoted(written: Sequence[str]) -> str:
    """Return dates as written, quoted for staff."""
    return "、".join(f"“{date}”" for date in written)


def _absolute(base: str, link: str) -> str:
    if link.startswith(("http://", "https://")) or not link:
        return link
    try:
        address = urljoin(base, link)
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _title(raw: str) -> str:
    markup = raw[:LONGEST_TITLE]
    return text.clean(text.plain(markup) if "<" in markup or "&" in markup else markup)
