"""The marks of a year or a quarter, from the figures of the quarters that were checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.app.report import figures
from monitor.figures import Figures
from monitor.figures.score import Score, scores
from monitor.model.errors import RequestError
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.system.connection import Database
from reports.scorecard import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class YearScores:
    """The marks of every unit, and what they rest on."""

    scores: tuple[Score, ...]
    scope: Scope


def year_scores(
    db: Database, registry: Registry, year: int, quarter: int | None, now: datetime
) -> YearScores:
    """Return the marks of *year*, or of its *quarter*; raises RequestError where unchecked."""
    quarters, unchecked = _quarters(db, registry, year, quarter, now)
    if not quarters:
        when = f"{year} 年第 {quarter} 季度" if quarter else f"{year} 年"
        raise RequestError(f"{when}尚未检查过，没有可以计算的数字")
    marks = scores(quarters, registry.scheme)
    last = quarters[-1]
    scope = Scope(
        name=f"{year}Q{quarter}" if quarter else str(year),
        label=last.period.label if quarter else f"{year}年",
        quarters=tuple(figures.period for figures in quarters),
        unchecked=unchecked,
        as_of_date=last.as_of_date,
        notes=tuple(_notes(last, unchecked, marks, registry)),
    )
    return YearScores(scores=marks, scope=scope)


def _notes(
    last: Figures, unchecked: Sequence[Period], marks: Iterable[Score], registry: Registry
) -> Iterator[str]:
    """Yield what the marks leave out."""
    if last.as_of_date < last.period.last_day:
        yield f"{last.period.name} 尚未结束，得分截至 {last.as_of_date}。"
    if unchecked:
        yield f"{'、'.join(period.label for period in unchecked)}没有检查，未计入，也未扣分。"
    marked = {mark.unit.id for mark in marks}
    if idle := [unit.name for unit in registry.units if unit.id not in marked]:
        yield f"没有参加考核的账号、不列得分的单位：{'、'.join(idle)}。"
    silent = [f.label for f, deduction in registry.scheme.deductions.items() if not deduction.basis]
    if silent:
        how = "请在 accounts.yaml 的 score: 中用 basis: 写明文号"
        yield f"扣分标准没有写明依据的：{'、'.join(silent)}；{how}。"


def _quarters(
    db: Database, registry: Registry, year: int, quarter: int | None, now: datetime
) -> tuple[tuple[Figures, ...], tuple[Period, ...]]:
    """Return the figures of the quarters that were checked, and those that were not."""
    periods = (
        Period(year=year, month=number * 3 - 2, span=Span.QUARTER)
        for number in ([quarter] if quarter else range(1, 5))
    )
    computed = [
        figures(db, registry, period, made_at=now) for period in periods if period.since <= now
    ]
    return (
        tuple(entry for entry in computed if entry.spotchecks),
        tuple(entry.period for entry in computed if not entry.spotchecks),
    )
