"""A day as an option: however people write it, one sentence where they mean none."""

from collections.abc import Iterator
from datetime import date

import click
import pytest
import time_machine

from monitor.cli.date_options import Day
from tests.builders import NOON


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("2026年12月31日", date(2026, 12, 31)),
        ("2026 年 5 月 1 号", date(2026, 5, 1)),
        ("２０２６－０５－０１", date(2026, 5, 1)),
        ("2026/5/1", date(2026, 5, 1)),
        ("2026.5.1", date(2026, 5, 1)),
        ("今天", date(2021, 12, 31)),
        ("昨天", date(2021, 12, 30)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, on: date) -> None:
    assert Day().convert(text, None, None) == on


@pytest.mark.parametrize(
    "text",
    ["2026年2月30日", "2026-13-01", "12月31日", "2026-5.1", "2026年12月", "20261231", "明年", "",
     "2026年5月1日晚"],
)  # fmt: skip
def test_what_is_no_day_is_answered_with_both_forms(text: str) -> None:
    with pytest.raises(click.BadParameter, match="应写成 2026-05-01 或 2026年5月1日"):
        Day().convert(text, None, None)
