"""A change of the register: shown, refused, saved, logged, whoever's face asks for it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app import register
from monitor.app.register import Signature
from monitor.model import Contact
from monitor.model.errors import ConfigError, RequestError
from monitor.registry import load
from monitor.registry.contact_log import ContactLog
from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change
from monitor.registry.edit_log import EditLog
from monitor.registry.lifecycle import ReasonNeeded
from monitor.system.connection import Database
from tests.builders import NOON, account

TODAY = date(2021, 12, 31)
TEXT = """\
jurisdiction: {name: 高台县}
units: [{id: caizheng, name: 高台县财政局}]
accounts:
  - {id: a, name: 高台财政, platform: wechat, unit: caizheng, contact: {name: 王五}}
  - {id: b, name: 高台财政视频, platform: douyin, unit: caizheng}
  - {id: c, name: 高台会计, platform: wechat, unit: caizheng, status: closing}
"""
RENAME = [Change(account="a", values={"name": "高台财政发布"})]
SIGNED = Signature(by="张三", reason="平台改名")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.yaml"
    file.write_text(TEXT, "utf-8")
    return file


def prepared(path: Path, changes: list[Change] = RENAME, **more: Any) -> register.PreparedChange:
    values: dict[str, Any] = {"signature": SIGNED, "now": NOON} | more
    return register.prepare(path, changes, "set", values["signature"], values["now"])


def test_a_prepared_change_is_shown_and_nothing_is_written(path: Path) -> None:
    change = prepared(path)

    assert [line[0] for line in change.diff] == ["-", "+"] and not change.is_empty
    assert path.read_text("utf-8") == TEXT


def test_a_change_to_what_stands_already_is_empty(path: Path) -> None:
    assert prepared(path, [Change(account="a", values={"name": "高台财政"})]).is_empty


def test_a_saved_change_stands_in_the_register_the_log_and_the_contacts(
    path: Path, db: Database
) -> None:
    handover = Change(account="a", values={"contact": {"name": "李四"}})

    register.save(db, prepared(path, [handover]))

    contact = load(path).account("a").contact
    assert contact is not None and contact.name == "李四"
    (edit,) = register.log(db, path, "a", 10)
    assert (edit.by, edit.reason, edit.action, edit.applied) == ("张三", "平台改名", "set", True)
    before, after = ContactLog(db).contacts()["a"]
    assert (before.name, before.by) == ("王五", "")
    assert (after.name, after.by, after.reason) == ("李四", "张三", "平台改名")


def test_the_log_is_of_one_account_where_one_is_named(path: Path, db: Database) -> None:
    register.save(db, prepared(path))

    assert register.log(db, path, "b", 10) == ()
    assert len(register.log(db, path, "", 10)) == 1


@pytest.mark.parametrize("by", ["", " ", "\u200b"])
def test_a_change_that_nobody_signs_is_refused(path: Path, by: str) -> None:
    with pytest.raises(RequestError, match="请写修改人姓名") as refused:
        prepared(path, signature=Signature(by=by))

    assert refused.value.field == "by"


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize(
    ("values", "word"),
    [
        (lambda day: {"opened_on": day}, "开设日期"),
        (lambda day: {"contact": {"name": "王五", "confirmed_on": day}}, "核实日期"),
    ],
)
def test_what_is_done_is_not_dated_in_the_future(
    path: Path, ahead: int, values: Any, word: str
) -> None:
    change = Change(account="a", values=values((TODAY + timedelta(days=ahead)).isoformat()))

    if ahead:
        with pytest.raises(RequestError, match=f"账号 a 的{word} 2022-01-01 在将来"):
            prepared(path, [change])
    else:
        assert prepared(path, [change]).diff


def test_a_register_that_somebody_changed_meanwhile_is_left_alone(path: Path, db: Database) -> None:
    change = prepared(path)
    path.write_text(TEXT + "# 备注\n", "utf-8")

    with pytest.raises(ConfigError, match="刚刚被修改过"):
        register.save(db, change)

    assert path.read_text("utf-8") == TEXT + "# 备注\n"
    assert [edit.applied for edit in register.log(db, path, "", 10)] == [False]
    assert ContactLog(db).contacts() == {}


def test_a_change_that_was_cut_off_after_it_was_written_is_settled_by_the_next(
    path: Path, db: Database
) -> None:
    cut = prepared(path, [Change(account="a", values={"contact": {"name": "李四"}})])
    EditLog(db).begin_edit(cut.edit)
    write(cut.revision)  # and then the program is killed

    register.save(db, prepared(path, signature=Signature(by="赵六"), now=NOON + timedelta(hours=1)))

    assert [edit.applied for edit in EditLog(db).edits()] == [True, True]
    assert [(held.name, held.by) for held in ContactLog(db).contacts()["a"]] == [("李四", "张三")]


def addition(path: Path, reason: str = "", **values: str) -> Change:
    given = {"name": "高台财政", "platform": "wechat", "unit": "caizheng"} | values
    return register.addition(load(path), "d", given, reason)


def test_a_second_account_of_the_same_name_needs_a_reason(path: Path) -> None:
    with pytest.raises(ReasonNeeded, match="同平台同名称的账号 a"):
        addition(path)

    assert addition(path, reason="确系两个账号").new
    assert addition(path, platform="weibo").new
    assert addition(path, name="高台会计").new  # the other one is being closed


@pytest.mark.parametrize("status", ["closing", "merged"])
def test_a_new_account_that_has_ended_needs_a_reason(path: Path, status: str) -> None:
    with pytest.raises(ReasonNeeded, match="须用 --reason 说明"):
        addition(path, name="新账号", status=status)

    assert addition(path, "补登", name="新账号", status=status).values["status"] == status


def test_a_plain_change_of_status_skips_no_step_and_reopens_with_a_reason(path: Path) -> None:
    registry = load(path)

    with pytest.raises(ConfigError, match="accounts close"):
        register.alteration(registry.account("a"), {"status": "closing"}, "停更")
    with pytest.raises(ConfigError, match="须用 --reason"):
        register.alteration(registry.account("c"), {"status": None}, "")
    reopened = register.alteration(registry.account("c"), {"status": None}, "恢复更新")
    assert reopened.values == {
        "status": None, "closing": None, "merged_into": None, "merged_on": None,
    }  # fmt: skip


def test_a_status_that_nobody_knows_is_left_to_the_register_to_refuse(path: Path) -> None:
    change = register.alteration(load(path).account("a"), {"status": "asleep"}, "")

    with pytest.raises(ConfigError, match="修改后名单有误"):
        prepared(path, [change])


@pytest.mark.parametrize(
    ("on", "stands"), [(None, "2021-12-31"), (date(2021, 12, 1), "2021-12-01")]
)
def test_an_account_is_merged_today_unless_a_day_is_named(on: date | None, stands: str) -> None:
    change = register.merger(account("x"), account("y"), on, TODAY, "机构改革")

    assert change.values["merged_on"] == stands


def test_contacts_are_confirmed_of_all_the_chosen_accounts_or_of_none(path: Path) -> None:
    registry = load(path)

    (change,) = register.confirmation([registry.account("a")], TODAY)
    assert change.values == {"contact": {"name": "王五", "confirmed_on": "2021-12-31"}}
    with pytest.raises(RequestError, match="无从核实：b、c"):
        register.confirmation(registry.accounts, TODAY)
    with pytest.raises(RequestError, match="没有需要核实的负责人"):
        register.confirmation([], TODAY)


OLD = Contact(name="王五", phone="0936-6621234", confirmed_on=date(2021, 6, 1))


@pytest.mark.parametrize(
    ("contact", "parts", "fields"),
    [
        (None, {"name": "李四"}, {"name": "李四", "confirmed_on": "2021-12-31"}),
        (OLD, {"name": "李四"},
         {"name": "李四", "phone": "0936-6621234", "confirmed_on": "2021-12-31"}),
        (OLD, {"name": "王五"},
         {"name": "王五", "phone": "0936-6621234", "confirmed_on": "2021-06-01"}),
        (OLD, {"phone": ""}, {"name": "王五", "confirmed_on": "2021-06-01"}),
        (OLD, {"name": ""}, {}),
    ],
)  # fmt: skip
def test_only_another_name_begins_the_term_of_a_contact_anew(
    contact: Contact | None, parts: dict[str, str], fields: dict[str, str]
) -> None:
    assert register.changed_contact(contact, parts, TODAY) == fields
