"""账号: all that is known of one account, as `monitor show` has it, and where each thing leads."""

import re
from datetime import timedelta

import pytest
import time_machine

from monitor.app.people_store import Role
from tests.builders import NOON
from tests.desk.builders import Browser, added, shot, text
from tests.office import PNG, Office

EVIL = '<script>alert("1")</script>'


@pytest.fixture
def seen(browser: Browser, office: Office) -> Office:
    browser.look("weixin", newest="2021-11-30", screenshot=shot(PNG + b"1"), seen="昨天")
    browser.look("weixin", none_since="2021-12-01", screenshot=shot(PNG), seen="今天 11:00")
    return office


def test_the_page_tells_what_the_command_shows(browser: Browser, seen: Office) -> None:
    page = text(browser.get("/accounts/weixin"))
    shown = seen.json("show", "weixin")

    assert "高台发布（微信）" in page and "某局" in page
    for verdict in shown["verdicts"]:
        assert all(message in page for message in verdict["findings"])
    for look in shown["observations"]:
        assert f"{look['by']}（网页）" in page
    assert len(re.findall(r'data-label="来源">', browser.get("/accounts/weixin").text)) == 2


def test_a_verdict_says_as_of_when_and_by_what_it_is(browser: Browser, seen: Office) -> None:
    entered = text(browser.get("/accounts/weixin"))
    seen.run("check")
    checked = text(browser.get("/accounts/weixin"))

    assert "按登记所见判定，尚未检查" in entered
    assert "，第1号检查记录。" in checked


def test_who_was_never_looked_at_has_no_verdict(browser: Browser) -> None:
    page = browser.get("/accounts/weixin")

    assert "？ 尚未检查" in text(page) and "没有人登记过所见" in text(page)
    assert "近一年没有查看过" in text(page)


def test_who_left_the_register_is_told_to_have(browser: Browser) -> None:
    page = text(browser.get("/accounts/guan"))

    assert "不在监测范围" in page and "登记所见" not in page


@pytest.mark.parametrize("place", ["/accounts/nobody", "/accounts/weixin/", "/accounts/%2e%2e"])
def test_nobody_else_has_a_page(place: str, browser: Browser) -> None:
    assert browser.get(place).status_code == 404


def test_evidence_and_deeds_are_a_tap_away(browser: Browser, seen: Office) -> None:
    page = browser.get("/accounts/weixin").text

    places = re.findall(r'href="(/evidence/[^"]+)"', page)
    assert places and all(browser.get(place).status_code == 200 for place in places)
    assert 'href="/?at=weixin#card-weixin">登记所见' in page
    assert 'href="/letters?unit=u">出整改通知书' in page
    assert 'href="/register/weixin">改登记' in page


def test_who_leads_sees_it_all_without_the_deeds(
    browser: Browser, seen: Office, office: Office
) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    browser.client.delete_cookie("monitor-desk")
    browser.log_in("lisi")
    answer = browser.get("/accounts/weixin")
    page = text(answer)

    assert "不合格" in page and "证据" in page and "变更记录" in page
    deeds = (">登记所见<", ">出整改通知书<", ">改登记<", '<form method="post" action="/acc')
    assert not [deed for deed in deeds if deed in answer.text]


def test_a_case_is_named_with_its_number(browser: Browser, seen: Office) -> None:
    assert "没有立案的问题" in text(browser.get("/accounts/weixin"))
    seen.run("check")
    page = browser.get("/accounts/weixin")

    assert 'href="/cases/1">1号' in page.text and "待通知" in text(page)
    assert "没有立案的问题" in text(browser.get("/accounts/douyin"))


def test_answers_stand_with_who_gave_them(browser: Browser, office: Office) -> None:
    browser.look(
        "weixin", screenshot=shot(PNG), seen="今天 11:00", note="有误写", **{"item-wording": "否"}
    )
    page = browser.get("/accounts/weixin")

    assert "未见严重表述错误" in text(page) and "张三（网页）" in text(page)
    (place,) = set(re.findall(r'href="(/evidence/[^"]+)"', page.text))
    assert browser.get(place).status_code == 200


def test_a_change_of_the_register_is_in_its_log(browser: Browser, office: Office) -> None:
    done = office.run(
        "accounts", "set", "weixin", "note=改过", "--by", "李四", "--reason", "据来函"
    )
    assert done.code == 0, done.err
    page = text(browser.get("/accounts/weixin"))

    assert "李四" in page and "据来函" in page and "改过" in page
    assert "没有修改过" in text(browser.get("/accounts/douyin"))


def test_no_text_from_outside_is_a_page(browser: Browser, office: Office) -> None:
    office.write(office.text().replace("高台发布", f"'{EVIL}'"))
    browser.look("weixin", newest="昨天", note=EVIL)
    browser.look("weixin", note=EVIL, **{"item-wording": "否"})
    page = browser.get("/accounts/weixin")

    assert "<script>alert" not in page.text
    assert text(page).count(EVIL) >= 3


def test_only_the_latest_are_listed_until_more_are_asked_for(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.desk.account.FEW", 2)
    for day in (27, 28, 29):
        browser.look("weixin", newest=f"2021-12-{day}")

    few, many = browser.get("/accounts/weixin").text, browser.get("/accounts/weixin?all=1").text
    assert few.count('data-label="来源"') == 2 and "多列一些" in few
    assert many.count('data-label="来源"') == 3 and "多列一些" not in many


def test_nothing_is_written_by_looking_at_it(browser: Browser, office: Office) -> None:
    browser.get("/accounts/weixin")

    assert not office.database.exists()


def test_today_and_what_was_told_lead_to_the_page(browser: Browser) -> None:
    assert 'href="/accounts/toutiao"' in browser.get("/?at=toutiao").text
    told = browser.get(browser.look("weixin", newest="昨天").location).text

    assert '<a href="/accounts/weixin">高台发布（微信）</a></strong>：已登记' in told


def test_a_case_says_what_the_board_says_of_it(browser: Browser, seen: Office) -> None:
    seen.run("check")
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        browser.log_in()
        later = {"screenshot": shot(PNG + b"2"), "seen": "今天 11:00"}
        browser.look("weixin", none_since="2021-12-01", **later)
        board = re.findall(r'class="what">([^<]*)<', browser.get("/cases").text)
        page = re.findall(r'data-label="问题">([^<]*)<', browser.get("/accounts/weixin").text)

    assert board == page and "截至2022年1月3日" in page[0]
