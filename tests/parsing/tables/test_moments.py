"""Numbers in the columns of times: a spreadsheet's count of days, or a number that tells none."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from monitor.model import Precision
from monitor.model.clock import BEIJING
from monitor.parsing import dates
from monitor.parsing.tables import Sheet, read
from tests.parsing.tables.builders import COLUMNS, book

NOON = datetime(2021, 12, 31, 12, tzinfo=BEIJING).replace(tzinfo=None)
CALENDARS = {1900: CALENDAR_WINDOWS_1900, 1904: CALENDAR_MAC_1904}


def sheet_of(path: Path) -> Sheet:
    return read(path, COLUMNS, ("name",), moments=("on",))


def kept(path: Path, calendar: int, value: Any, form: str = "General") -> Path:
    """Save a workbook that counts its days from *calendar*."""
    book = Workbook()
    book.epoch = CALENDARS[calendar]
    sheet = book.active
    assert sheet is not None
    sheet.append(["账号名称", "开设日期"])
    sheet.append(["甲", value])
    sheet["B2"].number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("calendar", "value", "sentence"),
    [
        (1900, 44561.5, "2021-12-31 12:00"),
        (1904, 43099.5, "2021-12-31 12:00"),
        (1900, 44561, "2021-12-31"),
        (1904, 43099, "2021-12-31"),
        (1904, "43099", "2021-12-31"),
        (1900, 44561.499999, "2021-12-31 12:00"),
        (1904, 28538, "1982-02-18"),
        (1904, 28537, "28537"),
    ],
)
def test_a_count_of_days_is_counted_from_the_workbooks_own_beginning(
    calendar: int, value: Any, sentence: str, tmp_path: Path
) -> None:
    (row,) = sheet_of(kept(tmp_path / "a.xlsx", calendar, value)).rows

    assert row["on"] == sentence


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_cell_in_the_form_of_a_date_is_the_day_that_people_see(
    calendar: int, tmp_path: Path
) -> None:
    (row,) = sheet_of(kept(tmp_path / "a.xlsx", calendar, NOON, "yyyy-mm-dd hh:mm")).rows

    assert row["on"] == "2021-12-31 12:00:00"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (20211231, "20211231"),
        (11.26, "11月26日"),
        (11.05, "11月5日"),
        (11.4, "11月4日"),
        (2.3, "2月3日"),
        (2016.5, "2016.5"),
        (202112311640, "202112311640"),
        (13.26, "13.26"),
        ("11.26", "11.26"),
        ("11.3", "11.3"),
        ("4:40 下午", "4:40 下午"),
        ("前天下午", "前天下午"),
        (True, "是"),
    ],
)
def test_what_is_no_count_of_days_is_left_to_its_reader(
    value: Any, sentence: str, tmp_path: Path
) -> None:
    (row,) = sheet_of(book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])).rows

    assert row["on"] == sentence


@pytest.mark.parametrize(
    ("value", "either"),
    [
        (11.1, "11月1日 或 11月10日"),
        (11.3, "11月3日 或 11月30日"),
        (12.2, "12月2日 或 12月20日"),
        (11.31, "不存在的日期"),
    ],
)
def test_a_number_of_two_meanings_is_refused_with_its_cell(
    value: float, either: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value], ["乙", "x"]])

    sheet = sheet_of(path)

    assert [row["name"] for row in sheet.rows] == ["乙"]
    assert sheet.broken == (
        f"{path}:第2行:开设日期: “{value}”是数字，可能是 {either}，请写明年月日",
    )


def test_a_text_table_does_not_say_from_when_it_counts(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("账号名称,开设日期\n甲,44561.5\n乙,20211231\n", "utf-8")

    sheet = sheet_of(path)

    assert [row["on"] for row in sheet.rows] == ["20211231"]
    assert "可能是 2021-12-31 或 2026-01-01" in sheet.broken[0]


@pytest.mark.parametrize("value", [44561.5, 11.3])
def test_numbers_in_other_columns_are_numbers(value: float, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])

    (row,) = read(path, COLUMNS, ("name",)).rows

    assert row["on"] == str(value)


def test_a_foot_below_the_table_is_never_at_fault(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", "x"], ["合计", 11.3]])

    assert sheet_of(path).broken == ()


@pytest.mark.parametrize(
    ("value", "form", "precision"),
    [
        (NOON, "yyyy-mm-dd hh:mm", Precision.SECOND),
        (NOON.replace(hour=0), "yyyy-mm-dd", Precision.DAY),
        (NOON.replace(hour=0, second=1), "yyyy-mm-dd hh:mm:ss", Precision.SECOND),
        (date(2021, 12, 31), "yyyy-mm-dd", Precision.DAY),
        (44561.5, "General", Precision.MINUTE),
        (44561.500579, "General", Precision.MINUTE),
        (44561, "General", Precision.DAY),
        ("44561", "@", Precision.DAY),
    ],
)
def test_a_cell_that_holds_a_moment_keeps_it_and_its_text_reads_the_same(
    value: Any, form: str, precision: Precision, tmp_path: Path
) -> None:
    (row,) = sheet_of(kept(tmp_path / "a.xlsx", 1900, value, form)).rows

    moment = row.moments["on"]
    read_again = dates.read(row["on"], NOON.replace(tzinfo=BEIJING), typed=True)
    assert read_again is not None
    assert moment.precision is precision is read_again.precision
    assert moment.at == read_again.at
    assert row.entered("on") is moment


@pytest.mark.parametrize("value", ["2021-12-31 12:00", "昨天", 11.26, 20211231, True, ""])
def test_a_cell_that_holds_words_has_no_moment(value: Any, tmp_path: Path) -> None:
    (row,) = sheet_of(kept(tmp_path / "a.xlsx", 1900, value)).rows

    assert not row.moments
    assert row.entered("on") == row["on"]


@pytest.mark.filterwarnings("error")  # nothing in English on the screen either
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20211225, "20211225"),
        (99999999, "99999999"),
        (2958465, "9999-12-31"),  # the last day that a spreadsheet knows
        (2958466, "2958466"),
    ],
)
def test_a_number_too_great_for_its_date_cell_is_what_was_typed(
    tmp_path: Path, value: int, text: str
) -> None:
    sheet = sheet_of(kept(tmp_path / "a.xlsx", 1900, value, "yyyy-mm-dd"))

    assert sheet.broken == () and [row["on"] for row in sheet.rows] == [text]


def test_an_error_that_a_formula_left_is_one_still(tmp_path: Path) -> None:
    sheet = sheet_of(kept(tmp_path / "a.xlsx", 1900, "#VALUE!", "yyyy-mm-dd"))

    assert len(sheet.broken) == 1 and "#VALUE!" in sheet.broken[0]
