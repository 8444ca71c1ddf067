"""What was not looked at, counted or compared is told once, each in a clause."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.figures import Tally
from monitor.figures.values import EarlierPeriod, UnitWordingErrors
from monitor.model.rate import Rate
from reports.caveats import caveats
from tests.figures.builders import QUARTER, figures, history, registered
from tests.reports.papers import nothing

WHOLE = figures(history("ppp", registered("a")), history("ppp", registered("b")))
JUDGED = Tally(registered=2, passed=2)
SLIP = UnitWordingErrors(unit="某局", found=1, grave=0, fixed=0)


def told(**values: Any) -> str:
    return "；".join(caveats(replace(WHOLE, **values)))


@pytest.mark.parametrize(
    ("values", "clause"),
    [
        ({"safety": 0, "interaction": Rate(0, 0)}, "内容安全、互动功能未经人工核查"),
        ({"safety": 0, "interaction": Rate(2, 2)}, "内容安全未经人工核查"),
        ({"safety": 1, "interaction": Rate(2, 2)}, "有1个账号的内容安全未经人工核查"),
        ({"safety": 2, "interaction": Rate(1, 1)}, "有1个账号的互动功能未经人工核查"),
        ({"register_known_before": False}, "期初名单没有留存，账号变动情况不完整"),
        ({"slips": ()}, "本季度没有登记错敏信息"),
        ({}, "上季度、上年同期没有可比数据"),
    ],
)
def test_what_is_lacking_is_said(values: dict[str, Any], clause: str) -> None:
    assert clause in told(**values)


@pytest.mark.parametrize(
    ("values", "silent"),
    [
        ({"safety": 2, "interaction": Rate(2, 2)}, "人工核查"),
        ({"slips": (SLIP,)}, "错敏"),
        ({"register_known_before": True}, "期初名单"),
        (
            {
                "before": EarlierPeriod(period=QUARTER.before, tally=JUDGED),
                "year_before": EarlierPeriod(period=QUARTER.year_before, tally=JUDGED),
            },
            "可比数据",
        ),
    ],
)
def test_what_was_done_needs_no_caveat(values: dict[str, Any], silent: str) -> None:
    assert silent not in told(**values)


def test_a_period_before_that_judged_nobody_is_no_comparison() -> None:
    before = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=2, unknown=2))

    assert "上季度、上年同期没有可比数据" in told(before=before)


def test_where_nothing_was_checked_nothing_more_is_said() -> None:
    assert caveats(nothing()) == ()
    assert not any("人工核查" in clause for clause in caveats(WHOLE, quarterly=False))
