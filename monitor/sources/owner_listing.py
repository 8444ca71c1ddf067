"""An owner's listing, page by page: only the owner is shown the whole.

The token is used until the platform says that it has expired, and only then renewed: the order
of the requests follows from the answers alone, so that a recording can be replayed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Gap, Post, Reading, Window, as_notes, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.dates import Moment
from monitor.parsing.text import clean
from monitor.sources import block_pages
from monitor.system.token_store import OwnerToken

PAGES = 12
BACK = timedelta(days=100)  # far enough to tell a zombie
UNCLEAR = "的状态无法识别，不知是否公开"
EMPTY = "平台没有列出任何视频，也没有说明总数，不能证明从未发布，请人工查看"
NEAR = timedelta(days=14)  # before a grant ends: then the look that renews it says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One listed video. *public*: everybody may see it by now; None where nobody can tell."""

    key: str
    moment: Moment | None
    title: str = ""
    url: str = ""
    pinned: bool = False
    public: bool | None = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedPage:
    """One answer, read. *next*: the cursor of the page after it, empty where it is the last."""

    videos: tuple[Video, ...]
    next: str
    received_at: datetime


def collect(
    http: Http,
    given: OwnerToken,
    ask: Callable[[str, str], OwnedPage],
    renew: Callable[[str], OwnerToken],
    first: str,
) -> Reading:
    """Walk the listing with the owner's grant, renewed once where its token has expired.

    *given*: as configured. *ask* takes the token and a cursor, *renew* the refresh token.
    """

    grant = http.granted(given)
    try:
        return walk(partial(ask, grant.token), first)
    except LookFailed as failed:
        if failed.outcome is not Outcome.AUTH_EXPIRED or not grant.refresh_token:
            raise
    fresh = renew(grant.refresh_token)
    http.keep_grant(given, fresh)
    reading = walk(partial(ask, fresh.token), first)
    return replace(reading, notes=(*reading.notes, *as_notes(_ending(fresh, http.moment))))


def walk(ask: Callable[[str], OwnedPage], first: str) -> Reading:
    """Read back from cursor *first* until the listing ends, reaches far enough, or repeats.

    The window ends with the first answer; an undated or disordered listing vouches for nothing.
    """
    pages, gaps = _pages(ask, first)
    videos: dict[str, Video] = {}
    for video in (video for page in pages for video in page.videos):
        videos.setdefault(video.key, video)  # a pinned one may stand in its own place, too
    if not all(videos):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的视频缺少编号")
    doubtful = sum(video.public is None for video in videos.values())
    read = [_post(video, pages[0].received_at) for video in videos.values() if video.public]
    posts = tuple(post for post, _ in read if post is not None)
    if not videos:
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, EMPTY)
    if not posts and doubtful:
        raise LookFailed(Outcome.LAYOUT_CHANGED, f"有{doubtful}个视频{UNCLEAR}")
    if not posts and read:
        raise LookFailed(Outcome.UNDATED, "所列视频都没有可用的发布时间")
    notes = [f"有{doubtful}个视频{UNCLEAR}，未计入"] if doubtful else []
    return Reading(
        posts=posts,
        window=_window(pages, posts, whole=not doubtful and len(posts) == len(read)),
        gaps=gaps,
        items_seen=sum(len(page.videos) for page in pages),
        notes=as_notes(dict.fromkeys([*notes, *(note for _, note in read)])),
    )


def _pages(ask: Callable[[str], OwnedPage], first: str) -> tuple[list[OwnedPage], tuple[Gap, ...]]:
    """Return the pages, and the gap where a later one failed: earlier ones still count.

    A token refused halfway is raised: the whole is read anew with another one.
    """
    pages = [ask(first)]
    seen = {video.key for video in pages[0].videos}
    while pages[-1].next and len(pages) < PAGES and not _far(pages):
        try:
            page = ask(pages[-1].next)
        except LookFailed as failed:
            if failed.outcome is Outcome.AUTH_EXPIRED:
                raise
            return pages, (Gap(outcome=failed.outcome, message=failed.message),)
        if page.videos and {video.key for video in page.videos} <= seen:
            break
        seen |= {video.key for video in page.videos}
        pages.append(page)
    return pages, ()


def parse_json(answer: HttpAnswer) -> Any:
    """Return the JSON of an answer; raises AUTH_EXPIRED for HTTP 401, too."""
    if answer.status == 401:
        raise LookFailed(Outcome.AUTH_EXPIRED, "平台不接受授权令牌（HTTP 401）")
    return block_pages.json_of(answer)


def listed(data: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the entries of a listing; raises LookFailed where one of them cannot be read."""
    entries = data.get(name)
    if not isinstance(entries, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少视频列表")
    if not all(isinstance(entry, dict) for entry in entries):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的视频列表结构已变化")
    return tuple(entries)


def token_in(data: Mapping[str, Any], name: str) -> str:
    """Return the token that a renewal's answer gives under *name*."""
    token = data.get(name)
    if not isinstance(token, str) or not token:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "平台没有返回接口令牌")
    return token


def until(seconds: object, now: datetime) -> datetime | None:
    """Return the end of a grant that lasts *seconds*, None where that is no number."""
    text = str(seconds)
    try:
        return now + timedelta(seconds=int(text)) if text.isdecimal() else None
    except (OverflowError, ValueError):  # more digits than anybody counts
        return None  # the grant that was just had must not be lost to what is said of it


def _ending(grant: OwnerToken, now: datetime) -> tuple[str, ...]:
    if grant.ends is None or grant.ends - now > NEAR:
        return ()
    return (f"授权将于{clock.show_day(grant.ends)}到期，请账号运维人员提前重新授权",)


def _far(pages: list[OwnedPage]) -> bool:
    listed = [v.moment.at for page in pages for v in page.videos if v.moment and not v.pinned]
    return bool(listed) and min(listed) < pages[0].received_at - BACK


def _window(pages: list[OwnedPage], posts: tuple[Post, ...], *, whole: bool) -> Window | None:
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
