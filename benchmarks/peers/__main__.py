"""`monitor check` beside a bare loop and its peers: ``python -m benchmarks.peers``.

Makes the peers' environment, serves N feeds from a process of its own, runs every program cold and
warm, each a fresh process, in another order each round, and prints medians and ratios. It ends
with 1 where a program failed, asked less than once a feed, or saw what no feed said.

``--markdown`` prints the block of benchmarks/README.md from the last results, ``--accept`` puts it
there; neither measures anything.
"""

import argparse
import json
import os
import random
import shutil
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import feeds, readme, server
from benchmarks.peers import environment, table
from benchmarks.peers.measuring import measured
from benchmarks.peers.subjects import OURS, SUBJECTS, Place, Subject
from benchmarks.peers.table import PHASES, Row, Run

SIZES = (55, 1000, 5000)
SLOW = 120  # seconds: what takes longer is run once
RESULTS = "results.json"


def main() -> int:
    """Measure, or print what was measured; return the exit code."""
    wanted = _arguments()
    results = wanted.work / RESULTS
    if wanted.markdown or wanted.accept:
        kept = table.markdown(json.loads(results.read_text(encoding="utf-8")))
        if wanted.accept:
            readme.put(table.BLOCK, kept)
        print(readme.block(table.BLOCK, kept))
        return 0
    subjects = [one for one in SUBJECTS if _is_wanted(one, wanted)]
    alone = [one.name for one in subjects] == [OURS]
    wanted.work.mkdir(parents=True, exist_ok=True)
    python = Path(sys.executable) if alone else environment.python_of(wanted.work)
    about = {
        "date": f"{datetime.now(feeds.BEIJING):%Y-%m-%d}",
        "machine": environment.machine(),
        "load": environment.load(),
        "versions": environment.versions(None if alone else python),
    }
    rows: list[Row] = []
    for total in wanted.n:
        rows += compared(subjects, total, wanted, python)
        found: dict[str, Any] = {"about": about, "rows": [asdict(one) for one in rows]}
        results.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(table.markdown(found))
    print("", *table.ratios(rows), "", f"kept in {results}", sep="\n")
    faults = [f"{one.subject}, {one.total}: {fault}" for one in rows for fault in one.faults]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="feeds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0, help="seconds before every answer")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--webchanges", action="store_true", help="it takes minutes and gigabytes")
    scratch = environment.SCRATCH
    parser.add_argument("--work", type=Path, default=scratch, help=f"{scratch} by default")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--accept", action="store_true")
    return parser.parse_args()


def _is_wanted(subject: Subject, wanted: argparse.Namespace) -> bool:
    if wanted.only:
        return subject.name in wanted.only
    return subject.wanted or wanted.webchanges


def compared(
    subjects: list[Subject], total: int, wanted: argparse.Namespace, python: Path
) -> list[Row]:
    """Return a row a subject, all of them over the same server."""
    runs: dict[str, dict[str, list[Run]]] = {
        one.name: {phase: [] for phase in PHASES} for one in subjects
    }
    slow: set[str] = set()
    with server.running(total, latency=wanted.latency, python=str(python)) as serving:
        for turn in range(wanted.rounds):
            order = [one for one in subjects if one.name not in slow]
            random.Random(turn).shuffle(order)
            for subject in order:
                folder = wanted.work / "run"
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                place = Place(folder=folder, python=python, server=serving, total=total)
                for phase, run in zip(PHASES, both(subject, place), strict=True):
                    runs[subject.name][phase].append(run)
                    if run.cost.wall > SLOW:
                        slow.add(subject.name)
            print(f"{total} feeds, round {turn + 1} of {wanted.rounds}", file=sys.stderr)
    return [table.row(total, wanted.latency, name, kept) for name, kept in runs.items()]


def both(subject: Subject, place: Place) -> list[Run]:
    """Run a subject cold, then warm, in its folder; what it saw is looked at when both are over."""
    (place.folder / "urls.txt").write_text("\n".join(place.urls), encoding="utf-8")
    subject.prepare(place)
    cold, warm = once(subject, place), once(subject, place)
    if not (cold.faults or warm.faults):
        warm = replace(warm, faults=tuple(subject.faults(place)))
    return [cold, warm]


def once(subject: Subject, place: Place) -> Run:
    """Run a subject and hold it against what the server was asked."""
    before = place.server.counts()
    cost = measured(subject.command(place), place.folder, surroundings(place.folder))
    counts = place.server.counts().since(before)
    faults = []
    if cost.code not in subject.codes:
        told = (place.folder / "err.txt").read_text(errors="replace")[-500:]
        faults.append(f"exit code {cost.code}: {told}")
    elif counts.requests < place.total:
        faults.append(f"asked {counts.requests} times")
    return Run(cost, counts, tuple(faults))


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of a measured process: its folder is its home.

    An installed program has its bytecode: one that may not write it would compile itself anew.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "HOME": str(home), "PYTHONWARNINGS": "ignore"}


if __name__ == "__main__":
    sys.exit(main())
