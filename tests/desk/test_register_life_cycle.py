"""An account at the desk from its entry in the 名单 to its closing or merging, and back."""

import pytest

from monitor.app.people_store import Role
from tests.builders import NOON
from tests.desk.builders import Browser, added, beside, text
from tests.desk.forms import fill, forms, press
from tests.office import Office

PLACE = "/register/weixin"
CLOSE, MERGE = f"{PLACE}/close", f"{PLACE}/merge"
UNREASONED = [
    (CLOSE, {"filed_on": "2021-12-01"}, "reason", "请在“原因”栏说明"),
    (CLOSE, {}, "form", "请写明停更公告"),
    (CLOSE, {"notice_on": "12月1日"}, "notice_on", "应写成 2026-05-01"),
    (CLOSE, {"notice_on": "2022-01-01"}, "form", "在将来"),
    (MERGE, {"into": "高台抖音"}, "reason", "请在“原因”栏说明"),
    (MERGE, {"into": ""}, "into", "不能为空"),
    (MERGE, {"into": "高台抖因"}, "into", "您要找的是“高台抖音”吗？"),
    (MERGE, {"into": "weixin", "reason": "x"}, "form", "不能整合到自身"),
    (MERGE, {"into": "douyin", "on": "某日", "reason": "x"}, "on", "应写成 2026-05-01"),
]


@pytest.mark.share(4)
@pytest.mark.parametrize(("action", "typed", "wrong", "sentence"), UNREASONED)
def test_closing_and_merging_ask_for_days_and_reasons(
    action: str, typed: dict[str, str], wrong: str, sentence: str, browser: Browser, office: Office
) -> None:
    before = office.text()

    answer = fill(browser, PLACE, action, **typed)

    assert answer.status_code == 422 and office.text() == before
    assert sentence in (text(answer) if wrong == "form" else beside(answer, wrong))
    assert "--reason" not in answer.text and "？。" not in text(answer)
    back = forms(answer)[action]
    assert {name: back[name] for name in typed} == typed


def test_an_account_is_closed_and_merged_as_the_command_does(
    browser: Browser, office: Office
) -> None:
    notice = fill(browser, PLACE, CLOSE, notice_on="2021-12-01")
    assert "关停注销进度：— → 停更公告 2021-12-01" in text(notice)
    assert "状态：正常 → 拟关停" in text(notice)
    press(browser, notice, CLOSE)
    merged = fill(browser, PLACE, MERGE, into="高台抖音", on="今天", reason="机构改革")
    assert "保存后不再检查、不再计入统计" in text(merged)
    assert press(browser, merged, MERGE).status_code == 303

    account = office.register().account("weixin")
    assert (account.merged_into, str(account.merged_on)) == ("douyin", "2021-12-31")
    actions = [(row["action"], row["reason"]) for row in office.json("accounts", "log", "weixin")]
    assert actions == [("merge", "机构改革"), ("close", "")]
    page = browser.get(PLACE).text
    assert f'action="{CLOSE}"' not in page and "已整合到 douyin" in page


@pytest.mark.long
def test_an_account_comes_back_with_a_reason_alone(browser: Browser, office: Office) -> None:
    place = "/register/guan"
    refused = fill(browser, place, status="active")
    assert "须在“原因”栏说明" in beside(refused, "reason")

    shown = fill(browser, place, status="active", reason="恢复运行")

    assert "保存后纳入检查和统计" in text(shown)
    press(browser, shown, place)
    assert office.register().account("guan").judged


NEW = "/register/new"


def test_an_account_is_added_with_an_identifier_of_its_name(
    browser: Browser, office: Office
) -> None:
    shown = fill(browser, NEW, name="高台县财政", platform="wechat", unit="u", opened_on="今天")
    assert "平台：微信" in text(shown) and "保存后纳入检查和统计" in text(shown)
    done = press(browser, shown, NEW)

    account = office.register().account("caizheng-wechat")
    assert done.location == "/register/caizheng-wechat"
    assert (account.name, str(account.opened_on)) == ("高台县财政", "2021-12-31")
    assert "status" not in office.text().partition("caizheng-wechat")[2]


NOT_ADDED = [
    ({}, "name", "不能为空"),
    ({}, "platform", "不能为空"),
    ({"name": "甲", "platform": "wechat", "unit": "u", "id": "weixin"}, "id", "已经用过"),
    ({"name": "甲", "platform": "wechat", "unit": "u", "id": "../x"}, "id", "不符合要求"),
    ({"name": "高台发布", "platform": "wechat", "unit": "u"}, "reason", "须在“原因”栏说明"),
    ({"name": "甲", "platform": "wechat", "unit": "u", "url": "x"}, "url", "http"),
]


@pytest.mark.share(4)
@pytest.mark.parametrize(("typed", "wrong", "sentence"), NOT_ADDED)
def test_a_new_account_lacks_nothing_and_is_not_there_yet(
    typed: dict[str, str], wrong: str, sentence: str, browser: Browser, office: Office
) -> None:
    before = office.text()

    answer = fill(browser, NEW, note="备注", **typed)

    assert answer.status_code == 422 and sentence in beside(answer, wrong)
    assert office.text() == before and forms(answer)[NEW]["note"] == "备注"


def test_leaders_read_and_change_nothing(office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    leader = Browser.of(office, "lisi")
    before = office.text()

    page = leader.get(PLACE)

    assert page.status_code == 200 and f'action="{PLACE}"' not in page.text
    assert leader.get("/register").status_code == 200
    assert leader.get(NEW).status_code == 403
    for place in (PLACE, CLOSE, MERGE, NEW, "/register/import", "/contacts/confirm"):
        answer = leader.post(place, {"token": leader.token(), "note": "甲", "step": "save"})
        assert answer.status_code == 403 and "没有权限" in text(answer), place
    assert office.text() == before


def test_a_demonstration_is_read_and_not_changed(browser: Browser, office: Office) -> None:
    demo = Browser.of(office, demo=NOON)
    before = office.text()

    for place, action in ((PLACE, PLACE), (PLACE, CLOSE), (NEW, NEW)):
        answer = fill(demo, place, action, note="甲", step="save")
        assert answer.status_code == 403 and "演示数据" in text(answer), action
    assert office.text() == before
