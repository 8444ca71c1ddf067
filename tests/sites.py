"""A loopback server for whole websites: what stands at each path, HTML as a test writes it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from tests.loopback import listening
from tests.office import LOOPBACK, Office, account, feed_sources, make_office

SHUIWU = {"id": "shuiwu", "name": "云岭县水务局", "kind": "department"}
COUNTY = {"name": "云岭县", "office": "云岭县人民政府办公室"}


@contextmanager
def site(
    pages: Mapping[str, str], *, otherwise: str | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve *pages* by their paths, and *otherwise* at any other: its origin, what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            asked.append(self.path)
            body = pages.get(urlsplit(self.path).path, otherwise)
            content = (body or "<html><body>404</body></html>").encode()
            kind = "application/xml" if content.startswith(b"<?xml") else "text/html"
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with listening(Handler) as origin:
        yield origin, asked


def websites(sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return an entry of accounts.yaml for each website, its sources given in YAML."""
    return [
        account(
            id,
            f"云岭{number}",
            "website",
            unit=SHUIWU["id"],
            opened_on=date(2016, 5, 1),
            sources=yaml.safe_load(f"[{source}]"),
        )
        for number, (id, source) in enumerate(sources.items())
    ]


def website_office(folder: Path, sources: Mapping[str, str], *others: Mapping[str, Any]) -> Office:
    """Make an office of one website a name, each with its sources given in YAML, and *others*."""
    accounts = [*websites(sources), *others]
    return make_office(folder, accounts, units=[SHUIWU], jurisdiction=COUNTY, **LOOPBACK)


def feed_office(folder: Path, origin: str, ids: Sequence[str], **sections: Any) -> Office:
    """Make an office of units' own websites, each with its feed at *origin*."""
    filed = {"opened_on": date(2016, 1, 1), "filed": True}
    accounts = [
        account(id, id, "website", **filed, sources=feed_sources(f"{origin}/{id}", own=True))
        for id in ids
    ]
    return make_office(folder, accounts, **({"pace": {"default": 0}} | sections))
