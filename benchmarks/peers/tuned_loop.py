"""The floor: fetch, parse, the newest moment, one row a feed. ``tuned_loop.py URLS STATE``.

One requests Session for all threads with a pool a host, no proxies or netrc looked up, ten
threads, lxml, ETags sent from the second run on, all rows in one transaction. It judges nothing,
keeps no post and no evidence, and stops at the first fault.
"""

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
from lxml import etree
from requests.adapters import HTTPAdapter

THREADS = 10
POOLS = 64
TABLE = "CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, newest REAL)"


def main(listed: Path, state: Path) -> None:
    """Look at every address once."""
    db = sqlite3.connect(state)
    db.execute("PRAGMA journal_mode = wal")
    db.execute(TABLE)
    kept = {url: (etag, at) for url, etag, at in db.execute("SELECT url, etag, newest FROM feeds")}
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_connections=POOLS, pool_maxsize=THREADS))

    def look(url: str) -> tuple[str, str, float]:
        etag, newest = kept.get(url, ("", 0.0))
        answer = session.get(url, headers={"If-None-Match": etag} if etag else {}, timeout=30)
        if answer.status_code == 304:
            return url, etag, newest
        answer.raise_for_status()
        root = etree.fromstring(answer.content)
        dates = (parsedate_to_datetime(item.findtext("pubDate", "")) for item in root.iter("item"))
        return url, answer.headers["ETag"], max(dates).timestamp()

    urls = listed.read_text(encoding="utf-8").split()
    with ThreadPoolExecutor(THREADS) as pool:
        rows = list(pool.map(look, urls))
    with db:
        db.executemany("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
