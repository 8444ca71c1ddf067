"""`monitor accounts add|set|close|merge|log` as staff use them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from monitor import clock
from monitor.model import Status
from monitor.registry import load
from monitor.registry.revising import fingerprint
from monitor.store import Store
from monitor.store.edits import Edit
from tests.builders import NOON
from tests.county import register
from tests.running import Done, run

ID = "caizheng-weixin"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    register.copied(tmp_path)
    with time_machine.travel(NOON, tick=False):
        yield tmp_path


def edit(folder: Path, *words: str) -> Done:
    return run(folder, "accounts", *words, "--by", "张三")


def text(folder: Path) -> str:
    return (folder / "accounts.yaml").read_text("utf-8")


def test_one_field_is_one_line_and_one_row_of_the_log(office: Path) -> None:
    before = text(office)

    done = edit(office, "set", ID, "note=移交新同志", "--reason", "人员调整")

    assert done.code == 0
    assert done.out.splitlines() == ["+    note: 移交新同志"]
    assert text(office).replace("\n    note: 移交新同志", "") == before
    (row,) = json.loads(run(office, "accounts", "log", "--json").out)
    assert (row["by"], row["action"], row["account"], row["reason"], row["applied"]) == (
        "张三", "set", ID, "人员调整", True
    )  # fmt: skip
    assert "移交新同志" in run(office, "accounts", "log", ID).out


def test_a_contact_is_set_part_by_part(office: Path) -> None:
    edit(office, "set", ID, "contact.name=李四", "contact.phone=13800000000")
    edit(office, "set", ID, "contact.confirmed_on=2021-12-30")

    contact = load(office / "accounts.yaml").account(ID).contact

    assert contact is not None
    assert (contact.name, contact.phone, str(contact.confirmed_on)) == (
        "李四", "13800000000", "2021-12-30"
    )  # fmt: skip
    assert "13800000000" not in repr(contact)
    edit(office, "set", ID, "contact.name=赵六")
    handed = load(office / "accounts.yaml").account(ID).contact
    assert handed is not None
    assert (handed.name, str(handed.confirmed_on)) == ("赵六", "2021-12-31")
    edit(office, "set", ID, "contact.phone=")
    cleared = load(office / "accounts.yaml").account(ID).contact
    assert cleared is not None and cleared.phone == ""


def test_an_account_is_added_at_the_end(office: Path) -> None:
    done = edit(office, "add", "caizheng-weibo", "--name", "高台财政微博", "--platform", "weibo",
                "--unit", "caizheng", "opened_on=2021-12-01", "filed=false")  # fmt: skip

    assert done.code == 0
    last = load(office / "accounts.yaml").accounts[-1]
    assert (last.id, last.name, last.filed) == ("caizheng-weibo", "高台财政微博", False)


def test_a_closing_goes_its_way_to_the_end(office: Path) -> None:
    judged = len(load(office / "accounts.yaml").judged)

    assert edit(office, "close", ID, "--notice-on", "2021-12-01").code == 0
    assert edit(office, "close", ID, "--cancelled-on", "2021-12-20").code == 0
    assert len(load(office / "accounts.yaml").judged) == judged
    assert edit(office, "close", ID, "--filed-on", "今天").code == 0

    registry = load(office / "accounts.yaml")
    assert registry.account(ID).status.label == "已注销已备案"
    assert str(registry.account(ID).closing.filed_on) == "2021-12-31"
    assert len(registry.judged) == judged - 1


def test_a_merger_names_the_account_that_goes_on(office: Path) -> None:
    done = edit(office, "merge", ID, "--into", "chengguan-weixin", "--reason", "机构改革")

    assert done.code == 0
    merged = load(office / "accounts.yaml").account(ID)
    assert (merged.status.value, merged.merged_into) == ("merged", "chengguan-weixin")
    assert str(merged.merged_on) == "2021-12-31"
    assert "已整合" in run(office, "accounts", "list", "--status", "merged").out
    assert "2021-12-31" in run(office, "accounts", "list", "--status", "merged").out
    assert edit(office, "set", ID, "status=active", "--reason", "误报").code == 0
    assert load(office / "accounts.yaml").account(ID).merged_on is None


def test_a_merger_may_have_happened_before(office: Path) -> None:
    words = ("merge", ID, "--into", "chengguan-weixin", "--reason", "机构改革", "--on")

    assert edit(office, *words, "2022-01-01").code == 2
    assert edit(office, *words, "2021-12-20").code == 0

    assert str(load(office / "accounts.yaml").account(ID).merged_on) == "2021-12-20"


def test_a_dry_run_saves_nothing(office: Path) -> None:
    before = text(office)

    done = edit(office, "set", ID, "name=高台县财政", "--dry-run")

    assert "+    name: 高台县财政" in done.out and "尚未保存" in done.err
    assert text(office) == before
    assert run(office, "accounts", "log").out == "尚无修改记录。\n"


def test_the_same_value_needs_no_change(office: Path) -> None:
    name = load(office / "accounts.yaml").account(ID).name

    assert "无需修改" in edit(office, "set", ID, f"name={name}").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", ID, "nam=甲"], "字段可为"),
        (["set", ID, "note"], "应写成 字段=值"),
        (["set", ID, "contact=甲"], "应写成 字段=值"),
        (["set", ID, "platform=weixin"], "修改后名单有误，未保存"),
        (["set", ID, "unit=caizhen"], "是否为 caizheng"),
        (["set", "caizheng-weixn", "name=甲"], f"是否为 {ID}"),
        (["set", ID, "status=closed"], "须用 accounts close 登记"),
        (["set", ID, "opened_on=2021-02-30"], "不存在"),
        (["close", ID], "请写明"),
        (["close", ID, "--cancelled-on", "2021-12-20"], "尚未登记停更公告"),
        (["close", ID, "--notice-on", "昨天"], "应写成 2026-05-01"),
        (["merge", ID, "--into", "nobody"], "没有账号 nobody"),
        (["add", ID, "--name", "甲", "--platform", "weibo", "--unit", "caizheng"], "已经用过"),
        (["add", "B D", "--name", "甲", "--platform", "weibo", "--unit", "caizheng"], "标识 B D"),
    ],
)
def test_a_wrong_change_is_one_sentence_and_changes_nothing(
    office: Path, words: list[str], said: str
) -> None:
    before = text(office)

    done = edit(office, *words)

    assert done.code == 2 and said in done.err
    assert "Traceback" not in done.err
    assert text(office) == before


def test_a_change_must_be_signed(office: Path) -> None:
    assert run(office, "accounts", "set", ID, "note=x").code == 2
    assert run(office, "accounts", "set", ID, "note=x", "--by", " ").code == 2


def test_a_handover_is_on_record_however_it_was_made(office: Path) -> None:
    """人员频繁更换、交接不畅 is a named cause of zombies: who had it before must be known."""
    edit(office, "set", ID, "contact.name=王小明", "contact.phone=13800000000")
    edit(office, "set", ID, "contact.name=李四", "--reason", "人员调整")
    edit(office, "set", ID, "contact.confirmed_on=2021-12-30")
    path = office / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("name: 李四", "name: 赵六"), "utf-8")
    run(office, "check", ID)

    (said,) = json.loads(run(office, "accounts", "contacts", ID, "--json").out)["accounts"]
    shown = run(office, "accounts", "contacts", ID).out

    assert (said["name"], said["confirmed_on"]) == ("赵六", "2021-12-30")
    assert [(one["name"], one["by"], one["reason"]) for one in said["history"]] == [
        ("王小明", "张三", ""), ("李四", "张三", "人员调整"), ("赵六", "", "")
    ]  # fmt: skip
    assert "王小明 → 李四（张三 登记，人员调整）" in shown
    assert "李四 → 赵六（名单中直接改动）" in shown


def test_what_stood_in_the_file_before_the_first_change_is_known_too(office: Path) -> None:
    path = office / "accounts.yaml"
    edit(office, "set", ID, "contact.name=王小明", "--dry-run")
    text_ = path.read_text("utf-8")
    path.write_text(
        text_.replace(f"id: {ID}\n", f"id: {ID}\n    contact: {{name: 王小明}}\n"), "utf-8"
    )

    edit(office, "set", ID, "contact.name=")

    (said,) = json.loads(run(office, "accounts", "contacts", ID, "--json").out)["accounts"]
    assert [one["name"] for one in said["history"]] == ["王小明", ""]
    assert "王小明 → 无（张三 登记）" in run(office, "accounts", "contacts", ID).out


def test_the_log_shortens_what_is_long(office: Path) -> None:
    more = ("note=a", "url=http://a/", "opened_on=2020-01-01", "filed=true")
    edit(office, "add", "x", "--name", "某", "--platform", "weibo", "--unit", "caizheng", *more)

    shown = run(office, "accounts", "log").out

    assert "……共8行" in shown and "note: a" not in shown
    assert "note: a" in run(office, "accounts", "log", "x").out


def test_no_account_is_added_out_of_the_count_without_a_reason(office: Path) -> None:
    words = ("add", "x", "--name", "某", "--platform", "weibo", "--unit", "caizheng")

    assert edit(office, *words, "status=closed").code == 2
    assert edit(office, *words, "status=closed", "--reason", "补录").code == 0


def test_an_account_that_comes_back_begins_its_life_anew(office: Path) -> None:
    edit(office, "close", ID, "--notice-on", "2020-01-02")

    assert edit(office, "set", ID, "status=").code == 2
    assert edit(office, "set", ID, "status=", "--reason", "恢复运行").code == 0

    account = load(office / "accounts.yaml").account(ID)
    assert account.status is Status.ACTIVE and account.closing.notice_on is None


def test_a_key_that_stands_in_the_register_is_not_printed(office: Path) -> None:
    path = office / "accounts.yaml"
    entry = (
        "accounts:\n  - {id: wb, name: 某, platform: weibo, unit: caizheng, "
        'sources: [{kind: weibo_open, uid: "1", token: LITERALTOKEN99}]}\n'
    )
    path.write_text(text(office).replace("accounts:\n", entry, 1), "utf-8")

    done = edit(office, "set", "wb", "note=x")

    assert done.code == 0 and "note: x" in done.out
    assert "LITERAL" not in done.out + run(office, "accounts", "log", "wb").out


def test_a_register_that_is_a_link_stays_one(office: Path) -> None:
    path = office / "accounts.yaml"
    path.rename(office / "real.yaml")
    path.symlink_to("real.yaml")

    assert edit(office, "set", ID, "note=x").code == 0

    assert path.is_symlink() and "note: x" in (office / "real.yaml").read_text("utf-8")


@pytest.mark.parametrize("words", [("set", ID), ("add", "x", "--name", "某", "--platform",
                                                 "weibo", "--unit", "caizheng")])  # fmt: skip
@pytest.mark.parametrize(("day", "code"), [(0, 0), (1, 2)])
def test_no_account_opens_in_the_future(
    office: Path, words: tuple[str, ...], day: int, code: int
) -> None:
    opened = clock.day(clock.now()) + timedelta(days=day)

    done = edit(office, *words, f"opened_on={opened}")

    assert done.code == code and ("在将来，未保存" in done.err) is bool(code)


def test_an_account_is_not_added_twice_without_a_reason(office: Path) -> None:
    one = load(office / "accounts.yaml").account(ID)
    words = ("add", "x", "--name", one.name, "--platform", one.platform.value,
             "--unit", one.unit.id)  # fmt: skip

    refused = edit(office, *words)

    assert refused.code == 2 and f"同平台同名称的账号 {ID}" in refused.err
    assert edit(office, *words, "--reason", "迁移期间并行").code == 0


def test_an_account_that_comes_back_to_change_begins_its_life_anew(office: Path) -> None:
    """A notice of years ago does not serve the next closing."""
    edit(office, "close", ID, "--notice-on", "2020-01-02")
    edit(office, "set", ID, "status=changing", "--reason", "误报")

    assert load(office / "accounts.yaml").account(ID).closing.notice_on is None
    assert "尚未登记" in edit(office, "close", ID, "--cancelled-on", "2021-12-01").err


def test_a_file_with_bare_carriage_returns_is_refused_in_one_sentence(office: Path) -> None:
    path = office / "accounts.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))

    done = edit(office, "set", ID, "note=x")

    assert done.code == 2 and "只有回车" in done.err


def cut_off(office: Path, sha256: str) -> None:
    """Leave what a program leaves that is killed before it could say that it saved."""
    edit = Edit(
        at=clock.now(), by="李四", action="set", account=ID, reason="交接", diff="+ x",
        sha256=sha256, applied=False,
    )  # fmt: skip
    with Store(office / "data" / "monitor.db") as store:
        store.begin_edit(edit)


@pytest.mark.parametrize("saved", [True, False])
def test_a_change_that_was_cut_off_is_called_saved_only_where_the_file_shows_it(
    office: Path, *, saved: bool
) -> None:
    edit(office, "set", ID, "note=x")
    cut_off(office, fingerprint(office / "accounts.yaml") if saved else "0" * 64)

    (row, _) = json.loads(run(office, "accounts", "log", "--json").out)

    assert row["by"] == "李四" and row["applied"] is saved
    assert ("未确认保存" in run(office, "accounts", "log").out) is not saved


def test_who_took_over_in_a_change_that_was_cut_off_is_known(office: Path) -> None:
    edit(office, "set", ID, "contact.name=王小明")
    path = office / "accounts.yaml"
    path.write_text(text(office).replace("name: 王小明", "name: 赵六"), "utf-8")
    cut_off(office, fingerprint(path))

    edit(office, "set", ID, "note=x")

    assert "王小明 → 赵六（李四 登记，交接）" in run(office, "accounts", "contacts", ID).out
    assert all(row["applied"] for row in json.loads(run(office, "accounts", "log", "--json").out))


def test_who_is_entered_is_confirmed_that_day_and_no_day_to_come(office: Path) -> None:
    edit(office, "set", ID, "contact.name=王小明")
    entered = load(office / "accounts.yaml").account(ID).contact

    refused = edit(office, "set", ID, "contact.confirmed_on=2022-01-01")

    assert entered is not None and str(entered.confirmed_on) == "2021-12-31"
    edit(office, "set", ID, "contact.phone=1")
    assert edit(office, "set", ID, "contact.name=").code == 0
    assert load(office / "accounts.yaml").account(ID).contact is None
    assert refused.code == 2 and "核实日期 2022-01-01 在将来" in refused.err
    again = ("contact.name=李四", "contact.confirmed_on=今天")
    assert edit(office, "set", ID, *again).code == 0


def test_many_contacts_are_confirmed_at_once(office: Path) -> None:
    path = office / "accounts.yaml"
    for id in (ID, "chengguan-weixin"):
        path.write_text(
            text(office).replace(f"id: {id}\n", f"id: {id}\n    contact: {{name: 甲, phone: 1}}\n"),
            "utf-8",
        )

    whom = (ID, "chengguan-weixin")
    unsigned = run(office, "accounts", "contacts", *whom, "--confirm")
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
    assert [row["action"] for row in json.loads(run(office, "accounts", "log", "--json").out)] == [
        "confirm"
    ]


def test_the_log_of_an_account_that_is_none_is_no_empty_log(office: Path) -> None:
    misspelt = run(office, "accounts", "log", "caizheng-weixn")

    assert misspelt.code == 2 and f"是否为 {ID}" in misspelt.err
    assert run(office, "accounts", "log", ID).out == "尚无修改记录。\n"
