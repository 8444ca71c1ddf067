"""What a ledger's cells say: the office's own headings, kinds of WeChat, cells left blank."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from monitor.model import Account, Contact, Status, Unit, WechatKind
from monitor.model.errors import SheetError
from monitor.registry.ledger.importer import Ledger, read
from tests.builders import account

TODAY = date(2021, 12, 31)
LABOUR = Unit(id="rs", name="高台县人社局", kind="department")
SUBSCRIPTION, SERVICE = WechatKind


def labour(id: str, kind: WechatKind | None = None, **options: Any) -> Account:
    return account(id, name="云河人社", unit=LABOUR, wechat_kind=kind, **options)


def spelt(name: str) -> str:
    return "x" if name else ""


def taken(
    folder: Path,
    heads: Sequence[str],
    *rows: Sequence[str],
    known: Sequence[Account] = (),
    **options: Any,
) -> Ledger:
    path = folder / "台账.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])
    return read(path, known, [LABOUR], TODAY, spell=spelt, county="高台县", **options)


HEADS = ("账号名称", "平台", "主办单位")
ROW = ("云河人社", "微信", "人社局")


@pytest.mark.parametrize(
    "title", ["链接", "链接地址", "账号链接", "主页链接", "账号主页", "访问地址", "网址（必填）"]
)
def test_a_link_is_known_by_the_headings_that_offices_use(tmp_path: Path, title: str) -> None:
    (change,) = taken(tmp_path, (*HEADS, title), (*ROW, "https://a.invalid/u/1")).changes

    assert change.values["url"] == "https://a.invalid/u/1"


@pytest.mark.parametrize("title", ["账号ID", "帐号 ID", "账号（ID）", "微信号", "UID", "平台账号"])
def test_what_the_platform_calls_an_account_is_kept(tmp_path: Path, title: str) -> None:
    ledger = taken(tmp_path, (*HEADS, title), (*ROW, "gh_0123456789ab"))

    assert ledger.changes[0].values["platform_id"] == "gh_0123456789ab" and not ledger.unknown


def test_an_identifier_of_ours_is_no_account_of_the_platform(tmp_path: Path) -> None:
    known = labour("rs-weixin", platform_id="gh_1")
    heads = ("账号标识", "账号ID", *HEADS)

    ledger = taken(tmp_path, heads, ("rs-weixin", "gh_1", *ROW), known=[known])

    assert ledger.same == ("rs-weixin",)


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        ("3.21 复制打开抖音 https://v.invalid/AbC/ 看看", "https://v.invalid/AbC/"),
        ("HTTP://A.invalid/高台", "HTTP://A.invalid/高台"),
    ],
)
def test_an_address_is_found_among_words(tmp_path: Path, cell: str, url: str) -> None:
    (change,) = taken(tmp_path, (*HEADS, "链接"), (*ROW, cell)).changes

    assert change.values["url"] == url


def test_of_two_addresses_none_is_taken(tmp_path: Path) -> None:
    cell = "https://a.invalid/1 https://a.invalid/2"

    ledger = taken(tmp_path, (*HEADS, "链接"), (*ROW, cell))

    assert "url" not in ledger.changes[0].values
    assert [(blank.text, blank.why) for blank in ledger.blanks] == [
        (cell, "有几个网址，只填账号主页的一个")
    ]


ODD = {
    "粉丝数": "约5000",
    "开设时间": "2015年",
    "是否备案": "可能",
    "联系电话": "13900001111",
    "链接地址": "微信搜索",
}


@pytest.mark.parametrize(("title", "text"), ODD.items())
def test_an_optional_cell_that_cannot_be_read_is_left_blank_and_named(
    tmp_path: Path, title: str, text: str
) -> None:
    ledger = taken(tmp_path, (*HEADS, title), (*ROW, text), (*ROW[:1], "微博", ROW[2], ""))

    first, second = ledger.changes
    assert set(first.values) == set(second.values) == {"id", "name", "platform", "unit"}
    (cell,) = ledger.blanks
    assert (cell.row, cell.name, cell.column, cell.text) == (2, "云河人社", title, text)
    with pytest.raises(SheetError, match=f"第2行:{title}: "):
        taken(tmp_path, (*HEADS, title), (*ROW, text), strict=True)


@pytest.mark.parametrize("text", ["2016.1", "2099-01-01", "2016-02-30", "不详"])
def test_a_date_that_may_be_two_or_none_is_no_date(tmp_path: Path, text: str) -> None:
    (change,), (cell,) = (
        (ledger := taken(tmp_path, (*HEADS, "开设时间"), (*ROW, text))).changes,
        ledger.blanks,
    )

    assert "opened_on" not in change.values and text in cell.why


def test_a_telephone_without_a_person_that_can_be_read_is_told_too(tmp_path: Path) -> None:
    heads = (*HEADS, "负责人", "联系电话")

    ledger = taken(tmp_path, heads, (*ROW, "李四13900001111", "0936-6620000"))

    assert "contact" not in ledger.changes[0].values
    assert [(cell.column, cell.text) for cell in ledger.blanks] == [
        ("负责人", "李四13900001111"), ("联系电话", "0936-6620000")
    ]  # fmt: skip


def test_a_person_is_kept_where_only_the_telephone_cannot_be_read(tmp_path: Path) -> None:
    ledger = taken(tmp_path, (*HEADS, "负责人", "联系电话"), (*ROW, "李四", "见值班表"))

    assert ledger.changes[0].values["contact"] == {"name": "李四"}
    assert [cell.column for cell in ledger.blanks] == ["联系电话"]


def test_what_the_register_has_stays_where_the_ledger_cannot_be_read(tmp_path: Path) -> None:
    known = labour("rs", followers=4800, contact=Contact(name="李四"), opened_on=date(2015, 3, 1))

    ledger = taken(
        tmp_path, (*HEADS, "粉丝数", "开设时间"), (*ROW, "约5000", "2015年"), known=[known]
    )

    assert (ledger.changes, ledger.same, len(ledger.blanks)) == ((), ("rs",), 2)


def test_a_formula_without_a_result_is_left_blank_and_named(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([*HEADS, "粉丝数", "备注"])
    page.append([*ROW, "=1+1", "#REF!"])
    book.save(path := tmp_path / "台账.xlsx")

    ledger = read(path, [], [LABOUR], TODAY, spell=spelt, county="高台县")

    assert [cell.column for cell in ledger.blanks] == ["粉丝数", "备注"]
    assert "公式" in ledger.blanks[0].why and "#REF!" in ledger.blanks[1].why


@pytest.mark.parametrize(
    ("column", "text"),
    [("运行状态", "休眠"), ("平台", "朋友圈"), ("主办单位", "民政局"), ("账号标识", "nobody")],
)
def test_what_decides_whom_is_judged_must_be_right(tmp_path: Path, column: str, text: str) -> None:
    cells = dict(zip(HEADS, ROW, strict=True)) | {column: text}

    with pytest.raises(SheetError, match=f"第2行:{column}: "):
        taken(tmp_path, tuple(cells), tuple(cells.values()))


@pytest.mark.parametrize(
    ("platform", "kind"),
    [
        ("订阅号", "subscription"),
        ("微信服务号", "service"),
        ("微信公众号（服务号）", "service"),
        ("公众号", None),
        ("微信", None),
    ],
)
def test_the_word_for_the_platform_says_of_which_kind_an_account_is(
    tmp_path: Path, platform: str, kind: str | None
) -> None:
    (change,) = taken(tmp_path, HEADS, ("云河人社", platform, "人社局")).changes

    assert (change.values["platform"], change.values.get("wechat_kind")) == ("wechat", kind)


def test_a_column_of_its_own_says_it_too_and_is_told_where_it_says_nothing(tmp_path: Path) -> None:
    heads = (*HEADS, "账号类型")

    kind = taken(tmp_path, heads, (*ROW, "服务号"))
    other = taken(tmp_path, heads, (*ROW, "政务"), ("甲", "微博", "人社局", "服务号"))

    assert (kind.changes[0].values["wechat_kind"], kind.unknown) == ("service", ())
    assert all("wechat_kind" not in change.values for change in other.changes)
    assert other.unknown == ("账号类型",)


BOTH = (("云河人社", "订阅号", "人社局"), ("云河人社", "服务号", "人社局"))


@pytest.mark.parametrize(
    ("known", "rows", "expected"),
    [
        ((), BOTH, [("x-wechat", SUBSCRIPTION), ("x-wechat-2", SERVICE)]),
        ((labour("a"),), BOTH, [("a", SUBSCRIPTION), ("x-wechat", SERVICE)]),
        ((labour("a", SERVICE),), BOTH, [("x-wechat", SUBSCRIPTION)]),
        ((labour("a", SERVICE), labour("b", SUBSCRIPTION)), BOTH, []),
        ((labour("a", SERVICE), labour("b")), BOTH, [("b", SUBSCRIPTION)]),
        ((labour("a"),), BOTH[1:], [("a", SERVICE)]),
        ((labour("a", SUBSCRIPTION),), BOTH[1:], [("a", SERVICE)]),  # one row: put right
        ((labour("a", SUBSCRIPTION), labour("b")), BOTH[1:], [("b", SERVICE)]),
        ((labour("a", SUBSCRIPTION),), (ROW,), []),  # less is said than is known
    ],
)
def test_two_kinds_of_one_name_and_unit_are_two_accounts(
    tmp_path: Path,
    known: Sequence[Account],
    rows: Sequence[Sequence[str]],
    expected: Sequence[tuple[str, WechatKind]],
) -> None:
    changes = taken(tmp_path, HEADS, *rows, known=known).changes

    assert [(c.account, c.values["wechat_kind"]) for c in changes] == list(expected)


def test_an_account_in_use_is_meant_before_a_closed_one_of_the_kind(tmp_path: Path) -> None:
    known = (labour("old", SERVICE, status=Status.CLOSED), labour("new"))

    (change,) = taken(tmp_path, HEADS, BOTH[1], known=known).changes

    assert change.account == "new"


def test_a_row_that_does_not_say_the_kind_is_no_second_account(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="第3行:账号名称: 与第 2 行是同一账号，但内容不同"):
        taken(tmp_path, HEADS, ROW, BOTH[0])


@pytest.mark.parametrize(
    ("platform", "cell", "why"),
    [
        ("微信", "企业号", "应为 订阅号 或 服务号"),
        ("微信服务号", "订阅号", "与平台“微信服务号”不符"),
        ("微信", "/", None),
        ("微信服务号", "企业号", "应为 订阅号 或 服务号"),
        ("微博", "企业号", None),
    ],
)
def test_a_kind_that_cannot_be_read_beside_others_that_can_is_named(
    tmp_path: Path, platform: str, cell: str, why: str | None
) -> None:
    heads, sheet = (*HEADS, "公众号类型"), ((*ROW, "订阅号"), ("甲", platform, "人社局", cell))

    ledger = taken(tmp_path, heads, *sheet)

    assert [(c.row, c.column, c.text, c.why) for c in ledger.blanks] == (
        [(3, "公众号类型", cell, why)] if why else []
    )
    if why:
        with pytest.raises(SheetError, match=f"第3行:公众号类型: {why}"):
            taken(tmp_path, heads, *sheet, strict=True)
