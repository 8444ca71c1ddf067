"""The chain's links as papers and time-stamps name them."""

from sqlite_utils import Database

from monitor.model import head
from monitor.model.head import Head
from monitor.store.database import ours


class Heads:
    """The store as whoever anchors its chain sees it."""

    db: Database

    def head(self) -> Head | None:
        """Return the newest link of the chain, None where nothing was sealed yet."""
        return self._link("seal != '' ORDER BY id DESC", "")

    def find_seal(self, prefix: str) -> Head | None:
        """Return the link whose seal begins with the hexadecimal digits *prefix*."""
        return self._link("seal LIKE ? ORDER BY id", f"{head.PREFIX}{prefix}%")

    def _link(self, where: str, value: str) -> Head | None:
        values = [value] if value else []
        sql = f"SELECT id, seal FROM runs WHERE finished_at IS NOT NULL AND {where} LIMIT 1"
        with ours():
            row = self.db.execute(sql, values).fetchone()
        return head.sealed(*row) if row else None
