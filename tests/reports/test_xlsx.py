"""The workbook: typed cells, frozen heads, filters, nothing that could calculate."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from monitor.figures import Figures
from reports import report_tables, xlsx
from reports.document_model import Column, Table
from tests.conftest import Golden
from tests.reports.papers import county, hostile, nothing


def opened(value: Figures) -> Workbook:
    label = value.period.label
    made = xlsx.render(report_tables.tables(value).values(), value.decimals, period=label)
    return load_workbook(io.BytesIO(made))


def test_the_whole_workbook(golden: Golden) -> None:
    messages = []
    for sheet in opened(county()).worksheets:
        messages.append(f"# {sheet.title}")
        messages += [" | ".join(str(cell) for cell in row) for row in sheet.values]

    golden.check("annexes.xlsx.txt", "\n".join(messages) + "\n")


def test_its_properties_name_no_library() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.render(report_tables.tables(county()).values()))) as book:
        assert b"openpyxl" not in book.read("docProps/core.xml")


def test_cells_are_numbers_dates_and_rates() -> None:
    sheet = opened(county())["不合格账号清单"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, sheet[2], strict=True))

    assert isinstance(row["未更新天数"].value, int)
    assert isinstance(row["首次发现"].value, datetime)
    assert row["首次发现"].number_format == "yyyy-mm-dd"
    rates = opened(county())["按平台统计"]
    rate = rates.cell(rates.max_row, 7)
    assert rate.value == pytest.approx(2 / 5)
    assert rate.number_format == "0.0%"


def test_heads_are_frozen_and_filtered() -> None:
    for sheet in opened(county()).worksheets:
        sums, plain = sheet.title.endswith("统计"), sheet.title.startswith("检查")
        assert sheet.freeze_panes == ("B2" if sums else "A2" if plain else "E2")
        assert sheet.auto_filter.ref
        assert all(d.width >= 6 for d in sheet.column_dimensions.values())


def test_a_sheet_prints_across_with_every_column_and_its_head() -> None:
    for sheet in opened(county()).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        setup = sheet.sheet_properties.pageSetUpPr
        assert setup is not None and setup.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"


def over(sheet: Any) -> str:
    """Return what is printed over a sheet."""
    return str(sheet.oddHeader.center.text)


def test_a_printed_sheet_bears_its_name_and_the_period() -> None:
    for sheet in opened(county()).worksheets:
        assert over(sheet) == f"{sheet.title}（2021年第四季度）"


def test_a_name_with_an_ampersand_is_printed_as_it_stands() -> None:
    made = xlsx.render([Table(name="t", caption="A&D", columns=(Column(title="问题"),), rows=())])

    (sheet,) = load_workbook(io.BytesIO(made)).worksheets
    assert over(sheet) == "A&&D"


def test_a_sheet_without_a_row_says_so_unless_people_fill_it_in() -> None:
    table = Table(name="t", caption="表", columns=(Column(title="甲"), Column(title="乙")), rows=())

    (sheet,) = load_workbook(io.BytesIO(xlsx.render([table], period="2021年"))).worksheets
    (blank,) = load_workbook(io.BytesIO(xlsx.render([table]))).worksheets

    assert list(sheet.values) == [("甲", "乙"), ("无", None)]
    assert list(blank.values) == [("甲", "乙")]


def test_a_row_is_as_tall_as_its_longest_text() -> None:
    columns = (Column(title="问题", width=2), Column(title="天数"))
    rows = (("短", 15), ("十五个字" * 5, None), ("a" * 36, 1), ("长" * 5_000, 1))
    made = xlsx.render([Table(name="t", caption="表", columns=columns, rows=rows)])

    heights = load_workbook(io.BytesIO(made))["表"].row_dimensions

    assert [heights[number].height for number in range(1, 5)] == [None, None, 45, 30]
    assert heights[5].height == 409  # the tallest that a sheet may have


def test_no_text_is_a_formula() -> None:
    for sheet in opened(hostile()).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if str(cell.value).startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix
    values = [cell for row in opened(hostile())["不合格账号清单"].values for cell in row]
    assert "=cmd|'/c calc'!A0" in values


def test_a_workbook_has_no_empty_sheet_and_says_how_was_counted() -> None:
    assert [table.name for table in report_tables.workbook(nothing())] == ["method"]
    assert [table.name for table in report_tables.workbook(county())] == list(report_tables.SHEETS)
