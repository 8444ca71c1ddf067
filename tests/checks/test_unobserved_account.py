"""The unobserved account: a task for staff, never an accusation."""

import pytest

from checks.unobserved_account import UnobservedAccount
from monitor.model.errors import CannotJudge, ConfigError
from tests.builders import ago, snapshot

CHECK = UnobservedAccount()


@pytest.mark.parametrize(("age", "task"), [(14, False), (15, True)])
def test_a_person_is_asked_for_after_the_limit(age: int, task: bool) -> None:
    seen = snapshot(last_usable_at=ago(age), first_look_at=ago(300))

    if task:
        with pytest.raises(CannotJudge, match=f"至今{age}天未看到内容"):
            list(CHECK.find(seen))
    else:
        assert list(CHECK.find(seen)) == []


def test_never_having_seen_anything_counts_from_the_first_try() -> None:
    with pytest.raises(CannotJudge, match="首次尝试查看在2021年12月16日，至今"):
        list(CHECK.find(snapshot(first_look_at=ago(15))))
    assert list(CHECK.find(snapshot(first_look_at=ago(14)))) == []


def test_an_account_nobody_tried_yet_is_no_task() -> None:
    assert list(CHECK.find(snapshot())) == []


def test_the_limit_is_an_option() -> None:
    assert list(UnobservedAccount(unobserved_days=30).find(snapshot(last_usable_at=ago(30)))) == []
    with pytest.raises(ConfigError):
        UnobservedAccount(unobserved_days=0)


def test_it_never_fails_an_account() -> None:
    assert CHECK.rule.advisory
