"""What people counted of an account's posts in a month is entered (人工填报发布条数)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.figures.post_count_store import PostCountStore
from monitor.figures.posts import NOT_LISTING, reported_posts
from monitor.model import Account, Means, clock
from monitor.model.errors import RequestError
from monitor.model.period import Period, last_whole_month
from monitor.model.post_count import PostCount
from monitor.review.counted_posts import CountedPosts
from monitor.review.posts_column import REPORTED
from monitor.system.connection import Database

LISTED = "—"  # stands in a sheet where sources list the posts


def enter(
    db: Database, account: Account, month: Period, posts: int, by: str, now: datetime
) -> bool:
    """Append a count; return False where it only repeats the last one. Raises RequestError."""
    if month.first_day > clock.day(now):
        raise RequestError(f"{month.label}尚未开始，不能填报发布条数")
    count = PostCount(account=account.id, month=month, posts=posts, by=by, at=now, via=Means.CLI)
    return bool(PostCountStore(db).append([count]))


def of_sheet(counted: Iterable[CountedPosts], now: datetime, via: Means) -> tuple[PostCount, ...]:
    """Return the counts of a sheet, entered at *now*."""
    return tuple(
        PostCount(
            account=count.account.id,
            month=count.month,
            posts=count.posts,
            by=count.by,
            at=now,
            via=via,
        )
        for count in counted
    )


def last_month(now: datetime) -> Period:
    """Return the latest month of which a count can be whole."""
    return last_whole_month(clock.day(now))


def known(
    db: Database, accounts: Iterable[Account], month: Period, now: datetime
) -> Mapping[str, str]:
    """Return why nobody need count an account's posts of *month*, by account; "" where one must."""
    entries = PostCountStore(db).by_account(now)
    reported = {id for id, counts in entries.items() if reported_posts(counts, month) is not None}
    return {
        account.id: LISTED if _is_listed(account) else REPORTED if account.id in reported else ""
        for account in accounts
    }


def _is_listed(account: Account) -> bool:
    """Say whether an account has a source that lists its posts."""
    return any(source.kind not in NOT_LISTING for source in account.outlines)
