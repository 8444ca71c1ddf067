"""负责人: whom to confirm, confirmed by a tick, and never another than the one who was shown."""

from datetime import date

import pytest

from monitor.app.contacts import contact_states
from monitor.app.people_store import Role
from tests.desk.builders import Browser, added, text
from tests.desk.forms import forms
from tests.office import Office

TODAY = date(2021, 12, 31)
SEND = "/contacts/confirm"
TOLD = "2021-12-31 高台发布（微信）：张五 → 赵八（李四 登记，调动）"


@pytest.fixture(autouse=True)
def contacts(office: Office) -> None:
    for id, contact in (
        ("weixin", "{name: 张五, confirmed_on: 2021-06-30}"),
        ("douyin", "{name: 王六}"),
        ("toutiao", "{name: 李七, confirmed_on: 2021-07-01}"),
    ):
        office.write(office.text().replace(f"id: {id}\n", f"id: {id}\n  contact: {contact}\n"))


def test_whose_contact_nobody_made_sure_of_for_too_long_is_first(office: Office) -> None:
    states = contact_states(office.register(), TODAY)

    assert [(state.account.id, state.is_due) for state in states] == [
        ("douyin", True), ("weixin", True), ("toutiao", False), ("lanmu", False)
    ]  # fmt: skip


@pytest.mark.long
def test_as_many_are_due_as_the_check_finds(browser: Browser, office: Office) -> None:
    found = {
        id
        for id, account in office.check().items()
        for task in account["tasks"]
        if "核实" in task["message"]
    }

    assert found == {s.account.id for s in contact_states(office.register(), TODAY) if s.is_due}
    assert "须核实 2 个，未登记负责人 1 个" in text(browser.get("/contacts"))


def test_those_that_were_ticked_are_confirmed_today(browser: Browser, office: Office) -> None:
    done = browser.post(
        SEND, {**forms(browser.get("/contacts"))[SEND], "account": ["weixin", "douyin", "nobody"]}
    )

    assert done.status_code == 303
    assert "2 个账号的负责人已登记为今天核实" in text(browser.get("/contacts"))
    held = {a.id: a.contact.confirmed_on for a in office.register().accounts if a.contact}
    assert held == {"weixin": TODAY, "douyin": TODAY, "toutiao": date(2021, 7, 1)}
    (row,) = office.json("accounts", "log")
    assert (row["by"], row["via"], row["action"]) == ("张三", "desk", "confirm")


REFUSED = [
    ([], {}, 422, "请勾选"),
    (["nobody"], {}, 422, "请勾选"),
    (["lanmu"], {}, 422, "未登记负责人"),
    (["weixin"], {"sha": ""}, 409, "按现在的负责人再核对一次"),
]


@pytest.mark.share(3)
@pytest.mark.parametrize(("ids", "fields", "code", "sentence"), REFUSED)
def test_nobody_is_confirmed_unseen(
    ids: list[str], fields: dict[str, str], code: int, sentence: str, browser: Browser,
    office: Office,
) -> None:  # fmt: skip
    before = office.text()
    given = forms(browser.get("/contacts"))[SEND] | fields

    answer = browser.post(SEND, {**given, "account": ids})

    assert answer.status_code == code and sentence in text(answer) and office.text() == before
    for id in {"weixin"} & set(ids):
        assert f'value="{id}" aria-label="高台发布（微信）的负责人已核实" checked' in answer.text


def test_who_changed_meanwhile_is_not_confirmed(browser: Browser, office: Office) -> None:
    given = forms(browser.get("/contacts"))[SEND]
    office.write(office.text().replace("张五", "赵八"))

    answer = browser.post(SEND, {**given, "account": ["weixin"]})

    assert answer.status_code == 409 and "赵八" in text(answer)
    assert "2021-12-31" not in office.text()


@pytest.mark.long
def test_who_handed_over_to_whom_is_told(browser: Browser, office: Office) -> None:
    office.run("accounts", "set", "weixin", "contact.name=赵八", "--by", "李四", "--reason", "调动")

    assert TOLD in text(browser.get("/contacts"))


@pytest.mark.long
def test_a_leader_reads(office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    leader = Browser.of(office, "lisi")

    assert "checkbox" not in leader.get("/contacts").text
