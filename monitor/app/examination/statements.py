"""What the pages of listed items state, held against the list's dates: pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.model import PageDate, Post, Precision, clock
from monitor.parsing.dates.addresses import day_in, later_day_in
from monitor.parsing.text import clean
from monitor.sources.questions import Witness
from monitor.verdicts.sightings import apart

ADDRESS = "网址中的日期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What its own page and its address state of a listed item.

    *opened*: whether the page could be read at all; *failure* says why not, where there may be
    one. Of a page that is gone, as of one on another host, the other witnesses must do. *hints*:
    what a page dates that states no publication. *seen_on*: the day it was opened on.
    """

    post: Post
    opened: bool = False
    witnesses: tuple[Witness, ...] = ()
    hints: tuple[Witness, ...] = ()
    failure: str = ""
    seen_on: date = date.max

    @property
    def page(self) -> PageDate:
        """What the page was opened for, to be kept: the day it states, and where."""
        stated = next((w for w in self.witnesses if w.moment is not None), None)
        return PageDate(
            url=self.post.url,
            title=clean(self.post.title, 60),
            on=clock.day(stated.moment.at) if stated and stated.moment else None,
            by=stated.by if stated else "",
        )


def contradiction(statement: Statement) -> str:
    """Return what contradicts the date that the list gives the item, empty where nothing does."""
    post = statement.post
    unread = next((w for w in statement.witnesses if w.fault), None)
    if unread is not None:
        return f"{_named(post)}页面的{unread.by}无法采信：{unread.fault}"
    confirmed = False
    for witness in statement.witnesses:
        if witness.moment is None:
            continue
        by_day = Precision.DAY in (witness.moment.precision, post.precision)
        if apart(witness.moment.at, post.published_at, by_day=by_day):
            return _disagreement(post, witness.by, clock.day(witness.moment.at))
        confirmed = True
    on = day_in(post.url)
    listed = clock.day(post.published_at)
    # an address is given when a page is drafted: earlier than a confirmed date, it says nothing
    if on is not None and on != listed and not (confirmed and on < listed):
        return _disagreement(post, ADDRESS, on)
    return "" if confirmed else _hinted(statement, listed)


def _hinted(statement: Statement, listed: date) -> str:
    """Return what hints, or the address, hold against the list's day; empty where nothing does."""
    post = statement.post
    dated = [
        (hint, clock.day(hint.moment.at)) for hint in statement.hints if hint.moment is not None
    ]
    for hint, on in dated:
        if not hint.signed and listed < on < statement.seen_on:  # of the day of the visit are many
            return _disagreement(post, hint.by, on)
    if any(on == listed for hint, on in dated if not hint.signed):
        return ""
    signed = next((hint for hint, on in dated if hint.signed and on == listed), None)
    if signed is not None:
        day = clock.show_day(post.published_at)
        return f"{_named(post)}列表标为{day}，页面只标有{signed.by}，与之相同"
    later = later_day_in(post.url, listed, statement.seen_on)
    return _disagreement(post, ADDRESS, later) if later is not None else ""


def in_doubt(statement: Statement) -> Post:
    """Return the item's post, in doubt up to the latest date that anybody states."""
    post = statement.post
    stated = [w.moment.at for w in statement.witnesses if w.moment is not None]
    on = day_in(post.url)
    if on is not None:
        stated.append(clock.day_end(on))
    reason = contradiction(statement)
    if not reason or not stated:
        return post
    dates = (*stated, post.published_at)
    return replace(
        post,
        earliest_at=min(post.earliest_at or post.published_at, *dates),
        latest_at=_latest(post, dates),
        doubt=reason,
    )


def refusal(statements: Sequence[Statement]) -> str:
    """Return why the list's dates cannot condemn, empty where what was opened confirms them."""
    for statement in statements:
        if reason := contradiction(statement):
            return f"{reason}，列表日期不能作为发布时间，不据此认定未更新"
    failures = [statement.failure for statement in statements if statement.failure]
    if failures and not any(statement.opened for statement in statements):
        return f"最近{len(failures)}条内容的页面均未能打开，无法核对发布时间：{failures[0]}"
    return ""


def _latest(post: Post, dates: Sequence[datetime]) -> datetime:
    return max(post.latest_at or post.published_at, *dates)


def _disagreement(post: Post, by: str, on: date) -> str:
    listed, stated = clock.show_day(post.published_at), f"{on.year}年{on.month}月{on.day}日"
    return f"{_named(post)}列表标为{listed}，{by}为{stated}"


def _named(post: Post) -> str:
    return f"《{clean(post.title, 30)}》" if post.title else "所列内容"
