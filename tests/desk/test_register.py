"""名单 and its entries: read, changed in two steps, and no word of anybody lost."""

import csv
import io
import re
from pathlib import Path

import pytest

from monitor.app import register as changes
from monitor.desk.office import DeskOffice
from monitor.registry.edit import placing
from monitor.system.locks import held
from tests.desk.builders import Browser, added, beside, text
from tests.desk.forms import fill, forms, press
from tests.many_files import split
from tests.office import Office, account, make_office

PLACE, NEW = "/register/weixin", "/register/new"


def test_the_list_says_who_is_on_the_register(browser: Browser) -> None:
    page = text(browser.get("/register"))

    for word in ("共 5 个账号", "高台发布（微信）", "某局", "已注销已备案", "人工观测", "未登记"):
        assert word in page


FOUND = [
    ("platform=douyin", {"高台抖音"}),
    ("status=closed", {"高台旧号"}),
    ("q=抖音", {"高台抖音"}),
    ("q=WEI XIN", {"高台发布"}),
    ("q=nobody", set()),
    ("unit=nobody", set()),
    ("unit=u&platform=wechat", {"高台发布"}),
]


@pytest.mark.share(4)
@pytest.mark.parametrize(("asked", "names"), FOUND)
def test_the_list_is_narrowed_by_its_address(asked: str, names: set[str], browser: Browser) -> None:
    page = text(browser.get(f"/register?{asked}"))

    everybody = {"高台发布", "高台抖音", "高台头条", "高台旧号", "高台栏目"}
    assert {name for name in everybody if f"{name}（" in page} == names
    assert ("没有符合条件的账号" in page) is not bool(names)


@pytest.mark.long
def test_what_contradicts_itself_is_first_and_who_left_is_last(
    browser: Browser, office: Office
) -> None:
    office.write(office.text().replace("- id: toutiao", "- id: toutiao\n  status: closing"))

    page = text(browser.get("/register"))

    assert page.index("高台头条") < page.index("高台发布") < page.index("高台栏目")
    assert "请核实 状态为“拟关停”，未登记停更公告日期" in page


def test_the_list_is_given_as_a_table(browser: Browser, office: Office) -> None:
    office.write(office.text().replace("高台抖音", "=cmd|x"))
    answer = browser.get("/register?format=csv&platform=douyin")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:]] == [["douyin", "'=cmd|x", "抖音", "某局"]]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_change_is_told_in_words_before_it_is_saved(browser: Browser, office: Office) -> None:
    before = office.text()
    shown = fill(browser, PLACE, opened_on="2016-05-01", contact__name="李四", reason="人员调整")

    assert shown.status_code == 200 and office.text() == before
    for word in ("开设日期：— → 2016-05-01", "负责人：— → 李四", "核实日期：— → 2021-12-31",
                 "可能影响结论：内容不更新、登记不全", "原因：人员调整"):  # fmt: skip
        assert word in text(shown)
    done = press(browser, shown, PLACE)
    assert (done.status_code, done.location) == (303, PLACE)
    assert "高台发布（微信）：已保存。" in text(browser.get(PLACE))
    account = office.register().account("weixin")
    assert str(account.opened_on) == "2016-05-01" and account.contact
    assert account.contact.name == "李四"
    (row,) = office.json("accounts", "log", "weixin")
    assert (row["by"], row["action"], row["reason"]) == ("张三", "set", "人员调整")
    assert office.faults() == ()


def test_remarks_and_order_of_the_file_stay(browser: Browser, office: Office) -> None:
    office.write("# 名单，2021年\n" + office.text().replace("- id: douyin", "# 抖音\n- id: douyin"))
    before = office.text()

    press(browser, fill(browser, PLACE, note="移交新同志"), PLACE)

    after = office.text()
    assert after.startswith("# 名单，2021年\n") and "# 抖音\n- id: douyin" in after
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "  note: 移交新同志"
    ]


def test_two_change_one_entry_and_the_second_sees_both(browser: Browser, office: Office) -> None:
    added(office, "lisi", "李四")
    other = Browser.of(office, "lisi")
    typed = forms(browser.get(PLACE))[PLACE] | {"note": "甲写的", "followers": "12"}
    press(other, fill(other, PLACE, note="乙写的", opened_on="2016-05-01"), PLACE)
    saved = office.text()

    for step in ("", "save"):
        answer = browser.post(PLACE, typed | {"step": step})
        assert answer.status_code == 409 and office.text() == saved
    page = text(answer)
    row = r"备注</td>.*?>乙写的<.*?>甲写的<"
    assert "两人同时修改" in page and re.search(row, answer.text, re.DOTALL)
    again = forms(answer)[PLACE]
    assert (again["note"], again["followers"], again["opened_on"]) == ("甲写的", "12", "2016-05-01")
    press(browser, browser.post(PLACE, again), PLACE)
    account = office.register().account("weixin")
    assert (account.note, account.followers) == ("甲写的", 12)
    assert str(account.opened_on) == "2016-05-01"


