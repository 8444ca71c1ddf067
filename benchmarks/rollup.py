"""How long a province takes to take in its counties' bundles, and how much memory.

    python -m benchmarks.rollup [COUNTIES ACCOUNTS]

The recorded sample county hands in its quarter as `monitor bundle` does; its lines, under further
names, make the bundles of 90 counties of 1,100 accounts, unless told otherwise. Then processes of
their own take them in as `monitor rollup add` does, and show the period. Seconds are the
processor's, user and system; MiB the largest resident size.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.bundles.account_line import AccountLine
from monitor.bundles.manifest import JurisdictionEntry
from monitor.bundles.reading import read
from monitor.bundles.values import Bundle, Parts
from monitor.bundles.writing import write
from tests.bundles.builders import counts_of
from tests.county import register
from tests.county.record import QUARTER
from tests.office import make_office
from tests.running import run

COUNTIES, ACCOUNTS = 90, 1100
PERIOD = "2021Q4"
RUN = """
import resource, sys
from monitor.cli import cli
try:
    cli.main(sys.argv[1:], prog_name="monitor", standalone_mode=False)
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    print(f"{seconds:.2f} {used.ru_maxrss / 1024:.0f}", file=sys.stderr)
"""


def sample(folder: Path) -> Bundle:
    """Return the bundle of the recorded county's quarter."""
    folder.mkdir()
    register.copied(folder)
    for recording in QUARTER:
        run(folder, "check", "--replay", recording, "--keep")
    done = run(folder, "bundle", PERIOD, "--json")
    return read(folder / json.loads(done.out)["file"])


def further(lines: Sequence[AccountLine], code: str, number: int) -> tuple[AccountLine, ...]:
    """Return *number* accounts of another county, as real ones are told of."""
    return tuple(
        replace(
            lines[place % len(lines)],
            id=f"{lines[place % len(lines)].id[:40]}-{place}",
            name=f"{code}县{lines[place % len(lines)].name}{place}",
            unit=f"{code}县{lines[place % len(lines)].unit}",
        )
        for place in range(number)
    )


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
    kept = sample(folder / "county")
    size = 0
    for code in codes:
        lines = further(kept.accounts, code, accounts)
        content = _written(kept, code, lines)
        (inbox / f"{code}-{PERIOD}-v1.monitor.zip").write_bytes(content)
        size += len(content)
    return size


def _written(kept: Bundle, code: str, lines: tuple[AccountLine, ...]) -> bytes:
    counts = counts_of(lines)
    total = {
        "registered": counts.registered,
        "pass": counts.passed,
        "fail": counts.failed,
        "unknown": counts.unknown,
    }
    figures = {**kept.parts.figures, "total": total}
    parts = Parts(rules=kept.parts.rules, figures=figures, accounts=lines, seals=kept.parts.seals)
    owner = JurisdictionEntry(code=code, name=f"第{code}县")
    return write(replace(kept.manifest, jurisdiction=owner, counts=counts), parts)


def measured(folder: Path, *words: str) -> tuple[float, int]:
    """Run a command in a process of its own; return its processor seconds and its MiB."""
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", RUN, "-C", str(folder), *words],
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
            ("status", ("rollup", "status", PERIOD)),
            ("status --json", ("rollup", "status", PERIOD, "--json")),
            ("status --own-rules", ("rollup", "status", PERIOD, "--own-rules")),
        ):
            seconds, mib = measured(folder, *words)
            print(f"{title:20} {seconds:6.2f} s {mib:5} MiB")
        kept = (folder / "data" / "rollup.db").stat().st_size
        print(f"rollup.db {kept / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
