"""Earlier sightings that contradict the date an item bears now. Pure.

A column that is rebuilt may date everything anew, and a post that was put up late may bear an
old date. What was seen, and when, contradicts both: the posts then stand in doubt.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.model import Examination, Observation, Post, Precision, Sighting, clock
from monitor.parsing.text import clean
from monitor.verdicts.moved_items import MIN_TITLE_LENGTH, names, renamed, sightings_of

VAGUE = frozenset({Precision.WEEK, Precision.MONTH})  # «1周前» moves with the day it is read on
DRIFT = timedelta(hours=2)  # «5小时前» may cross midnight without having moved


def apart(moment: datetime, other: datetime, *, by_day: bool) -> bool:
    """Say whether two dates of one item differ by a day; *by_day*: one of them is a mere day."""
    if clock.natural_days(*sorted((moment, other))) < 1:
        return False
    return by_day or abs(moment - other) > DRIFT


def sightings_by_name(sightings: Iterable[Sighting]) -> Mapping[str, Sequence[Sighting]]:
    """Return earlier sightings by the key and by the address of the item."""
    named: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        for name in {sighting.key, sighting.url} - {""}:
            named.setdefault(name, []).append(sighting)
    return named


def elsewhere(looks: Mapping[str, Sequence[Observation]], name: str) -> Iterator[Sighting]:
    """Yield sightings by sources other than *name*, by address where that is unique there."""
    for other, others in looks.items():
        for look in others if other != name else ():
            borne = Counter(post.url for post in look.reading.posts)
            for sighting in sightings_of([look]):
                if sighting.url and borne[sighting.url] == 1:
                    yield replace(sighting, key=sighting.url, title="")


def contradicted(
    posts: Mapping[str, Post],
    looks: Sequence[Observation],
    sightings: Mapping[str, Sequence[Sighting]],
) -> dict[str, Post]:
    """Return *posts* of one source, in doubt where its earlier looks contradict them.

    *looks*: all looks at hand through that source, in their order.
    """
    late, renames = appearances(looks), renamed(looks)
    at_hand = sightings_by_name(sightings_of(looks)) if _differ(posts, looks) else {}
    moving = _dated_by_the_visit(looks)
    if not (late or renames or at_hand or moving or sightings):
        return dict(posts)  # as of most accounts, at most looks
    by_key: dict[str, Post] = {}
    for key, post in posts.items():
        earlier = [*sightings.get(key, ()), *at_hand.get(key, ())]
        if post.url != key:  # elsewhere, or before, the key was another
            earlier += [s for s in sightings.get(post.url, ()) if s.title in ("", post.title)]
            earlier += [s for s in at_hand.get(post.url, ()) if s.title and s.title == post.title]
        if key in renames:
            earlier.append(renames[key])
        if key in late:
            post = doubted(post, late[key])
        post = redated(post, earlier) if earlier else post
        by_key[key] = _undated(post) if _item(post) in moving else post
    return by_key


def _differ(posts: Mapping[str, Post], looks: Iterable[Observation]) -> bool:
    """Say whether any of *looks* shows one of *posts* under an older date, by key or address."""
    oldest: dict[str, datetime] = {}
    for look in looks:
        for post in look.reading.posts:
            for name in (post.key, post.url):
                if post.published_at < oldest.setdefault(name, post.published_at):
                    oldest[name] = post.published_at
    return any(
        oldest.get(name, post.published_at) < post.published_at
        for key, post in posts.items()
        for name in (key, post.url)
        if name
    )


def _dated_by_the_visit(looks: Sequence[Observation]) -> frozenset[str]:
    """Return the items that two or more looks each date to their own day.

    A template prints the day of the visit beside its items: none of those dates is theirs.
    """
    visits = [(look, clock.day(look.taken_at)) for look in looks if look.reading.posts]
    if len({day for _, day in visits}) < 2:
        return frozenset()
    days: dict[str, set[date]] = {}
    for look, day in visits:
        begins = clock.day_start(day)
        for post in look.reading.posts:
            if begins <= post.published_at:
                days.setdefault(_item(post), set()).add(day)
    moving = {item for item, on in days.items() if len(on) > 1}
    if len(moving) > 1:
        moving.difference_update(
            _item(post)
            for look, day in visits
            for post in look.reading.posts
            if clock.day(post.published_at) != day
        )
    return frozenset(moving) if len(moving) > 1 else frozenset()


def _item(post: Post) -> str:
    """Return the identity of an item whose key may change from look to look."""
    return f"{post.url} {post.title}" if post.url and post.title else post.key


def _undated(post: Post) -> Post:
    return replace(
        post,
        earliest_at=clock.BEGINNING,
        latest_at=post.latest_at or post.published_at,
        doubt=f"{_named(post)}每次查看时都标为查看当天，不是发布日期",
    )


def redated(post: Post, earlier: Iterable[Sighting]) -> Post:
    """Return *post*, in doubt where it, or one with its address, bore an older date before."""
    older = [sighting for sighting in earlier if _is_older(sighting, post)]
    if not older:
        return post
    first = min(older, key=lambda sighting: (sighting.published_at, sighting.key))
    before, now = clock.show_day(first.published_at), clock.show_day(post.published_at)
    seen_on = clock.show_day(first.first_seen_at)
    return replace(
        post,
        earliest_at=min(first.published_at, post.earliest_at or first.published_at),
        latest_at=max(post.published_at, post.latest_at or post.published_at),
        doubt=f"{_named(post)}{seen_on}查看时标为{before}，现标为{now}，系同一内容，不能据此认定有更新",
    )


def doubted(post: Post, appeared: "Appearance") -> Post:
    """Return *post*, in doubt because a complete list of *appeared.missing_at* lacked it."""
    day, missing = clock.show_day(post.published_at), clock.show_day(appeared.missing_at)
    return replace(
        post,
        earliest_at=post.earliest_at or post.published_at,
        latest_at=max(appeared.first_seen_at, post.latest_at or post.published_at),
        doubt=f"{_named(post)}标为{day}，但{missing}查看时列表中没有，应为此后发布",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """An item came up between two looks: the first lacked it, the second showed it."""

    missing_at: datetime
    first_seen_at: datetime


def appearances(looks: Iterable[Observation]) -> Mapping[str, Appearance]:
    """Return, by key, the items that came up after the days they bear.

    *looks*: those through one source, in their order. An item counts where an earlier list reached
    back beyond its day and lacked it.
    """
    appearances: dict[str, Appearance] = {}
    looks = tuple(looks)
    if all(look.reading.window is None for look in looks[:-1]):
        return appearances
    keys: set[str] = set()
    before: Observation | None = None
    for look in looks:
        posts = look.reading.posts
        for post in posts:
            if before is None:
                break
            if not keys.intersection(_names(post)) and _is_late(post, before):
                appearances[post.key] = Appearance(
                    missing_at=before.taken_at, first_seen_at=look.taken_at
                )
        keys.update(name for post in posts for name in _names(post))
        keys.update(f"key {item.key}" for item in look.reading.misdated)
        before = look if look.reading.window is not None else before
    return appearances


def emptied(looks: Sequence[Observation]) -> Examination | None:
    """Return why the empty latest one of *looks* is not believed; None where it is.

    A list that shows nothing at all does not refute posts seen by an earlier look.
    """
    latest = looks[-1] if looks else None
    if latest is None or latest.reading.window is None or latest.reading.posts:
        return None
    window = latest.reading.window
    earlier = [
        post
        for look in looks
        for post in look.reading.posts
        if window.since <= post.published_at <= window.until
    ]
    if not earlier:
        return None
    newest = max(earlier, key=lambda post: (post.published_at, post.key))
    on = clock.show_day(newest.published_at)
    return Examination(
        at=latest.taken_at,
        until=window.until,
        refuted=f"来源现在没有列出任何内容，但此前曾见到{on}发布的内容，不据此认定未更新",
    )


def _is_older(sighting: Sighting, post: Post) -> bool:
    if sighting.published_at >= post.published_at or {sighting.precision, post.precision} & VAGUE:
        return False
    by_day = Precision.DAY in (sighting.precision, post.precision)
    return apart(sighting.published_at, post.published_at, by_day=by_day)


def _is_late(post: Post, before: Observation) -> bool:
    window = before.reading.window
    if window is None or post.precision in VAGUE:
        return False
    on = clock.day(post.published_at)
    inside = clock.day(window.since) < on <= clock.day(window.until)
    return inside and on < clock.day(before.taken_at)


def _names(post: Post) -> Iterator[str]:
    yield from names(post)
    if len(post.title) >= MIN_TITLE_LENGTH:
        yield f"title {post.title}"


def _named(post: Post) -> str:
    return f"《{clean(post.title, 30)}》" if post.title else "所见内容"
