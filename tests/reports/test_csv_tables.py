"""A table as CSV: legible in Excel and WPS, and no cell of it is ever a formula."""

import csv
import io

import pytest

from reports.csv_tables import FORMULA, render


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_begins_with_the_mark_of_utf_8_and_its_titles() -> None:
    data = render(("账号", "天数"), [("高台发布", 3), ('含,逗号和"引号"', 0)])

    assert data.startswith("\ufeff账号,天数\r\n高台发布,3\r\n".encode())
    assert cells(data)[2] == ['含,逗号和"引号"', "0"]


@pytest.mark.parametrize("sign", [*"=+-@", *"＝＋－＠"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r\n", "\u200b", "\ufeff", "\x00"])
def test_no_cell_begins_as_a_formula_does(before: str, sign: str) -> None:
    (_, (name, after)) = cells(render(("a", "b"), [(f"{before}{sign}cmd|' /C calc'!A0", "乙")]))

    assert name.startswith(f"'{sign}") and after == "乙"
    assert not name.startswith(FORMULA)


@pytest.mark.parametrize("text", ["3-4", "a=b", "甲@乙", "（+1）", "'=", ""])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert cells(render(("a", "b"), [(text, "乙")]))[1] == [text, "乙"]


def test_a_text_of_several_lines_stays_one_row() -> None:
    assert cells(render(("a",), [("上\r\n=1+1\n下",)])) == [["a"], ["上 =1+1 下"]]


def test_a_number_below_zero_is_shown_and_not_run() -> None:
    assert cells(render(("a",), [(-5,)]))[1] == ["'-5"]
