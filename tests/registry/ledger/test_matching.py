"""What makes a row and an account the same, and a cell no news."""

from pathlib import Path

import pytest

from monitor.model import Account, Contact, Platform
from monitor.parsing.tables import Sheet, SheetRow
from monitor.registry.ledger.matching import account_key, filled, has, is_account, row_key, shows
from tests.builders import account, unit


def row(**cells: str) -> SheetRow:
    return SheetRow(number=2, cells=cells, more={})


def test_a_row_of_strokes_only_is_none_and_a_stroke_is_blank() -> None:
    rows = (row(name="—", unit="/"), row(name="高台民政", unit="-"), row(name="", unit="无此"))
    given = Sheet(path=Path("a.csv"), rows=rows, titles={})

    assert [row.cells for row in filled(given)] == [
        {"name": "高台民政", "unit": ""},
        {"name": "", "unit": "无此"},
    ]


@pytest.mark.parametrize(
    ("cells", "is_one"),
    [
        ({"name": "高台民政", "platform": "微信", "unit": ""}, True),
        ({"name": "高台民政", "platform": "", "unit": "民政局"}, True),
        ({"name": "高台民政", "platform": "", "unit": ""}, False),
        ({"name": "", "platform": "微信", "unit": "民政局"}, False),
        ({"name": "合计", "platform": "微信", "unit": "民政局"}, True),
        ({"name": "合计", "platform": "微信", "unit": ""}, False),
        ({"name": "合计", "platform": "", "unit": "民政局"}, False),
    ],
)
def test_a_foot_is_an_account_only_where_it_is_filled_in_as_one(
    cells: dict[str, str], is_one: bool
) -> None:
    assert is_account(row(**cells), ("name", "platform", "unit")) is is_one


def test_of_platforms_that_are_none_of_ours_the_words_tell_them_apart() -> None:
    other = account(name="高台民政", platform=Platform.OTHER, note="百家号；2016年开通")

    assert account_key(other) == row_key(row(name="高台 民政", platform="百家号"), Platform.OTHER)
    assert account_key(other) != row_key(row(name="高台民政", platform="搜狐号"), Platform.OTHER)
    one, same = (row(name="高台民政", platform=word) for word in ("微信公众号（订阅号）", "微信"))
    assert row_key(one, Platform.WECHAT) == row_key(same, Platform.WECHAT)
    ours = account(name="高台民政", note="百家号；2016年开通")
    assert account_key(ours) == row_key(row(name="高台民政", platform="微信"), Platform.WECHAT)


CONTACT = Contact(name="李 四", phone="０９３６-６６２１２３４")
KNOWN = account(
    name="城关 发布",
    contact=CONTACT,
    note="一 二",
    filed=True,
    unit=unit("chengguan"),
)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("unit", "chengguan", True),
        ("unit", "nanhua", False),
        ("contact", {"name": "李四"}, True),
        ("contact", {"name": "王五"}, False),
        ("contact", {"name": "李四", "phone": "0936-6621234"}, True),
        ("contact", {"name": "李四", "phone": "0936-6621235"}, False),
        ("note", "一二", True),
        ("note", "一三", False),
        ("filed", "true", True),
        ("filed", "false", False),
        ("name", "城关 发布", True),
        ("name", "城关发布", False),
        ("opened_on", "None", False),
        ("contact", None, False),
        ("note", None, False),
        ("closing", {"name": "李四"}, False),
    ],
)
def test_what_an_account_has_already_is_no_change(
    key: str, value: str | dict[str, str] | None, expected: bool
) -> None:
    assert has(KNOWN, key, value) is expected


def test_no_is_a_value_too() -> None:
    assert has(account(filed=False), "filed", "false")
    assert not has(account(filed=False), "filed", "true")
    assert not has(account(filed=None), "filed", "false")


def test_no_account_without_a_contact_has_one() -> None:
    assert not has(account(), "contact", {"name": "李四"})
    assert not shows(account(), "phone", "None")


@pytest.mark.parametrize(
    ("account", "key", "text", "expected"),
    [
        (KNOWN, "contact", "李 四", True),
        (KNOWN, "contact", "李四", False),
        (KNOWN, "phone", "０９３６-６６２１２３４", True),
        (KNOWN, "phone", "李 四", False),
        (KNOWN, "name", "城关 发布", True),
        (KNOWN, "name", "城关发布", False),
    ],
)
def test_what_the_register_shows_letter_for_letter_is_no_news(
    account: Account, key: str, text: str, expected: bool
) -> None:
    assert shows(account, key, text) is expected
