"""`monitor accounts set`: one field, signed, in one sentence where it is wrong."""

import pytest

from tests.cli.accounts_edit.builders import ID, edit
from tests.office import Office


def test_one_field_is_one_line_and_one_row_of_the_log(office: Office) -> None:
    before = office.text()

    done = edit(office, "set", ID, "note=移交新同志", "--reason", "人员调整")

    assert done.code == 0
    assert done.out.splitlines() == ["+    note: 移交新同志"]
    assert office.text().replace("\n    note: 移交新同志", "") == before
    (row,) = office.json("accounts", "log")
    assert (row["by"], row["action"], row["account"], row["reason"], row["applied"]) == (
        "张三", "set", ID, "人员调整", True
    )  # fmt: skip
    assert "移交新同志" in office.run("accounts", "log", ID).out


def test_broken_bytes_among_the_words_go_and_stop_nothing(office: Office) -> None:
    done = edit(office, "set", ID, "note=移交\udcff新\x07同志", "--reason", "人员\udce4调整")

    assert done.code == 0
    assert done.out.splitlines() == ["+    note: 移交新同志"]
    (row,) = office.json("accounts", "log")
    assert row["reason"] == "人员调整"


def test_a_dry_run_saves_nothing(office: Office) -> None:
    before = office.text()

    done = edit(office, "set", ID, "name=高台县财政", "--dry-run")

    assert "+    name: 高台县财政" in done.out and "尚未保存" in done.err
    assert office.text() == before
    assert office.run("accounts", "log").out == "尚无修改记录。\n"


def test_the_same_value_needs_no_change(office: Office) -> None:
    name = office.register().account(ID).name

    assert "无需修改" in edit(office, "set", ID, f"name={name}").err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set", ID, "nam=甲"], "字段可为"),
        (["set", ID, "note"], "应写成 字段=值"),
        (["set", ID, "contact=甲"], "应写成 字段=值"),
        (["set", ID, "platform=weixin"], "修改后名单有误，未保存"),
        (["set", ID, "unit=caizhen"], "您要找的是“caizheng”吗？"),
        (["set", "caizheng-weixn", "name=甲"], "您要找的是“高台财政”"),
        (["set", ID, "status=closed"], "须用 accounts close 登记"),
        (["set", ID, "opened_on=2021-02-30"], "不存在"),
        (["close", ID], "请写明"),
        (["close", ID, "--cancelled-on", "2021-12-20"], "尚未登记停更公告"),
        (["close", ID, "--notice-on", "前天"], "应写成 2026-05-01"),
        (["merge", ID, "--into", "nobody"], "没有账号“nobody”。"),
        (["add", ID, "--name", "甲", "--platform", "weibo", "--unit", "caizheng"], "已经用过"),
        (["add", "B D", "--name", "甲", "--platform", "weibo", "--unit", "caizheng"], "标识 B D"),
    ],
)
def test_a_wrong_change_is_one_sentence_and_changes_nothing(
    office: Office, words: list[str], sentence: str
) -> None:
    before = office.text()

    done = edit(office, *words)

    assert done.code == 2 and sentence in done.err
    assert "Traceback" not in done.err
    assert office.text() == before


def test_a_change_must_be_signed(office: Office) -> None:
    assert office.run("accounts", "set", ID, "note=x").code == 2
    assert office.run("accounts", "set", ID, "note=x", "--by", " ").code == 2


def test_a_key_that_stands_in_the_register_is_not_printed(office: Office) -> None:
    path = office.accounts_file
    entry = (
        "accounts:\n  - {id: wb, name: 某, platform: weibo, unit: caizheng, "
        'sources: [{kind: weibo_open, uid: "1", token: LITERALTOKEN99}]}\n'
    )
    path.write_text(office.text().replace("accounts:\n", entry, 1), "utf-8")

    done = edit(office, "set", "wb", "note=x")

    assert done.code == 0 and "note: x" in done.out
    assert "LITERAL" not in done.out + office.run("accounts", "log", "wb").out


