"""No letter accuses by a check that did not know what people entered since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from tests.builders import NOON
from tests.desk.builders import Browser, saved, shot, text
from tests.office import PNG, Office

HOUR = timedelta(hours=1)
Entry = Callable[[Browser, Office], object]


def seen_before_the_check(browser: Browser, office: Office) -> object:
    """They looked at half past twelve, the check was at one, it is entered at two."""
    return browser.look("weixin", newest="2021-12-30", seen="今天 12:30")


def seen_after_the_check(browser: Browser, office: Office) -> object:
    return browser.look("weixin", newest="2021-12-30")


def answered(browser: Browser, office: Office) -> object:
    return browser.look("weixin", **{"item-wording": "是"})


def silent(browser: Browser) -> None:
    proof = {"screenshot": shot(PNG), "saved_ms": saved(NOON - HOUR)}
    browser.look("weixin", newest="2021-12-10", **proof)


@pytest.mark.parametrize("entry", [seen_before_the_check, seen_after_the_check, answered])
def test_who_was_looked_at_since_gets_no_letter(
    entry: Entry, browser: Browser, office: Office
) -> None:
    silent(browser)
    with time_machine.travel(NOON + HOUR, tick=False):
        assert office.check()["weixin"]["verdict"] == "fail"
        assert "待通知：1号" in text(browser.get("/letters"))
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        entry(browser, office)
        page = browser.get("/letters")
        refused = browser.post("/letters", {"token": browser.token(), "unit": ["u"]})
        done = office.run("report", "notice", "--all")

    assert "检查之后又有人工登记" in text(page) and "待通知：1号" not in text(page)
    assert refused.status_code == 422 and done.code != 0
    assert not (office.folder / "out" / "notices").exists()


def test_who_fails_by_an_answer_that_was_withdrawn_gets_no_letter(
    browser: Browser, office: Office
) -> None:
    browser.look("weixin", newest="2021-12-30", note="有误写", **{"item-wording": "否"})
    with time_machine.travel(NOON + HOUR, tick=False):
        assert office.check()["weixin"]["verdict"] == "fail"
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        words = ("weixin", "表述", "--by", "李四", "--reason", "登记错了账号")
        assert office.run("checklist", "withdraw", *words).code == 0
        done = office.run("report", "notice", "--all")

    assert done.code != 0 and not (office.folder / "out" / "notices").exists()


def test_a_letter_of_before_says_that_it_must_not_be_sent(browser: Browser, office: Office) -> None:
    silent(browser)
    with time_machine.travel(NOON + HOUR, tick=False):
        office.check()
        browser.post("/letters", {"token": browser.token(), "unit": ["u"]})
        assert "请勿发出" not in text(browser.get("/letters"))
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        seen_after_the_check(browser, office)

        page = text(browser.get("/letters"))

    assert "尚未发出的请勿发出：账号“高台发布（微信）”检查之后又有人工登记" in page


def test_a_case_that_a_look_of_before_it_cannot_close_says_why(
    browser: Browser, office: Office
) -> None:
    silent(browser)
    with time_machine.travel(NOON + HOUR, tick=False):
        office.check()
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        seen_before_the_check(browser, office)
        browser.post("/cases/1/verify", {"token": browser.token()})
        early = text(browser.get("/cases/1"))
        seen_after_the_check(browser, office)
        browser.post("/cases/1/verify", {"token": browser.token()})
        late = text(browser.get("/cases/1"))

    assert "所见不晚于发现问题之时，不能据以销号" in early
    assert "不晚于" not in late and "复查合格销号 1 个" in late
