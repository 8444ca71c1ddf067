"""Record the sample county through `monitor check` itself: ``python -m tests.county.record``."""

import shutil
import tempfile
from pathlib import Path

import time_machine

from tests.county import register
from tests.county.server import County, serving
from tests.county.stories import MOMENT

RECORDING = register.ROOT / "samples" / "gaotai-2021-12-31.warc.gz"


def record(target: Path) -> None:
    """Look at the county on loopback at the recorded moment; keep that day's evidence."""
    from monitor.cli import main

    with tempfile.TemporaryDirectory() as name, serving(County(register.accounts())) as served:
        folder = Path(name)
        register.pointed_at(served[0], folder)
        with time_machine.travel(MOMENT, tick=False):
            try:
                main(["-C", str(folder), "check", "--workers", "1"])
            except SystemExit as left:
                if left.code != 1:
                    raise
        target.parent.mkdir(exist_ok=True)
        shutil.copy(folder / "data" / "evidence" / f"{MOMENT:%Y-%m-%d}.warc.gz", target)


if __name__ == "__main__":
    record(RECORDING)