def test_what_somebody_changed_elsewhere_is_shown_once_more_and_kept(
    browser: Browser, office: Office
) -> None:
    shown = fill(browser, PLACE, note="甲")
    office.write(office.text().replace("高台抖音", "高台新抖音"))

    again = press(browser, shown, PLACE)

    assert again.status_code == 409 and "请再核对一次" in text(again)
    assert "note" not in office.text()
    assert press(browser, again, PLACE).status_code == 303
    assert "高台新抖音" in office.text() and "note: 甲" in office.text()


@pytest.mark.long
def test_a_file_that_changes_in_the_last_moment_is_left_alone(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = fill(browser, PLACE, note="甲")

    def refuse(*_: object) -> None:
        raise placing.ChangedMeanwhile("刚刚")

    monkeypatch.setattr(changes, "write", refuse)
    answer = press(browser, shown, PLACE)

    assert answer.status_code == 409 and "未保存" in text(answer)
    assert forms(answer)[PLACE]["note"] == "甲" and "note" not in office.text()


def test_a_button_that_was_pressed_twice_saves_once(browser: Browser, office: Office) -> None:
    shown = fill(browser, PLACE, note="甲")
    press(browser, shown, PLACE)

    again = press(browser, shown, PLACE)

    assert again.status_code == 303 and "此前已保存" in text(browser.get(again.location))
    assert len(office.json("accounts", "log", "weixin")) == 1


def test_nothing_is_saved_that_was_not_shown(browser: Browser, office: Office) -> None:
    before = office.text()
    typed = forms(browser.get(PLACE))[PLACE] | {"note": "甲", "step": "save"}

    for sha in ("", "0" * 64):
        assert browser.post(PLACE, typed | {"sha": sha}).status_code == 409
    assert office.text() == before


REFUSED = [
    ({"name": ""}, "name", "不能为空"),
    ({"opened_on": "2016.5.1"}, "opened_on", "日期应写成"),
    ({"opened_on": "2022-01-01"}, "opened_on", "在将来"),
    (
        {"contact.name": "李四", "contact.confirmed_on": "明天"},
        "contact.confirmed_on",
        "日期应写成",
    ),
    (
        {"contact.name": "李四", "contact.confirmed_on": "2022-01-01"},
        "contact.confirmed_on",
        "在将来",
    ),
    ({"contact.phone": "13800000000"}, "contact.name", "缺少"),
    ({"followers": "很多"}, "followers", "应为整数"),
    ({"url": "www.example.org"}, "url", "http"),
    ({"url": "http://x/?k=${KEY}"}, "url", "密钥"),
    ({"note": "${KEY}"}, "note", "密钥"),
    ({"status": "closed"}, "status", "在下面的“关停注销”登记"),
    ({"status": "merged"}, "status", "在下面的“整合”登记"),
    ({"status": "asleep"}, "status", "不认识的状态"),
    ({"platform": "nowhere"}, "platform", "不认识的平台"),
    ({"unit": "无此单位"}, "unit", "名单中没有单位"),
    ({}, "form", "内容相同"),
]


@pytest.mark.share(6)
@pytest.mark.parametrize(("typed", "wrong", "sentence"), REFUSED)
def test_a_refusal_stands_beside_its_field_and_all_that_was_typed_stays(
    typed: dict[str, str], wrong: str, sentence: str, browser: Browser, office: Office
) -> None:
    before = office.text()
    sent = forms(browser.get(PLACE))[PLACE] | {"functions": "信息发布", "reason": "核对"} | typed
    if wrong == "form":
        sent["functions"] = ""

    answer = browser.post(PLACE, sent)

    assert answer.status_code == 422 and office.text() == before
    assert sentence in (text(answer) if wrong == "form" else beside(answer, wrong))
    back = forms(answer)[PLACE]
    assert {name: back[name] for name in sent if name in back and name != "token"} == {
        name: value for name, value in sent.items() if name != "token"
    }


@pytest.mark.long
def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    page = fill(browser, PLACE, name="", opened_on="昨日", followers="一百", status="closed")

    for name in ("name", "opened_on", "followers", "status"):
        assert beside(page, name), name


@pytest.mark.long
def test_what_a_form_does_not_mention_stays(browser: Browser, office: Office) -> None:
    sha = forms(browser.get(PLACE))[PLACE]["sha"]
    shown = browser.post(PLACE, {"token": browser.token(), "sha": sha, "note": "甲"})

    assert re.findall(r"<li>(.*?)</li>", shown.text) == ["备注：— → 甲"]


@pytest.mark.long
def test_back_to_the_form_keeps_what_was_typed(browser: Browser) -> None:
    back = press(browser, fill(browser, PLACE, note="第一行\r\n第二行"), PLACE, "edit")

    assert back.status_code == 200 and forms(back)[PLACE]["note"] == "第一行\n第二行"


@pytest.mark.long
def test_what_comes_from_outside_is_text(browser: Browser, office: Office) -> None:
    evil = '"><script>alert(1)</script>'
    for name in ("name", "note", "functions", "reason", "contact.name"):
        fields = {name: evil} | ({"note": "x"} if name == "reason" else {})
        shown = browser.post(PLACE, forms(browser.get(PLACE))[PLACE] | fields)
        assert "<script>alert" not in shown.text, name
        assert press(browser, shown, PLACE).status_code == 303
        for place in ("/register", PLACE, "/contacts"):
            assert "<script>alert" not in browser.get(place).text, (name, place)
    assert office.register().account("weixin").note


KEYS = """  sources:
  - kind: wechat_official
    appid: wx0123456789abcdef
    secret: ${WEIXIN_SECRET}
"""


def test_a_key_is_named_and_neither_shown_nor_taken(browser: Browser, office: Office) -> None:
    office.write(office.text().replace("- id: douyin", f"{KEYS}- id: douyin"))
    office.keep_secrets({"WEIXIN_SECRET": "very-secret-word"})
    page = browser.get(PLACE).text
    before = office.text()

    sent = {"secret": "stolen", "sources": "[]", "appid": "wx9", "policy": "{}", "note": "甲"}
    shown = browser.post(PLACE, forms(browser.get(PLACE))[PLACE] | sent)
    press(browser, shown, PLACE)

    assert "已设置密钥名" in page and "WEIXIN_SECRET" in page
    assert "very-secret-word" not in page and "wx0123456789abcdef" not in page
    assert "stolen" not in office.text() and "wx9" not in office.text()
    assert [line for line in office.text().splitlines() if line not in before.splitlines()] == [
        "  note: 甲"
    ]


@pytest.mark.share(4)
@pytest.mark.parametrize("id", ["nobody", "..%2faccounts", "new%2fx", "<script>"])
def test_nobodys_page_is_none(id: str, browser: Browser) -> None:
    assert browser.get(f"/register/{id}").status_code == 404


def test_reading_writes_nothing_and_every_page_has_the_menu(
    browser: Browser, office: Office
) -> None:
    for place in ("/register", PLACE, NEW, "/contacts", "/slips", "/register/import"):
        page = browser.get(place)
        assert page.status_code == 200 and '<a href="/acts"' in page.text, place

    assert not office.database.exists()


@pytest.mark.long
def test_who_waits_too_long_for_another_keeps_what_was_typed(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = fill(browser, PLACE, note="甲")
    monkeypatch.setattr(placing, "PATIENCE", 0.1)

    with held(Path(office.folder / ".accounts.yaml.lock"), str):
        answer = press(browser, shown, PLACE)

    assert answer.status_code == 503 and "另一个程序正在修改" in text(answer)
    assert forms(answer)[PLACE]["note"] == "甲" and "note" not in office.text()


@pytest.mark.long
def test_the_board_of_codes_is_given_as_a_file(browser: Browser) -> None:
    answer = browser.get("/register/qrcodes")

    assert "高台发布" in answer.text and "高台旧号" not in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_desk_reads_a_register_in_many_files_again_when_one_changes(tmp_path: Path) -> None:
    made = make_office(tmp_path, [account("a"), account("b")])
    _, second = split(made.accounts_file)
    place = DeskOffice(accounts_file=made.accounts_file, data=made.data)
    assert len(place.registry.accounts) == 2
    assert place.registry is place.registry  # once it knows which files it is in

    second.write_text("units: []\naccounts: []\n", "utf-8")

    assert [one.id for one in place.registry.accounts] == ["a"]
