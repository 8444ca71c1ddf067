"""One Weibo post in the shape that all of the platform's interfaces share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.model import Post
from monitor.parsing import dates
from monitor.parsing.text import clean, plain

RawPost = dict[str, Any]  # as the platform's JSON holds it, under ``mblog`` or ``statuses``


def mid_of(raw: RawPost) -> str:
    """Return the post's id, as text; empty where it has none."""
    return str(raw.get("mid") or raw.get("idstr") or raw.get("id") or "")


def is_public(raw: RawPost) -> bool:
    """Say whether everybody may see the post; the account itself is also shown its others."""
    visible = raw.get("visible")
    return not isinstance(visible, dict) or visible.get("type") in (0, "0", None)


def is_pinned(raw: RawPost, card: dict[str, Any] | None = None) -> bool:
    """Say whether any of the platform's four marks of a pinned post is there.

    *card*: what holds the post in the listing that guests are shown.
    """
    title = raw.get("title")
    return (
        raw.get("isTop") in (1, True, "1")
        or raw.get("mblogtype") in (2, "2")
        or (isinstance(title, dict) and title.get("text") == "置顶")
        or str((card or {}).get("profile_type_id") or "").startswith("proweibotop")
    )


def shown_name(raw_posts: Iterable[RawPost]) -> str | None:
    """Return the account's name as the posts show it."""
    for raw in raw_posts:
        user = raw.get("user")
        if isinstance(user, dict) and user.get("screen_name"):
            return str(user["screen_name"])
    return None


def post_of(raw: RawPost, seen_at: datetime, *, pinned: bool, url: str) -> tuple[Post | None, str]:
    """Return the post, or None and why its time is refused.

    ``(None, "")`` where the id is missing, or the time is missing or unreadable. Of a repost, the
    time is that of the repost itself and not of the post within it. The id holds a time as well:
    where the two differ, both bound the time, and the post is doubtful.
    """
    mid = mid_of(raw)
    moment = dates.read(str(raw.get("created_at") or ""), seen_at)
    if moment is None or not mid:
        return None, ""
    refusal = dates.fault(moment, seen_at)
    if refusal:
        return None, refusal
    by_id = dates.weibo_mid_at(mid)
    doubt = dates.cross_check(moment.at, by_id, precision=moment.precision)
    return Post(
        key=mid,
        published_at=moment.at,
        precision=moment.precision,
        title=clean(plain(str(raw.get("text") or "")), 60),
        url=url,
        repost=isinstance(raw.get("retweeted_status"), dict),
        pinned=pinned,
        earliest_at=min(moment.at, by_id) if doubt and by_id else None,
        latest_at=max(moment.at, by_id) if doubt and by_id else None,
        doubt=doubt,
    ), ""
