"""`monitor accounts compare`: the register held against the national one."""

import json

import pytest

from tests.cli.accounts_ledger.builders import EXPORT, REGISTER, imported, ledger, row
from tests.office import Office


@pytest.mark.parametrize(
    ("change", "lines", "expected"),
    [
        ([], "高台财政,微信公众号,高台县财政局,正常\n", []),
        ([], "高台 财政,订阅号,,\n", []),
        ([], "", ["unfiled"]),
        ([], "高台财政,微信,,正常\n高台民政,抖音,高台县民政局,正常\n", ["unknown"]),
        ([], "高台财政,微信,,正常\n高台民政,抖音,高台县民政局,已注销\n", []),
        ([], "高台财政,微信,,已注销\n", ["closed_there"]),
        (["filed=false"], "高台财政,微信,,正常\n", ["flag"]),
    ],
)
def test_the_register_is_held_against_the_national_one(
    office: Office, change: list[str], lines: str, expected: list[str]
) -> None:
    if change:
        office.run("accounts", "set", "caizheng-weixin", *change, "--by", "张三")
    path = office.folder / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + (lines or "甲,微信,,已注销\n"), "utf-8")

    done = office.run("accounts", "compare", path, "--json")

    found = [difference["difference"] for difference in json.loads(done.out)["differences"]]
    assert (found, done.code) == (expected, int(bool(expected)))
    shown = office.run("accounts", "compare", path).out
    assert ("一致" in shown) is (not expected)


def test_what_is_closed_here_and_alive_there_is_named(office: Office) -> None:
    office.run("accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-20", "--by", "张三")  # fmt: skip
    path = office.folder / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + "高台财政,微信,,正常\n", "utf-8")

    done = office.run("accounts", "compare", path)

    assert "名单已注销、系统仍在用" in done.out and "caizheng-weixin" in done.out


def test_of_two_entries_of_one_name_the_one_in_use_counts(office: Office) -> None:
    """百家号 and 搜狐号 of one name are two accounts; a successor answers for its namesake."""
    imported(
        office,
        ledger(
            office, row(platform="百家号", unit="财政局"), row(platform="搜狐号", unit="财政局")
        ),
    )
    office.run("accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-20", "--by", "张三")  # fmt: skip
    office.run("accounts", "add", "caizheng-xin", "--name", "高台财政", "--platform", "wechat",
        "--unit", "caizheng", "--by", "张三")  # fmt: skip
    path = office.folder / "export.csv"
    lines = "高台财政,微信,,正常\n高台财政,微信,,已注销\n高台民政,百家号,,正常\n"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")

    differences = office.json("accounts", "compare", path)["differences"]

    assert [(row["difference"], row["account"]) for row in differences] == [
        ("unfiled", "gaotaiminzheng-souhuhao")
    ]


def test_an_export_with_a_nameless_line_is_refused(office: Office) -> None:
    path = office.folder / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + ",微信,,正常\n", "utf-8")

    done = office.run("accounts", "compare", path)

    assert done.code == 2 and "第2行:" in done.err and "不能为空" in done.err


def test_an_export_with_an_unknown_platform_is_refused(office: Office) -> None:
    path = office.folder / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + "高台财政,朋友圈,,正常\n", "utf-8")

    done = office.run("accounts", "compare", path)

    assert done.code == 2 and "第2行:平台: 不认识的平台“朋友圈”" in done.err


def test_what_the_national_export_shows_is_entered_on_request(office: Office) -> None:
    more = "".join(
        f"  - {{id: {id}, name: {name}, platform: weibo, unit: caizheng, {filed}}}\n"
        for id, name, filed in (
            ("here", "甲", "filed: false"),
            ("closed", "乙", "filed: true"),
            ("kept", "丙", "filed: true"),
            ("gone", "丁", "status: cancelled, closing: {cancelled_on: 2021-12-01}"),
            ("new", "戊", "status: active"),
        )
    )
    office.write(REGISTER + more)
    path = office.folder / "export.csv"
    path.write_text(
        "账号名称,服务类型,服务主体,状态\n甲,微博,,正常\n乙,微博,,已注销\n丙,微博,—,—\n丁,微博,,正常\n",
        "utf-8",
    )
    before = office.accounts_file.read_bytes()

    for messages in ([], ["--save"], ["--save", "--json", "--by", "张三"]):
        assert office.run("accounts", "compare", path, *messages).code == (2 if messages else 1)
    dry = office.run("accounts", "compare", path, "--save", "--by", "张三", "--dry-run")
    assert dry.code == 1 and office.accounts_file.read_bytes() == before
    done = office.run("accounts", "compare", path, "--save", "--by", "张三", "--reason", "核对")

    assert done.code == 1 and "系统已注销、名单仍在管" in done.out
    assert {account.id: account.filed for account in office.register().accounts} == {
        "caizheng-weixin": False, "here": True, "closed": False, "kept": True, "gone": None,
        "new": False,
    }  # fmt: skip
    (entry,) = office.json("accounts", "log", "closed")
    assert (entry["action"], entry["by"], entry["reason"]) == ("compare", "张三", "核对")
    again = office.run("accounts", "compare", path, "--save", "--by", "张三")
    assert "无需修改" in again.err


@pytest.mark.parametrize(
    ("status", "lines", "expected"),
    [
        ("active", "高台财政,微信,财政局,\n", []),  # the only bearer, its unit in other words
        ("active", "高台财政,微信,,\n合计更新,微信,财政局,\n", ["unknown"]),
        ("cancelled", "高台财政,微信,,\n", []),  # nobody says that it is still in use there
        ("cancelled", "甲,微博,,已注销\n", []),
    ],
)
def test_where_the_export_says_nothing_against_it_there_is_no_difference(
    office: Office, status: str, lines: str, expected: list[str]
) -> None:
    office.write(f"{REGISTER}    status: {status}\n")
    path = office.folder / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")

    differences = office.json("accounts", "compare", path)["differences"]

    assert [row["difference"] for row in differences] == expected
