"""Which entry of the national export is whose, and what is told where it says too little."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.model import Account, Status, Unit, WechatKind
from monitor.model.errors import SheetError
from monitor.registry.ledger.compare import compare, filings
from tests.builders import account

TREASURY, FORESTS = (Unit(id=id, name=name, kind="department")
                     for id, name in (("cz", "高台县财政局"), ("lc", "高台县林草局")))  # fmt: skip
HEAD = "账号名称,平台,主办单位,运行状态\n"


def ours(id: str = "a", unit: Unit = TREASURY, **options: object) -> Account:
    return account(id, **{"name": "政务公开", "unit": unit, "filed": True, **options})


def differences(folder: Path, lines: str, *accounts: Account) -> list[tuple[str, str]]:
    (folder / "export.csv").write_text(HEAD + lines, "utf-8")
    return [
        (difference.difference, difference.id)
        for difference in compare(folder / "export.csv", accounts)
    ]


BOTH = (ours("a", TREASURY), ours("b", FORESTS))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("政务公开,微信,高台县财政局,正常\n", [("unfiled", "b")]),
        ("政务公开,微信,高台县林草局,正常\n", [("unfiled", "a")]),
        ("政务公开,微信,高台县民政局,正常\n", [("unfiled", "a"), ("unfiled", "b")]),
        ("政务公开,微信,,正常\n", []),  # it names no unit: it may be either's
        ("政务公开,微信,高台县林草局,正常\n政务公开,微信,,正常\n", []),
        ("政务公开,微信,高台县民政局,正常\n政务公开,微信,,正常\n", []),
        (
            "政务公开,微信,高台县林草局,已注销\n政务公开,微信,高台县财政局,正常\n",
            [("closed_there", "b")],
        ),
    ],
)
def test_where_units_share_a_name_each_has_the_entry_of_its_unit(
    tmp_path: Path, lines: str, expected: Sequence[tuple[str, str]]
) -> None:
    assert sorted(differences(tmp_path, lines, *BOTH)) == sorted(expected)


def test_a_name_of_one_unit_is_found_under_whatever_unit_is_entered(tmp_path: Path) -> None:
    assert differences(tmp_path, "政务公开,微信,财政局,正常\n", BOTH[0]) == []


def test_who_has_gone_shares_no_name_with_its_successor(tmp_path: Path) -> None:
    gone = ours("b", FORESTS, status=Status.CLOSED)

    assert differences(tmp_path, "政务公开,微信,高台县民政局,正常\n", BOTH[0], gone) == []


@pytest.mark.parametrize(
    ("account", "state", "expected"),
    [
        (ours(), "", []),
        (ours(filed=None), "", []),
        (ours(filed=False), "", [("flag", "a")]),
        (ours(filed=False), "正常", [("flag", "a")]),
        (ours(filed=False), "已注销", [("closed_there", "a")]),
        (ours(status=Status.CLOSED), "", []),  # it does not say whether it is in use
        (ours(status=Status.CLOSED), "正常", [("closed_here", "a")]),
        (ours(status=Status.CLOSED), "已注销", []),
        (ours(status=Status.CLOSED, filed=False), "已注销", []),
    ],
)
def test_what_a_state_says_of_an_account(
    tmp_path: Path, account: Account, state: str, expected: list[tuple[str, str]]
) -> None:
    assert differences(tmp_path, f"政务公开,微信,高台县财政局,{state}\n", account) == expected


@pytest.mark.parametrize(("status", "expected"), [("active", ["unfiled"]), ("merged", [])])
def test_who_is_not_in_the_export_is_to_be_filed_while_it_is_in_use(
    tmp_path: Path, status: str, expected: list[str]
) -> None:
    found = differences(tmp_path, "别的,微信,,已注销\n", ours(status=Status(status)))

    assert [kind for kind, _ in found] == expected


def test_what_is_not_in_the_register_is_told_as_the_export_has_it(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(f"{HEAD}甲,抖音,高台县财政局,正常\n", "utf-8")

    (difference,) = compare(tmp_path / "export.csv", [])

    assert (difference.difference, difference.platform) == ("unknown", "douyin")
    assert (difference.name, difference.unit) == ("甲", "高台县财政局")


def test_of_several_entries_the_one_in_use_counts(tmp_path: Path) -> None:
    for lines in ("甲,微信,,已注销\n甲,微信,,正常\n", "甲,微信,,正常\n甲,微信,,已注销\n"):
        assert differences(tmp_path, lines) == [("unknown", "")]
    assert differences(tmp_path, "甲,微信,,已注销\n甲,微信,,已注销\n") == []


def test_totals_and_signatures_below_the_table_are_no_accounts(tmp_path: Path) -> None:
    lines = "政务公开,微信,高台县财政局,正常\n合计,1个,,\n,填表人：李四,,\n"

    assert differences(tmp_path, lines, BOTH[0]) == []


def test_an_account_that_begins_as_a_foot_does_is_one_where_it_names_its_unit(
    tmp_path: Path,
) -> None:
    assert differences(tmp_path, "合计,微信,高台县财政局,正常\n") == [("unknown", "")]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    lines = ",微信,,正常\n甲,口琴,,正常\n乙,微信,,飞走\n"

    with pytest.raises(SheetError) as failed:
        differences(tmp_path, lines)

    messages = [line.rpartition("export.csv:")[2] for line in str(failed.value).splitlines()]
    assert [line[:9] for line in messages] == [
        "第2行:账号名称:",
        "第3行:平台: 不",
        "第4行:运行状态:",
    ]


def test_differences_stand_by_kind_then_unit_then_name(tmp_path: Path) -> None:
    accounts = [
        ours(id, unit, name=name, filed=filed)
        for id, unit, name, filed in (
            ("f", TREASURY, "丙", False),
            ("c", FORESTS, "乙", True),
            ("b", FORESTS, "丁", True),
            ("a", TREASURY, "乙1", True),
        )
    ]
    found = differences(tmp_path, "丙,微信,高台县财政局,正常\n", *accounts)

    assert [id for _, id in found] == ["b", "c", "a", "f"]


@pytest.mark.parametrize(
    ("filed", "lines", "told"),
    [
        (None, "政务公开,微信,,正常\n", [("a", True)]),
        (None, "政务公开,微信,,已注销\n", [("a", False)]),
        (None, "别的,微信,,正常\n", [("a", False)]),
        (True, "政务公开,微信,,正常\n", []),
        (True, "政务公开,微信,,\n", []),
        (False, "政务公开,微信,,已注销\n", []),
        (True, "政务公开,微信,,已注销\n", [("a", False)]),
    ],
)
def test_what_the_export_says_of_an_accounts_filing(
    tmp_path: Path, filed: bool | None, lines: str, told: list[tuple[str, bool]]
) -> None:
    (tmp_path / "export.csv").write_text(HEAD + lines, "utf-8")
    gone = ours("z", name="旧号", status=Status.CLOSED, filed=filed)

    found = filings(tmp_path / "export.csv", [ours(filed=filed), gone])

    assert [(account.id, is_filed) for account, is_filed in found] == told


SUBSCRIBED = ours("a", wechat_kind=WechatKind.SUBSCRIPTION)
SERVING = ours("b", wechat_kind=WechatKind.SERVICE)


@pytest.mark.parametrize(
    ("lines", "accounts", "expected"),
    [
        ("政务公开,订阅号,,正常\n政务公开,服务号,,正常\n", (SUBSCRIBED, SERVING), []),
        ("政务公开,订阅号,,正常\n", (SUBSCRIBED, SERVING), [("unfiled", "b")]),
        ("政务公开,订阅号,,正常\n政务公开,服务号,,正常\n", (SUBSCRIBED,), [("unknown", "")]),
        ("政务公开,订阅号,,正常\n政务公开,服务号,,已注销\n", (SUBSCRIBED,), []),
        ("政务公开,微信,,正常\n", (SUBSCRIBED,), []),  # neither says otherwise
        ("政务公开,服务号,,正常\n", (ours("a"),), []),
    ],
)
def test_the_two_kinds_of_wechat_are_two_entries(
    tmp_path: Path,
    lines: str,
    accounts: Sequence[Account],
    expected: Sequence[tuple[str, str]],
) -> None:
    assert differences(tmp_path, lines, *accounts) == expected
