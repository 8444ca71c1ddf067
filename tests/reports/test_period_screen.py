"""The quarter on a screen, at 80 and 120 columns."""

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from monitor.figures import Figures, PeriodFinding
from monitor.parsing.text import storable
from reports import figures_json, period_screen, tables
from reports.document import Table
from tests.conftest import Golden
from tests.figures.builders import figures, history
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

    made, before = tables.tables, printed(period_screen.render(county(), 200), 200)
    monkeypatch.setattr(tables, "tables", renamed)

    after = printed(period_screen.render(county(), 200), 200)

    assert after.count("甲") == 8 + 5 + 7  # columns of the three lists
    assert "".join(after.replace("甲", "").split()) == "".join(before.split())


def _named_anew(table: Table) -> Table:
    columns = tuple(replace(column, title=f"甲{column.title}") for column in table.columns)
    return replace(table, columns=columns)
