"""One unit, one account on a platform."""

import pytest

from checks.duplicate_account import DuplicateAccount
from monitor.model.errors import ConfigError
from tests.builders import account, snapshot

CHECK = DuplicateAccount()


def test_an_account_alone_is_in_order() -> None:
    assert list(CHECK.find(snapshot(account=account()))) == []


def test_a_second_account_is_named() -> None:
    (finding,) = CHECK.find(snapshot(account=account(twins=("b", "c"))))

    assert "城关镇人民政府在微信另有账号 b、c" in finding.message
    assert CHECK.rule.advisory


def test_a_document_allows_it() -> None:
    check = DuplicateAccount(allowed=True, document="高政办发〔2021〕1号")

    assert list(check.find(snapshot(account=account(twins=("b",))))) == []


def test_an_exception_must_name_its_document() -> None:
    with pytest.raises(ConfigError):
        DuplicateAccount(allowed=True)
