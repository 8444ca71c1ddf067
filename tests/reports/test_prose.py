"""Lines on a screen end where Chinese may be broken."""

import pytest
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from reports.prose import Prose
from tests.reports.builders import HOSTILE, printed

LONG = (
    "请人工核查，清单见 monitor worklist（23个：某县政务（微信）、某县发布）。"
    "截至2021年12月30日，已98天未更新"
)


def lines(text: RenderableType, width: int) -> list[str]:
    return printed(text, width).splitlines()


@pytest.mark.parametrize("width", [24, 30, 41, 60, 80])
@pytest.mark.parametrize(
    "whole", ["2021年12月30日", "monitor worklist", "98天", "（微信）", "23个"]
)
def test_what_belongs_together_stays_in_one_line(whole: str, width: int) -> None:
    assert any(whole in line for line in lines(Prose(LONG), width))


@pytest.mark.parametrize("width", [2, 7, 10, 24, 33, 80])
@pytest.mark.parametrize("text", [LONG, HOSTILE, "  · " + LONG, "https://a.invalid/" * 9 + "。"])
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    shown = lines(Prose(text), width)

    assert "".join("".join(shown).split()) == "".join(text.split())
    assert max(map(cell_len, shown)) <= width


@pytest.mark.parametrize("width", [11, 20, 31, 44, 80])
def test_no_line_begins_with_a_mark(width: int) -> None:
    shown = lines(Prose(LONG + "https://a.invalid/" * 5 + "。"), width)

    assert not [line for line in shown if line[0] in "，。、）："]


def test_a_dot_is_not_left_alone_on_its_line() -> None:
    assert lines(Prose("  · 请由工作人员人工核查，然后登记"), 20)[0].startswith("  · 请由")


def test_a_column_gives_way_to_others_but_stays_readable() -> None:
    grid = Table(box=None, pad_edge=False)
    grid.add_column("一")
    grid.add_column("二", no_wrap=True)
    grid.add_row(Prose("很长的说明" * 9), "2021-12-31 16:00")

    shown = lines(grid, 40)

    assert any("2021-12-31 16:00" in line for line in shown)
