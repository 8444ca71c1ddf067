"""What a data directory grows to, and whether asking it stays quick, over years of an office.

``python -m benchmarks.years 730 55`` lets the daemon keep its schedule (a look a day, reminders,
spot checks, full checks, reports) for so many simulated days over so many accounts, asked twice a
day. Everything is the program's own but the network: pages are made on paper, no socket is opened.
"""

import contextlib
import io
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from threading import Event
from urllib.parse import urlsplit

import time_machine

from monitor.app import check
from monitor.app.daemon import Daemon
from monitor.app.tasks import TaskRunner
from monitor.cli import main as monitor
from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.live import LiveTransport
from monitor.model import clock
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from monitor.system.secrets import Secrets

START = datetime(2022, 1, 3, tzinfo=BEIJING)
DAYS = (10, 30, 90, 182, 365, 548, 730)
ITEMS = 20  # that a feed lists
# days between two posts, and of how many in ten accounts: lively, weekly, slow, dead
PACES = (1, 1, 2, 2, 4, 7, 7, 9, 20, 400)
HEAD = """\
jurisdiction: {name: 云岭县, office: 云岭县人民政府办公室, reports_to: 云岭市人民政府办公室}
pace: {default: 0}
schedule: {spread: 0}
units:
"""


def registered(folder: Path, total: int) -> Path:
    """Write a register of *total* accounts, five to a unit."""
    units = "".join(f"  - {{id: u{n}, name: 某局{n}}}\n" for n in range(total // 5 + 1))
    accounts = "".join(
        f"  - {{id: a{n}, name: 云岭发布{n}, platform: website, unit: u{n // 5}, "
        f"url: 'https://a{n}.example.com/', filed: true, opened_on: 2020-01-01, "
        f"sources: [{{kind: feed, url: 'https://a{n}.example.com/feed.xml', own: true}}]}}\n"
        for n in range(total)
    )
    path = folder / "accounts.yaml"
    path.write_text(f"{HEAD}{units}accounts:\n{accounts}", encoding="utf-8")
    return path


class Paper(LiveTransport):
    """A transport whose pages are made up on the spot: the same at the same moment."""

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        """Answer at once; what was on the wire goes into *trace* like a real exchange."""
        now = clock.now()
        parts = urlsplit(request.url)
        number = int((parts.hostname or "a0").partition(".")[0][1:])
        feed = parts.path == "/feed.xml"
        body = feed_of(number, now) if feed else page_of(number, int(parts.path[3:-5]))
        kind = "application/rss+xml" if feed else "text/html"
        head = (
            f"HTTP/1.1 200 OK\r\nDate: {format_datetime(now, usegmt=True)}\r\n"
            f"Content-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        sent = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: */*\r\n\r\n"
        trace.append(
            Exchange(
                request=request,
                endpoint="",
                sent=sent.encode(),
                received=head.encode() + body,
                peer="203.0.113.7",
                started_at=now,
                received_at=now,
            )
        )
        lines = (line.partition(": ") for line in head.splitlines()[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        return HttpAnswer(url=request.url, status=200, headers=headers, body=body, received_at=now)


def published(number: int, index: int) -> datetime:
    """Return when an account published its post number *index*: its pace, somewhat uneven."""
    pace = PACES[number % len(PACES)]
    uneven = Random(number * 100_003 + index).random()
    begin = START - timedelta(days=pace * ITEMS * 2)
    return begin + timedelta(days=pace * (index + uneven * 0.8), hours=9)


def posts(number: int, now: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield the newest posts of an account, as its feed lists them."""
    pace = PACES[number % len(PACES)]
    last = int((now - START).days / pace) + 2 * ITEMS + 1
    found = [(i, published(number, i)) for i in range(last, max(last - ITEMS - 3, -1), -1)]
    yield from [one for one in found if one[1] <= now][:ITEMS]


def title(number: int, index: int) -> str:
    return f"云岭县某局{number}第{index}期工作动态：扎实推进重点工作落实"


def feed_of(number: int, now: datetime) -> bytes:
    items = "".join(
        f"<item><title>{title(number, index)}</title>"
        f"<link>https://a{number}.example.com/n/{index}.html</link>"
        f"<guid>https://a{number}.example.com/n/{index}.html</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for index, at in posts(number, now)
    )
    channel = f"<title>云岭发布{number}</title><link>https://a{number}.example.com/</link>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"{channel}{items}</channel></rss>"
    ).encode()


def page_of(number: int, index: int) -> bytes:
    day = f"{published(number, index):%Y-%m-%d %H:%M}"
    return (
        f"<html><head><title>{title(number, index)}</title>"
        f'<meta name="PubDate" content="{day}"></head>'
        f"<body><h1>{title(number, index)}</h1><p>发布时间：{day}</p></body></html>"
    ).encode()


def took(folder: Path, *words: str) -> float:
    """Return the seconds of CPU that a command took, its output thrown away."""
    begun = time.process_time()
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
        contextlib.suppress(SystemExit),
    ):
        monitor(["-C", str(folder), *words])
    if "错误" in err.getvalue() or "发现" in err.getvalue():
        raise SystemExit(f"{words}: {out.getvalue()}{err.getvalue()}")
    return time.process_time() - begun


def megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) / 1e6


def resident() -> float:
    """Return the MiB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def measured(folder: Path, day: int, now: datetime) -> str:
    quarter = f"{now.year}Q{(now.month - 1) // 3 + 1}"
    status = took(folder, "status")
    report = took(folder, "report", "quarter", quarter, "--out", str(folder / "tmp"))
    verify = took(folder, "evidence", "verify")
    return (
        f"{day:5} {megabytes(folder / 'data' / 'monitor.db'):7.1f} "
        f"{megabytes(folder / 'data' / 'evidence'):11.1f} {megabytes(folder / 'out'):7.1f} "
        f"{status:8.2f} {report:8.2f} {verify:8.2f} {resident():6.0f}"
    )


def tables(folder: Path) -> str:
    """Return the largest tables and indexes in MB; nothing where SQLite cannot tell."""
    with open_database(folder / "data" / "monitor.db") as db:
        try:
            rows = db.execute(
                "SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name "
                "ORDER BY size DESC LIMIT 24"
            ).fetchall()
        except Exception:
            return ""
    return "\n".join(f"  {size / 1e6:7.2f} {name}" for name, size in rows)


def years(folder: Path, total: int, days: int) -> None:
    path = registered(folder, total)
    chores = TaskRunner(
        accounts=path,
        data=folder / "data",
        out=folder / "out",
        secrets_of=lambda registry: Secrets.load(folder, {}, registry.secret_names),
        stop=Event(),
        tell=lambda _: None,
        workers=2,
    )
    daemon = Daemon(chores=chores, data=folder / "data", stop=Event(), tell=lambda _: None)
    print(f"{total} accounts from {START:%Y-%m-%d}")
    print("  day   db MB evidence MB  out MB status s report s verify s    RSS", flush=True)
    for day in range(days + 1):
        for hour in (9, 17):
            moment = START + timedelta(days=day, hours=hour)
            with time_machine.travel(moment, tick=False):
                daemon.tick(clock.now())
        if day in DAYS or day == days:
            with time_machine.travel(moment, tick=True):
                print(measured(folder, day, moment), flush=True)
    print(tables(folder))


def main(days: int, total: int) -> None:
    setattr(check, "LiveTransport", Paper)  # noqa: B010 - mypy: the name is not check's to export
    with tempfile.TemporaryDirectory() as folder:
        years(Path(folder), total, days)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else DAYS[-1],
        int(sys.argv[2]) if len(sys.argv) > 2 else 55,
    )
