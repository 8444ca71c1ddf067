"""Observations are made again from their evidence: recomputed seals do not help whoever edits."""

import json
import time
from pathlib import Path

from tests.running import run


def test_try(office: Path, quarter: Path) -> None:
    for folder in (office, quarter):
        t = time.time()
        done = run(folder, "evidence", "verify")
        print(done.code, done.out, done.err, time.time() - t)
    assert 0
