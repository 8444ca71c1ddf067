"""What the desk costs over 55 and 1,100 accounts: ``python -m benchmarks.desk [PAGES]``.

A county that is looked at by hand is made for each size (a tenth silent with a screenshot, a tenth
never seen, all checked twice). Then the real process is asked over loopback: time to the first
page, CPU (user and system, of that process alone) and bytes of each page, memory and CPU of one
minute in which nobody asks, and memory after PAGES pages (10,000). Nothing here is asserted.
"""

import csv
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from monitor.app import people
from monitor.app.people_store import Role
from monitor.model import clock
from tests.office import PNG, Office, account, make_office

SIZES = (55, 1100)
TIMES = 20
IDLE = 60
WORD = "a password of the benchmark"
PLACE = re.compile(r"http://127\.0\.0\.1:(\d+)/")
TOKEN = re.compile(r'name="token" value="([^"]+)"')
TICKS = os.sysconf("SC_CLK_TCK")
PLATFORMS = ("wechat", "weibo", "douyin", "toutiao", "channels")


@dataclass(kw_only=True)
class Window:
    """A browser's window at the desk of one process."""

    port: int
    process: "subprocess.Popen[str]"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, place: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={word}" for name, word in self.cookies.items())}
        if fields is None:
            connection.request("GET", place, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", place, urlencode(fields), headers)
        answer = connection.getresponse()
        body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, word = value.partition(";")[0].partition("=")
                self.cookies[cookie] = word
        connection.close()
        return answer.status, body

    def log_in(self) -> None:
        token = TOKEN.findall(self.ask("/login")[1].decode())[-1]
        code, _ = self.ask("/login", {"token": token, "name": "bench", "password": WORD})
        assert code == 303, code

    @property
    def cpu(self) -> float:
        """Return the milliseconds of CPU that the process has used."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) * 1000 / TICKS

    @property
    def memory(self) -> float:
        """Return the resident memory of the process in MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def county(folder: Path, number: int) -> Office:
    """Make a county of so many accounts, looked at and checked twice."""
    units = [{"id": f"u{n}", "name": f"云河县第{n}局"} for n in range(number // 2 + 1)]
    accounts = [
        account(f"a{n}", f"云河账号{n}", PLATFORMS[n % 5], unit=f"u{n // 2}") for n in range(number)
    ]
    office = make_office(folder, accounts, units=units)
    today = clock.day(clock.now())
    for turn in (1, 2):
        sheet = folder / f"round{turn}.csv"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("账号标识", "最新内容时间", "截图", "查看人"))
            for n in range(number):
                if n % 10 == 0:
                    shot = folder / f"{turn}-{n}.png"
                    shot.write_bytes(PNG + f"{turn}-{n}".encode())
                    writer.writerow((f"a{n}", today - timedelta(days=30), shot.name, "张三"))
                elif n % 10 != 1:
                    writer.writerow((f"a{n}", today - timedelta(days=n % 9), "", "张三"))
        done = office.run("observe", "--import", sheet)
        assert done.code == 0, done.err
        office.run("check")
    people.add(office.data, "bench", "测试", Role.DUTY, WORD, clock.now())
    return office


@contextmanager
def served(folder: Path) -> Iterator[tuple[Window, float]]:
    """Serve the desk of *folder*; yields a window and the seconds to the first page."""
    begun = time.monotonic()
    words = [sys.executable, "-m", "monitor", "-C", str(folder), "desk", "--port", "0"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if found := PLACE.search(line):
            break
    window = Window(port=int(found[1]) if found else 0, process=process)
    window.ask("/login")
    try:
        yield window, time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(30)


def page(window: Window, place: str) -> tuple[float, int]:
    """Return the milliseconds of CPU that *place* takes, and its bytes."""
    code, body = window.ask(place)
    assert code == 200, (place, code)
    before = window.cpu
    for _ in range(TIMES):
        window.ask(place)
    return (window.cpu - before) / TIMES, len(body)


def measured(folder: Path, number: int, pages: int) -> None:
    """Print the lines of one size."""
    county(folder, number)
    starts = []
    for _ in range(3):
        with served(folder) as (window, seconds):
            starts.append((seconds, window.cpu))
    with served(folder) as (window, _):
        window.log_in()
        first = window.memory
        for name, place in (("今天", "/"), ("状态", "/status"), ("账号", "/accounts/a0"),
                            ("整改", "/cases")):  # fmt: skip
            spent, size = page(window, place)
            print(f"| {number:,} | {name} | {spent:.0f} ms | {size / 1000:.0f} kB |", flush=True)
        before, memory = window.cpu, window.memory
        time.sleep(IDLE)
        seconds, cpu = min(starts)
        print(f"start to first page {seconds:.2f} s ({cpu:.0f} ms of CPU)")
        print(f"memory after log-in {first:.0f} MiB, after pages {memory:.0f} MiB")
        print(f"CPU in an idle minute {window.cpu - before:.0f} ms", flush=True)
        if number == SIZES[0]:
            held = []
            for turn in range(pages):
                window.ask(("/", "/status", "/accounts/a0", "/cases")[turn % 4])
                if turn + 1 in (pages // 10, pages):
                    held.append(f"{window.memory:.0f} MiB after {turn + 1:,}")
            print(f"memory: {', '.join(held)} pages", flush=True)


def main(pages: int) -> None:
    """Measure each size."""
    for number in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            measured(Path(folder), number, pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
