"""The chain's links as papers, time-stamps and the evidence name them."""

from sqlite_utils import Database

from monitor.model import head
from monitor.model.head import Head
from monitor.store import links
from monitor.store.database import ours
from monitor.store.links import Link

FOUND = """
SELECT run, seal FROM (
SELECT coalesce(run, 0) AS run, seal, 0 AS older, id FROM links UNION ALL
SELECT id, seal, 1, id FROM runs WHERE finished_at IS NOT NULL
) WHERE substr(seal, 1, length(:prefix)) = :prefix ORDER BY older, id LIMIT 1
"""


class Heads:
    """The store as whoever anchors its chain sees it."""

    db: Database

    def head(self) -> Head | None:
        """Return the newest link of the chain once a run has ended, None before."""
        link = self.newest_link()
        return head.sealed(link.run, link.seal) if link and link.run else None

    def find_seal(self, prefix: str) -> Head | None:
        """Return the link whose seal begins with the hexadecimal digits *prefix*.

        Papers of before there were links name the seal of a run.
        """
        with ours():
            row = self.db.execute(FOUND, {"prefix": f"{head.PREFIX}{prefix}"}).fetchone()
        return head.sealed(*row) if row else None

    def newest_link(self) -> Link | None:
        """Return the last link of the chain, None where there is none."""
        with ours():
            return links.newest(self.db)
