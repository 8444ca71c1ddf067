"""What people counted of an account's posts, appended; the last entry for a month counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Means, clock
from monitor.model.period import Period, Span, read
from monitor.model.post_count import PostCount
from monitor.system.connection import Database
from monitor.system.database import immediate, ours


@dataclass(frozen=True, slots=True)
class PostCountStore:
    """Counts of posts in the database."""

    db: Database

    def append(self, counts: Iterable[PostCount]) -> tuple[PostCount, ...]:
        """Append *counts* but those that only repeat the last entry; return what was appended."""
        with ours(), immediate(self.db):
            return self.add(counts)

    def add(self, counts: Iterable[PostCount]) -> tuple[PostCount, ...]:
        """Append *counts* as part of a greater step that holds the write lock."""
        last = {
            (entry.account, entry.month): entry
            for entries in self._by_account(clock.END).values()
            for entry in entries
        }
        new = tuple(count for count in counts if not _repeats(count, last))
        self.db.table("post_counts").insert_all(
            {
                "account": count.account,
                "month": count.month.name,
                "posts": count.posts,
                "by": count.by,
                "at": clock.stamp(count.at),
                "via": count.via,
            }
            for count in new
        )
        return new

    def by_account(self, until: datetime = clock.END) -> dict[str, tuple[PostCount, ...]]:
        """Return the entries made up to *until*, oldest first, by account."""
        with ours():
            return self._by_account(until)

    def _by_account(self, until: datetime) -> dict[str, tuple[PostCount, ...]]:
        sql = "SELECT * FROM post_counts WHERE at <= ? ORDER BY at, id"
        entries: dict[str, list[PostCount]] = {}
        for row in self.db.query(sql, [clock.stamp(until)]):
            entry = PostCount(
                id=row["id"],
                account=row["account"],
                month=read(row["month"], Span.MONTH),
                posts=row["posts"],
                by=row["by"],
                at=clock.unstamp(row["at"]),
                via=Means(row["via"]) if row["via"] else None,
            )
            entries.setdefault(entry.account, []).append(entry)
        return {account: tuple(found) for account, found in entries.items()}


def _repeats(count: PostCount, last: Mapping[tuple[str, Period], PostCount]) -> bool:
    """Say whether *count* says what the last entry for its month says, as a sheet taken twice.

    One made before the month was over told of a part of it: the same number says more now.
    """
    earlier = last.get((count.account, count.month))
    if earlier is None or (earlier.posts, earlier.by) != (count.posts, count.by):
        return False
    ended = count.month.last_day
    return (clock.day(earlier.at) >= ended) == (clock.day(count.at) >= ended)
