"""A small office for the documents: the recorded county, and a few things that people entered.

Everything happens at one moment, in a folder that is thrown away, so that pages made out of it
are the same wherever and whenever they are made.
"""

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import time_machine

from monitor.app import people
from monitor.app.people_store import Role
from monitor.cli import main
from tools.reference.markdown import ROOT

MOMENT = datetime.fromisoformat("2022-01-04T10:00:00+08:00")
RECORDING = "gaotai-2021-12-31.warc.gz"
ACCOUNT = "xinfang-weixin"  # silent for 98 days: what is told of an account is all there
SLIPS = "单位,错误内容,发现日期,是否单项否决\n高台县信访局,机构名称误写,2021-12-20,否\n"
CITY_FOLDER = "city"
CITY_REGISTER = """jurisdiction: {name: 张掖市, code: "620700"}
counties:
  - {code: "620724", name: 高台县}
  - {code: "620700", name: 市直}
units: []
accounts: []
"""
ENTERED = (
    ("accounts", "set", ACCOUNT, "contact.name=李四", "--by", "张三", "--reason", "人员调整"),
    ("checklist", "set", ACCOUNT, "互动=否", "--note", "留言未回复", "--by", "张三"),
    ("slips", "import", "slips.csv"),
    ("accounts", "export", "ledger.xlsx"),
)


@dataclass(frozen=True, kw_only=True)
class Office:
    """The folder, and what its first check showed on the screen."""

    folder: Path
    first_check: str

    def run(self, *words: str) -> str:
        """Return what a command prints; one that the program refuses is a fault of ours."""
        return printed(self.folder, *words)


@contextlib.contextmanager
def opened() -> Iterator[Office]:
    """Open the office."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "accounts.yaml", folder)
        shutil.copy(ROOT / "samples" / RECORDING, folder)
        (folder / CITY_FOLDER).mkdir()
        (folder / CITY_FOLDER / "accounts.yaml").write_text(CITY_REGISTER, encoding="utf-8")
        (folder / "slips.csv").write_text(SLIPS, encoding="utf-8")
        first = printed(folder, "check", "--replay", RECORDING, "--keep")
        for words in ENTERED:
            printed(folder, *words)
        people.add(folder / "data", "zhangsan", "张三", Role.DUTY, "0123456789", MOMENT)
        yield Office(folder=folder, first_check=first)


def printed(folder: Path, *words: str) -> str:
    """Return what ``monitor -C folder words…`` prints on stdout at the office's moment."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        contextlib.chdir(folder),
        time_machine.travel(MOMENT, tick=False),
        _columns(88),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(["-C", str(folder), *words])
        except SystemExit as left:
            code = left.code
    if code == 2 and not out.getvalue():  # doctor ends so where it found something amiss
        raise RuntimeError(f"monitor {' '.join(words)}: {err.getvalue()}")
    return out.getvalue()


@contextlib.contextmanager
def _columns(width: int) -> Iterator[None]:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(width)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
