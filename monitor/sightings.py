"""What earlier sightings of an item say against the date that it bears now: pure.

A column that is rebuilt may date everything anew, and a post that was put up late may bear an
old date. What was seen, and when, contradicts both: the posts then stand in doubt.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import clock
from monitor.model import Examination, Observation, Post, Precision, Sighting
from monitor.text import clean

VAGUE = frozenset({Precision.WEEK, Precision.MONTH})  # «1周前» moves with the day it is read on
DRIFT = timedelta(hours=2)  # «5小时前» may cross midnight without having moved
FEWEST = 2  # items, at least, whose dates move with the looks, that show that all do
TITLE = 4  # characters, at least, by which a title tells one item from another


def apart(one: datetime, other: datetime, *, by_day: bool) -> bool:
    """Say whether two dates of one item differ by a day; *by_day*: one of them is a mere day."""
    if clock.natural_days(*sorted((one, other))) < 1:
        return False
    return by_day or abs(one - other) > DRIFT


def sightings_by_name(sightings: Iterable[Sighting]) -> Mapping[str, Sequence[Sighting]]:
    """Return earlier sightings by the key and by the address of what was seen."""
    named: dict[str, list[Sighting]] = {}
    for seen in sightings:
        for name in {seen.key, seen.url} - {""}:
            named.setdefault(name, []).append(seen)
    return named


def contradicted(
    posts: Mapping[str, Post],
    looks: Sequence[Observation],
    sightings: Mapping[str, Sequence[Sighting]],
) -> dict[str, Post]:
    """Return *posts*, shown through one source, those in doubt that its earlier looks contradict.

    *looks*: all looks at hand through that source, in their order.
    """
    late, renames = appearances(looks), renamed(looks)
    at_hand = sightings_by_name(_sightings(looks))
    told: dict[str, Post] = {}
    moving: list[str] = []
    for key, post in posts.items():
        earlier = [*sightings.get(key, ()), *at_hand.get(key, ())]
        if post.url != key:  # elsewhere the key was another
            earlier += sightings.get(post.url, ())
        earlier += renames.get(key, ())
        if key in late:
            post = doubted(post, late[key])
        told[key] = redated(post, earlier) if earlier else post
        older = [seen for seen in earlier if _is_older(seen, post)]
        if older and _moves(older):
            moving.append(key)
    if len(moving) >= max(FEWEST, len(posts) / 2):  # the list dates everything anew, each time
        told |= {key: replace(told[key], earliest_at=clock.BEGINNING) for key in moving}
    return told


def _moves(older: Sequence[Sighting]) -> bool:
    """Say whether an item's earlier dates were of the days on which somebody looked.

    They were where each look told another one, or the only one that of its own day or of the eve.
    """
    days = {(clock.day(seen.first_seen_at), clock.day(seen.published_at)) for seen in older}
    if len(days) > 1:
        return len({on for _, on in days}) == len(days)
    return all(looked_on - on < timedelta(days=2) for looked_on, on in days)


def _sightings(looks: Iterable[Observation]) -> Iterator[Sighting]:
    for look in looks:
        for post in look.reading.posts:
            yield _sighting(post, look.taken_at)


def _sighting(post: Post, seen_at: datetime) -> Sighting:
    return Sighting(
        key=post.key,
        url=post.url,
        published_at=post.published_at,
        precision=post.precision,
        first_seen_at=seen_at,
    )


def redated(post: Post, earlier: Iterable[Sighting]) -> Post:
    """Return *post*, in doubt where it, or one with its address, bore an older date before."""
    older = [seen for seen in earlier if _is_older(seen, post)]
    if not older:
        return post
    first = min(older, key=lambda seen: (seen.published_at, seen.key))
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

    *looks*: those through one source, in their order. An item counts that an earlier list must
    have held, for it reached back beyond the item's day, and did not.
    """
    found: dict[str, Appearance] = {}
    known: set[str] = set()
    before: Observation | None = None
    for look in looks:
        posts = look.reading.posts
        for post in posts:
            if before is None:
                break
            if not known.intersection(_names(post)) and _is_late(post, before):
                found[post.key] = Appearance(
                    missing_at=before.taken_at, first_seen_at=look.taken_at
                )
        known.update(name for post in posts for name in _names(post))
        known.update(f"key {item.key}" for item in look.reading.misdated)
        before = look if look.reading.window is not None else before
    return found


