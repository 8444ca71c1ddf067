"""The tables of the documents, from the figures: of each column its heading and what rows say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from monitor.cases.case import Case
from monitor.figures import AccountFigures, Figures, GroupRow, PeriodRun, Rectified, case_numbers
from monitor.figures.rectification import LABELS
from monitor.model import RunMode, clock
from monitor.parsing.text import clean
from reports import addressees, county_lists, county_tables, formatting
from reports.document_model import Table
from reports.method import method_table
from reports.problem_phrases import in_ledger, problems, whole
from reports.table_fields import (
    DATED,
    NAMES,
    NARROW,
    WIDE,
    Field,
    account_fields,
    cells_of,
    columns_of,
    day,
    field_of,
    idle,
    in_register_order,
    newest,
    numbered,
    words,
)  # fmt: skip
from reports.table_set import TableSet

SHEETS = (
    "failing", "zombies", "unknown", "rectified", "ledger", "everyone", "by_platform", "by_kind",
    "by_unit", "spotchecks", "method",
)  # fmt: skip
CITY_SHEETS = (
    "counties", "by_county_platform", "bundles", *SHEETS, "changes", "registration", "pending",
)  # fmt: skip
NONE: Mapping[str, Callable[[Figures], Table]] = MappingProxyType({})
RATED = 3.1  # wide enough on paper for 98.5%（1180/1198）


def tables(figures: Figures, further: Mapping[str, Callable[[Figures], Table]] = NONE) -> TableSet:
    """Return every table, and those of *further*, by its name in templates."""
    makers = {**makers_of(figures), **further}
    return TableSet({name: partial(make, figures) for name, make in makers.items()})


def makers_of(figures: Figures) -> Mapping[str, Callable[[Figures], Table]]:
    """Return what makes each table that *figures* have."""
    return {**MAKERS, **county_tables.MAKERS, **county_lists.MAKERS} if figures.counties else MAKERS


def workbook(figures: Figures) -> Iterator[Table]:
    """Yield the sheets of the spreadsheet: everything that any paper has, and nothing empty.

    One at a time: together they take more room than all that they are made from.
    """
    makers = makers_of(figures)
    with_county = county_lists.with_counties(figures)
    for name in CITY_SHEETS if figures.counties else SHEETS:
        sheet = makers[name](figures)
        if len(sheet.rows) > sheet.total:
            yield with_county(sheet)


def groups(name: str, caption: str, what: str, rows: Iterable[GroupRow], total: GroupRow) -> Table:
    """Return a table of tallies, the total last."""
    fields: tuple[Field[GroupRow], ...] = (
        words(what, lambda row: clean(row.label), WIDE),
        field_of("登记数", lambda row: row.tally.registered),
        field_of("检查数", lambda row: row.tally.looked),
        field_of("合格", lambda row: row.tally.passed),
        field_of("不合格", lambda row: row.tally.failed),
        field_of("无法判定", lambda row: row.tally.unknown),
        field_of("合格率", lambda row: row.tally.pass_rate, RATED),
        field_of("发布条数", formatting.posts_of, 0.9),
        field_of("条数说明", formatting.posts_note, 1.0),
    )
    return Table(
        name=name,
        caption=caption,
        columns=columns_of(fields),
        rows=tuple(cells_of(fields, (*rows, total))),
        total=True,
        names=1,
    )


def failing(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.0),
        newest,
        idle(0.9),
        field_of("最长间隔", formatting.longest, 0.9, key="longest"),
        words("问题", problems, 3.4, "problems"),
        day("首次发现", lambda row: row.failed_first_at, key="first_failed"),
        field_of("期末情况", formatting.state, 1.4, key="state"),
    )
    return numbered(
        "failing",
        "不合格账号清单",
        fields,
        in_register_order(figures.failing, figures),
        empty="无不合格账号",
    )


def zombies(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(),
        newest,
        idle(1.0),
        day("发现日期", lambda row: row.zombie_at),
        field_of("期末情况", formatting.state, 1.2),
        words("处置建议", lambda row: formatting.advice(row, figures), 3.2),
    )
    return numbered(
        "zombies",
        "僵尸账号清单",
        fields,
        in_register_order(figures.zombies, figures),
        empty="无僵尸账号",
    )


def unknown_table(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.0),
        words("原因", formatting.reason, 3.0, "reason"),
        words("已尝试", formatting.tried, 1.8, "tried"),
        day("起始日期", lambda row: row.unknown_since, key="since"),
        day("所见最近更新", lambda row: row.newest_at, key="last_seen"),
    )
    empty = "无无法判定的账号"
    return numbered(
        "unknown",
        "无法判定账号清单",
        fields,
        in_register_order(figures.unknown, figures),
        empty=empty,
    )


def everyone(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(name=1.8),
        field_of("检查次数", lambda row: row.looks, 0.8),
        field_of("判定", lambda row: row.verdict.label if row.verdict else "未检查"),
        field_of("期末状态", formatting.state, 1.2),
        newest,
        idle(0.9),
        field_of("发布条数", lambda row: row.posts, 0.9),
        words("条数说明", lambda row: row.posts_basis.label, 1.6),
    )
    return numbered(
        "everyone",
        "账号检查情况",
        fields,
        in_register_order(figures.accounts, figures),
        empty="无登记账号",
    )


def rectified(figures: Figures) -> Table:
    before = f"{figures.period.word_before}问题"
    fields: tuple[Field[Rectified], ...] = (
        *account_fields(),
        field_of("复查结果", lambda row: LABELS[row.outcome], 1.2, key="outcome"),
        day("复查合格日期", lambda row: row.fixed_at, key="fixed"),
        words(before, lambda row: _problems(row.problems), 3.4),
    )
    caption = f"{before}整改复查情况"
    return numbered(
        "rectified",
        caption,
        fields,
        in_register_order(figures.rectified, figures),
        empty="无需复查的账号",
    )


def ledger(figures: Figures) -> Table:
    """Return the cases of the period as they stood at its end (整改台账)."""
    fields: tuple[Field[Case], ...] = (
        field_of("编号", lambda case: case_numbers.own(case.id), NARROW),
        *account_fields(unit=2.0),
        words("问题", in_ledger, 3.0),
        day("发现日期", lambda case: case.found_at),
        field_of("整改期限", lambda case: case.due_on, DATED),
        field_of("进展", lambda case: formatting.progress(case, figures), 1.8),
        field_of("销号日期", figures.closed_on, DATED),
    )
    return Table(
        name="ledger",
        caption="整改台账",
        columns=columns_of(fields),
        rows=tuple(cells_of(fields, in_register_order(figures.cases, figures))),
        empty="没有立案整改的问题",
        names=NAMES,
    )


def spotchecks(figures: Figures) -> Table:
    fields: tuple[Field[PeriodRun], ...] = (
        field_of("检查时间", lambda run: clock.show(run.moment), 2.2),
        field_of("方式", _mode, 1.4),
        field_of("登记数", lambda run: run.registered),
        field_of("检查数", lambda run: run.looked),
        field_of("看到账号数", lambda run: run.seen),
        field_of("抽样比例及种子", _sample, 2.0),
    )
    return numbered(
        "spotchecks", "检查安排", fields, figures.checks.runs, number="次序", empty="本期未开展检查"
    )


def _problems(messages: Iterable[str]) -> str:
    return "；".join(map(whole, messages))


def _mode(run: PeriodRun) -> str:
    return run.mode.label + ("（中途停止）" if run.interrupted else "")


def _sample(run: PeriodRun) -> str:
    return f"{run.sample}，种子 {run.seed}" if run.mode is RunMode.SAMPLE else "—"


def units(figures: Figures) -> tuple[GroupRow, ...]:
    """Return the tallies of the units in the register's order."""
    ordered = in_register_order(figures.accounts, figures)
    place = {
        unit: number
        for number, unit in enumerate(dict.fromkeys(row.account.unit for row in ordered))
    }
    if not figures.register_order:
        return figures.by_unit
    return tuple(sorted(figures.by_unit, key=lambda row: place.get(row.label, len(place))))


def by_platform(figures: Figures) -> Table:
    return groups("by_platform", "按平台统计", "平台", figures.by_platform, figures.total)


def by_kind(figures: Figures) -> Table:
    kinds = addressees.kinds(figures)
    return groups("by_kind", "按单位类别统计", "单位类别", kinds, figures.total)


def by_unit(figures: Figures) -> Table:
    return groups("by_unit", "按单位统计", "单位", units(figures), figures.total)


MAKERS: Mapping[str, Callable[[Figures], Table]] = {  # by the name of the table
    "by_platform": by_platform,
    "by_kind": by_kind,
    "by_unit": by_unit,
    "failing": failing,
    "zombies": zombies,
    "unknown": unknown_table,
    "everyone": everyone,
    "rectified": rectified,
    "ledger": ledger,
    "spotchecks": spotchecks,
    "method": method_table,
}
