"""lemon24/reader over the same feeds: ``reader_run.py add|update URLS STATE``.

Feeds are added beforehand and not timed; ``update`` asks all of them, due or not, with ten
workers.
"""

import sys
from pathlib import Path

from reader import make_reader

WORKERS = 10


def main(act: str, listed: Path, state: Path) -> None:
    """Add the feeds, or update them."""
    reader = make_reader(str(state))
    urls = listed.read_text(encoding="utf-8").split()
    if act == "add":
        for url in urls:
            reader.add_feed(url)
        return
    reader.update_feeds(workers=WORKERS, scheduled=False)
    counted = reader.get_feed_counts()
    if counted.broken or counted.total != len(urls):
        raise SystemExit(f"reader: {counted}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
