"""A ledger beside what is registered already: whose account a line is, and what stays as it was."""

import json
from pathlib import Path

import pytest

from monitor.model import Platform
from tests.cli.ledger.builders import EXPORT, REGISTER, ledger, registered, row, taken
from tests.running import run


def test_what_is_in_already_is_left_alone(office: Path) -> None:
    path = ledger(office, row())
    taken(office, path, "--add-units")
    before = (office / "accounts.yaml").read_bytes()

    done = taken(office, path)

    assert "相同 1 个" in done.err and "无需修改" in done.err
    assert (office / "accounts.yaml").read_bytes() == before


def test_platforms_that_are_none_of_ours_are_told_apart(office: Path) -> None:
    """百家号, 搜狐号 and 企鹅号 of one name are three accounts, and no unit's duplicates."""
    path = ledger(
        office,
        *(row(platform=name, unit="财政局") for name in ("百家号", "搜狐号", "企鹅号", "百家号")),
    )

    assert "新增 3 个" in (done := taken(office, path)).err and "重复行 1 行" in done.err
    made = {a.id: a for a in registered(office).accounts if a.platform is Platform.OTHER}
    assert {a.note for a in made.values()} == {"百家号", "搜狐号", "企鹅号"}
    assert not any(a.duplicates for a in made.values())
    assert "相同 3 个" in taken(office, path).err


def test_what_was_confirmed_stays_when_the_number_changes(office: Path) -> None:
    run(office, "accounts", "set", "caizheng-weixin", "contact.name=李四", "contact.phone=1234567",
        "contact.confirmed_on=2021-12-01", "note=移交", "--by", "张三")  # fmt: skip

    taken(office, ledger(office, row("高台财政", unit="财政局", phone="7654321", status="")))

    contact = registered(office).account("caizheng-weixin").contact
    assert contact is not None
    assert (contact.phone, str(contact.confirmed_on)) == ("7654321", "2021-12-01")


@pytest.mark.parametrize(
    ("text", "unit"),
    [("清河镇", "qinghe"), ("县财政局", "caizheng"), ("财政局", "caizheng"), ("政府办", None),
     ("人民政府", None), ("卫生院", None), ("高台县人民政府", None)],
)  # fmt: skip
def test_a_short_name_is_the_units_and_nobody_elses(
    office: Path, text: str, unit: str | None
) -> None:
    """Without the county in front or 人民政府 behind; any other ending may be another unit."""
    path = office / "accounts.yaml"
    more = "".join(
        f"  - {{id: {id}, name: {name}}}\n"
        for id, name in (("qinghe", "清河镇人民政府"), ("yuan", "宣化镇卫生院"),
                         ("zfb", "高台县人民政府办公室"))
    )  # fmt: skip
    path.write_text(path.read_text("utf-8").replace("accounts:", f"{more}accounts:", 1), "utf-8")

    done = taken(office, ledger(office, row(unit=text)))
    added = taken(office, ledger(office, row(unit=text)), "--add-units")

    assert done.code == (0 if unit else 2) and added.code == 0
    last = registered(office).accounts[-1]
    assert last.unit.id == unit if unit else last.unit.name == text


TWO = REGISTER.replace("department}\n", "department}\n  - {id: minzheng, name: 高台县民政局}\n")


def test_two_units_may_have_accounts_of_one_name(office: Path) -> None:
    (office / "accounts.yaml").write_text(TWO, "utf-8")
    own, other = row("高台财政", unit="财政局"), row("高台财政", unit="民政局")
    path = office / "export.csv"
    path.write_text(
        EXPORT.replace("账号类型", "平台") + "高台财政,微信,高台县财政局,正常\n", "utf-8"
    )

    alone = taken(office, ledger(office, other))
    both = taken(office, ledger(office, other, own))
    again = taken(office, ledger(office, own, other))
    found = json.loads(run(office, "accounts", "compare", path, "--json").out)["differences"]

    assert alone.code == 2 and "同名账号 caizheng-weixin 属于高台县财政局" in alone.err
    assert "新增 1 个，修改 1 个" in both.err and "相同 2 个" in again.err
    units = {one.id: one.unit.id for one in registered(office).accounts}
    assert units["caizheng-weixin"] == "caizheng" and sorted(units.values())[-1] == "minzheng"
    assert [(one["difference"], one["unit"]) for one in found] == [("unfiled", "高台县民政局")]


def test_what_a_ledger_leaves_out_is_not_lost(office: Path) -> None:
    """The day of a month, a note, and that somebody was confirmed to answer."""
    (office / "accounts.yaml").write_text(
        TWO + "    opened_on: 2016-05-17\n    contact: {name: 张三, confirmed_on: 2021-06-01}\n"
        "  - {id: b, name: 高台财政, platform: other, unit: caizheng, note: 百家号；代管}\n",
        "utf-8",
    )
    path = ledger(office, row("高台财政", unit="财政局"), row("高台财政", "百家号", "财政局"))

    assert taken(office, path).code == 0

    one, other = registered(office).account("caizheng-weixin"), registered(office).account("b")
    assert str(one.opened_on) == "2016-05-17" and other.note == "百家号；代管"
    assert one.contact is not None
    assert (one.contact.name, str(one.contact.confirmed_on)) == ("李四", "2021-12-31")


def test_a_name_with_other_spaces_is_no_new_name(office: Path) -> None:
    done = taken(office, ledger(office, row("高台 财政", unit="财政局")))

    assert "修改 1 个" in done.err and registered(office).accounts[0].name == "高台财政"
