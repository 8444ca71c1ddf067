"""Units' own feeds on loopback hosts, each with a clock of its own, and our machine's beside."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import time_machine

from tests.builders import NOON, days
from tests.loopback import listening
from tests.office import LOOPBACK, account, feed_sources, make_office
from tests.running import Done, run

FRESH, DEAD = (2, 6, 11), (100, 120, 150)  # ages of posts, in days
QINGSHUI = {
    "name": "清水县",
    "office": "清水县人民政府办公室",
    "reports_to": "清水市人民政府办公室",
}
FORESTRY = {"id": "lin", "name": "清水县林业局", "kind": "department"}


@dataclass
class Host:
    """A loopback address. *offset*: of its clock from the true one; None: it tells no time.

    *ages*: how old the posts are that its feed shows, in days, at the true time *since*.
    """

    offset: timedelta | None = timedelta()
    ages: Sequence[float] = (2, 6, 11)
    since: datetime = NOON


@dataclass
class County:
    """A folder, the hosts of its accounts, and what time it truly is."""

    folder: Path
    hosts: Mapping[str, Host]
    now: datetime = NOON
    urls: dict[str, str] = field(default_factory=dict)

    def at(self, ours: timedelta, *words: object) -> Done:
        """Run a command while our clock stands *ours* ahead of the true one."""
        with time_machine.travel(self.now + ours, tick=False):
            return run(self.folder, *words)

    def write_register(self) -> None:
        """Write the register: an account for each host."""
        accounts = [self._account(id, url) for id, url in self.urls.items()]
        make_office(self.folder, accounts, units=[FORESTRY], jurisdiction=QINGSHUI, **LOOPBACK)

    @staticmethod
    def _account(id: str, url: str) -> dict[str, Any]:
        keys = {"unit": FORESTRY["id"], "opened_on": date(2016, 5, 1)}
        return account(id, f"清水林业{id}", "website", sources=feed_sources(url, own=True), **keys)


def checked(sentence: str) -> dict[str, Any]:
    """Return the verdicts of a check by account, and its incidents."""
    value = json.loads(sentence)
    return {account["id"]: account["verdict"] for account in value["accounts"]} | {
        "incidents": value["incidents"]
    }


@contextmanager
def open_county(folder: Path, *hosts: Host) -> Iterator[County]:
    """Serve *hosts* at 127.0.0.1 and on, one account each: ``a1``, ``a2``, …"""
    county = County(folder, {f"a{number}": host for number, host in enumerate(hosts, 1)})
    with ExitStack() as stack:
        for number, (id, host) in enumerate(county.hosts.items(), 1):
            own = listening(_handler(county, host), host=f"127.0.0.{number}")
            county.urls[id] = f"{stack.enter_context(own)}/f.xml"
        county.write_register()
        yield county


def _handler(county: County, host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                _feed(host, self.headers["Host"])
                if self.path == "/f.xml"
                else b"<p>" + self.path.encode() + b"</p>"
            )
            self.send_response_only(200)
            if host.offset is not None:
                at = (county.now + host.offset).astimezone(UTC)
                self.send_header("Date", format_datetime(at, usegmt=True))
            kind = "application/xml" if self.path == "/f.xml" else "text/html"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _feed(host: Host, at: str) -> bytes:
    items = "".join(
        f"<item><title>林区防火简报{age}</title><link>http://{at}/{age}.html</link>"
        f"<pubDate>{format_datetime((host.since - days(age)).astimezone(UTC), usegmt=True)}"
        "</pubDate></item>"
        for age in host.ages
    )
    return f'<rss version="2.0"><channel><title>清水林业</title>{items}</channel></rss>'.encode()
