"""A listing as text, to be kept until the feed changes."""

import json
from datetime import UTC, datetime

from monitor.model import Post, Precision
from monitor.sources.feed.posts import Listing, post_of

FORM = "feed/3"  # counted up with every change of what is made of the same bytes
Row = tuple[str, int, str, str, str, bool]


def dump(listing: Listing) -> str:
    """Return *listing* as compact JSON, empty where it depends on the time of reading."""
    if not listing.lasting or any(post.published_at.microsecond for post in listing.posts):
        return ""
    summary = (listing.items_seen, listing.by_update_time, listing.notes, listing.broken)
    rows = [_row(post) for post in listing.posts]
    return json.dumps([*summary, rows], ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Listing:
    """Return the listing of ``dump``; raises ValueError for any other text."""
    try:
        items_seen, by_update_time, notes, broken, rows = json.loads(text)
        posts = tuple(
            post_of(
                key,
                datetime.fromtimestamp(at, UTC),
                Precision(precision),
                title,
                url,
                doubtful=doubtful,
            )
            for key, at, precision, title, url, doubtful in rows
        )
    except TypeError as error:
        raise ValueError("no listing") from error
    return Listing(
        posts=posts,
        items_seen=items_seen,
        by_update_time=by_update_time,
        notes=tuple(notes),
        broken=broken,
        lasting=True,
    )


def _row(post: Post) -> Row:
    at = int(post.published_at.timestamp())
    return (post.key, at, post.precision.value, post.title, post.url, bool(post.doubt))
