"""Commands killed at a random moment, and what must hold after it: the matrix, one row a command.

A kill falls between 30 % and 110 % of the time that the command takes when it is left alone. Up to
three fall on one office, one after the other; then the command is run to its end.
"""

import json
import multiprocessing
import random
import re
import shutil
import socket
import sqlite3
import time
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import time_machine

from monitor.app.audit import audit
from monitor.registry import load
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import Office
from tests.app.kills import program
from tests.county import register
from tests.county.server import County, serving
from tests.county.stories import MOMENT
from tests.http.server import ok, speaking
from tests.running import Done, run

ROOT = Path(__file__).parents[3]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.app.kills.program"])
# what is appended and stays: by table, the columns that name a row
STAYS = {
    "runs": "id", "observations": "id, account, taken_at", "exchanges": 'file, "offset", sha256',
    "assessments": "run, account, verdict", "posts": "id", "texts": "id, text",
    "conclusions": "id, findings", "cases": "id, account", "case_steps": 'id, "case", move',
    "edits": "id, diff", "notices": "id, key", "answers": "id, item", "issues": "id, number",
}  # fmt: skip
DELIVERED = "SELECT notice, channel FROM deliveries WHERE delivered_at IS NOT NULL"
# some that fail, some that pass, one that nobody can see
ACCOUNTS = ("shenji-weixin", "xinfang-weixin", "luotuocheng-weixin", "caizheng-weixin",
            "chengguan-weixin", "luocheng-weixin")  # fmt: skip
CHAIN = 3
MARK = "可能重复"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A command to kill. *then*: what must hold besides when it was run to its end."""

    name: str
    words: Callable[[Path], list[str]]
    prepared: Callable[[Path], None] = lambda _: None
    then: "Callable[[Killing, Path], Iterator[str]]" = lambda *_: iter(())


@dataclass(kw_only=True)
class Row:
    """What came of the kills of one command."""

    kills: int = 0
    ended: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Killing:
    """An office to copy, its platforms, a bell that remembers what it was told."""

    folder: Path
    county: County
    dice: random.Random
    told: list[str]
    took: dict[str, float] = field(default_factory=dict)
    made: int = 0

    def office(self, target: Target) -> Path:
        self.made += 1
        folder = self.folder / f"{target.name}-{self.made}".replace(" ", "-")
        shutil.copytree(self.folder / "office", folder)
        self.told.clear()
        self.county.moment = MOMENT
        target.prepared(folder)
        return folder

    def kill(self, target: Target, kills: int) -> Row:
        """Kill *target* so often; return what came of it."""
        row = Row()
        if target.name not in self.took:
            begun = time.perf_counter()
            started(self.office(target), target).join()
            self.took[target.name] = time.perf_counter() - begun
        while row.kills < kills:
            folder = self.office(target)
            for _ in range(min(self.dice.randint(1, CHAIN), kills - row.kills)):
                before = committed(folder)
                row.ended += self._killed(folder, target)
                row.kills += 1
                row.faults.extend(at_once(folder, before))
            row.faults.extend(self._in_the_end(folder, target))
            shutil.rmtree(folder)
        return row

    def _killed(self, folder: Path, target: Target) -> bool:
        """Kill one run of *target*; say whether it had ended before."""
        process = started(folder, target)
        time.sleep(self.took[target.name] * self.dice.uniform(0.3, 1.1))
        ended = not process.is_alive()
        process.kill()
        process.join()
        return ended

    def done(self, folder: Path, *words: str, hours: float = 1) -> Done:
        """Run a command to its end so many hours later, the platforms' clocks beside ours."""
        self.county.moment = MOMENT + timedelta(hours=hours)
        with time_machine.travel(self.county.moment, tick=True):
            return run(folder, *words)

    def _in_the_end(self, folder: Path, target: Target) -> Iterator[str]:
        """Yield what does not hold when the command was run to its end."""
        last = self.done(folder, *target.words(folder))
        if last.code not in (0, 1, 2, 3) or "Traceback" in last.err:
            yield f"the next run: {last.code} {last.err}"
        yield from target.then(self, folder)
        checked = self.done(folder, "check", "--yes", "--workers", "4", hours=3)
        if checked.code not in (1, 3):
            yield f"the next check: {checked.code} {checked.err}"
        with open_database(folder / "data" / "monitor.db") as db:
            yield from audit(db, folder / "data" / "evidence").faults
            if VerdictReader(db).unfinished():
                yield "a run was never ended"
        halves = [*folder.glob(".accounts.yaml.[0-9]*"), *folder.glob("data/half/*")]
        halves = [path for path in halves if not path.name.endswith(".lock")]  # the system's
        halves += [*folder.glob("data/.*.[0-9]*"), *folder.glob("to/*.part")]
        yield from (f"left behind: {path.name}" for path in halves)
        yield from twice(self.told)


