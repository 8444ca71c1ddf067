"""Posts united over sources: what has the same address, or the same key, is one post."""

from collections.abc import Iterable
from dataclasses import replace

from monitor.model import Post


def united(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return *posts*, each once, in the order of their times."""
    by_name: dict[str, Post] = {}
    for post in posts:
        name = post.url or post.key
        by_name[name] = _surer(by_name[name], post) if name in by_name else post
    return tuple(sorted(by_name.values(), key=lambda p: (p.published_at, p.key, p.url)))


def _surer(first: Post, other: Post) -> Post:
    """Return the later of two versions of a post, without doubt where one has none.

    A version without an earliest moment does not refute one that has it.
    """
    later = first if (first.published_at, first.key) >= (other.published_at, other.key) else other
    if later.earliest_at is None:
        return later
    earliest = max(post.earliest_at or post.published_at for post in (first, other))
    return replace(later, earliest_at=max(later.earliest_at, earliest))
