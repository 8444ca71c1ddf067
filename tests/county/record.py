"""Record the sample county through `monitor check` itself: ``python -m tests.county.record``."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import time_machine

from tests.county import register
from tests.county.server import County, serving
from tests.county.stories import MOMENT, RECORDED

SAMPLES = register.ROOT / "samples"


def path_of(moment: datetime) -> Path:
    """Return where the recording of *moment* stands."""
    return SAMPLES / f"gaotai-{moment:%Y-%m-%d}.warc.gz"


RECORDING = path_of(MOMENT)
QUARTER = tuple(map(path_of, RECORDED))


def record(moment: datetime, target: Path) -> None:
    """Look at the county on loopback at *moment*; keep that day's evidence."""
    from monitor.cli import main

    county = County(register.accounts(), moment)
    with tempfile.TemporaryDirectory() as name, serving(county) as served:
        folder = Path(name)
        register.pointed_at(served[0], folder, moment.date())
        with time_machine.travel(moment, tick=False):
            try:
                main(["-C", str(folder), "check", "--workers", "1"])
            except SystemExit as left:
                if left.code != 1:
                    raise
        target.parent.mkdir(exist_ok=True)
        shutil.copy(folder / "data" / "evidence" / f"{moment:%Y-%m-%d}.warc.gz", target)


if __name__ == "__main__":
    for moment in RECORDED:
        record(moment, path_of(moment))
