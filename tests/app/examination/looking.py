"""Look at the site as an office does, with a clock that stands as told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

from tests.running import run


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """What one check gave, by account."""

    accounts: Mapping[str, dict[str, Any]]

    def of(self, id: str) -> str:
        return str(self.accounts[id]["verdict"])

    def reason(self, id: str) -> str:
        return "；".join(one["reason"] for one in self.accounts[id]["unknowns"])


def check(folder: Path, at: datetime, *ids: str) -> Verdicts:
    """Return what a check of *ids*, or of everybody, says with the clock at *at*."""
    with time_machine.travel(at, tick=False):
        done = run(folder, "check", "--json", *ids)
    assert done.out, done.err
    said = json.loads(done.out)
    return Verdicts(accounts={one["id"]: one for one in said["accounts"]})
