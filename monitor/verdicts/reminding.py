"""Whether a unit is reminded: only of a silence that somebody vouches for. Pure.

Posts are missing from what is known as soon as nobody looks. So an account is close to its limit
(临近超期) only where somebody saw it silent for the whole time that nobody is reminded of, within
the last round of looks; where its newest post known is as old and nobody vouches for so much, a
person has to look first (待查看).

A look by hand speaks until the reminder that follows its round: looked at from Monday to Thursday,
reminded of on Friday, with the day of the look. What was seen silent for a week on Monday was
silent for that week whatever came after it. What was seen silent for less names nobody: a weekly
account may have published since.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from monitor.model import Assessment, Post, Snapshot, State, Window, clock
from monitor.verdicts import freshness, summary
from monitor.verdicts.freshness import Limit

ROUND = 4  # days from the first looks of a round, on Monday, to the reminder after it, on Friday
LATELY = 1  # day: sources list up to the end of yesterday, and an evening's look is told next day


def state(newest_at: datetime, until: datetime | None, remind: Limit, moment: datetime) -> State:
    """Return the state at *moment* of an account that passes.

    *until*: up to when somebody vouches that nothing newer than *newest_at* was published.
    *remind*: how long a silence nobody is reminded of.
    """
    if remind.holds(newest_at, moment):
        return State.FRESH
    if until is None or not is_recent(until, moment):
        return State.TO_VIEW
    return State.DUE if clock.natural_days(newest_at, until) >= remind.days else State.TO_VIEW


def is_recent(until: datetime, moment: datetime) -> bool:
    """Say whether what was seen up to *until* may still be told to a unit at *moment*."""
    return clock.natural_days(until, moment) <= ROUND


def is_current(until: datetime, moment: datetime) -> bool:
    """Say whether *until* is as late as a look at *moment* can vouch for."""
    return clock.natural_days(until, moment) <= LATELY


def as_of(assessment: Assessment, now: datetime) -> str:
    """Return up to which day a silence was seen, as a remark; empty where that is today.

    What is told of an earlier look has to bear its day: the account may have published since.
    """
    day = clock.day(summary.seen_until(assessment))
    return "" if day >= clock.day(now) else f"（截至{clock.month_day(day)}所见）"


def vouched_until(
    snapshot: Snapshot, newest_at: datetime, shown: Iterable[Post], remind: Limit
) -> datetime | None:
    """Return up to when somebody vouches that nothing newer than *newest_at* was published.

    *shown*: all posts that anybody ever saw. One that is possibly newer, and would end the silence,
    denies what is vouched for. None where nobody vouches.
    """
    later = [at for at in map(freshness.latest, shown) if at > newest_at]
    return max(
        (
            window.until
            for window in _vouched(snapshot)
            if window.since <= newest_at and not any(remind.holds(at, window.until) for at in later)
        ),
        default=None,
    )


def testimony(newest: Post, looked_at: datetime) -> Window:
    """Return what a person without a screenshot vouches for: nothing from *newest* to their look.

    It ends with the first second of that day, for at what hour they looked may be unknown.
    """
    until = clock.day_start(clock.day(looked_at))
    return Window(since=min(newest.published_at, until), until=until)


def _vouched(snapshot: Snapshot) -> Iterator[Window]:
    """Yield what is vouched for: a reminder needs no second look, but none may refute it."""
    yield from snapshot.windows
    yield from snapshot.testimonies
    for claim in snapshot.claims:
        if claim.examination is None or not claim.examination.refuted:
            yield claim.window


def last_seen(
    assessment: Assessment, newest_post_at: Mapping[str, datetime] = MappingProxyType({})
) -> str:
    """Return what was last seen of an account, when, and why no more is known; for the office.

    *newest_post_at*: when the newest post ever seen was published, where its verdict knows none.
    """
    newest = summary.newest_at(assessment, newest_post_at)
    looked_at = assessment.looked_at
    reason = next((result.reason for result in assessment.abstained if result.reason), "")
    seen_just_now = looked_at is None or is_current(looked_at, assessment.as_of)
    if assessment.state is State.UNKNOWN and reason and not assessment.gaps and seen_just_now:
        return reason  # what was seen does not suffice, or was never anything
    if looked_at is None and newest is not None:
        looked_at = assessment.taken_at  # of a verdict by an earlier program
    if looked_at is None:
        return "未见发布内容"
    until = assessment.vouched_until
    if assessment.gaps:
        since = "此后未能查看"
    elif not seen_just_now or (until is not None and is_current(until, looked_at)):
        since = "此后未查看"
    else:
        since = "所见不能保证齐全"
    seen = f"最近所见{clock.month_day(clock.day(newest))}，" if newest else ""
    return f"{seen}{clock.month_day(clock.day(looked_at))}查看，{since}"
