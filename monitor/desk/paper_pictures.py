"""The pictures of 报告: the last quarters and the platforms, drawn as the reports draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.app.published_papers import QuarterShares
from monitor.figures import Tally
from reports import charts
from reports.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart, and its numbers as a table. *head*: the heads of its columns."""

    chart: Chart
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pictures(quarters: Sequence[QuarterShares]) -> Iterator[Picture]:
    """Yield the pictures that have something to say."""
    points = [(_label(quarter), quarter.shares) for quarter in quarters]
    head = ("检查", *(name for _, name in charts.VERDICTS), "合格率")
    tallies = [(label, shares.total.tally if shares else None) for label, shares in points]
    if chart := charts.quarters(tallies):
        rows = tuple((label, *_numbers(tally)) for label, tally in tallies if tally)
        yield Picture(chart=chart, head=("季度", *head), rows=rows)
    latest = next(((label, shares) for label, shares in reversed(points) if shares), None)
    if latest is None:
        return
    label, shares = latest
    if shares and (chart := charts.platforms(shares.by_platform, shares.total.tally, label)):
        by_platform = tuple((row.label, *_numbers(row.tally)) for row in shares.by_platform)
        yield Picture(chart=chart, head=("平台", *head), rows=by_platform)


def _label(quarter: QuarterShares) -> str:
    return f"{quarter.period.label}{'（草稿）' if quarter.as_of else ''}"


def _numbers(tally: Tally) -> tuple[str, ...]:
    counts = (tally.looked, tally.passed, tally.failed, tally.unknown)
    return (*map(str, counts), tally.pass_rate.text())
