"""No paper passes in silence over what was entered and no check took in, nor over lost accounts."""

import pytest

from tests.desk.builders import Browser, text
from tests.desk.papers.builders import made
from tests.office import Office

SENTENCE = "1个账号登记所见之后尚未检查，所登记的未计入本期结论"


@pytest.mark.parametrize(("day", "told"), [(20, True), (29, False)])
def test_looks_of_the_period_that_no_check_took_in_are_told(
    day: int, told: bool, browser: Browser, office: Office
) -> None:
    """What is entered on the fourth of January says nothing of the last quarter."""
    office.at(day, "observe", "minzheng-douyin", "--newest", "昨天", "--by", "张三")

    page = text(made(browser))
    done = office.run("report", "quarter", "2021Q4", "--format", "json")

    assert (SENTENCE in page) is told and (SENTENCE in done.err) is told
    assert "检查一次再生成" not in page  # the period is over


def test_while_the_period_runs_a_check_takes_them_in(browser: Browser, office: Office) -> None:
    office.at(20, "observe", "minzheng-douyin", "--newest", "昨天", "--by", "张三")

    early = office.at(20, "report", "quarter", "2021Q4", "--format", "json")
    office.at(21, "check")
    late = office.at(22, "report", "quarter", "2021Q4", "--format", "json")

    assert f"{SENTENCE}，检查一次再生成" in early.err and SENTENCE not in late.err
    assert "尚未检查" not in text(made(browser))


def test_accounts_that_the_register_lost_are_told(browser: Browser, office: Office) -> None:
    head, _, _ = office.text().rpartition("- id: minzheng-douyin")
    office.write(head)

    assert "少1个账号：高台民政（抖音）" in text(made(browser))
