"""An office at work on its cases, without any network."""

import json
from typing import Any

from tests.office import Office
from tests.running import Done


def listed(office: Office, days: float, *words: str) -> list[dict[str, Any]]:
    done = office.at(days, "cases", "list", *words, "--json")
    cases: list[dict[str, Any]] = json.loads(done.out)["cases"]
    return cases


def posted(office: Office, days: float) -> None:
    office.at(days, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")


def by(office: Office, days: float, *words: str) -> Done:
    return office.at(days, "cases", *words, "--by", "张三")


def ledger(office: Office, day: float) -> list[Any]:
    figures = json.loads(office.at(day, "report", "quarter", "2021Q4", "--json").out)
    cases: list[Any] = figures["cases"]
    return cases
