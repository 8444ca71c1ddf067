"""The chain's links as papers, time-stamps and the evidence name them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.model import chain_head, clock
from monitor.model.chain_head import Head
from monitor.model.errors import StoreError
from monitor.system.chain import links
from monitor.system.chain.links import ChainLink
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

FOUND = """
SELECT run, seal FROM (
SELECT coalesce(run, 0) AS run, seal, 0 AS older, id FROM links UNION ALL
SELECT id, seal, 1, id FROM runs WHERE finished_at IS NOT NULL
) WHERE substr(seal, 1, length(:prefix)) = :prefix ORDER BY older, id LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time-stamp of a head: *token* is the authority's whole answer, *asked_at* of our clock."""

    head: Head
    authority: str
    stamped_at: datetime
    asked_at: datetime
    token: bytes


@dataclass(frozen=True, slots=True)
class ChainHeads:
    """Heads of the chain and their time-stamps in the database."""

    db: Database

    def head(self) -> Head | None:
        """Return the newest link of the chain once a run has ended, None before."""
        link = self.newest_link()
        return chain_head.sealed(link.run, link.seal) if link and link.run else None

    def find_seal(self, prefix: str) -> Head | None:
        """Return the link whose seal begins with the hexadecimal digits *prefix*.

        Papers of before there were links name the seal of a run.
        """
        with ours():
            row = self.db.execute(FOUND, {"prefix": f"{chain_head.PREFIX}{prefix}"}).fetchone()
        return chain_head.sealed(*row) if row else None

    def newest_link(self) -> ChainLink | None:
        """Return the last link of the chain, None where there is none."""
        with ours():
            return links.newest(self.db)

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
        """Return every time-stamp, oldest first; raises StoreError where one is unreadable."""
        with ours():
            rows = list(self.db.query("SELECT * FROM stamps ORDER BY id"))
        try:
            return tuple(map(_stamp, rows))
        except (ValueError, TypeError) as error:
            raise StoreError("数据库中的时间戳记录已被改动，无法读取") from error


def _stamp(row: dict[str, Any]) -> Stamp:
    return Stamp(
        head=Head(row["run"], row["seal"]),
        authority=row["authority"],
        stamped_at=clock.unstamp(row["stamped_at"]),
        asked_at=clock.unstamp(row["asked_at"]),
        token=bytes(row["token"]),
    )