def test_a_register_that_is_a_link_stays_one(office: Office) -> None:
    path = office.accounts_file
    path.rename(office.folder / "real.yaml")
    path.symlink_to("real.yaml")

    assert edit(office, "set", ID, "note=x").code == 0

    assert path.is_symlink() and "note: x" in (office.folder / "real.yaml").read_text("utf-8")


def test_a_file_with_bare_carriage_returns_is_refused_in_one_sentence(office: Office) -> None:
    path = office.accounts_file
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))

    done = edit(office, "set", ID, "note=x")

    assert done.code == 2 and "只有回车" in done.err


def test_units_and_platforms_go_by_their_names_too(office: Office) -> None:
    named = {unit.id: unit.name for unit in office.register().units}
    weibo = ("--platform", "微博", "--unit", named["caizheng"])

    added = edit(office, "add", "x", "--name", "某", *weibo)
    first = office.register().account("x")
    moved = edit(office, "set", "x", f"unit={named['minzheng']}", "platform=头条号")
    then = office.register().account("x")

    assert (added.code, first.unit.id, first.platform.value) == (0, "caizheng", "weibo")
    assert (moved.code, then.unit.id, then.platform.value) == (0, "minzheng", "toutiao")


def test_a_platform_that_nobody_knows_is_not_added(office: Office) -> None:
    done = edit(office, "add", "x", "--name", "某", "--platform", "weixin", "--unit", "caizheng")

    assert done.code == 2 and "platform" in done.err and "可写 微信、微博" in done.err


@pytest.mark.parametrize(
    ("words", "platform", "kind"),
    [
        (["wechat_kind=服务号"], "wechat", "service"),
        (["wechat_kind=service"], "wechat", "service"),
        (["platform=微信订阅号"], "wechat", "subscription"),
        (["platform=服务号", "wechat_kind=订阅号"], "wechat", "subscription"),
        (["platform=公众号"], "wechat", None),
    ],
)
def test_of_which_of_wechats_kinds_an_account_is(
    office: Office, words: list[str], platform: str, kind: str | None
) -> None:
    done = edit(office, "set", ID, *words)

    account = office.register().account(ID)
    assert (account.platform, account.wechat_kind) == (platform, kind), done.err


def test_another_platform_takes_the_kind_away(office: Office) -> None:
    edit(office, "add", "b", "--name", "乙", "--platform", "服务号", "--unit", "caizheng")
    assert office.register().account("b").wechat_kind == "service"

    done = edit(office, "set", "b", "platform=抖音")

    account = office.register().account("b")
    assert (account.platform, account.wechat_kind) == ("douyin", None), done.err


def test_the_other_kind_of_one_name_is_no_twin(office: Office) -> None:
    name = office.register().account(ID).name
    add = ("--name", name, "--unit", "caizheng", "--platform")
    edit(office, "set", ID, "wechat_kind=订阅号")

    same = edit(office, "add", "b", *add, "订阅号")
    plain = edit(office, "add", "b", *add, "微信")
    other = edit(office, "add", "b", *add, "服务号")

    assert (same.code, plain.code, other.code) == (2, 2, 0), other.err
    assert "已有同平台同名称的账号" in same.err


def test_a_kind_that_only_the_word_for_the_platform_says_goes_with_it(office: Office) -> None:
    edit(office, "add", "b", "--name", "乙", "--platform", "微博", "--unit", "caizheng")
    office.write(
        office.text().replace("name: 乙\n    platform: weibo", "name: 乙\n    platform: 服务号")
    )
    assert office.register().account("b").wechat_kind == "service"

    moved = edit(office, "set", "b", "platform=抖音", "--dry-run")
    unsaid = edit(office, "set", "b", "platform=公众号")

    assert moved.code == 0, moved.err
    assert unsaid.code == 2 and "请手工修改" in unsaid.err  # it would lose what it is, unasked
