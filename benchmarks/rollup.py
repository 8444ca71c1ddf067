"""How long a province takes to take in its counties' bundles, and how much memory.

    python -m benchmarks.rollup [COUNTIES ACCOUNTS]

Bundles of invented counties (90 of 1,100 accounts, unless told otherwise) are written to a folder
first; then a process of its own takes them in as `monitor rollup add` does, and another shows the
period. Seconds are the processor's, user and system; MiB the largest resident size.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.bundles.manifest import JurisdictionEntry
from monitor.bundles.writing import write
from monitor.model import Verdict
from tests.bundles.builders import account_line, manifest, parts
from tests.office import make_office

COUNTIES, ACCOUNTS = 90, 1100
PERIOD = "2026Q4"
NOW = datetime(2027, 1, 6, tzinfo=UTC)
RUN = """
import sys, resource
from datetime import datetime
import time_machine
from monitor.cli import cli
with time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True):
    try:
        cli.main(sys.argv[2:], prog_name="monitor", standalone_mode=False)
    finally:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = used.ru_utime + used.ru_stime
        print(f"{seconds:.2f} {used.ru_maxrss / 1024:.0f}", file=sys.stderr)
"""


def make(folder: Path, counties: int, accounts: int) -> int:
    """Write a city's register and its counties' bundles; return how many bytes they have."""
    codes = [f"{62000 + number:05}0" for number in range(counties)]
    make_office(
        folder,
        units=(),
        jurisdiction={"name": "某省", "code": "620000"},
        counties=[{"code": code, "name": f"第{code}县"} for code in codes],
    )
    inbox = folder / "inbox"
    inbox.mkdir()
    verdicts = (Verdict.PASS,) * 17 + (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
    size = 0
    for code in codes:
        lines = tuple(
            replace(
                account_line(number, verdicts[number % len(verdicts)]),
                name=f"{code}县第{number}号发布",
                unit=f"{code}县第{number // 3}单位",
            )
            for number in range(accounts)
        )
        whole = parts(lines)
        owner = JurisdictionEntry(code=code, name=f"第{code}县")
        content = write(manifest(whole, jurisdiction=owner), whole)
        (inbox / f"{code}-{PERIOD}-v1.monitor.zip").write_bytes(content)
        size += len(content)
    return size


def measured(folder: Path, *words: str) -> tuple[float, int]:
    """Run a command in a process of its own; return its processor seconds and its MiB."""
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", RUN, NOW.isoformat(), "-C", str(folder), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, mib = done.stderr.splitlines()[-1].split()
    return float(seconds), int(mib)


def main() -> None:
    counties, accounts = map(int, sys.argv[1:] or (COUNTIES, ACCOUNTS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.process_time()
        size = make(folder, counties, accounts)
        seconds = time.process_time() - began
        print(f"{counties} × {accounts}: {size / 1e6:.1f} MB, written in {seconds:.1f} s")
        for title, words in (
            ("add", ("rollup", "add", str(folder / "inbox"))),
            ("add again", ("rollup", "add", str(folder / "inbox"))),
            ("status", ("rollup", "status", PERIOD, "--json")),
            ("status --own-rules", ("rollup", "status", PERIOD, "--json", "--own-rules")),
        ):
            seconds, mib = measured(folder, *words)
            print(f"{title:20} {seconds:6.2f} s {mib:5} MiB")
        kept = (folder / "data" / "rollup.db").stat().st_size
        print(f"rollup.db {kept / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
