"""The arithmetic of freshness: pure, shared by the check, by verdicts and by reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Post, Window, clock

CLAIM_DAYS, LINK_DAYS = 7, 14  # for so many a person's look or link speaks, where none are given


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The longest silence allowed: *days* natural days, or exactly so many times 24 hours.

    *reposts*: whether a repost ends it.
    """

    days: int
    exact_hours: bool = False
    reposts: bool = True

    def holds(self, published_at: datetime, moment: datetime) -> bool:
        """Say whether a post of *published_at* is within the limit at *moment*.

        Of many posts at one moment ask which come no earlier than it ``begins``.
        """
        if self.exact_hours:
            return moment - published_at <= timedelta(days=self.days)
        return clock.natural_days(published_at, moment) <= self.days

    def refutes(self, published_at: datetime, newest_at: datetime, as_of: datetime) -> bool:
        """Say whether a post refutes that none newer than *newest_at* existed as of *as_of*."""
        return newest_at < published_at <= as_of and self.holds(published_at, as_of)

    def refuted_by(
        self, posts: Iterable[tuple[datetime, bool]], newest_at: datetime | None, as_of: datetime
    ) -> bool:
        """Say whether *posts*, proved since, refute a silence seen as of *as_of*.

        *posts*: when each was published, and whether it is a repost. *newest_at*: when the newest
        post known then was published, None for none.
        """
        return any(
            self.refutes(at, newest_at or clock.BEGINNING, as_of)
            for at, repost in posts
            if self.reposts or not repost
        )

    def begins(self, moment: datetime) -> datetime:
        """Return the first moment that is within the limit at *moment*."""
        if self.exact_hours:
            return moment - timedelta(days=self.days)
        return clock.day_start(clock.day(moment) - timedelta(days=self.days))


def age(published_at: datetime, moment: datetime) -> int:
    """Return the age in natural days of Beijing, never negative."""
    return max(0, clock.natural_days(published_at, moment))


def counted(posts: Iterable[Post], moment: datetime, *, reposts: bool = True) -> tuple[Post, ...]:
    """Return the posts that count at *moment*: none from the future, reposts as *reposts* says."""
    latest = moment + clock.CLOCK_SKEW
    return tuple(
        post
        for post in posts
        if (reposts or not post.repost)
        and (post.published_at <= latest or clock.day(post.published_at) == clock.day(moment))
    )


def newest(posts: Iterable[Post]) -> Post | None:
    """Return the newest post; of equal ones the same in whatever order they come."""
    return max(posts, key=lambda post: (post.published_at, post.key), default=None)


def latest(post: Post) -> datetime:
    """Return the latest moment at which *post* may have been published."""
    at, latest_at = post.published_at, post.latest_at
    return at if latest_at is None else max(at, latest_at)


RHYTHM = timedelta(days=90)  # over which an account's own rhythm is measured
FEWEST = 4  # days with posts, at least, that make a rhythm


def rhythm(posts: Iterable[Post], moment: datetime) -> float | None:
    """Return the mean number of days from one publishing day to the next, None for too few.

    A plain statistic of the last ``RHYTHM`` for people to read; no verdict rests on it.
    """
    days = {clock.day(p.published_at) for p in posts if moment - RHYTHM <= p.published_at <= moment}
    if len(days) < FEWEST:
        return None
    return (max(days) - min(days)).days / (len(days) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The longest stretch without a post within a period, and the days spent over the limit."""

    longest_days: int
    days_over: int


def silences(
    published: Sequence[datetime],
    since: datetime,
    until: datetime,
    limit: Limit,
    *,
    before: datetime | None,
) -> Silence:
    """Measure silence between *since* and *until* in natural days.

    A stretch runs from one post's day to the next one's, the last to *until*. It begins with
    *before*, the last post before the period, or, where none is known, with *since*. A day is
    over the limit when more than ``limit.days`` days have passed since the post before it.
    """
    days = sorted({clock.day(moment) for moment in published if since <= moment <= until})
    start, end = clock.day(since), clock.day(until)
    last = clock.day(before) if before is not None else start
    longest = over = 0
    for day in [*days, end]:
        length = (day - last).days
        longest = max(longest, length)
        # the first day over the limit is last + days + 1; the day of the next post is not over
        closing = day == end and end not in days
        first = max(start, last + timedelta(days=limit.days + 1))
        over += max(0, (day - first).days + (1 if closing else 0))
        last = day
    return Silence(longest_days=longest, days_over=over)


def reaching(windows: Iterable[Window], limit: Limit) -> tuple[Window, ...]:
    """Return the windows that reach from before the limit to their end, best first."""
    wide = (w for w in windows if w.since <= limit.begins(w.until))
    return tuple(sorted(wide, key=lambda w: (w.until, -w.since.timestamp()), reverse=True))
