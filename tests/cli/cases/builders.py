"""An office at work on its cases, without any network."""

import json
from pathlib import Path
from typing import Any

from tests.office import Office
from tests.running import Done


def listed(office: Office, days: float, *words: str) -> list[dict[str, Any]]:
    done = office.at(days, "cases", "list", *words, "--json")
    cases: list[dict[str, Any]] = json.loads(done.out)["cases"]
    return cases


def another(shot: Path, days: float) -> Path:
    """Return another picture than on any other day."""
    new = shot.with_stem(f"{shot.stem}-{days}")
    new.write_bytes(shot.read_bytes() + str(days).encode())
    return new


def silent(office: Office, days: float = 0) -> None:
    """A person finds the account silent since October, with a screenshot, and it is checked."""
    shot = another(office.folder / "home.png", days)
    office.at(days, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       shot, "--by", "张三")  # fmt: skip
    office.at(days, "check")


def posted(office: Office, days: float) -> None:
    office.at(days, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")


def by(office: Office, days: float, *words: str) -> Done:
    return office.at(days, "cases", *words, "--by", "张三")


def ledger(office: Office, day: float) -> list[Any]:
    figures = json.loads(office.at(day, "report", "quarter", "2021Q4", "--json").out)
    cases: list[Any] = figures["cases"]
    return cases
