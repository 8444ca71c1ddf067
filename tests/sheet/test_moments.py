"""Numbers in the columns of times: a spreadsheet's count of days, or a number that tells none."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from monitor.clock import BEIJING
from monitor.sheet import Sheet, read
from tests.sheet.builders import COLUMNS, book

NOON = datetime(2021, 12, 31, 12, tzinfo=BEIJING).replace(tzinfo=None)
CALENDARS = {1900: CALENDAR_WINDOWS_1900, 1904: CALENDAR_MAC_1904}


def told(path: Path) -> Sheet:
    return read(path, COLUMNS, ("name",), moments=("on",))


def kept(path: Path, calendar: int, value: Any, form: str = "General") -> Path:
    """Save a workbook that counts its days from *calendar*."""
    made = Workbook()
    made.epoch = CALENDARS[calendar]
    sheet = made.active
    assert sheet is not None
    sheet.append(["账号名称", "开设日期"])
    sheet.append(["甲", value])
    sheet["B2"].number_format = form
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("calendar", "value", "said"),
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
    calendar: int, value: Any, said: str, tmp_path: Path
) -> None:
    (row,) = told(kept(tmp_path / "a.xlsx", calendar, value)).rows

    assert row["on"] == said


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_cell_in_the_form_of_a_date_is_the_day_that_people_see(
    calendar: int, tmp_path: Path
) -> None:
    (row,) = told(kept(tmp_path / "a.xlsx", calendar, NOON, "yyyy-mm-dd hh:mm")).rows

    assert row["on"] == "2021-12-31 12:00:00"


@pytest.mark.parametrize(
    ("value", "said"),
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
    value: Any, said: str, tmp_path: Path
) -> None:
    (row,) = told(book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])).rows

    assert row["on"] == said


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

    said = told(path)

    assert [row["name"] for row in said.rows] == ["乙"]
    assert said.broken == (
        f"{path}:第2行:开设日期: “{value}”是数字，可能是 {either}，请写明年月日",
    )


def test_a_text_table_does_not_say_from_when_it_counts(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("账号名称,开设日期\n甲,44561.5\n乙,20211231\n", "utf-8")

    said = told(path)

    assert [row["on"] for row in said.rows] == ["20211231"]
    assert "可能是 2021-12-31 或 2026-01-01" in said.broken[0]


@pytest.mark.parametrize("value", [44561.5, 11.3])
def test_numbers_in_other_columns_are_numbers(value: float, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])

    (row,) = read(path, COLUMNS, ("name",)).rows

    assert row["on"] == str(value)


def test_a_foot_below_the_table_is_never_at_fault(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", "x"], ["合计", 11.3]])

    assert told(path).broken == ()


LINKS: Mapping[str, tuple[Any, str]] = {
    "words": ("查看", "https://mp.weixin.invalid/s/1"),
    "shown": ("https://a.invalid/seen", "https://a.invalid/seen"),
    "none": ("无", "无"),
    "dash": ("-", "-"),
}


@pytest.mark.parametrize("case", LINKS)
def test_a_link_behind_words_is_the_address(case: str, tmp_path: Path) -> None:
    value, said = LINKS[case]
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])
    made = load_workbook(path)
    made.worksheets[0]["B2"].hyperlink = "https://mp.weixin.invalid/s/1"
    made.save(path)

    (plain,) = read(path, COLUMNS, ("name",)).rows
    (row,) = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert (plain["on"], row["on"]) == (value, said)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('=HYPERLINK("https://a.invalid/1","查看")', "https://a.invalid/1"),
        ('=hyperlink( "https://a.invalid/1" )', "https://a.invalid/1"),
        ('=HYPERLINK("https://a.invalid/1",A2)', "https://a.invalid/1"),
        ('=HYPERLINK("https://a.invalid/?q=""x""","看")', 'https://a.invalid/?q="x"'),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_formula_that_makes_a_link_is_the_address(
    formula: str, said: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        book(path, [["账号名称", "开设日期"], ["甲", formula]])
    else:
        doubled = formula.replace('"', '""')
        path.write_text(f'账号名称,开设日期\n甲,"{doubled}"\n', "utf-8")

    (row,) = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert row["on"] == said


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("https://a.invalid/"&A2,"看")', "=HYPERLINK(A2)", '=A1&"HYPERLINK("']
)
def test_an_address_put_together_elsewhere_is_none_that_we_can_tell(
    formula: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", formula]])

    assert "公式没有计算结果" in read(path, COLUMNS, ("name",), addresses=("on",)).broken[0]


@pytest.mark.parametrize("target", ["mailto:a@b.invalid", "file:///etc/passwd", "#Sheet2!A1"])
def test_a_link_to_elsewhere_is_no_address(target: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", "查看"]])
    made = load_workbook(path)
    made.worksheets[0]["B2"].hyperlink = target
    made.save(path)

    (row,) = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert row["on"] == "查看"
