"""Who answers for an account: set, confirmed, handed over."""

from monitor.registry import load
from tests.cli.accounts_edit.builders import ID, edit
from tests.office import Office


def test_a_contact_is_set_part_by_part(office: Office) -> None:
    edit(office, "set", ID, "contact.name=李四", "contact.phone=13800000000")
    edit(office, "set", ID, "contact.confirmed_on=2021-12-30")

    contact = office.register().account(ID).contact

    assert contact is not None
    assert (contact.name, contact.phone, str(contact.confirmed_on)) == (
        "李四", "13800000000", "2021-12-30"
    )  # fmt: skip
    assert "13800000000" not in repr(contact)
    edit(office, "set", ID, "contact.name=赵六")
    handed = office.register().account(ID).contact
    assert handed is not None
    assert (handed.name, str(handed.confirmed_on)) == ("赵六", "2021-12-31")
    edit(office, "set", ID, "contact.phone=")
    cleared = office.register().account(ID).contact
    assert cleared is not None and cleared.phone == ""


def test_a_handover_is_on_record_however_it_was_made(office: Office) -> None:
    """人员频繁更换、交接不畅 is a named cause of zombies: who had it before must be known."""
    edit(office, "set", ID, "contact.name=王小明", "contact.phone=13800000000")
    edit(office, "set", ID, "contact.name=李四", "--reason", "人员调整")
    edit(office, "set", ID, "contact.confirmed_on=2021-12-30")
    path = office.accounts_file
    path.write_text(path.read_text("utf-8").replace("name: 李四", "name: 赵六"), "utf-8")
    office.run("check", ID)

    (output,) = office.json("accounts", "contacts", ID)["accounts"]
    shown = office.run("accounts", "contacts", ID).out

    assert (output["name"], output["confirmed_on"]) == ("赵六", "2021-12-30")
    assert [(entry["name"], entry["by"], entry["reason"]) for entry in output["history"]] == [
        ("王小明", "张三", ""), ("李四", "张三", "人员调整"), ("赵六", "", "")
    ]  # fmt: skip
    assert "王小明 → 李四（张三 登记，人员调整）" in shown
    assert "李四 → 赵六（名单中直接改动）" in shown


def test_what_stood_in_the_file_before_the_first_change_is_known_too(office: Office) -> None:
    path = office.accounts_file
    edit(office, "set", ID, "contact.name=王小明", "--dry-run")
    text_ = path.read_text("utf-8")
    path.write_text(
        text_.replace(f"id: {ID}\n", f"id: {ID}\n    contact: {{name: 王小明}}\n"), "utf-8"
    )

    edit(office, "set", ID, "contact.name=")

    (output,) = office.json("accounts", "contacts", ID)["accounts"]
    assert [entry["name"] for entry in output["history"]] == ["王小明", ""]
    assert "王小明 → 无（张三 登记）" in office.run("accounts", "contacts", ID).out


def test_who_is_entered_is_confirmed_that_day_and_no_day_to_come(office: Office) -> None:
    edit(office, "set", ID, "contact.name=王小明")
    entered = office.register().account(ID).contact

    refused = edit(office, "set", ID, "contact.confirmed_on=2022-01-01")

    assert entered is not None and str(entered.confirmed_on) == "2021-12-31"
    edit(office, "set", ID, "contact.phone=1")
    assert edit(office, "set", ID, "contact.name=").code == 0
    assert office.register().account(ID).contact is None
    assert refused.code == 2 and "核实日期 2022-01-01 在将来" in refused.err
    again = ("contact.name=李四", "contact.confirmed_on=今天")
    assert edit(office, "set", ID, *again).code == 0


def test_many_contacts_are_confirmed_at_once(office: Office) -> None:
    path = office.accounts_file
    for id in (ID, "chengguan-weixin"):
        path.write_text(
            office.text().replace(
                f"id: {id}\n", f"id: {id}\n    contact: {{name: 甲, phone: 1}}\n"
            ),
            "utf-8",
        )

    whom = (ID, "chengguan-weixin")
    unsigned = office.run("accounts", "contacts", *whom, "--confirm")
    everyone = edit(office, "contacts", "--confirm")
    nobody = edit(office, "contacts", *whom, "xinfang-weixin", "--confirm")
    done = edit(office, "contacts", *whom, "--confirm")

    assert (unsigned.code, everyone.code, nobody.code, done.code) == (2, 2, 2, 0)
    assert "未登记负责人" in nobody.err and "xinfang-weixin" in nobody.err
    shown = [load(path).account(id).contact for id in whom]
    assert [(c and c.name, c and c.phone, str(c and c.confirmed_on)) for c in shown] == [
        ("甲", "1", "2021-12-31")
    ] * 2
    assert done.out.count("+") == 2
    assert [row["action"] for row in office.json("accounts", "log")] == ["confirm"]


def test_whoever_is_confirmed_by_the_unit_has_an_account_that_is_still_in_use(
    office: Office,
) -> None:
    path = office.accounts_file
    gone = "  - {id: gone, name: 旧号, platform: weibo, unit: xinju, status: closed}\n"
    alive = "  - {id: new, name: 新号, platform: weibo, unit: xinju, contact: {name: 甲}}\n"
    units = office.text().replace("units:\n", "units:\n  - {id: xinju, name: 高台县新局}\n")
    path.write_text(units + alive + gone, "utf-8")

    done = edit(office, "contacts", "--confirm", "--unit", "xinju")
    named = edit(office, "contacts", "gone", "--confirm")

    contact = load(path).account("new").contact
    assert done.code == 0 and contact and str(contact.confirmed_on) == "2021-12-31"
    assert named.code == 2 and "未登记负责人，无从核实：gone" in named.err


def test_a_unit_without_accounts_in_use_has_nobody_to_confirm(office: Office) -> None:
    path = office.accounts_file
    units = office.text().replace("units:\n", "units:\n  - {id: xinju, name: 高台县新局}\n")
    gone = "  - {id: gone, name: 旧号, platform: weibo, unit: xinju, status: closed}\n"
    path.write_text(units + gone, "utf-8")

    done = edit(office, "contacts", "--confirm", "--unit", "xinju")

    assert done.code == 2 and "所选账号均已注销或整合" in done.err
