"""Answers to the checklist and the checks after them."""

import json
from typing import Any

from tests.office import Office
from tests.running import Done


def checked(office: Office, days: float) -> dict[str, Any]:
    office.at(days, "observe", "a", "--newest", "昨天", "--by", "张三")
    done = office.at(days, "check", "a", "--json")
    account: dict[str, Any] = json.loads(done.out)["accounts"][0]
    return account


def asked(office: Office, days: float) -> dict[str, list[str]]:
    """What the worklist asks of the checklist, by account."""
    tasks = json.loads(office.at(days, "worklist", "--json").out)["tasks"]
    return {task["account"]: task["checklist"] for task in tasks if task["checklist"]}


def answer(office: Office, days: float, *words: str) -> Done:
    return office.at(days, "checklist", "set", *words, "--by", "张三")
