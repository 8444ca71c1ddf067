"""From items to posts, and what the list as a whole can vouch for."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor import clock
from monitor.dates import Moment
from monitor.model import Post, Precision, Window
from monitor.sources.listing import heads_before
from monitor.sources.webpage.items import Item

FINER = {precision: rank for rank, precision in enumerate(Precision)}


def post_of(item: Item, moment: Moment) -> Post:
    """Return the post of a dated item."""
    by_day = f"{item.title}\n{clock.day(moment.at)}"
    return Post(
        key=item.url or hashlib.sha256(by_day.encode()).hexdigest()[:32],
        published_at=moment.at,
        precision=moment.precision,
        title=item.title,
        url=item.url,
        pinned=item.pinned,
    )


def settled(item: Item, listed: Moment, stated: Moment) -> Post:
    """Return the post of an item whose page states a date too.

    Of the same day, the finer one tells more; of different days both stand, in doubt.
    """
    if clock.day(listed.at) == clock.day(stated.at):
        finer = FINER[stated.precision] < FINER[listed.precision]
        return post_of(item, stated if finer else listed)
    earlier, later = sorted((listed.at, stated.at))
    post = post_of(item, listed if listed.at == later else stated)
    return Post(
        key=post_of(item, listed).key,
        published_at=later,
        precision=post.precision,
        title=post.title,
        url=post.url,
        pinned=post.pinned,
        earliest_at=earlier,
        latest_at=later,
        doubt=(
            f"列表所标日期 {clock.day(listed.at)} 与文章页所标发布时间 "
            f"{clock.show(stated.at)} 不一致"
        ),
    )


def merged(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Keep of posts with one key the latest: a pinned item often stands in the list again."""
    kept: dict[str, Post] = {}
    for post in posts:
        known = kept.get(post.key)
        if known is None or post.published_at > known.published_at:
            kept[post.key] = post
    return tuple(kept.values())


def window_of(items: Sequence[Item], seen_at: datetime, *, torn: bool) -> tuple[Window | None, str]:
    """Vouch back to the oldest listed item that is not pinned, or say why not."""
    if torn:
        return None, "网页代码残缺，可能有内容未能读出，不据此认定未更新"
    moments = [item.moment.at for item in items if item.moment is not None]
    if len(moments) < len(items):
        return None, "部分条目没有可用的发布时间，不据此认定未更新"
    unpinned = [item.moment.at for item in items if item.moment is not None and not item.pinned]
    heads = heads_before([clock.day(at) for at in unpinned]) if unpinned else None
    if heads is None:
        return None, "条目未按时间由新到旧排列，不据此认定未更新"
    return Window(since=min(min(unpinned[heads:]), seen_at), until=seen_at), ""


def faults_in(items: Sequence[Item]) -> Iterator[str]:
    """Say what is wrong with the dates of items."""
    for fault, count in Counter(item.fault for item in items if item.fault).items():
        yield f"{count} 条内容未计入时间：{fault}"
    undated = sum(item.moment is None and not item.fault for item in items)
    if undated:
        yield f"{undated} 条内容未计入时间：没有可识别的发布时间"
