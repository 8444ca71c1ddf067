"""A loopback server for whole websites: what stands at each path, HTML as a test writes it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.loopback import listening


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


def register(folder: Path, sources: Mapping[str, str]) -> None:
    """Write into *folder* a register of one website a name, each with the source given in YAML."""
    accounts = "".join(
        f"  - {{id: {id}, name: 云岭{number}, platform: website, unit: shuiwu,"
        f" opened_on: 2016-05-01, sources: [{source}]}}\n"
        for number, (id, source) in enumerate(sources.items())
    )
    (folder / "accounts.yaml").write_text(
        "jurisdiction: {name: 云岭县, office: 云岭县人民政府办公室}\n"
        "pace: {default: 0s}\n"
        "network: {allow_private: true}\n"
        "units:\n  - {id: shuiwu, name: 云岭县水务局, kind: department}\n"
        f"accounts:\n{accounts}",
        encoding="utf-8",
    )
