"""From items to posts, and the window that the list vouches for."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Post, Window, clock
from monitor.parsing.dates import Moment
from monitor.parsing.dates.addresses import day_in
from monitor.sources.identity import key_of
from monitor.sources.listing import heads_before
from monitor.sources.webpage.article import StatedDate
from monitor.sources.webpage.date_in_text import FINER
from monitor.sources.webpage.items import ColumnItem

DRAFT = timedelta(days=31)  # for so long an article may lie drafted before it is published
ALIKE = 3  # pages with one date in their code, to the second, from which that is the template's
SAME_PAGE = "不同内容的网址打开的是同一页面，不是各自的文章页"
OF_TEMPLATE = "在各文章页完全相同，系模板所写，不是发布时间"
QUOTED = 3  # faults that are told one by one


def post_of(item: ColumnItem, moment: Moment) -> Post:
    """Return the post of a dated item."""
    return Post(
        key=_key(item, moment),
        published_at=moment.at,
        precision=moment.precision,
        title=item.title,
        url=item.url,
        pinned=item.pinned,
        earliest_at=item.earliest_at,
        latest_at=item.latest_at,
        doubt=item.doubt,
    )


def _key(item: ColumnItem, moment: Moment) -> str:
    key = key_of(item.url)
    if not key:
        by_day = f"{item.title}\n{clock.day(moment.at)}"
        key = hashlib.sha256(by_day.encode()).hexdigest()[:32]
    return key


def of_another(post: Post, doubt: str) -> Post:
    """Return *post* of a column that may be another one: it clears nobody."""
    return replace(
        post,
        earliest_at=clock.BEGINNING,
        latest_at=post.latest_at or post.published_at,
        doubt=doubt.removesuffix("，不据此认定未更新"),
    )


def reconciled(item: ColumnItem, stated: StatedDate) -> ColumnItem:
    """Return an item whose own page states a date, or two, besides the list's.

    Of the same day the more precise one counts; different days all stand, in doubt. A day that
    the list leaves open is taken from the page.
    """
    listed = item.moment
    if listed is None or stated.moment is None:
        return item
    moments = [stated.moment]
    if stated.other is not None and stated.other.moment is not None:
        moments.append(stated.other.moment)
    if len(moments) == 1 and _open_to(item, stated.moment):
        by = f"文章页“{stated.by}”"
        if item.doubt:
            return replace(
                item, moment=stated.moment, by=by, earliest_at=None, latest_at=None, doubt=""
            )
        finer = FINER[stated.moment.precision] < FINER[listed.precision]
        return replace(item, moment=stated.moment, by=by) if finer else item
    return _in_doubt(item, listed, moments)


def is_older(item: ColumnItem, stated: StatedDate) -> bool:
    """Say whether its own page dates *item* a day or more before the list does."""
    if item.moment is None or stated.moment is None:
        return False
    return clock.natural_days(stated.moment.at, item.earliest_at or item.moment.at) >= 1


def with_doubt(
    items: Sequence[ColumnItem], checked: int, stated: datetime
) -> tuple[ColumnItem, ...]:
    """Return *items* in doubt, where the page of the *checked* one states an older date: *stated*.

    A rebuilt column may date all its items today: the others may be off by as much, and the
    list alone clears nobody.
    """
    moment = items[checked].moment
    if moment is None:
        return tuple(items)
    too_young = moment.at - stated
    doubt = f"最新一条的文章页所标发布时间早于列表日期{clock.show_span(too_young)}，列表日期存疑"
    return tuple(
        item
        if number == checked or item.moment is None or item.doubt
        else replace(
            item, earliest_at=item.moment.at - too_young, latest_at=item.moment.at, doubt=doubt
        )
        for number, item in enumerate(items)
    )


def of_article(item: ColumnItem, stated: StatedDate) -> ColumnItem:
    """Return *item* dated by its own page, in doubt where the page contradicts itself."""
    item = replace(item, moment=stated.moment, fault=stated.fault)
    if stated.moment is None:
        return item
    item = replace(item, by=f"文章页“{stated.by}”")
    if stated.other is None or stated.other.moment is None:
        return item
    earlier, later = sorted((stated.moment, stated.other.moment), key=lambda moment: moment.at)
    days = f"{stated.by} {clock.day(stated.moment.at)} 与{stated.other.by} "
    return replace(
        item,
        moment=later,
        earliest_at=earlier.at,
        latest_at=later.at,
        doubt=f"文章页的{days}{clock.day(stated.other.moment.at)} 不一致",
        refusal="文章页所标的两个发布时间不一致，不据此认定未更新",
    )


def without_shared_dates(pages: Mapping[int, tuple[bytes, StatedDate]]) -> dict[int, StatedDate]:
    """Return the dates of *pages*, without those that are not of one article each.

    Some servers answer every address with one page; some templates give every page one date.
    """
    bodies = Counter(body for body, _ in pages.values())
    stated = {
        number: StatedDate(None, SAME_PAGE) if bodies[body] > 1 else dated
        for number, (body, dated) in pages.items()
    }
    coded = [dated.moment.at for dated in stated.values() if dated.coded and dated.moment]
    if len(coded) < ALIKE or len(set(coded)) > 1:
        return stated
    return {
        number: StatedDate(None, f"{dated.by}{OF_TEMPLATE}", dated.by) if dated.coded else dated
        for number, dated in stated.items()
    }


def _open_to(item: ColumnItem, stated: Moment) -> bool:
    """Say whether the list's date of *item* allows the day that its page states."""
    earliest, latest = item.earliest_at, item.latest_at
    if item.moment is None or earliest is None or latest is None:
        return item.moment is not None and clock.day(item.moment.at) == clock.day(stated.at)
    return clock.day(earliest) <= clock.day(stated.at) <= clock.day(latest)


