"""Time every subject cold and warm over the same feeds: ``python -m benchmarks.run 1000``.

Each run is a fresh process; the order turns with every round; medians are printed, and the
ratio to the tuned loop, which is what may be compared between machines.
"""

import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.subjects import SUBJECTS

# an installed program has its bytecode; one that may not write it would compile itself every time
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
PYTHONS = {"urlwatch": "peers", "reader": "peers"}  # peers live in an environment of their own


def python_of(subject: str, peers: str) -> str:
    return peers if subject in PYTHONS and peers else sys.executable


def once(subject: str, folder: Path, port: int, total: int, peers: str) -> tuple[float, float]:
    """Return (wall, CPU) seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [python_of(subject, peers), "-m", "benchmarks.subjects", subject, str(folder)]
    command += [str(port), str(total)]
    done = subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)
    wall = time.perf_counter() - started
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"{subject}: {done.stderr.decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(total: int, rounds: int, peers: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(port), str(total)],
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None and server.stdout.readline() == b"ready\n"
    subjects = [name for name in SUBJECTS if name not in PYTHONS or peers]
    times: dict[tuple[str, str], list[tuple[float, float]]] = {}
    try:
        for turn in range(rounds):
            for subject in subjects[turn % len(subjects) :] + subjects[: turn % len(subjects)]:
                with tempfile.TemporaryDirectory() as folder:
                    for kind in ("cold", "warm"):
                        took = once(subject, Path(folder), port, total, peers)
                        times.setdefault((subject, kind), []).append(took)
    finally:
        server.terminate()
    report(total, subjects, times)


def report(
    total: int, subjects: list[str], times: dict[tuple[str, str], list[tuple[float, float]]]
) -> None:
    print(f"{total} feeds of 20 items, medians of {len(times['monitor', 'cold'])} runs")
    print(f"{'subject':10} {'cold s':>8} {'CPU s':>7} {'x tuned':>8} {'warm s':>8} {'x tuned':>8}")
    for subject in subjects:
        cold, warm = (
            statistics.median(wall for wall, _ in times[subject, kind]) for kind in ("cold", "warm")
        )
        cpu = statistics.median(spent for _, spent in times[subject, "cold"])
        least = [statistics.median(w for w, _ in times["tuned", kind]) for kind in ("cold", "warm")]
        print(
            f"{subject:10} {cold:8.2f} {cpu:7.2f} {cold / least[0]:8.2f} "
            f"{warm:8.2f} {warm / least[1]:8.2f}"
        )


if __name__ == "__main__":
    main(
        int(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 3,
        sys.argv[3] if len(sys.argv) > 3 else "",
    )
