"""Measured rows to one table of Markdown, the block that benchmarks/README.md holds."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.measuring import Cost
from benchmarks.peers.subjects import FLOOR, OURS
from benchmarks.server import Counts

PHASES = ("cold", "warm")
BLOCK = "peers"  # of the README
COLUMNS = (
    *("Feeds", "Program", "cold s", "× loop", "CPU s", "warm s", "× loop", "CPU s"),
    *("MiB", "all MiB", "304s", "runs"),
)
HEAD = "\n".join((f"| {' | '.join(COLUMNS)} |", "| ---: | --- |" + " ---: |" * (len(COLUMNS) - 2)))
MOST = 5  # faults that are kept of one program


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one program: what it cost, what the server was asked, what was wrong with it."""

    cost: Cost
    counts: Counts
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Medians of one program at one size. *unchanged*: 304s of a warm run."""

    total: int
    latency: float
    subject: str
    runs: int
    wall: dict[str, float]
    cpu: dict[str, float]
    largest: float
    together: float
    processes: int
    requests: dict[str, float]
    unchanged: float
    connections: float
    faults: tuple[str, ...] = ()


def row(total: int, latency: float, subject: str, runs: Mapping[str, list[Run]]) -> Row:
    """Return the medians of *runs*, by phase; memory is the most of either phase."""

    def middle(of: Callable[[Run], float]) -> dict[str, float]:
        return {phase: statistics.median(map(of, runs[phase])) for phase in PHASES}

    every = [one for phase in PHASES for one in runs[phase]]
    return Row(
        total=total,
        latency=latency,
        subject=subject,
        runs=len(runs["cold"]),
        wall=middle(lambda one: one.cost.wall),
        cpu=middle(lambda one: one.cost.cpu),
        largest=max(middle(lambda one: one.cost.largest).values()),
        together=max(middle(lambda one: one.cost.together).values()),
        processes=max(one.cost.processes for one in every),
        requests=middle(lambda one: one.counts.requests),
        unchanged=middle(lambda one: one.counts.unchanged)["warm"],
        connections=middle(lambda one: one.counts.connections)["cold"],
        faults=tuple(fault for one in every for fault in one.faults)[:MOST],
    )


def markdown(results: Mapping[str, Any]) -> str:
    """Return the block for the README: what was measured on what, and the table."""
    about, rows = results["about"], [Row(**one) for one in results["rows"]]
    lines = [
        f"{about['date']}, {about['machine']}, load {about['load']:.1f} before the first run. "
        f"{about['versions']}.",
        "",
        HEAD,
    ]
    for size in sorted({(one.latency, one.total) for one in rows}):
        group = [one for one in rows if (one.latency, one.total) == size]
        floor = next((one for one in group if one.subject == FLOOR), None)
        lines.extend(_line(one, floor) for one in sorted(group, key=lambda one: one.wall["cold"]))
    return "\n".join(lines)


def _line(row: Row, floor: Row | None) -> str:
    strong = "**" if row.subject == OURS else ""
    size = f"{row.total:,}" + (f" at {row.latency * 1000:.0f} ms" if row.latency else "")
    cells = [size, f"{strong}{row.subject}{strong}"]
    for phase in PHASES:
        ratio = f"{row.wall[phase] / floor.wall[phase]:.2f}" if floor else "–"
        cells += [f"{row.wall[phase]:.2f}", f"{strong}{ratio}{strong}", f"{row.cpu[phase]:.2f}"]
    runs = f"{row.runs}, faulty" if row.faults else f"{row.runs}"
    cells += [f"{row.largest:.0f}", f"{row.together:.0f}", f"{row.unchanged:,.0f}", runs]
    return f"| {' | '.join(cells)} |"


def ratios(rows: Iterable[Row]) -> list[str]:
    """Return what is held against the program, one sentence a size."""
    rows = list(rows)
    told = []
    for size in sorted({(one.latency, one.total) for one in rows}):
        group = {one.subject: one for one in rows if (one.latency, one.total) == size}
        if OURS not in group:
            continue
        ours, cpu = group[OURS].wall, group[OURS].cpu
        parts = [
            f"{ours['cold'] / other.wall['cold']:.2f} × {name} cold, "
            f"{ours['warm'] / other.wall['warm']:.2f} × warm "
            f"(by CPU {cpu['cold'] / other.cpu['cold']:.2f}, {cpu['warm'] / other.cpu['warm']:.2f})"
            for name, other in group.items()
            if name != OURS
        ]
        parts.append(f"warm {ours['warm'] / ours['cold']:.2f} × cold")
        told.append(f"{size[1]:,} feeds: " + "; ".join(parts))
    return told
