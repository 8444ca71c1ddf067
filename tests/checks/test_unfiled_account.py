"""An account must be filed in the national system."""

import pytest

from checks.unfiled_account import UnfiledAccount
from monitor.model import Status
from monitor.model.errors import CannotJudge
from tests.builders import account, snapshot

CHECK = UnfiledAccount()


@pytest.mark.parametrize(
    ("filed", "status", "sentence"),
    [
        (True, Status.ACTIVE, ""),
        (False, Status.ACTIVE, "尚未在全国政务新媒体信息报送系统备案"),
        (True, Status.CHANGING, "已变更未报备"),
        (True, Status.CANCELLED, "已注销未报备"),
        (None, Status.UNLISTED, "漏报"),
        (True, Status.CLOSING, ""),
    ],
)
def test_what_waits_to_be_filed_is_named(filed: bool | None, status: Status, sentence: str) -> None:
    findings = list(CHECK.find(snapshot(account=account(filed=filed, status=status))))

    assert [sentence in finding.message for finding in findings] == ([True] if sentence else [])


def test_nothing_is_said_where_the_register_says_nothing() -> None:
    with pytest.raises(CannotJudge):
        list(CHECK.find(snapshot(account=account(filed=None))))
