"""The tables of the documents, from the figures: of each column its heading and what rows say."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor.cases.case import Case
from monitor.figures import AccountFigures, Figures, GroupRow, PeriodRun, Rectified
from monitor.figures.rectification import LABELS
from monitor.model import Platform, RunMode, clock
from monitor.parsing.text import clean
from reports import formatting
from reports.document_model import Cell, Column, Table

PROBLEM = 160  # characters of a problem in a table
NARROW, WIDE = 0.7, 2.2
DATED = 1.7  # wide enough on paper for a date that may not be parted
RATED = 3.1  # the same for 98.5%（1180/1198）

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
AccountRow = AccountFigures | Rectified | Case  # of one account, whatever a table says of it


@dataclass(frozen=True, slots=True)
class Field(Generic[Row_contra]):
    """One column of a table, and the cell that a row has there."""

    column: Column
    cell: Callable[[Row_contra], Cell]


def tables(figures: Figures) -> dict[str, Table]:
    """Return every table by its name in templates."""
    every = (
        groups("by_platform", "按平台统计", "平台", figures.by_platform, figures.total),
        groups("by_kind", "按单位类别统计", "单位类别", figures.by_kind, figures.total),
        groups("by_unit", "按单位统计", "单位", figures.by_unit, figures.total),
        failing(figures),
        zombies(figures),
        unknown_table(figures),
        everyone(figures),
        rectified(figures),
        ledger(figures),
        spotchecks(figures),
    )
    return {table.name: table for table in every}


def groups(name: str, caption: str, what: str, rows: Iterable[GroupRow], total: GroupRow) -> Table:
    """Return a table of tallies, the total last."""
    fields: tuple[Field[GroupRow], ...] = (
        _words(what, lambda row: clean(row.label), WIDE),
        _field("登记数", lambda row: row.tally.registered),
        _field("检查数", lambda row: row.tally.looked),
        _field("合格", lambda row: row.tally.passed),
        _field("不合格", lambda row: row.tally.failed),
        _field("无法判定", lambda row: row.tally.unknown),
        _field("合格率", lambda row: row.tally.pass_rate, RATED),
        _field("发布条数", formatting.posts_of, 0.9),
        _field("条数说明", formatting.posts_note, 1.0),
    )
    return Table(
        name=name,
        caption=caption,
        columns=_columns(fields),
        rows=tuple(_cells(fields, (*rows, total))),
        total=True,
    )


def failing(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *_account(unit=2.0),
        _newest,
        _idle(0.9),
        _field("最长间隔", formatting.longest, 0.9, key="longest"),
        _words("问题", lambda row: _problems(p.message for p in row.problems), 3.4, "problems"),
        _day("首次发现", lambda row: row.failed_first_at, key="first_failed"),
        _field("期末情况", formatting.state, 1.4, key="state"),
    )
    return _numbered("failing", "不合格账号清单", fields, figures.failing, empty="无不合格账号")


def zombies(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *_account(),
        _newest,
        _idle(1.0),
        _day("发现日期", lambda row: row.zombie_at),
        _field("期末情况", formatting.state, 1.2),
        _words("处置建议", lambda row: formatting.advice(row, figures), 3.2),
    )
    return _numbered("zombies", "僵尸账号清单", fields, figures.zombies, empty="无僵尸账号")


def unknown_table(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *_account(unit=2.0),
        _words("原因", formatting.reason, 3.0, "reason"),
        _words("已尝试", formatting.tried, 1.8, "tried"),
        _day("起始日期", lambda row: row.unknown_since, key="since"),
        _day("所见最近更新", lambda row: row.newest_at, key="last_seen"),
    )
    empty = "无无法判定的账号"
    return _numbered("unknown", "无法判定账号清单", fields, figures.unknown, empty=empty)


def everyone(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *_account(name=1.8),
        _field("检查次数", lambda row: row.looks, 0.8),
        _field("判定", lambda row: row.verdict.label if row.verdict else "未检查"),
        _field("期末状态", formatting.state, 1.2),
        _newest,
        _idle(0.9),
        _field("发布条数", lambda row: row.posts, 0.9),
        _words("条数说明", lambda row: row.posts_basis.label, 1.6),
    )
    return _numbered("everyone", "账号检查情况", fields, figures.accounts, empty="无登记账号")


def rectified(figures: Figures) -> Table:
    before = f"{figures.period.word_before}问题"
    fields: tuple[Field[Rectified], ...] = (
        *_account(),
        _field("复查结果", lambda row: LABELS[row.outcome], 1.2, key="outcome"),
        _day("复查合格日期", lambda row: row.fixed_at, key="fixed"),
        _words(before, lambda row: _problems(row.problems), 3.4),
    )
    caption = f"{before}整改复查情况"
    return _numbered("rectified", caption, fields, figures.rectified, empty="无需复查的账号")


def ledger(figures: Figures) -> Table:
    """Return the cases of the period as they stood at its end (整改台账)."""
    fields: tuple[Field[Case], ...] = (
        _field("编号", lambda case: case.id, NARROW),
        *_account(unit=2.0),
        _words("问题", lambda case: f"{case.title}：{clean(case.message, PROBLEM)}", 3.0),
        _day("发现日期", lambda case: case.found_at),
        _field("整改期限", lambda case: case.due_on, DATED),
        _field("进展", lambda case: _progress(case, figures), 1.8),
        _field("销号日期", figures.closed_on, DATED),
    )
    return Table(
        name="ledger",
        caption="整改台账",
        columns=_columns(fields),
        rows=tuple(_cells(fields, figures.cases)),
        empty="没有立案整改的问题",
    )


def spotchecks(figures: Figures) -> Table:
    fields: tuple[Field[PeriodRun], ...] = (
        _field("检查时间", lambda run: clock.show(run.moment), 2.2),
        _field("方式", _mode, 1.4),
        _field("登记数", lambda run: run.registered),
        _field("检查数", lambda run: run.looked),
        _field("看到账号数", lambda run: run.seen),
        _field("抽样比例及种子", _sample, 2.0),
    )
    return _numbered(
        "spotchecks", "检查安排", fields, figures.checks.runs, number="次序", empty="本期未开展检查"
    )


def _field(
    title: str, cell: Callable[[Row], Cell], width: float = 1.0, *, key: str = ""
) -> Field[Row]:
    return Field(Column(key=key, title=title, width=width), cell)


def _words(title: str, cell: Callable[[Row], Cell], width: float, key: str = "") -> Field[Row]:
    return Field(Column(key=key, title=title, width=width, align="left"), cell)


def _day(title: str, moment: Callable[[Row], datetime | None], *, key: str = "") -> Field[Row]:
    return _field(title, lambda row: formatting.day(moment(row)), DATED, key=key)


def _account(*, unit: float = WIDE, name: float = 1.6) -> tuple[Field[AccountRow], ...]:
    """Return the columns by which every list names an account, *unit* and *name* wide."""
    return (
        _words("主办单位", _unit_of, unit, "unit"),
        _field("平台", _platform_of, 0.9, key="platform"),
        _words("账号名称", _name_of, name, "name"),
    )


def _unit_of(row: AccountRow) -> str:
    return clean(row.unit_name if isinstance(row, Case) else row.account.unit)


def _platform_of(row: AccountRow) -> str:
    return Platform(row.platform if isinstance(row, Case) else row.account.platform).label


def _name_of(row: AccountRow) -> str:
    return clean(row.name if isinstance(row, Case) else row.account.name)


_newest: Field[AccountFigures] = _day("最后更新", lambda row: row.newest_at, key="newest")


def _idle(width: float) -> Field[AccountFigures]:
    return _field("未更新天数", formatting.idle, width, key="idle")


def _problems(messages: Iterable[str]) -> str:
    return "；".join(clean(message, PROBLEM) for message in messages)


def _progress(case: Case, figures: Figures) -> str:
    caveat = figures.due_caveats.get(case.id, "")
    return formatting.progress(case, figures.as_of_date, caveat)


def _mode(run: PeriodRun) -> str:
    return run.mode.label + ("（中途停止）" if run.interrupted else "")


def _sample(run: PeriodRun) -> str:
    return f"{run.sample}，种子 {run.seed}" if run.mode is RunMode.SAMPLE else "—"


def _numbered(
    name: str,
    caption: str,
    fields: Iterable[Field[Row]],
    rows: Iterable[Row],
    *,
    number: str = "序号",
    empty: str,
) -> Table:
    """Return a list whose rows are numbered under the heading *number*."""
    fields = tuple(fields)
    return Table(
        name=name,
        caption=caption,
        columns=(Column(key="number", title=number, width=NARROW), *_columns(fields)),
        rows=tuple((at, *cells) for at, cells in enumerate(_cells(fields, rows), 1)),
        empty=empty,
    )


def _columns(fields: Iterable[Field[Row]]) -> tuple[Column, ...]:
    return tuple(field.column for field in fields)


def _cells(fields: Sequence[Field[Row]], rows: Iterable[Row]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(field.cell(row) for field in fields)
