"""An owner's own listing, page by page: what its platform shows to nobody else is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import clock, dates
from monitor.dates import Moment
from monitor.model import Post, Reading, Window
from monitor.text import clean

PAGES = 12
BACK = timedelta(days=100)  # far enough to tell a zombie
NEAR = timedelta(days=14)  # before a grant ends: then every look says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One listed video. *public*: everybody may see it by now."""

    key: str
    moment: Moment | None
    title: str = ""
    url: str = ""
    pinned: bool = False
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, read. *next*: the cursor of the page after it, empty where it is the last."""

    videos: tuple[Video, ...]
    next: str
    received_at: datetime


def walk(ask: Callable[[str], Page], first: str) -> Reading:
    """Read back from cursor *first* until the listing ends, reaches far enough, or repeats.

    The window ends with the first answer; an undated or disordered listing vouches for nothing.
    """
    pages = [ask(first)]
    seen = {video.key for video in pages[0].videos}
    while pages[-1].next and len(pages) < PAGES and not _far(pages):
        page = ask(pages[-1].next)
        if page.videos and {video.key for video in page.videos} <= seen:
            break
        seen |= {video.key for video in page.videos}
        pages.append(page)
    videos = {video.key: video for page in pages for video in page.videos}
    read = [_post(video, pages[0].received_at) for video in videos.values() if video.public]
    posts = tuple(post for post, _ in read if post is not None)
    return Reading(
        posts=posts,
        window=_window(pages, posts, whole=len(posts) == len(read)),
        items_seen=sum(len(page.videos) for page in pages),
        notes=tuple(dict.fromkeys(note for _, note in read if note)),
    )


def ending(until: datetime, now: datetime) -> tuple[str, ...]:
    """Return what is to be said of a grant that ends at *until*."""
    if until - now > NEAR:
        return ()
    return (f"授权将于{clock.show_day(until)}到期，请账号运维人员提前重新授权",)


def _far(pages: list[Page]) -> bool:
    listed = [v.moment.at for page in pages for v in page.videos if v.moment and not v.pinned]
    return bool(listed) and min(listed) < pages[0].received_at - BACK


def _window(pages: list[Page], posts: tuple[Post, ...], *, whole: bool) -> Window | None:
    listing = [post.published_at for post in posts if not post.pinned]
    if not whole or listing != sorted(listing, reverse=True):
        return None
    until = pages[0].received_at
    if not pages[-1].next:
        return Window(since=clock.BEGINNING, until=until)
    return Window(since=min(listing), until=until) if listing else None


def _post(video: Video, seen_at: datetime) -> tuple[Post | None, str]:
    if video.moment is None:
        return None, ""
    if fault := dates.fault(video.moment, seen_at):
        return None, fault
    return Post(
        key=video.key,
        published_at=video.moment.at,
        precision=video.moment.precision,
        title=clean(video.title, 60),
        url=video.url,
        pinned=video.pinned,
    ), ""
