"""How many lines a text takes, and what of a list they hold."""

import pytest

from reports.line_fitting import fitted, lines_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("字" * 10, 1),
        ("字" * 11, 2),
        ("字" * 9 + "字，", 2),  # the mark stays with its word
        ("字" * 9 + "（字" * 1, 2),  # and an opening one with the next
        ("字" * 8 + "wide", 2),  # a word is kept whole
        ("字" * 7 + "wide", 1),
        ("W" * 30, 3),  # but what no line holds is parted
        ("上\n下", 2),
        ("字" * 11 + "\n下", 3),
    ],
)
def test_lines_break_as_on_paper(text: str, lines: int) -> None:
    assert lines_of(text, 10) == lines


NAMES = ["甲局", "；乙局", "；丙局"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (4, "共3个：甲局；乙局；丙局。"),
        (2, "共3个：甲局；乙局；丙局。"),
        (1, "共3个，详见附件1。"),
    ],
)
def test_names_stand_as_far_as_lines_hold_them(lines: int, text: str) -> None:
    assert fitted("共3个：", NAMES, "3个", where="附件1", width=10, lines=lines) == text


def test_the_first_stand_and_the_whole_is_counted() -> None:
    names = [f"；第{n}局" if n else "第0局" for n in range(90)]

    some = fitted("共90个：", names, "90个", where="附件1", width=15, lines=2)

    assert some == "共90个：第0局；第1局；第2局等90个，详见附件1。"
    assert fitted("", names, "90个", where="附", width=15, lines=99).count("局") == 60
