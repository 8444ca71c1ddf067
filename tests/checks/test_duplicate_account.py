"""One unit, one account on a platform."""

import pytest

from checks.duplicate_account import DuplicateAccount
from monitor.model import Platform, WechatKind
from monitor.model.errors import ConfigError
from tests.builders import account, snapshot

CHECK = DuplicateAccount()


def test_an_account_alone_is_in_order() -> None:
    assert list(CHECK.find(snapshot(account=account()))) == []


def test_a_second_account_is_named() -> None:
    (finding,) = CHECK.find(snapshot(account=account(duplicates=("b", "c"))))

    assert "城关镇人民政府在微信另有账号 b、c" in finding.message
    assert CHECK.rule.advisory


@pytest.mark.parametrize(
    ("total", "told"), [(5, "a、b、c、d、e，请"), (4999, "a、b、c、d、e 等4999个，请")]
)
def test_of_many_a_few_are_named_and_all_counted(total: int, told: str) -> None:
    one = account(duplicates=("a", "b", "c", "d", "e"), duplicates_total=total)

    (finding,) = CHECK.find(snapshot(account=one))

    assert told in finding.message


def test_a_document_allows_it() -> None:
    check = DuplicateAccount(allowed=True, document="高政办发〔2021〕1号")

    assert list(check.find(snapshot(account=account(duplicates=("b",))))) == []


def test_an_exception_must_name_its_document() -> None:
    with pytest.raises(ConfigError):
        DuplicateAccount(allowed=True)


@pytest.mark.parametrize(
    ("platform", "kind", "asked"),
    [
        (Platform.WECHAT, None, True),
        (Platform.WECHAT, WechatKind.SERVICE, False),
        (Platform.WEIBO, None, False),
    ],
)
def test_of_which_kind_it_is_is_asked_where_nobody_said(
    platform: Platform, kind: WechatKind | None, *, asked: bool
) -> None:
    one = account(platform=platform, wechat_kind=kind, duplicates=("b",))

    (finding,) = CHECK.find(snapshot(account=one))

    assert ("请登记公众号类型" in finding.message) is asked
