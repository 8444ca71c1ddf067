"""From entries to posts: read the times, or say why an entry has none."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from monitor import clock, dates, text
from monitor.dates import Moment, Zone
from monitor.model import Post, Precision
from monitor.sources.feed.document import Document, Entry

UTC_BEHIND = timedelta(hours=8)  # a Beijing clock taken for one that shows UTC
RELATIVE = frozenset({"now", "ago"})  # «3小时前» needs no zone
LONGEST_TITLE = 2000  # characters of markup that can matter to a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The dated posts in the order of the feed, and what became of the other entries.

    *broken*: the feed was no whole document. *lasting*: the same bytes say the same whenever
    they are read: no time in them is relative, missing or refused.
    """

    posts: tuple[Post, ...]
    items_seen: int
    by_update_time: int = 0
    notes: tuple[str, ...] = ()
    broken: bool = False
    lasting: bool = False

    @property
    def all_dated(self) -> bool:
        return len(self.posts) == self.items_seen

    @property
    def newest_at(self) -> datetime | None:
        return max((post.published_at for post in self.posts), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one feed's entries. *zone_known*: somebody has said in which zone it writes."""

    url: str
    zone: Zone
    zone_known: bool
    seen_at: datetime

    def read(self, document: Document) -> Listing:
        """Return the posts of *document*; what has no usable time is counted and noted."""
        posts: list[Post] = []
        faults: Counter[str] = Counter()
        by_update_time, lasting = 0, True
        for entry in document.entries:
            moment = self._moment(entry)
            fault = dates.fault(moment, self.seen_at) if moment else "没有可识别的发布时间"
            if moment is None or fault:
                faults[fault] += 1
                continue
            by_update_time += not entry.published
            lasting = lasting and moment.lasting
            posts.append(self._post(entry, moment))
        return Listing(
            posts=tuple(posts),
            items_seen=len(document.entries),
            by_update_time=by_update_time,
            notes=tuple(_notes(faults, by_update_time)),
            broken=document.broken,
            lasting=lasting and not faults,
        )

    def _moment(self, entry: Entry) -> Moment | None:
        written = entry.published or entry.updated
        return dates.read(written, self.seen_at, zone=self.zone) if written else None

    def _post(self, entry: Entry, moment: Moment) -> Post:
        url = _absolute(self.url, entry.link)
        title = _title(entry.title)
        doubtful = not (self.zone_known or moment.zoned or moment.rule in RELATIVE)
        key = entry.id or url or _fingerprint(title, moment.at)
        return post_of(key, moment.at, moment.precision, title, url, doubtful=doubtful)


def post_of(
    key: str, at: datetime, precision: Precision, title: str, url: str, *, doubtful: bool
) -> Post:
    """Return the post; *doubtful*: nobody has said in which zone *at* was written."""
    return Post(
        key=key,
        published_at=at,
        precision=precision,
        title=title,
        url=url,
        earliest_at=at if doubtful else None,
        latest_at=at + UTC_BEHIND if doubtful else None,
        doubt="发布时间未注明时区，按北京时间计，实际可能晚 8 小时" if doubtful else "",
    )


def merged(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Keep of posts with one key the latest, so that no repetition hides a newer time."""
    kept: dict[str, Post] = {}
    for post in posts:
        known = kept.get(post.key)
        if known is None or post.published_at > known.published_at:
            kept[post.key] = post
    return tuple(kept.values())


def _notes(faults: Counter[str], by_update_time: int) -> Iterator[str]:
    for fault, count in faults.items():
        yield f"{count} 条内容未计入时间：{fault}"
    if by_update_time:
        yield f"{by_update_time} 条内容只标有更新时间，按更新时间计"


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


def _fingerprint(title: str, at: datetime) -> str:
    return hashlib.sha256(f"{title}\n{clock.day(at)}".encode()).hexdigest()[:32]
