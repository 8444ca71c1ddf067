"""One Weibo post as every interface of the platform spells it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from monitor.model import Post
from monitor.parsing import dates
from monitor.parsing.text import clean, plain

Blog = dict[str, Any]


def mid_of(blog: Blog) -> str:
    """Return the post's id, as text; empty where it has none."""
    return str(blog.get("mid") or blog.get("idstr") or blog.get("id") or "")


def is_public(blog: Blog) -> bool:
    """Say whether everybody may see the post; its owner is shown the others too."""
    visible = blog.get("visible")
    return not isinstance(visible, dict) or visible.get("type") in (0, "0", None)


def is_pinned(blog: Blog, card: Blog | None = None) -> bool:
    """Say whether any of the platform's four marks of a pinned post is there."""
    title = blog.get("title")
    return (
        blog.get("isTop") in (1, True, "1")
        or blog.get("mblogtype") in (2, "2")
        or (isinstance(title, dict) and title.get("text") == "置顶")
        or str((card or {}).get("profile_type_id") or "").startswith("proweibotop")
    )


def shown_name(blogs: Iterable[Blog]) -> str | None:
    """Return the account's name as the posts show it."""
    for blog in blogs:
        user = blog.get("user")
        if isinstance(user, dict) and user.get("screen_name"):
            return str(user["screen_name"])
    return None


def post(blog: Blog, seen_at: datetime, *, pinned: bool, url: str) -> tuple[Post | None, str]:
    """Return the post, or None and why its time is refused.

    The outer time is the post's own, even of a repost; the time in the id is a second opinion.
    """
    mid = mid_of(blog)
    moment = dates.read(str(blog.get("created_at") or ""), seen_at)
    if moment is None or not mid:
        return None, ""
    wrong = dates.fault(moment, seen_at)
    if wrong:
        return None, wrong
    by_id = dates.weibo_mid_at(mid)
    doubt = dates.cross_check(moment.at, by_id, precision=moment.precision)
    return Post(
        key=mid,
        published_at=moment.at,
        precision=moment.precision,
        title=clean(plain(str(blog.get("text") or "")), 60),
        url=url,
        repost=isinstance(blog.get("retweeted_status"), dict),
        pinned=pinned,
        earliest_at=min(moment.at, by_id) if doubt and by_id else None,
        latest_at=max(moment.at, by_id) if doubt and by_id else None,
        doubt=doubt,
    ), ""
