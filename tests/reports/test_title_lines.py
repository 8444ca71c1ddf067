"""Titles break between words, the lines widening downwards."""

import pytest

from reports.title_lines import LINE, text_width, title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("政务新媒体整改通知书", ("政务新媒体整改通知书",)),
        (
            "云河县人民政府办公室关于2026年第四季度政务新媒体检查情况的报告",
            ("云河县人民政府办公室关于", "2026年第四季度政务新媒体检查情况的报告"),
        ),
        (
            "云河县人民政府办公室关于2026年12月政务新媒体检查情况的报告",
            ("云河县人民政府办公室关于", "2026年12月政务新媒体检查情况的报告"),
        ),
        (
            "云河县人民政府办公室关于2026年第四季度全县政务新媒体检查情况的通报",
            ("云河县人民政府办公室关于2026年第四季度", "全县政务新媒体检查情况的通报"),
        ),
        (
            "2021年政务新媒体工作情况（供政府信息公开工作年度报告使用）",
            ("2021年政务新媒体工作情况", "（供政府信息公开工作年度报告使用）"),
        ),
    ],
)
def test_a_title_breaks_after_a_word(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines
    assert all(text_width(line) <= LINE for line in lines)


@pytest.mark.parametrize(("length", "number"), [(18, 1), (19, 2)])
def test_a_line_holds_twenty_characters_and_no_more(length: int, number: int) -> None:
    assert len(title_lines("关于" + "甲" * length)) == number


def test_what_has_no_place_to_break_stays_whole() -> None:
    assert title_lines("甲" * 30) == ("甲" * 30,)


def test_digits_are_half_as_wide() -> None:
    assert text_width("2026年") == 3
