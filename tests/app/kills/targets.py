"""The commands that are killed, and what must hold of each when it was run to its end."""

import lzma
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import time_machine

from monitor.app import backup
from monitor.app.task_run_store import TaskRunStore
from monitor.notices.outbox import Outbox
from monitor.registry import load
from monitor.registry.edit_log import EditLog
from monitor.registry.register_files import fingerprint
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.kills.harness import ROOT, Killing, Row, Target, office
from tests.county.stories import MOMENT
from tests.running import run

BEFORE = ROOT / "tests" / "data" / "databases" / "before-m023.db.xz"
OLD = "2021-09-30.warc.gz"
ROWS = 5


def _sheet(folder: Path) -> None:
    ids = [one.id for one in load(folder / "accounts.yaml").judged[:ROWS]]
    rows = ["账号标识,最新内容时间,截图文件,查看人,查看时间"]
    for number, id in enumerate(ids):
        picture = folder / f"{number}.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n demo" + str(number).encode() * 20_000)
        _dated(picture)
        rows.append(f"{id},2021-12-29 09:00,{picture.name},张三,2021-12-31 15:00")
    (folder / "round.csv").write_text("\n".join(rows), "utf-8")
    _dated(folder / "round.csv")


def _dated(path: Path) -> None:
    at = (MOMENT - timedelta(hours=1)).timestamp()
    os.utime(path, (at, at))


def _round(_: Killing, folder: Path) -> Iterator[str]:
    with open_database(folder / "data" / "monitor.db") as db:
        kept = [one for one in VerdictReader(db).looks_with_window() if one.by == "张三"]
    if len(kept) != ROWS:
        yield f"{len(kept)} of {ROWS} rows of a round were kept"


def _edits(_: Killing, folder: Path) -> Iterator[str]:
    first = load(folder / "accounts.yaml").accounts[0]
    if first.note != "杀":
        yield "the edit is not in the register"
    # a kill between the file and the note is made up for by whoever asks
    with open_database(folder / "data" / "monitor.db") as db:
        EditLog(db).settle_edits(fingerprint(folder / "accounts.yaml"))
        if not EditLog(db).edits()[0].applied:
            yield "the edit is told as not applied"


def _before(folder: Path) -> None:
    """Put a data directory of an earlier program there."""
    shutil.rmtree(folder / "data")
    (folder / "data" / "evidence").mkdir(parents=True)
    (folder / "data" / "monitor.db").write_bytes(lzma.decompress(BEFORE.read_bytes()))
    shutil.copy(ROOT / "samples" / f"gaotai-{OLD}", folder / "data" / "evidence" / OLD)


def _migrated(_: Killing, folder: Path) -> Iterator[str]:
    with open_database(folder / "data" / "monitor.db") as db:
        (number,) = db.execute("SELECT count(*) FROM results").fetchone()
    if number != 540:
        yield f"{number} of 540 old results"


def _copies(killing: Killing, folder: Path) -> Iterator[str]:
    copies = [path for path in (folder / "to").iterdir() if path.suffix != ".part"]
    if not copies:
        yield "no copy was made"
    for copy in copies:
        try:
            backup.verified(copy, lambda _: None)
        except Exception as error:
            yield f"{copy.name}: {error}"
    restored = killing.done(folder, "restore", str(folder / "to"), "--replace")
    if restored.code:
        yield f"restoring: {restored.err}"


def _words(*words: str) -> Callable[[Path], list[str]]:
    return lambda folder: [word.replace("{}", str(folder)) for word in words]


def _first(folder: Path) -> str:
    return load(folder / "accounts.yaml").accounts[0].id


def _quiet(killing: Killing, folder: Path) -> Iterator[str]:
    if not killing.told:
        yield "nobody was told anything"
    for hours in (2, 2.5):  # what was under way when it was killed is sent again by then
        ended = killing.done(folder, "daemon", "--once", hours=hours)
        if ended.code != 0:
            yield f"the next daemon: {ended.code} {ended.err}"
    with open_database(folder / "data" / "monitor.db") as db:
        yield from (
            f"never sent: {one.notice.key}" for one in Outbox(db).latest_entries(500) if one.waiting
        )
        if failed := [one for one in TaskRunStore(db).duties(500) if one.outcome != "ok"]:
            yield f"duties: {[(one.task, one.outcome) for one in failed]}"


TARGETS = (
    Target(name="check", words=_words("check", "--workers", "4")),
    Target(name="observe --import", words=_words("observe", "--import", "{}/round.csv"),
           prepared=_sheet, then=_round),
    Target(name="accounts set", then=_edits,
           words=lambda folder: ["accounts", "set", _first(folder), "note=杀", "--by", "张三"]),
    Target(name="cases notify", words=_words("cases", "notify", "1", "2", "--by", "张三")),
    Target(name="cases extend", words=_words("cases", "extend", "1", "2", "--due", "2022-01-20",
           "--reason", "节假日", "--by", "张三"),
           prepared=lambda folder: _ran(folder, "cases", "notify", "1", "2", "--by", "张三")),
    Target(name="cases rectify", words=_words("cases", "rectify", "1", "--text", "已更新", "--by",
           "张三"), prepared=lambda folder: _ran(folder, "cases", "notify", "1", "--by", "张三")),
    Target(name="report quarter", words=_words("report", "quarter", "2021Q4")),
    Target(name="daemon --once", words=_words("daemon", "--once", "--workers", "4"), then=_quiet),
    Target(name="migrations", words=_words("cases", "list"), prepared=_before, then=_migrated),
    Target(name="backup", words=_words("backup", "{}/to"), then=_copies),
)  # fmt: skip


def _ran(folder: Path, *words: str) -> None:
    with time_machine.travel(MOMENT - timedelta(minutes=30), tick=False):
        if (ended := run(folder, *words)).code:
            raise AssertionError(ended.err)


def killed(folder: Path, kills: int, seed: int) -> dict[str, Row]:
    """Kill every command in turn, *kills* times in all."""
    with office(folder, seed) as killing:
        shares = [kills // len(TARGETS) + (n < kills % len(TARGETS)) for n in range(len(TARGETS))]
        return {
            target.name: killing.kill(target, share)
            for target, share in zip(TARGETS, shares, strict=True)
            if share
        }
