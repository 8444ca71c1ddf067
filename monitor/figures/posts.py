"""How many posts an account published in a period, and who says so. Pure.

Only a source that lists an account's posts can count them. What a person saw when looking tells
when the account last published and nothing of how often, so it is never a number; a person who
counted enters a month's number, and it is shown as theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.figures.period_values import AccountHistory
from monitor.model import Named, Verdict, clock
from monitor.model.period import Period
from monitor.model.post_count import PostCount

BY_HAND = "by_hand"  # the source of what people saw
# sources that show one item, or none, and list nothing
NOT_LISTING = (BY_HAND, "wechat_article", "app_store")


class PostBasis(Named):
    """Who says how many posts an account published, or why nobody does."""

    WHOLE = "whole", "来源列出"
    AT_LEAST = "at_least", "来源列出，不少于此数"
    REPORTED = "reported", "人工填报"
    BY_HAND = "by_hand", "仅人工查看，不计发布条数"
    UNLISTED = "unlisted", "来源未列出本期内容，不计发布条数"
    UNSEEN = "unseen", "未查看，不计发布条数"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTotal:
    """A sum over accounts. *accounts*: of how many a number is known.

    *least*: how many of these are a lower bound. *reported*, *reported_posts*: how many rest on
    what people entered, and their sum.
    """

    number: int = 0
    accounts: int = 0
    least: int = 0
    reported: int = 0
    reported_posts: int = 0


def counted(
    history: AccountHistory, period: Period, *, whole: bool
) -> tuple[int | None, PostBasis]:
    """Return the posts of *history* in *period*, and who says so.

    *whole*: sources that list its posts vouch for the whole period. What people entered counts
    before a lower bound, unless more was listed than they say.
    """
    if whole:
        return history.listed, PostBasis.WHOLE
    reported = reported_posts(history.post_counts, period)
    if reported is not None and reported >= history.listed:
        return reported, PostBasis.REPORTED
    if history.listed:
        return history.listed, PostBasis.AT_LEAST
    kinds = {source.partition("#")[0] for source in _sources(history, period)}
    if kinds - {BY_HAND}:
        return None, PostBasis.UNLISTED
    judged = any(
        period.holds(look.at) and look.verdict is not Verdict.UNKNOWN for look in history.looks
    )
    return None, PostBasis.BY_HAND if kinds or judged else PostBasis.UNSEEN


def reported_posts(entries: Iterable[PostCount], period: Period) -> int | None:
    """Return the sum of what was entered for every month of *period*, None where one lacks.

    The last entry for a month counts. One made before the month was over tells of a part of it.
    """
    last: dict[Period, int] = {}
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.id)):
        if clock.day(entry.at) >= entry.month.last_day:
            last[entry.month] = entry.posts
    months = period.months(period.last_day)
    return sum(last[month] for month in months) if all(month in last for month in months) else None


def total(accounts: Iterable[tuple[int | None, PostBasis]]) -> PostTotal:
    """Return the sum over *accounts*."""
    known = [(number, basis) for number, basis in accounts if number is not None]
    reported = [number for number, basis in known if basis is PostBasis.REPORTED]
    return PostTotal(
        number=sum(number for number, _ in known),
        accounts=len(known),
        least=sum(basis is PostBasis.AT_LEAST for _, basis in known),
        reported=len(reported),
        reported_posts=sum(reported),
    )


def _sources(history: AccountHistory, period: Period) -> Iterable[str]:
    for sources in history.sources.values():
        yield from sources
    for look in history.looks:
        if period.holds(look.at):
            yield from (source for source, _, _ in look.gaps)
