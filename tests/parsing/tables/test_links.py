"""The address behind a cell, where an address is wanted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from monitor.parsing.tables import read
from tests.parsing.tables.builders import COLUMNS, book, rewritten

LINKS: Mapping[str, tuple[Any, str]] = {
    "words": ("查看", "https://mp.weixin.invalid/s/1"),
    "shown": ("https://a.invalid/seen", "https://a.invalid/seen"),
    "none": ("无", "无"),
    "dash": ("-", "-"),
}


@pytest.mark.parametrize("case", LINKS)
def test_a_link_behind_words_is_the_address(case: str, tmp_path: Path) -> None:
    value, text = LINKS[case]
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])
    made = load_workbook(path)
    made.worksheets[0]["B2"].hyperlink = "https://mp.weixin.invalid/s/1"
    made.save(path)

    (plain,) = read(path, COLUMNS, ("name",)).rows
    (row,) = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert (plain["on"], row["on"]) == (value, text)


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ('=HYPERLINK("https://a.invalid/1","查看")', "https://a.invalid/1"),
        ('=hyperlink( "https://a.invalid/1" )', "https://a.invalid/1"),
        ('=HYPERLINK("https://a.invalid/1",A2)', "https://a.invalid/1"),
        ('=HYPERLINK("https://a.invalid/?q=""x""","看")', 'https://a.invalid/?q="x"'),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_formula_that_makes_a_link_is_the_address(
    formula: str, sentence: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        book(path, [["账号名称", "开设日期"], ["甲", formula]])
    else:
        doubled = formula.replace('"', '""')
        path.write_text(f'账号名称,开设日期\n甲,"{doubled}"\n', "utf-8")

    (row,) = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert row["on"] == sentence


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


def test_a_place_within_a_page_is_part_of_its_address(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", "查看"], ["乙", "查看"]])
    made = load_workbook(path)
    made.worksheets[0]["B2"].hyperlink = Hyperlink(
        ref="B2", target="https://a.invalid/1", location="top"
    )
    made.save(path)
    rewritten(path, b'ref="B2"', b'ref="B2:B3"')

    rows = read(path, COLUMNS, ("name",), addresses=("on",)).rows

    assert [row["on"] for row in rows] == ["https://a.invalid/1#top"] * 2
