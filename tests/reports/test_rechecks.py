"""What became of last period's problems, by outcome, the worst first."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.figures import Rectified
from monitor.figures.pass_rate import Tally
from monitor.figures.rectification import EXEMPT, FIXED, OPEN, STRUCK
from monitor.figures.values import EarlierPeriod
from reports.names import listed, listed_again
from reports.rechecks import outcomes_of
from tests.figures.builders import QUARTER, figures, history, registered
from tests.reports.papers import lines, paper

ONE = Rectified(account=registered(), outcome=OPEN)
WHO = "高台县财政局微信“高台财政”"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ONE, f"未整改1个（{WHO}）"),
        (replace(ONE, outcome=FIXED), f"已整改1个（{WHO}）"),
        (replace(ONE, outcome=STRUCK, decided="字" * 60), f"说明原因销号1个（{WHO}，{'字' * 60}）"),
        (replace(ONE, outcome=STRUCK, decided="字" * 61), f"说明原因销号1个（{WHO}）"),
        (replace(ONE, outcome=STRUCK, decided="见https://a.example"), f"说明原因销号1个（{WHO}）"),
        (
            replace(ONE, outcome=EXEMPT, decided="9号文", until=date(2022, 6, 30)),
            f"经批准豁免1个（{WHO}，9号文，至2022年6月30日）",
        ),
        (
            replace(ONE, outcome=EXEMPT, decided="（没有合上", until=date(2022, 6, 30)),
            f"经批准豁免1个（{WHO}，至2022年6月30日）",
        ),
    ],
)
def test_an_outcome_names_its_accounts_and_a_reason_that_fits(row: Rectified, said: str) -> None:
    assert outcomes_of([row]) == said


def test_the_worst_comes_first() -> None:
    assert outcomes_of([replace(ONE, outcome=FIXED), ONE]).startswith("未整改1个")


@pytest.mark.parametrize(
    ("number", "first", "again"), [(5, 5, 5), (6, 6, 3), (10, 10, 3), (11, 10, 3)]
)
def test_of_many_the_first_are_named_and_the_rest_counted(
    number: int, first: int, again: int
) -> None:
    names = [f"第{n}号" for n in range(number)]
    for told, shown in ((listed(names, "附件1"), first), (listed_again(names, "附件1"), again)):
        assert told.count("号") == shown
        assert told.endswith(f"等{number}个，其余见附件1") is (shown < number)
    assert "其余见电子附表" in listed(names * 3)


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (0, "上季度检查没有发现不合格账号，没有需要复查的问题。"),
        (2, "上季度检查不合格的账号2个，其中2个的结论此后已更正或撤销，没有需要复查的账号。"),
    ],
)
def test_failures_that_were_all_corrected_since_are_not_told_as_none(
    failed: int, said: str
) -> None:
    before = EarlierPeriod(
        period=QUARTER.before, tally=Tally(registered=9, passed=7, failed=failed)
    )

    assert said in lines(paper("quarter_city", figures(history(), before=before)))
