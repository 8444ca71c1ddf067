"""What a paper tells of filing, duplicates and the register."""

from dataclasses import replace

import pytest

from monitor.figures import Figures
from monitor.figures.values import RegisterFinding
from monitor.model import AccountSnapshot, Platform
from reports.register_phrases import registration
from tests.figures.builders import figures, history, registered
from tests.reports.papers import paper

A, B = registered("a", name="甲号", filed=True), registered("b", name="乙号", filed=True)
C = registered("c", name="丙号", filed=True, platform=Platform.WEIBO)
WHOLE = figures(*(history("ppp", account) for account in (A, B, C)))


def quarter(*findings: tuple[AccountSnapshot, str, str]) -> Figures:
    found = tuple(RegisterFinding(account=a, check=check, kind=kind) for a, check, kind in findings)
    return replace(WHOLE, register_findings=found)


@pytest.mark.parametrize(
    ("findings", "clauses"),
    [
        ((), ()),
        (
            ((A, "R01", "duplicate_account"), (B, "R01", "duplicate_account")),
            ("同一单位在同一平台重复开设的1组（高台县财政局微信“甲号”“乙号”）",),
        ),
        (
            ((A, "R02", "unfiled"), (C, "R02", "changing")),
            (
                "未在全国政务新媒体信息报送系统备案的账号1个（高台县财政局微信“甲号”）",
                "信息变更后尚未办理变更备案的账号1个（高台县财政局微博“丙号”）",
            ),
        ),
        (((B, "R03", "incomplete_entry"),), ("登记信息不全的账号1个（高台县财政局微信“乙号”）",)),
        (((B, "R03", "never_confirmed"),), ()),  # the office's own business
        (((B, "R04", "orphan_unit"),), ("主办单位已撤并的账号1个（高台县财政局微信“乙号”）",)),
    ],
)
def test_each_kind_is_a_clause(
    findings: tuple[tuple[AccountSnapshot, str, str], ...], clauses: tuple[str, ...]
) -> None:
    assert registration(quarter(*findings)) == clauses


def test_what_the_register_does_not_say_is_said() -> None:
    value = figures(history("p", replace(A, filed=None)), history("p", replace(B, filed=False)))

    assert registration(value) == ("名单未写明是否备案的账号1个，尚待核实",)


def test_a_paper_asks_for_it_only_where_something_is_amiss() -> None:
    def told(value: Figures) -> str:
        return "".join(block.text for block in paper("quarter_units", value).blocks)

    doubled = told(quarter((A, "R01", "duplicate_account"), (B, "R01", "duplicate_account")))
    assert "备案" not in told(quarter())
    assert "备案与开设管理" in doubled and "重复开设的，要及时清理整合" in doubled
    assert "重复开设" not in told(quarter((A, "R02", "unfiled")))
