"""The comparison with the mean that the superior printed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.comparison import against_mean
from tests.figures.builders import figures, history, registered
from tests.reports.papers import paper

VALUE = figures(*(history(letter, registered(letter)) for letter in "pdf"))  # 2 of 3


@pytest.mark.parametrize(
    ("mean", "clause"),
    [
        ("66.7", "与上级公布的平均合格率66.7%持平"),
        ("66.6", "比上级公布的平均合格率66.6%高0.1个百分点"),
        ("66.8", "比上级公布的平均合格率66.8%低0.1个百分点"),
        ("66.62", "比上级公布的平均合格率66.62%高0.1个百分点"),  # 66.7 on paper
        ("98.5", "比上级公布的平均合格率98.5%低31.8个百分点"),
    ],
)
def test_the_difference_is_that_of_the_printed_rates(mean: str, clause: str) -> None:
    value = replace(VALUE, superior_mean=Decimal(mean))

    assert against_mean(value) == clause
    told = "\n".join(block.text for block in paper("quarter_city", value).blocks)
    assert f"\n合格率{clause}。\n" in told


def test_without_a_mean_or_a_rate_nothing_is_compared() -> None:
    unjudged = replace(figures(history("u")), superior_mean=Decimal(90))

    assert against_mean(VALUE) == against_mean(unjudged) == ""
