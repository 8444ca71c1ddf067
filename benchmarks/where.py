"""Where the CPU of a check goes: ``python -m benchmarks.where [N]``.

py-spy looks 250 times a second at what the program and its helpers are doing, over N feeds, cold
and warm, as in ``benchmarks.peers``, whose environment holds py-spy. Each sample belongs to the
innermost frame of which PARTS knows something; who only waits is left out. The shares are told, and
what they come to of the CPU that the same check takes unwatched, in microseconds a feed; the last
line is what the bare loop takes for all.
"""

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import readme, server
from benchmarks.peers import environment
from benchmarks.peers.__main__ import surroundings
from benchmarks.peers.measuring import measured
from benchmarks.peers.subjects import FLOOR, OURS, SUBJECTS, Place
from benchmarks.peers.table import PHASES

BLOCK = "where"  # of the README
RATE = 250  # samples a second
WAITING = re.compile(
    r"(_Watch\._run|Threads\._work|\bwait|_wait\w*|\bselect|\bpoll|\baccept|recv_bytes|_recv|get)"
    r" \([^)]*(wire|threads|threading|selectors|queue|queues|connection|socket)\.py"
)
# innermost first: whoever is named further in speaks for the sample
PARTS = (
    ("imports", r"<frozen importlib|<frozen zipimport"),
    ("between processes", r"multiprocessing/|concurrent/futures/process|app/looks/worker\.py"),
    (
        "evidence: starred out, packed, hashed",
        r"monitor/evidence/|monitor/system/(redact|masking|tok)",
    ),
    (
        "HTTP: requests, urllib3, pace, guard",
        r"monitor/http/|requests/|urllib3/|http/client\.py|ssl\.py",
    ),
    ("feeds to posts, dates", r"monitor/sources/|monitor/parsing/(dates|text)|bs4/|feedparser/"),
    ("judging", r"checks/|verdicts/(judge|merge|freshness|united|summary|future|moved|changed)"),
    (
        "what was seen before",
        r"verdicts/(look_history|sightings|.*_reader|reader|memos)|carried_ans",
    ),
    ("storing and sealing", r"verdicts/|monitor/system/|monitor/cases/|sqlite_utils/"),
    ("the register", r"monitor/registry/|yaml/|pydantic"),
    ("the table", r"reports/|rich/|monitor/cli/check"),
)
REST = "the rest: threads, queues, what joins the parts"


def part(stack: str) -> str | None:
    """Return what a sample belongs to, None where it only waits."""
    frames = stack.split(";")
    if WAITING.search(frames[-1]):
        return None
    if any("importlib" in frame for frame in frames):
        return PARTS[0][0]
    for frame in reversed(frames):
        for name, pattern in PARTS:
            if re.search(pattern, frame):
                return name
    return REST


def shares(file: Path) -> dict[str, float]:
    """Return the share of each part in the samples of *file*."""
    counted: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        stack, _, number = line.rpartition(" ")
        if name := part(stack):
            counted[name] += int(number)
    return {name: number / counted.total() for name, number in counted.items()}


def watched(place: Place, python: Path) -> list[dict[str, float]]:
    """Return the shares of a cold and a warm check."""
    subject = next(one for one in SUBJECTS if one.name == OURS)
    found = []
    subject.prepare(place)
    for phase in PHASES:
        file = place.folder / f"{phase}.raw"
        spy = [str(python.with_name("py-spy")), "record", "--rate", str(RATE), "--format", "raw"]
        command = [*spy, "--subprocesses", "--output", str(file), "--", *subject.command(place)]
        subprocess.run(
            command,
            cwd=place.folder,
            env=surroundings(place.folder),
            capture_output=True,
            check=False,
        )
        found.append(shares(file))
    return found


def unwatched(name: str, place: Place) -> list[float]:
    """Return the microseconds of CPU a feed of a program, cold and warm."""
    subject = next(one for one in SUBJECTS if one.name == name)
    (place.folder / "urls.txt").write_text("\n".join(place.urls), encoding="utf-8")
    subject.prepare(place)
    costs = [
        measured(subject.command(place), place.folder, surroundings(place.folder)) for _ in PHASES
    ]
    return [cost.cpu / place.total * 1e6 for cost in costs]


def main() -> None:
    """Watch, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.where", description=__doc__)
    parser.add_argument("total", type=int, nargs="?", default=2000)
    parser.add_argument("--work", type=Path, default=environment.SCRATCH)
    parser.add_argument("--accept", action="store_true", help="put the table into the README")
    wanted = parser.parse_args()
    python = environment.python_of(wanted.work)
    with server.running(wanted.total, python=str(python)) as serving:

        def place(folder: str) -> Place:
            return Place(folder=Path(folder), python=python, server=serving, total=wanted.total)

        with tempfile.TemporaryDirectory() as folder:
            parts = watched(place(folder), python)
        with tempfile.TemporaryDirectory() as folder:
            ours = unwatched(OURS, place(folder))
        with tempfile.TemporaryDirectory() as folder:
            floor = unwatched(FLOOR, place(folder))
    text = shown(wanted.total, parts, ours, floor)
    if wanted.accept:
        readme.put(BLOCK, text)
    print(readme.block(BLOCK, text))


def shown(total: int, parts: list[dict[str, float]], ours: list[float], floor: list[float]) -> str:
    """Return the table, the dearest part of a cold check first."""
    lines = [
        f"{total:,} feeds; {environment.machine()}.",
        "",
        "| Part | cold % | µs a feed | warm % | µs a feed |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    cold, warm = parts
    for name in sorted({*cold, *warm}, key=lambda name: -cold.get(name, 0)):
        cells = [
            f"{share.get(name, 0) * 100:.0f} | {share.get(name, 0) * whole:.0f}"
            for share, whole in zip(parts, ours, strict=True)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines.append(f"| *all of it* | 100 | *{ours[0]:.0f}* | 100 | *{ours[1]:.0f}* |")
    lines.append(f"| *the bare loop* | | *{floor[0]:.0f}* | | *{floor[1]:.0f}* |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
