"""The quarter on a screen, at 80 and 120 columns."""

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from monitor.figures import Figures, PeriodFinding
from monitor.parsing.text import storable
from reports import figures_json, period_screen, report_tables
from reports.document_model import Table
from tests.conftest import Golden
from tests.figures.builders import figures, history, registered
from tests.reports.builders import printed
from tests.reports.papers import county, hostile, nothing


@pytest.mark.parametrize("width", [80, 120])
def test_the_whole_screen(width: int, golden: Golden) -> None:
    golden.check(f"screen-{width}.txt", printed(period_screen.render(county(), width), width))


@pytest.mark.parametrize("width", [60, 80, 109, 110, 160])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    for value in (county(), hostile(), nothing()):
        shown = printed(period_screen.render(value, width), width)
        assert max(map(cell_len, shown.splitlines())) <= width


def test_words_from_outside_command_no_screen() -> None:
    shown = printed(period_screen.render(hostile(), 120), 120)

    assert "\u202e" not in shown and "\x1b" not in shown


def test_a_period_without_checks_says_so() -> None:
    assert "本期未开展检查" in printed(period_screen.render(nothing(), 80), 80)


def test_the_list_of_failing_accounts_names_their_problems_in_short() -> None:
    one = history("fff")
    gone = PeriodFinding(
        check="U02", title="账号异常", message="账号已注销，页面提示“该账号不存在”"
    )
    both = replace(one.looks[0], problems=(*one.looks[0].problems, gone, gone))

    shown = printed(period_screen.render(figures(replace(one, looks=(both,))), 80), 80)

    assert "内容不更新、账号异常 " in shown and "页面提示" not in shown


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a"), ()])
def test_each_failing_account_has_its_own_problem_whatever_the_order(
    order: tuple[str, ...],
) -> None:
    gone = PeriodFinding(check="U02", title="账号异常", message="账号已注销")
    silent = history("fff", registered("a", name="静默微讯"))
    closed = history("fff", registered("b", name="注销微讯"))
    closed = replace(closed, looks=(replace(closed.looks[-1], problems=(gone,)),))
    value = replace(figures(silent, closed), register_order=order)

    shown = printed(period_screen.render(value, 200), 200)
    lines = [line for line in shown.splitlines() if "微讯" in line]

    assert len(lines) == 2
    for line in lines:
        assert ("内容不更新" in line) == ("静默微讯" in line)
        assert ("账号异常" in line) == ("注销微讯" in line)


def test_the_whole_json(golden: Golden) -> None:
    text = json.dumps(figures_json.render(county()), ensure_ascii=False, indent=2)

    golden.check("figures.json", text + "\n")


@pytest.mark.parametrize("value", [county, nothing, hostile])
def test_json_in_pieces_is_the_same_value(value: object) -> None:
    made = value()  # type: ignore[operator]

    whole = storable(json.dumps(figures_json.render(made), ensure_ascii=False))
    assert json.loads("".join(figures_json.stream(made)).encode()) == json.loads(whole)


def test_columns_are_picked_by_their_keys_whatever_they_are_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def renamed(figures: Figures) -> dict[str, Table]:
        return {name: _named_anew(table) for name, table in made(figures).items()}

    made, before = report_tables.tables, printed(period_screen.render(county(), 200), 200)
    monkeypatch.setattr(report_tables, "tables", renamed)

    after = printed(period_screen.render(county(), 200), 200)

    assert after.count("甲") == 8 + 5 + 7  # columns of the three lists
    assert "".join(after.replace("甲", "").split()) == "".join(before.split())


def _named_anew(table: Table) -> Table:
    columns = tuple(replace(column, title=f"甲{column.title}") for column in table.columns)
    return replace(table, columns=columns)