def _in_doubt(item: ColumnItem, listed: Moment, stated: Sequence[Moment]) -> ColumnItem:
    ordered = sorted((listed, *stated), key=lambda moment: moment.at)
    bounds = [moment.at for moment in ordered] + [
        at for at in (item.earliest_at, item.latest_at) if at
    ]
    shown = "、".join(clock.show(moment.at) for moment in stated)
    later = clock.day(ordered[-1].at) > clock.day(listed.at)
    return replace(
        item,
        moment=ordered[-1],
        earliest_at=min(bounds),
        latest_at=max(bounds),
        doubt=f"列表所标日期 {clock.day(listed.at)} 与文章页所标发布时间 {shown} 不一致",
        refusal=LATER if later else item.refusal,
    )


LATER = "文章页所标发布时间晚于列表日期，列表日期可能不是发布日期，不据此认定未更新"


def against_address(item: ColumnItem, *, confirmed: bool = False) -> ColumnItem:
    """Return *item*, in doubt where the day in its address contradicts its date.

    An address is given when an article is drafted: its day may be up to DRAFT before the date,
    any time before it where the article's page *confirmed* the date, but never after.
    """
    on = day_in(item.url)
    if on is None or item.moment is None or item.doubt:
        return item
    listed = clock.day(item.moment.at)
    if on == listed or (on < listed and (confirmed or listed - on <= DRAFT)):
        return item
    at = clock.day_end(on)
    return replace(
        item,
        moment=replace(item.moment, at=max(item.moment.at, at)),
        earliest_at=min(item.moment.at, at),
        latest_at=max(item.moment.at, at),
        doubt=f"列表所标日期 {listed} 与网址中的日期 {on} 不一致",
        refusal=(
            f"列表日期（{listed}）早于网址中的日期（{on}），可能不是发布日期，不据此认定未更新"
            if on > listed
            else item.refusal
        ),
    )


def merged(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Keep the latest of posts with one key: a pinned item often stands in the list again."""
    kept: dict[str, Post] = {}
    for post in posts:
        other = kept.get(post.key)
        if other is None or post.published_at > other.published_at:
            kept[post.key] = post
    return tuple(kept.values())


def window_of(
    items: Sequence[ColumnItem], seen_at: datetime, refusals: Sequence[str]
) -> tuple[Window | None, str]:
    """Return the window back to the oldest item that is not pinned, or why there is none."""
    if refusals:
        return None, refusals[0]
    moments = [item.moment.at for item in items if item.moment is not None]
    if len(moments) < len(items):
        return None, "部分条目没有可用的发布时间，不据此认定未更新"
    unpinned = [item for item in items if item.moment is not None and not item.pinned]
    refused = next((item.refusal for item in unpinned if item.refusal), "")
    if refused:
        return None, refused
    if len({_key(i, i.moment) for i in unpinned if i.moment}) < 2:
        return None, "列表只有一条（不计置顶）带日期的内容，看不出次序，不据此认定未更新"
    listed = [item.moment.at for item in unpinned if item.moment is not None]
    heads = heads_before([clock.day(at) for at in listed])
    if heads is None:
        return None, "条目未按时间由新到旧排列，不据此认定未更新"
    return Window(since=min(min(listed[heads:]), seen_at), until=seen_at), ""


def faults_in(items: Sequence[ColumnItem]) -> Iterator[str]:
    """Yield a sentence for each kind of fault in the dates of items."""
    faults = Counter(item.fault for item in items if item.fault)
    for fault, count in faults.most_common(QUOTED):
        yield f"{count} 条内容未计入时间：{fault}"
    others = sum(count for _, count in faults.most_common()[QUOTED:])
    if others:
        yield f"另有 {others} 条内容未计入时间，原因类似"
    undated = sum(item.moment is None and not item.fault for item in items)
    if undated:
        yield f"{undated} 条内容未计入时间：没有可识别的发布时间"
