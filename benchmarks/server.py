"""A loopback server in a process of its own: N feeds and N columns over 20 addresses.

``running(total)`` starts one, and so does ``python -m benchmarks.server PORT N``. Answers are made
before the first question and kept, those beyond the first 20,000 accounts when they are asked for;
``/counts`` tells what was asked and what the server itself cost. ETag and 304; *latency* holds
every answer back, whoever asks. Standard library, uvloop where the environment has it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from benchmarks import feeds

ROOT = Path(__file__).parents[1]
KINDS: dict[bytes, tuple[Callable[..., bytes], str]] = {
    b"feed": (feeds.feed, "application/rss+xml"),
    b"page": (feeds.page, "text/html"),
    b"item": (feeds.article, "text/html"),
}
MOST = 20_000  # accounts whose answers are made before the first question and kept
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a server was asked so far. *cpu*: seconds of its own process."""

    requests: int
    unchanged: int
    connections: int
    cpu: float

    def since(self, earlier: "Counts") -> "Counts":
        """Return what came after *earlier*, the question that told it left out."""
        return Counts(
            self.requests - earlier.requests,
            self.unchanged - earlier.unchanged,
            self.connections - earlier.connections - 1,
            self.cpu - earlier.cpu,
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens. *started*: the moment from which its items' ages are counted."""

    port: int
    started: datetime

    def counts(self) -> Counts:
        """Ask what it was asked."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/counts") as answer:
            return Counts(**json.load(answer))


@contextmanager
def running(
    total: int, kinds: str = "feed", latency: float = 0, python: str = sys.executable
) -> Iterator[Server]:
    """Serve *total* accounts from a process of its own while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    started = datetime.now(feeds.BEIJING).replace(microsecond=0)
    command = [python, "-m", "benchmarks.server", str(port), str(total), started.isoformat()]
    command += ["--kinds", kinds, "--latency", str(latency)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None or process.stdout.readline() != b"ready\n":
                raise SystemExit("the server did not start")
            yield Server(port, started)
        finally:
            process.terminate()


class Answers:
    """What is served, as it goes over the wire, and what was asked."""

    def __init__(self, started: datetime) -> None:
        self.started = started
        self.kept: dict[bytes, tuple[bytes, bytes, bytes]] = {}  # path: tag, whole, unchanged
        self.requests = self.unchanged = self.connections = 0

    def keep(self, kinds: list[str], total: int) -> None:
        """Make the answers about the first accounts before anybody asks."""
        for kind in kinds:
            for number in range(total):
                path = f"/{kind}/{number}.{feeds.ENDINGS[kind]}".encode()
                self.kept[path] = self._made(path)

    def answer(self, head: bytes) -> bytes:
        """Return the answer to one question."""
        path = head.split(b" ", 2)[1]
        if path == b"/counts":
            return self._counts()
        self.requests += 1
        try:
            tag, whole, unchanged = self.kept.get(path) or self._made(path)
        except (KeyError, ValueError, TypeError, IndexError):
            return MISSING
        lines = head.split(b"\r\n")
        if tag in next((one for one in lines if one[:14].lower() == b"if-none-match:"), b""):
            self.unchanged += 1
            return unchanged
        return whole

    def _made(self, path: bytes) -> tuple[bytes, bytes, bytes]:
        """Return the tag, the answer and what is said where nothing changed."""
        kind, *place = path.strip(b"/").partition(b".")[0].split(b"/")
        make, media = KINDS[kind]
        numbers = tuple(map(int, place))
        body, tag = make(*numbers, self.started), feeds.tag(*numbers)
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {media}; charset=utf-8\r\n"
            f"ETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        unchanged = f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n"
        return tag.encode(), head.encode() + body, unchanged.encode()

    def _counts(self) -> bytes:
        counted = {
            "requests": self.requests,
            "unchanged": self.unchanged,
            "connections": self.connections,
            "cpu": time.process_time(),
        }
        body = json.dumps(counted).encode()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        return head % len(body) + body


class Connection(asyncio.Protocol):
    """One connection, kept alive until its client closes it or says that it will."""

    def __init__(self, answers: Answers, latency: float) -> None:
        self.answers, self.latency, self.held = answers, latency, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's derives from nothing
        self.answers.connections += 1

    def data_received(self, data: bytes) -> None:
        self.held += data
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            last = b"connection: close" in head.lower()
            answer = self.answers.answer(head)
            if self.latency:
                asyncio.get_running_loop().call_later(self.latency, self._send, answer, last)
            else:
                self._send(answer, last)

    def _send(self, answer: bytes, last: bool) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(answer)
            if last:
                self.transport.close()


async def serve(port: int, answers: Answers, latency: float) -> None:
    """Listen on all addresses until the process is ended."""
    loop = asyncio.get_running_loop()
    for host in range(1, feeds.HOSTS + 1):
        await loop.create_server(
            lambda: Connection(answers, latency), f"127.0.0.{host}", port, backlog=4096
        )
    os.write(1, b"ready\n")
    await asyncio.Event().wait()


def main() -> None:
    """Serve what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("total", type=int)
    now = datetime.now(feeds.BEIJING).replace(microsecond=0)
    parser.add_argument("started", type=datetime.fromisoformat, nargs="?", default=now)
    parser.add_argument("--kinds", default="feed")
    parser.add_argument("--latency", type=float, default=0, help="seconds")
    wanted = parser.parse_args()
    with contextlib.suppress(ImportError):
        import uvloop  # of the peers' environment: the server takes less of the cores it shares

        uvloop.install()
    answers = Answers(wanted.started)
    answers.keep(wanted.kinds.split(","), min(wanted.total, MOST))
    asyncio.run(serve(wanted.port, answers, wanted.latency))


if __name__ == "__main__":
    main()
