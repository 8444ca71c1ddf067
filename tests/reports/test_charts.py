"""The charts: every account stands in them, and no two labels touch."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from monitor.figures import Figures
from monitor.model import Platform
from reports import charts
from tests.figures.builders import figures, history, registered


def on_platforms(number: int) -> Figures:
    """One account more on each platform than on the next."""
    platforms = list(Platform)[:number]
    return figures(
        *(
            history("ppp", registered(f"{platform}-{n}", platform=platform))
            for size, platform in enumerate(reversed(platforms), 1)
            for n in range(size)
        )
    )


@pytest.mark.parametrize(("number", "bars"), [(1, 1), (10, 10), (11, 10), (14, 10)])
def test_the_smaller_groups_are_put_together_and_none_is_dropped(number: int, bars: int) -> None:
    value = on_platforms(number)

    rows = charts.grouped(value.by_platform)

    assert len(rows) == bars
    assert sum(row.tally.looked for row in rows) == value.total.tally.looked
    assert (f"其余{number - 9}类" in charts.by_platform(value)) is (number > 10)


@pytest.mark.parametrize("number", [2, 10, 14])
def test_labels_have_room_side_by_side(number: int) -> None:
    svg = charts.by_platform(on_platforms(number))

    labels = re.findall(r'<text class="label" x="([\d.]+)"[^>]*>([^<]+)</text>', svg)
    (size,) = map(int, re.findall(r'class="axis x" font-size="(\d+)"', svg))

    assert len(labels) == min(number, 10)
    for (left, one), (right, other) in pairwise(labels):
        assert (len(one) + len(other)) / 2 * size < float(right) - float(left)


NUMBERS = st.lists(st.integers(0, 60_000), min_size=3, max_size=3)


@given(st.lists(NUMBERS, min_size=1, max_size=10))
def test_a_bar_is_as_high_as_its_number_and_within_the_picture(numbers: list[list[int]]) -> None:
    labels = [f"类{n}" for n in range(len(numbers))]
    series = [
        charts.Series(name, "#123456", [own[n] for own in numbers])
        for n, name in enumerate("甲乙丙")
    ]

    root = etree.fromstring(charts.drawn("x", labels, series).encode())

    bars = root.findall(".//{*}g[@class='bars']/{*}rect")
    lines = [float(line.get("y1") or 0) for line in root.iterfind(".//{*}line")]
    marks = [float(text.text or 0) for text in root.iterfind(".//{*}g[@class='axis y']/{*}text")]
    assert len(bars) == sum(number > 0 for own in numbers for number in own)
    assert 2 <= len(lines) <= charts.LINES + 2
    assert marks[0] == 0 and max(marks) >= max(map(sum, numbers))
    scale = (lines[0] - lines[-1]) / (marks[-1] - marks[0])
    for bar in bars:
        number = float((bar.findtext("{*}title") or "").rpartition("\u3000")[2])
        assert abs(float(bar.get("height") or 0) - number * scale) < 0.2
        assert charts.TOP - 0.2 <= float(bar.get("y") or 0) <= charts.BOTTOM
        assert charts.LEFT <= float(bar.get("x") or 0) <= charts.RIGHT


@pytest.mark.parametrize(
    ("values", "shown"),
    [((100, 100, 100), ["100"] * 3), ((100, 1, 100), ["100", "100"]), ((0, 0, 5), ["5"])],
)
def test_a_number_is_printed_where_there_is_room(values: tuple[int, ...], shown: list[str]) -> None:
    series = [charts.Series(name, "#123456", [n]) for name, n in zip("甲乙丙", values, strict=True)]
    root = etree.fromstring(charts.drawn("x", ["类"], series).encode())
    alone = etree.fromstring(
        charts.drawn("x", ["甲", "乙"], [charts.Series("丙", "#123456", [1_000, 1])]).encode()
    )

    assert [text.text for text in root.iterfind(".//{*}g[@class='bars']/{*}text")] == shown
    assert [t.text for t in alone.iterfind(".//{*}g[@class='bars']/{*}text")] == ["1000", "1"]


def test_what_a_label_holds_is_escaped() -> None:
    series = charts.Series("<b>&", "#123456", [1])

    root = etree.fromstring(charts.drawn("x", ["<script>\ud800\uffff"], [series]).encode())

    assert root.findtext(".//{*}g[@class='axis x']/{*}text") == "<script>"
    assert root.find(".//{*}script") is None


@pytest.mark.parametrize(
    ("highest", "step"),
    [
        (0, 1),
        (1, 1),
        (5, 1),
        (6, 2),
        (10, 2),
        (11, 5),
        (25, 5),
        (26, 10),
        (100, 20),
        (60_000, 20_000),
    ],
)
def test_the_lines_stand_at_round_numbers(highest: int, step: int) -> None:
    assert charts._step_of(highest) == step
