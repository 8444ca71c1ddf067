"""What people counted of an account's posts in a month is entered (人工填报发布条数)."""

from datetime import datetime

from sqlite_utils import Database

from monitor.figures.post_count_store import PostCountStore
from monitor.model import Account, clock
from monitor.model.errors import RequestError
from monitor.model.period import Period, Span
from monitor.model.post_count import PostCount


def enter(
    db: Database, account: Account, month: Period, posts: int, by: str, now: datetime
) -> bool:
    """Append a count; return False where it only repeats the last one. Raises RequestError."""
    if month.first_day > clock.day(now):
        raise RequestError(f"{month.label}尚未开始，不能填报发布条数")
    count = PostCount(account=account.id, month=month, posts=posts, by=by, at=now)
    return bool(PostCountStore(db).append([count]))


def last_month(now: datetime) -> Period:
    """Return the month before *now*, the last of which a count can be whole."""
    day = clock.day(now)
    return Period(year=day.year, month=day.month, span=Span.MONTH).before
