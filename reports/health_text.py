"""The program in numbers, in the text format of Prometheus; no label names an account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One measure and its samples, by labels."""

    name: str
    about: str
    samples: tuple[Sample, ...]


def single(name: str, about: str, value: float | timedelta | None) -> Gauge:
    """Return a measure of one sample, of none where nothing is known."""
    number = value.total_seconds() if isinstance(value, timedelta) else value
    return Gauge(name=name, about=about, samples=() if number is None else (({}, number),))


def render(gauges: Iterable[Gauge]) -> str:
    """Return *gauges* as text."""
    lines: list[str] = []
    for gauge in gauges:
        lines += [f"# HELP {gauge.name} {gauge.about}", f"# TYPE {gauge.name} gauge"]
        for labels, value in gauge.samples:
            inside = ",".join(f'{key}="{word}"' for key, word in labels.items())
            lines.append(f"{gauge.name}{f'{{{inside}}}' if inside else ''} {value:.15g}")
    return "\n".join(lines) + "\n"
