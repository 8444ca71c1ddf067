"""Answers to the checklist and the checks after them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine

from tests.builders import NOON
from tests.running import Done, run


def at(folder: Path, days: float, *words: object) -> Done:
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        return run(folder, *words)


def checked(folder: Path, days: float) -> dict[str, Any]:
    at(folder, days, "observe", "a", "--newest", "昨天", "--by", "张三")
    said = json.loads(at(folder, days, "check", "a", "--json").out)
    found: dict[str, Any] = said["accounts"][0]
    return found


def asked(folder: Path, days: float) -> dict[str, list[str]]:
    """What the worklist asks of the checklist, by account."""
    tasks = json.loads(at(folder, days, "worklist", "--json").out)["tasks"]
    return {task["account"]: task["checklist"] for task in tasks if task["checklist"]}


def answer(folder: Path, days: float, *words: str) -> Done:
    return at(folder, days, "checklist", "set", *words, "--by", "张三")
