"""A ledger beside what is registered already: whose account a line is, and what stays as it was."""

import pytest

from monitor.model import Platform
from tests.cli.accounts_ledger.builders import EXPORT, REGISTER, imported, ledger, row
from tests.office import Office


def test_what_is_in_already_is_left_alone(office: Office) -> None:
    path = ledger(office, row())
    imported(office, path, "--add-units")
    before = office.accounts_file.read_bytes()

    done = imported(office, path)

    assert "不变 1 个" in done.err and "无需修改" in done.err
    assert office.accounts_file.read_bytes() == before


def test_platforms_that_are_none_of_ours_are_told_apart(office: Office) -> None:
    """百家号, 搜狐号 and 企鹅号 of one name are three accounts, and no unit's duplicates."""
    path = ledger(
        office,
        *(row(platform=name, unit="财政局") for name in ("百家号", "搜狐号", "企鹅号", "百家号")),
    )

    assert "新增 3 个" in (done := imported(office, path)).err and "重复行 1 行" in done.err
    made = {a.id: a for a in office.register().accounts if a.platform is Platform.OTHER}
    assert {a.note for a in made.values()} == {"百家号", "搜狐号", "企鹅号"}
    assert not any(a.duplicates for a in made.values())
    assert "不变 3 个" in imported(office, path).err


def test_what_was_confirmed_stays_when_the_number_changes(office: Office) -> None:
    office.run("accounts", "set", "caizheng-weixin", "contact.name=李四", "contact.phone=1234567",
        "contact.confirmed_on=2021-12-01", "note=移交", "--by", "张三")  # fmt: skip

    imported(office, ledger(office, row("高台财政", unit="财政局", phone="7654321", status="")))

    contact = office.register().account("caizheng-weixin").contact
    assert contact is not None
    assert (contact.phone, str(contact.confirmed_on)) == ("7654321", "2021-12-01")


@pytest.mark.share(3)
@pytest.mark.parametrize(
    ("text", "unit"),
    [("清河镇", "qinghe"), ("县财政局", "caizheng"), ("财政局", "caizheng"), ("政府办", None),
     ("人民政府", None), ("卫生院", None), ("高台县人民政府", None)],
)  # fmt: skip
def test_a_short_name_is_the_units_and_nobody_elses(
    office: Office, text: str, unit: str | None
) -> None:
    """Without the county in front or 人民政府 behind; any other ending may be another unit."""
    path = office.accounts_file
    more = "".join(
        f"  - {{id: {id}, name: {name}}}\n"
        for id, name in (("qinghe", "清河镇人民政府"), ("yuan", "宣化镇卫生院"),
                         ("zfb", "高台县人民政府办公室"))
    )  # fmt: skip
    path.write_text(path.read_text("utf-8").replace("accounts:", f"{more}accounts:", 1), "utf-8")

    done = imported(office, ledger(office, row(unit=text)))
    added = imported(office, ledger(office, row(unit=text)), "--add-units")

    assert done.code == (0 if unit else 2) and added.code == 0
    last = office.register().accounts[-1]
    assert last.unit.id == unit if unit else last.unit.name == text


TWO = REGISTER.replace("department}\n", "department}\n  - {id: minzheng, name: 高台县民政局}\n")


def test_two_units_may_have_accounts_of_one_name(office: Office) -> None:
    office.write(TWO)
    own, other = row("高台财政", unit="财政局"), row("高台财政", unit="民政局")
    path = office.folder / "export.csv"
    path.write_text(
        EXPORT.replace("账号类型", "平台") + "高台财政,微信,高台县财政局,正常\n", "utf-8"
    )

    alone = imported(office, ledger(office, other))
    both = imported(office, ledger(office, other, own))
    again = imported(office, ledger(office, own, other))
    differences = office.json("accounts", "compare", path)["differences"]

    assert alone.code == 2 and "同名账号 caizheng-weixin 属于高台县财政局" in alone.err
    assert "新增 1 个，变更 1 个" in both.err and "不变 2 个" in again.err
    units = {account.id: account.unit.id for account in office.register().accounts}
    assert units["caizheng-weixin"] == "caizheng" and sorted(units.values())[-1] == "minzheng"
    assert [(row["difference"], row["unit"]) for row in differences] == [
        ("unfiled", "高台县民政局")
    ]


def test_what_a_ledger_leaves_out_is_not_lost(office: Office) -> None:
    """The day of a month, a note, and that somebody was confirmed to answer."""
    office.accounts_file.write_text(
        TWO + "    opened_on: 2016-05-17\n    contact: {name: 张三, confirmed_on: 2021-06-01}\n"
        "  - {id: b, name: 高台财政, platform: other, unit: caizheng, note: 百家号；代管}\n",
        "utf-8",
    )
    path = ledger(office, row("高台财政", unit="财政局"), row("高台财政", "百家号", "财政局"))

    assert imported(office, path).code == 0

    account, other = office.register().account("caizheng-weixin"), office.register().account("b")
    assert str(account.opened_on) == "2016-05-17" and other.note == "百家号；代管"
    assert account.contact is not None
    assert (account.contact.name, str(account.contact.confirmed_on)) == ("李四", "2021-12-31")


def test_a_name_with_other_spaces_is_no_new_name(office: Office) -> None:
    done = imported(office, ledger(office, row("高台 财政", unit="财政局")))

    assert "变更 1 个" in done.err and office.register().accounts[0].name == "高台财政"
