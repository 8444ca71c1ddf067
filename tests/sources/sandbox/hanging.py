"""A program whose feed reader hangs on three words, in whatever process it reads."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from monitor.model import clock
from tests.office import LOOPBACK
from tests.sites import feed_office, site

ROOT = Path(__file__).parents[3]
PATCH = """
import re, time
from monitor.app.looks import errand_run, look_pool
from monitor.sources.sandbox import limits, stall_watchdog
from monitor.sources.feed.source import Feed

errand_run.HANGING = 1
look_pool.GRACE = 0.5
stall_watchdog.MIN_CPU_SECONDS = 0.5
limits.SECONDS = 0.5
listing = Feed.listing

def hanging(self, answer):
    if b"SLEEP" in answer.body:
        time.sleep(3600)
    if b"LOOP" in answer.body:
        while True:
            pass
    if b"HOLD" in answer.body:
        re.match(r"(?:a+)+$", "a" * 64 + "b")
    if b"GROW" in answer.body:
        kept = ["x" * 1000 * n for n in range(100_000)]
    return listing(self, answer)

Feed.listing = hanging
"""


def feed(title: str = "", *, large: bool = False) -> str:
    """Return a feed that is fresh, as large as asked for."""
    at = clock.beijing(clock.now() - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0800")
    item = f"<item><title>今日动态{title}</title><guid>1</guid><pubDate>{at}</pubDate></item>"
    padding = f"<!-- {'x' * 100_000} -->" if large else ""
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{item}{padding}</channel></rss>"


@contextmanager
def county(folder: Path, pages: dict[str, str]) -> Iterator[Path]:
    """Serve one feed a name and register an account for each; the program hangs on some."""
    (folder / "sitecustomize.py").write_text(PATCH, encoding="utf-8")
    with site({f"/{id}": page for id, page in pages.items()}) as (origin, _):
        feed_office(folder, origin, list(pages), **LOOPBACK)
        yield folder


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start ``monitor -C folder words…`` with the readers that hang."""
    path = os.pathsep.join((str(folder), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "-C", str(folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
    )


def children(of: int) -> Sequence[int]:
    """Return the processes that *of* has started (Linux)."""
    text = Path(f"/proc/{of}/task/{of}/children")
    found = [path.read_text() for path in Path(f"/proc/{of}/task").glob("*/children")]
    return [int(pid) for pid in " ".join(found).split()] if text.exists() else []


def runs(pid: int) -> bool:
    """Say whether a process is there, and no mere remnant of one."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
