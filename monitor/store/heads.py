"""The chain's links as papers and time-stamps name them."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import clock
from monitor.model import head
from monitor.model.head import Head
from monitor.store.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp of a head: *token* is the authority's whole answer, *asked_at* of our clock."""

    head: Head
    authority: str
    stamped_at: datetime
    asked_at: datetime
    token: bytes


class Heads:
    """The store as whoever anchors its chain sees it."""

    db: Database

    def head(self) -> Head | None:
        """Return the newest link of the chain, None where nothing was sealed yet."""
        return self._link("seal != '' ORDER BY id DESC", "")

    def find_seal(self, prefix: str) -> Head | None:
        """Return the link whose seal begins with the hexadecimal digits *prefix*."""
        return self._link("seal LIKE ? ORDER BY id", f"{head.PREFIX}{prefix}%")

    def stamp(self, stamp: Stamp) -> None:
        """Keep a time-stamp beside those that are there."""
        values = {
            "run": stamp.head.run,
            "seal": stamp.head.seal,
            "authority": stamp.authority,
            "stamped_at": clock.stamp(stamp.stamped_at),
            "asked_at": clock.stamp(stamp.asked_at),
            "token": stamp.token,
        }
        with ours(), immediate(self.db):
            self.db.table("stamps").insert(values)

    def stamps(self) -> tuple[Stamp, ...]:
        """Return every time-stamp, oldest first."""
        with ours():
            rows = list(self.db.query("SELECT * FROM stamps ORDER BY id"))
        return tuple(
            Stamp(
                head=Head(row["run"], row["seal"]),
                authority=row["authority"],
                stamped_at=clock.unstamp(row["stamped_at"]),
                asked_at=clock.unstamp(row["asked_at"]),
                token=row["token"],
            )
            for row in rows
        )

    def _link(self, where: str, value: str) -> Head | None:
        values = [value] if value else []
        sql = f"SELECT id, seal FROM runs WHERE finished_at IS NOT NULL AND {where} LIMIT 1"
        with ours():
            row = self.db.execute(sql, values).fetchone()
        return head.sealed(*row) if row else None
