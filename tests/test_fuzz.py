"""A few hundred broken payloads through every reader and the check: a short run of many."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FEW = 400


@pytest.mark.skipif(not (ROOT / "benchmarks").is_dir(), reason="not part of the distribution")
def test_broken_payloads_cost_nothing_but_themselves() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", str(FEW), "--whole", "20"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{FEW + FEW // 20:,} payloads" in done.stdout