def started(folder: Path, target: Target) -> BaseProcess:
    words = ["-C", str(folder), *target.words(folder)]
    process = FORKS.Process(target=program.perform, args=(MOMENT, words))
    process.start()
    return process


def committed(folder: Path) -> set[tuple[object, ...]]:
    """Return what stands in the database, read without a word of ours."""
    path = folder / "data" / "monitor.db"
    found: set[tuple[object, ...]] = set()
    if not path.exists():
        return found
    with closing(sqlite3.connect(path)) as db:
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        for table in STAYS.keys() & there:
            found |= {(table, *row) for row in db.execute(f"SELECT {STAYS[table]} FROM {table}")}
        if "deliveries" in there:
            found |= {("deliveries", *row) for row in db.execute(DELIVERED)}
    return found


def at_once(folder: Path, before: set[tuple[object, ...]]) -> Iterator[str]:
    """Yield what does not hold right after a kill."""
    if lost := before - committed(folder):
        yield f"{len(lost)} committed rows lost: {sorted(map(str, lost))[:3]}"
    path = folder / "data" / "monitor.db"
    if path.exists():
        with closing(sqlite3.connect(path)) as db:
            if (said := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                yield f"integrity: {said}"
    try:
        load(folder / "accounts.yaml")
    except Exception as error:
        yield f"accounts.yaml: {error}"
    for path in (folder / "out").rglob("*"):
        if path.is_file() and not is_whole(path):
            yield f"half a file: {path.name}"


def is_whole(path: Path) -> bool:
    if path.suffix in (".docx", ".xlsx"):
        try:
            with zipfile.ZipFile(path) as file:
                return file.testzip() is None
        except zipfile.BadZipFile:
            return False
    if path.suffix == ".json":
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            return False
    if path.suffix == ".html":
        return path.read_text("utf-8").rstrip().endswith("</html>")
    return not path.name.startswith(".") and path.suffix != ".half"


def twice(told: list[str]) -> Iterator[str]:
    """Yield what was told twice, where the second message does not say that it may be."""
    heard: set[str] = set()
    for text in told:
        lines = {line.partition(".")[2] for line in text.splitlines() if line[:1].isdigit()}
        if lines & heard and MARK not in text:
            yield f"told twice unmarked: {sorted(lines & heard)[:2]}"
        heard |= lines


@contextmanager
def office(folder: Path, seed: int) -> Iterator[Killing]:
    """Make an office below *folder* whose schedule has begun, with cases, beside its platforms."""
    told: list[str] = []

    def bell(peer: socket.socket, head: bytes) -> None:
        told.append(json.loads(head.partition(b"\r\n\r\n")[2])["text"])
        ok(b"{}")(peer, head)

    county = County(register.accounts(), MOMENT)
    with serving(county) as (origin, _), speaking(bell) as (ring, _):
        first = folder / "office"
        first.mkdir(parents=True)
        path = register.pointed_at(origin, first)
        only(path, ACCOUNTS)
        channel = f"{{kind: webhook, url: '{ring}/', allow_private: true}}"
        text = path.read_text("utf-8").replace("\nunits:", "\nschedule: {spread: 0}\n\nunits:")
        path.write_text(f"{text}\nchannels:\n  office: {channel}\n", "utf-8")
        begun = MOMENT - timedelta(days=9)
        Office(first, county).at(Office(first, county).daemon(), begun)
        killing = Killing(folder, county, random.Random(seed), told)
        if killing.done(first, "check", hours=-1).code != 1:
            raise AssertionError("nothing was found that is to be put right")
        yield killing


def only(path: Path, ids: Collection[str]) -> None:
    """Leave the accounts *ids* of a register."""
    head, accounts, items = path.read_text("utf-8").partition("\naccounts:")
    first, *others = re.split(r"(?m)^(?=  - id: )", items)
    kept = (item for item in others if item.split()[2] in ids)
    path.write_text("".join([head, accounts, first, *kept]), "utf-8")


def matrix(rows: dict[str, Row]) -> str:
    """Return the matrix as text."""
    lines = [f"{'during':18}{'kills':>7}{'ended before':>14}{'faults':>8}"]
    lines += [
        f"{name:18}{row.kills:7}{row.ended:14}{len(row.faults):8}" for name, row in rows.items()
    ]
    total = [sum(n) for n in zip(*((r.kills, r.ended, len(r.faults)) for r in rows.values()),
                                 strict=True)]  # fmt: skip
    lines.append(f"{'sum':18}{total[0]:7}{total[1]:14}{total[2]:8}")
    return "\n".join(lines)
