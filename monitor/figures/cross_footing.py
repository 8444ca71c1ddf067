"""Figures that do not add up are refused, with the cells that disagree."""

from collections.abc import Callable, Iterator, Mapping

from monitor.figures.values import Figures, GroupRow
from monitor.model import Verdict
from monitor.model.errors import MonitorError
from monitor.model.rate import disagreements

COLUMNS: dict[str, Callable[[GroupRow], int]] = {
    "登记": lambda row: row.tally.registered,
    "查看": lambda row: row.tally.looked,
    "合格": lambda row: row.tally.passed,
    "不合格": lambda row: row.tally.failed,
    "无法判定": lambda row: row.tally.unknown,
    "发布": lambda row: row.posts.number,
    "可统计发布条数的账号": lambda row: row.posts.accounts,
}

TALLIED = {
    "登记": "registered",
    "查看": "looked",
    "合格": "passed",
    "不合格": "failed",
    "无法判定": "unknown",
}


def refuse_unless_sound(figures: Figures) -> None:
    """Raise MonitorError with every sum of the report that does not hold."""
    wrong = disagreements(dict(_sums(figures)))
    if wrong:
        raise MonitorError("报告数字不能相互印证，未予生成：" + "；".join(wrong))


def _sums(figures: Figures) -> Iterator[tuple[str, tuple[int, Mapping[str, int]]]]:
    tables = {
        "按平台": figures.by_platform,
        "按单位类别": figures.by_kind,
        "按单位": figures.by_unit,
    }
    for table, rows in tables.items():
        for column, number in COLUMNS.items():
            parts = _parts(rows, column)
            yield f"{table}的{column}数", (number(figures.total), parts)
    if figures.counties:
        yield from _of_counties(figures)
    total = figures.total.tally
    listed = {
        "合格": sum(entry.verdict is Verdict.PASS for entry in figures.accounts),
        "不合格": len(figures.failing),
        "无法判定": len(figures.unknown),
        "未查看": len(figures.unseen),
    }
    yield "登记账号", (total.registered, listed)
    yield "不合格账号清单", (total.failed, {"清单": len(figures.failing)})
    yield "无法判定账号清单", (total.unknown, {"清单": len(figures.unknown)})
    yield "期末状态", (total.looked, {s.label: n for s, n in figures.states.items()})


def _of_counties(figures: Figures) -> Iterator[tuple[str, tuple[int, Mapping[str, int]]]]:
    """Yield the sums of a city's table of counties: down its columns, and across its platforms."""
    for column, name in TALLIED.items():
        parts = {county.name: getattr(county.tally, name) for county in figures.counties}
        yield f"各县区的{column}数", (getattr(figures.total.tally, name), parts)
    for county in figures.counties:
        yield f"{county.name}各平台的登记数", (county.tally.registered, county.platforms)
    for row in figures.by_platform:
        parts = {county.name: county.platforms.get(row.label, 0) for county in figures.counties}
        yield f"各县区{row.label}的登记数", (row.tally.registered, parts)


def _parts(rows: tuple[GroupRow, ...], column: str) -> Mapping[str, int]:
    return {row.label: COLUMNS[column](row) for row in rows}
