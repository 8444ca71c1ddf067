"""An office at work on its cases, without any network."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from monitor.model.clock import BEIJING
from tests.running import Done, run

MONDAY = datetime(2021, 12, 6, 10, tzinfo=BEIJING)


def at(folder: Path, days: float, *words: object) -> Done:
    with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
        return run(folder, *words)


def listed(folder: Path, days: float, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        at(folder, days, "cases", "list", *words, "--json").out
    )["cases"]
    return found


def another(shot: Path, days: float) -> Path:
    """Return another picture than on any other day."""
    new = shot.with_stem(f"{shot.stem}-{days}")
    new.write_bytes(shot.read_bytes() + str(days).encode())
    return new


def silent(folder: Path, days: float = 0) -> None:
    """A person finds the account silent since October, with a screenshot, and it is checked."""
    shot = another(folder / "home.png", days)
    at(folder, days, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       shot, "--by", "张三")  # fmt: skip
    at(folder, days, "check")


def posted(folder: Path, days: float) -> None:
    at(folder, days, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")


def by(folder: Path, days: float, *words: str) -> Done:
    return at(folder, days, "cases", *words, "--by", "张三")


def ledger(folder: Path, day: float) -> list[Any]:
    figures = json.loads(at(folder, day, "report", "quarter", "2021Q4", "--json").out)
    cases: list[Any] = figures["cases"]
    return cases
