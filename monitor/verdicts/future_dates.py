"""Items that were listed under a date in the future: when they were published at the latest.

A mistyped year must neither accuse, for the item may be of today, nor keep an account unjudged
for ever: it was published by the day that it was first seen. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.model import Misdated, Observation, Post, Precision, clock
from monitor.parsing.text import clean

Item = tuple[str, str]  # source and key
CLOCKS_APART = 1  # days by which a date may be ahead because a clock is, about midnight


def first_seen(observations: Iterable[Observation]) -> Mapping[Item, datetime]:
    """Return when each misdated item was first seen under its impossible date."""
    first: dict[Item, datetime] = {}
    for look in sorted(observations, key=lambda look: look.taken_at):
        for item in look.reading.misdated:
            first.setdefault((look.source, item.key), look.taken_at)
    return first


def with_future_dated(
    dated: Sequence[Post], items: Iterable[tuple[str, Misdated]], since: Mapping[Item, datetime]
) -> Iterator[Post]:
    """Yield the *dated* posts, and *items* as posts of which only the latest moment is known.

    Each item comes with its source; what another source dates is left out.
    """
    yield from dated
    urls = {post.url for post in dated} - {""}
    for source, item in items:
        if item.url in urls:
            continue
        at = since[source, item.key]
        yield Post(
            key=item.key,
            published_at=clock.BEGINNING,
            precision=Precision.DAY,
            title=item.title,
            url=item.url,
            earliest_at=clock.BEGINNING,
            latest_at=at,
            doubt=f"{_named(item.title)}所标时间 {item.written} 在将来，实际发布时间不明，"
            f"{clock.show_day(at)}首次见到",
        )


def with_doubted_dates(
    source: str, posts: Mapping[str, Post], since: Mapping[Item, datetime]
) -> dict[str, Post]:
    """Return *posts*, those in doubt whose date lay in the future when they were first seen."""
    return {key: _come_true(source, post, since) for key, post in posts.items()}


def _come_true(source: str, post: Post, since: Mapping[Item, datetime]) -> Post:
    at = since.get((source, post.key))
    if at is None or clock.natural_days(at, post.published_at) <= CLOCKS_APART:
        return post
    return replace(
        post,
        earliest_at=clock.BEGINNING,
        latest_at=max(post.published_at, post.latest_at or post.published_at),
        doubt=f"{_named(post.title)}{clock.show_day(at)}查看时所标时间即在将来，不能据此认定有更新",
    )


def _named(title: str) -> str:
    return f"《{clean(title, 30)}》" if title else "一条内容"
