"""The tables of the annexes: fewer columns than the spreadsheet's, to be read on paper."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from monitor.cases.case import Case
from monitor.figures import AccountFigures, Figures, case_numbers
from monitor.model import State, Verdict
from reports import formatting
from reports.document_model import Table
from reports.problem_phrases import in_annex
from reports.table_fields import (
    DATED,
    NARROW,
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
)
from reports.unknown_causes import SHORT, cause_of

USUAL = 12  # rows that a page holds in the usual size


def failing_list(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.5, platform=1.2, name=1.85),
        words("问题", in_annex, 3.4),
        newest,
        idle(1.5),
        day("首次发现", lambda row: row.failed_first_at),
        field_of("期末情况", _state, 1.5),
    )
    rows = in_register_order(figures.failing, figures)
    table = numbered("failing_list", "不合格账号清单", fields, rows, empty="无不合格账号")
    return replace(table, dense=len(rows) > USUAL)


def zombie_list(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.5, platform=1.2, name=1.85),
        newest,
        idle(1.5),
        day("发现日期", lambda row: row.zombie_at),
        field_of("期末情况", _state, 1.5),
        words("处置建议", lambda row: formatting.advice(row, figures), 3.2),
    )
    rows = in_register_order(figures.zombies, figures)
    return numbered("zombie_list", "僵尸账号清单及处置建议", fields, rows, empty="无僵尸账号")


def unknown_list(figures: Figures) -> Table:
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.9, platform=1.2, name=2.2),
        words("原因", lambda row: cause_of(row).label, 2.5),
        day("起始日期", lambda row: row.unknown_since),
        day("所见最近更新", lambda row: row.newest_at),
    )
    rows = in_register_order(figures.unknown, figures)
    empty = "无无法判定的账号"
    table = numbered("unknown_list", "无法判定账号清单", fields, rows, empty=empty)
    return replace(table, dense=True)


def account_list(figures: Figures) -> Table:
    """Return every account on a line, small enough for a county on two pages."""
    fields: tuple[Field[AccountFigures], ...] = (
        *account_fields(unit=2.75, platform=1.17, name=2.0),
        field_of("判定", lambda row: row.verdict.label if row.verdict else "未检查", 1.17),
        newest,
        field_of("未更新天数", formatting.idle, 1.37),
        field_of("备注", _remark, 1.42),
    )
    rows = in_register_order(figures.accounts, figures)
    table = numbered("account_list", "账号检查情况一览表", fields, rows, empty="无登记账号")
    return replace(table, dense=True)


def ledger_list(figures: Figures) -> Table:
    fields: tuple[Field[Case], ...] = (
        field_of("编号", lambda case: case_numbers.own(case.id), NARROW),
        *account_fields(unit=2.4, platform=1.2, name=1.9),
        words("问题", lambda case: case.title, 1.6),
        day("发现日期", lambda case: case.found_at),
        field_of("整改期限", lambda case: case.due_on, DATED),
        words("进展", lambda case: formatting.progress(case, figures), 2.6),
        field_of("销号日期", figures.closed_on, DATED),
    )
    return Table(
        name="ledger_list",
        caption="整改台账",
        columns=columns_of(fields),
        rows=tuple(cells_of(fields, in_register_order(figures.cases, figures))),
        empty="没有立案整改的问题",
    )


def _state(row: AccountFigures) -> str:
    """Return the closing state: recovered, or what it is."""
    if row.closing_verdict is Verdict.PASS:
        return "已恢复"
    return formatting.state(row)


def _remark(row: AccountFigures) -> str:
    """Return what the verdict alone does not say; nothing of an account in order."""
    if row.verdict is Verdict.FAIL:
        return _state(row)
    if row.verdict is Verdict.UNKNOWN:
        return SHORT[cause_of(row)]
    if row.verdict is None or row.state in (State.FRESH, None):
        return ""
    return row.state.label


MAKERS: Mapping[str, Callable[[Figures], Table]] = {  # by the name of the table
    "failing_list": failing_list,
    "zombie_list": zombie_list,
    "unknown_list": unknown_list,
    "account_list": account_list,
    "ledger_list": ledger_list,
}
