"""Who was told, who is late, who is praised."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.cases.case import Case, StepKind
from monitor.figures.values import Pending, UnitWordingErrors
from monitor.model import ChecklistItem
from reports.supervision import notified, overdue_names, praised, zombie_advice
from tests.figures.builders import case, figures, history, registered, step
from tests.reports.papers import paper


def told(id: int, due: date, unit: str = "某局") -> Case:
    account = registered(f"a{id}", name=f"第{id}号", unit=unit)
    return case(id, account, step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2, 1, due_on=due))


@pytest.mark.parametrize(
    ("due", "late"),
    [(date(2021, 12, 31), ""), (date(2021, 12, 30), "（整改期限2021年12月30日，逾期1天）")],
)
def test_who_is_late_is_named_with_the_term_and_the_days(due: date, late: str) -> None:
    value = figures(history("fff"), cases=(told(1, due),))

    assert overdue_names(value) == (f"某局微信“第1号”{late}" if late else "")
    body = "".join(block.text for block in paper("quarter_city", value).blocks)
    assert ("督办逾期事项" in body) is bool(late)


def test_the_latest_comes_first_and_says_what_its_term_assumes() -> None:
    cases = (told(1, date(2021, 12, 30)), told(2, date(2021, 11, 1)))
    value = replace(figures(history("fff"), cases=cases), due_caveats={2: "暂按推算"})

    first, second = overdue_names(value).split("、")
    assert first == "某局微信“第2号”（整改期限2021年11月1日，暂按推算，逾期60天）"
    assert "第1号" in second


def test_notices_of_the_period_are_counted() -> None:
    earlier = case(3, registered(), step(StepKind.OPEN, 1), step(StepKind.NOTIFY, 1))
    value = figures(history("fff"), cases=(told(1, date(2021, 12, 30)), earlier))

    assert notified(value) == 1


PRAISED = "甲局"
SOUND = [history("ppp", registered(f"s{n}", unit="甲局", unit_id="s")) for n in (1, 2)]
OTHER = history("ppd", registered("o", unit="乙局", unit_id="o"))


@pytest.mark.parametrize(("checks", "units"), [(None, ""), (3, "甲局"), (4, "")])
def test_praise_is_on_demand_and_from_so_many_checks_on(checks: int | None, units: str) -> None:
    assert praised(figures(*SOUND, OTHER), checks) == units


@pytest.mark.parametrize(
    ("order", "units"), [("bac", "乙局、甲局、丙局"), ("cab", "丙局、甲局、乙局")]
)
def test_who_is_praised_stands_in_the_order_of_the_register(order: str, units: str) -> None:
    names = {"a": "甲局", "b": "乙局", "c": "丙局"}
    sound = [history("ppp", registered(id, unit=unit, unit_id=id)) for id, unit in names.items()]

    assert praised(replace(figures(*sound), register_order=tuple(order)), 3) == units


@pytest.mark.parametrize("letters", ["ppd", "fpp", "ppu", "dpp", "-pp"])
def test_one_account_that_was_not_always_fresh_costs_the_praise(letters: str) -> None:
    third = history(letters, registered("s3", unit="甲局", unit_id="s"))

    assert praised(figures(*SOUND, third), 3) == ""


def test_open_problems_wording_errors_and_unjudged_answers_cost_it_too() -> None:
    value = figures(*SOUND)
    opened = case(1, registered("s1", unit="甲局"), step(StepKind.OPEN, 2))
    closed = case(1, registered("s1", unit="甲局"), step(StepKind.OPEN, 2), step(StepKind.CLOSE, 3))
    slip = UnitWordingErrors(unit="甲局", found=1, grave=0, fixed=1)
    pending = Pending(account=value.accounts[0].account, items=(ChecklistItem.WORDING,))

    assert praised(replace(value, cases=(opened,)), 3) == ""
    assert praised(replace(value, cases=(closed,)), 3) == "甲局"
    assert praised(replace(value, slips=(slip,)), 3) == ""
    assert praised(replace(value, pending=(pending,)), 3) == ""


def test_the_papers_praise_where_asked() -> None:
    value = figures(*SOUND, OTHER)
    for kind in ("quarter_city", "quarter_units"):
        asked = "".join(block.text for block in paper(kind, value, praise=3).blocks)
        assert "（检查不少于3次）、没有错敏信息和未办结问题的单位：甲局。予以通报表扬。" in asked
        assert "表扬" not in "".join(block.text for block in paper(kind, value).blocks)


def test_advice_names_whom_it_is_about_where_it_differs() -> None:
    one = figures(history("zzz"))
    two = figures(history("zzz"), history("zpp", registered("b", name="乙号")))

    assert zombie_advice(one) == "限期恢复更新；确实无力保障的，按程序关停注销并报备"
    assert "微信“乙号”，已恢复更新，继续跟踪更新情况" in zombie_advice(two)
    assert "清理僵尸账号" not in "".join(
        block.text for block in paper("quarter_city", figures(history("zpp"))).blocks
    )
