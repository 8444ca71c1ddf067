"""The charts: every account stands in them, and no two labels touch."""

import re
from itertools import pairwise

import pytest

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

    axis = svg.partition('class="axis x')[2].partition("legend")[0]
    labels = re.findall(r'<text x="([\d.]+)"[^>]*>([^<]+)</text>', axis)
    (size,) = map(int, re.findall(r"\.axis text\{[^}]*font-size:(\d+)px", svg))

    assert len(labels) == min(number, 10)
    for (left, one), (right, other) in pairwise(labels):
        assert (len(one) + len(other)) / 2 * size < float(right) - float(left)