def emptied(looks: Sequence[Observation]) -> Examination | None:
    """Return why the latest of *looks*, which lists nothing, is not believed; None where it is.

    What an earlier look saw published is not undone by a list that shows nothing at all.
    """
    latest = looks[-1] if looks else None
    if latest is None or latest.reading.window is None or latest.reading.posts:
        return None
    window = latest.reading.window
    seen = [
        post
        for look in looks
        for post in look.reading.posts
        if window.since <= post.published_at <= window.until
    ]
    if not seen:
        return None
    newest = max(seen, key=lambda post: (post.published_at, post.key))
    on = clock.show_day(newest.published_at)
    return Examination(
        at=latest.taken_at,
        until=window.until,
        refuted=f"来源现在没有列出任何内容，但此前曾见到{on}发布的内容，不据此认定未更新",
    )


def renamed(looks: Sequence[Observation]) -> Mapping[str, Sequence[Sighting]]:
    """Return, by key, the sightings of items that were listed before under another key.

    The title tells: where one look after the other lists it once, and the old item not beside
    the new one; with the same address, too, in whatever earlier look. An item may change its key
    from look to look, and its date in between: the sightings under all its keys are one history.
    """
    told: dict[str, list[Sighting]] = {}
    placed: dict[tuple[str, str], Post] = {}  # by title and address
    before: Mapping[str, Post] = {}
    found: dict[str, list[Sighting]] = {}
    for look in looks:
        titled = _by_title(look.reading.posts)
        stayed = (post.published_at for post in look.reading.posts if post.key in told)
        oldest = min(stayed, default=None)
        for title, post in titled.items():
            if post.key in told:
                continue
            earlier = placed.get((title, post.url)) or before.get(title)
            if earlier is None or _listed_beside(earlier, post, look.reading.posts):
                continue
            if oldest is None or earlier.published_at >= oldest:  # else it had to make room
                found[post.key] = told[post.key] = told[earlier.key]
        for post in look.reading.posts:
            told.setdefault(post.key, []).append(_sighting(post, look.taken_at))
        placed |= {(title, post.url): post for title, post in titled.items() if post.url}
        before = titled
    return found


def _listed_beside(earlier: Post, post: Post, listed: Sequence[Post]) -> bool:
    """Say whether *earlier* stands in the list beside *post*: this is another of its name."""
    own = set(_names(earlier, title=False))
    return any(own.intersection(_names(one, title=False)) for one in listed if one is not post)


def _by_title(posts: Sequence[Post]) -> dict[str, Post]:
    counted: dict[str, list[Post]] = {}
    for post in posts:
        counted.setdefault(post.title, []).append(post)
    return {
        title: own[0] for title, own in counted.items() if len(own) == 1 and len(title) >= TITLE
    }


def _is_older(seen: Sighting, post: Post) -> bool:
    if seen.published_at >= post.published_at or {seen.precision, post.precision} & VAGUE:
        return False
    by_day = Precision.DAY in (seen.precision, post.precision)
    return apart(seen.published_at, post.published_at, by_day=by_day)


def _is_late(post: Post, before: Observation) -> bool:
    window = before.reading.window
    if window is None or post.precision in VAGUE:
        return False
    on = clock.day(post.published_at)
    inside = clock.day(window.since) < on <= clock.day(window.until)
    return inside and on < clock.day(before.taken_at)


def _names(post: Post, *, title: bool = True) -> Iterator[str]:
    yield f"key {post.key}"
    if post.url:
        yield f"url {post.url}"
    if title and len(post.title) >= TITLE:
        yield f"title {post.title}"


def _named(post: Post) -> str:
    return f"《{clean(post.title, 30)}》" if post.title else "所见内容"
