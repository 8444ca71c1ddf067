"""What a look through one source shows, and the evidence it rests on."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from monitor.model.enums import ChecklistItem, Means, Precision
from monitor.model.notes import Note
from monitor.model.outcome import Outcome, Portal

MOST_VALID_DAYS = 31  # for so long at most what a person saw is believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One published thing (内容).

    *published_at* is aware; of a coarse time it is the latest moment, so that the doubt goes
    to the account. *earliest_at* and *latest_at* bound the truth where *doubt* says that the
    time itself is uncertain (an edit time, a missing zone, an id that disagrees).
    """

    key: str
    published_at: datetime
    precision: Precision = Precision.SECOND
    title: str = ""
    url: str = ""
    repost: bool = False
    pinned: bool = False
    earliest_at: datetime | None = None
    latest_at: datetime | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misdated:
    """An item that was listed under a date in the future, *written* as staff read it.

    When it was published is unknown; at the latest when it was first seen.
    """

    key: str
    title: str
    url: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The source vouches: no public post between these two moments is missing from it."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise ValueError(f"window ends before it begins: {self.since} > {self.until}")

    def ended(self, until: datetime) -> "Window":
        """Return the window that ends at *until*, where that is earlier."""
        until = min(until, self.until)
        return Window(since=min(self.since, until), until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDate:
    """The day that the page of a listed item states, if it does.

    *by* names where it stands, as staff call it: ``PubDate``, ``发布时间``, ``网址``.
    """

    url: str
    title: str = ""
    on: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The result of a window's second examination, without which it condemns nobody.

    *until*: up to when the list was proved complete. *pages*: the items' own pages that were
    opened. *refuted*: why the window proves nothing, in one sentence; empty where it stands.
    """

    at: datetime
    until: datetime
    pages: tuple[PageDate, ...] = ()
    refuted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A look that showed nothing usable, or not all: why, what was seen, what staff must do.

    *portal*: the login page that came instead, where it was one.
    """

    outcome: Outcome
    message: str
    portal: Portal | None = None

    @property
    def action(self) -> str:
        return self.outcome.action


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source showed in one look: posts, perhaps a window, perhaps gaps.

    *items_seen* counts everything listed, dated or not. *shown_name* is the account's name
    on the platform, None where the source does not show it. *notes* are for staff.
    *released_at*: when an app's present version came out, which is no content. *current_at*: up
    to when the listing is current, where the source can tell its copy from its articles'.
    *examination*: what came of a second, closer look; a window without one condemns nobody.
    *misdated*: items under a date that cannot be, which the window covers all the same.
    """

    posts: tuple[Post, ...] = ()
    window: Window | None = None
    gaps: tuple[Gap, ...] = ()
    items_seen: int = 0
    shown_name: str | None = None
    notes: tuple[Note, ...] = ()
    released_at: datetime | None = None
    current_at: datetime | None = None
    examination: Examination | None = None
    misdated: tuple[Misdated, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of all that is listed, under whatever date."""
        return (*(post.key for post in self.posts), *(item.key for item in self.misdated))

    @property
    def urls(self) -> tuple[str, ...]:
        """Return the addresses of all that is listed, under whatever date."""
        listed = (*(post.url for post in self.posts), *(item.url for item in self.misdated))
        return tuple(url for url in listed if url)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRef:
    """Where the recorded exchange stands: bytes [offset, offset+length) of *file*, one hash."""

    file: str
    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look through one source (观测): its reading, its moment, its evidence.

    *source* names the source within the account (``weibo_public``, ``feed#2`` for a second
    one of a kind). *by* names the person of an observation by hand, whose *expires_at* counts.
    *clock_offset*: how far the servers' clocks were ahead of ours; None where they did not say.
    *via*: by what means the person entered it; None of a program's looks, and of early entries.
    """

    account: str
    source: str
    taken_at: datetime
    reading: Reading
    evidence: tuple[EvidenceRef, ...] = ()
    by: str = ""
    expires_at: datetime | None = None
    clock_offset: timedelta | None = None
    via: Means | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The earliest sighting of an item: the date that it bore then.

    *title*: which of the items at *url* it was; empty where the address alone tells.
    """

    key: str
    url: str
    published_at: datetime
    precision: Precision
    first_seen_at: datetime
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A window that a source vouches for, and its examination if there was one."""

    source: str
    window: Window
    examination: Examination | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.examination is not None and not self.examination.refuted


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person answered to one item. *evidence*: ``file@offset`` of a screenshot.

    *withdrawn*: who took it back, and why: it was given to the wrong account, say. *id*: which
    answer it is among all that were kept; 0 before it is. *via*: by what means it was entered.
    """

    item: ChecklistItem
    good: bool
    at: datetime
    by: str
    note: str = ""
    evidence: str = ""
    withdrawn: str = ""
    id: int = field(default=0, compare=False)
    via: Means | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """The address's last whole answer: its ETag and Last-Modified, and where it is kept.

    *memo* is what a digest named *tag* made of it, to be written; empty where none did.
    """

    url: str
    etag: str
    last_modified: str
    ref: EvidenceRef
    tag: str = ""
    memo: str = ""
