"""No key that stands in an address reaches the database, whoever remembers the address."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from monitor.system.database import open_database
from tests.loopback import listening
from tests.office import LOOPBACK, account, feed_sources, make_office

KEY = "a-key-of-17-signs"
ITEM = """<item><title>t{n}</title><link>http://a/{n}</link><guid>{n}</guid>
<pubDate>Thu, 0{n} Jan 2026 00:00:00 +0000</pubDate></item>"""
ITEMS = "".join(ITEM.format(n=n) for n in (1, 2, 3))
FEED = (
    f"""<rss version="2.0"><channel><title>a</title><link>http://a/</link>{ITEMS}</channel></rss>"""
)


class Tagged(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = FEED.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.mark.parametrize(
    ("query", "kept"), [("key=${KEY}", 0), (f"access_token={KEY}", 0), ("page=1", 1)]
)
def test_an_address_with_a_key_is_not_remembered(tmp_path: Path, query: str, kept: int) -> None:
    with listening(Tagged) as origin:
        sources = feed_sources(f"{origin}/f?{query}", own=True)
        office = make_office(
            tmp_path, [account("a", sources=sources)], secrets={"KEY": KEY}, **LOOPBACK
        )
        seen = office.check()["a"]

    assert not seen["gaps"]
    with open_database(office.database) as db:
        assert len(db.execute("SELECT url FROM validators").fetchall()) == kept
    for file in office.data.glob("monitor.db*"):
        assert KEY.encode() not in file.read_bytes() or "${" not in query
