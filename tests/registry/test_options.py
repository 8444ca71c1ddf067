"""Options of the checks: overall, for a platform, for an account; each asked as it will apply."""

from collections.abc import Callable

import pytest

from monitor.model.policy import Policy
from monitor.registry import Registry
from tests.registry.conftest import county

Faults = Callable[[str | bytes], list[str]]
Good = Callable[[str | bytes], Registry]
OWN = "accounts[chengguan-weixin].policy"


def test_options_of_all_levels_are_kept_apart(good: Good) -> None:
    registry = good(
        county(
            "policy: {silent_account: {remind_days: 20, exact_hours: 是}}",
            top="policy:\n"
            "  silent_account: {max_days: 30, basis: 某办〔2021〕1号, ratio: 0.25}\n"
            "  platforms:\n"
            "    weibo: {silent_account: {max_days: 10}}",
        )
    )

    assert registry.policy == Policy(
        checks={"silent_account": {"max_days": 30, "basis": "某办〔2021〕1号", "ratio": 0.25}},
        platforms={"weibo": {"silent_account": {"max_days": 10}}},
    )
    assert registry.accounts[0].policy == {
        "silent_account": {"remind_days": 20, "exact_hours": True}
    }


def test_no_policy_means_the_options_of_the_checks(good: Good) -> None:
    registry = good(county("policy:", top="policy:"))

    assert registry.policy == Policy()
    assert registry.accounts[0].policy == {}


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        (
            "silent_acount: {}",
            "10:3: policy.silent_acount: 不认识的检查项 silent_acount，是否为 silent_account",
        ),
        ("silent_account:", "10:18: policy.silent_account: 应为“字段: 值”的形式"),
        (
            "silent_account: {max_dys: 3}",
            "10:20: policy.silent_account.max_dys: 不认识的字段 max_dys，是否为 max_days",
        ),
        ("silent_account: {max_days: 3.5}", "10:30: policy.silent_account.max_days: 应为整数"),
        ("silent_account: {max_days: }", "10:30: policy.silent_account.max_days: 不能为空"),
        ("silent_account: {ratio: 半}", "10:27: policy.silent_account.ratio: 应为数字"),
        (
            "silent_account: {exact_hours: 1}",
            "10:33: policy.silent_account.exact_hours: 应为 true 或 false",
        ),
        ("silent_account: {basis: }", "10:27: policy.silent_account.basis: 不能为空"),
        (
            'silent_account: {basis: "${X}"}',
            "10:27: policy.silent_account.basis: 这里不能引用密钥",
        ),
        (
            "silent_account: {max_days: 0}",
            "10:30: policy.silent_account.max_days: max_days 不得小于 1",
        ),
        (
            "silent_account: {max_days: 5, remind_days: 6}",
            "10:46: policy.silent_account.remind_days: remind_days 不得大于 max_days",
        ),
        (
            "silent_account: {remind_days: 15}",
            "10:33: policy.silent_account.remind_days: remind_days 不得大于 max_days",
        ),
        ("platforms: []", "10:14: policy.platforms: 应为“字段: 值”的形式"),
        (
            "platforms: {wexin: {}}",
            "10:15: policy.platforms.wexin: 不认识的平台 wexin，可选：wechat、",
        ),
        ("platforms: {weibo: 3}", "10:22: policy.platforms.weibo: 应为“字段: 值”的形式"),
        (
            "platforms: {weibo: {platforms: {}}}",
            "10:23: policy.platforms.weibo.platforms: 不认识的检查项 platforms",
        ),
        (
            "platforms: {weibo: {silent_account: {remind_days: 15}}}",
            "10:53: policy.platforms.weibo.silent_account.remind_days: remind_days 不得大于",
        ),
    ],
)
def test_a_fault_of_an_option_names_its_place(faults: Faults, top: str, problem: str) -> None:
    (fault,) = faults(county(top=f"policy:\n  {top}"))

    assert fault.startswith(problem)


@pytest.mark.parametrize("platforms", ["", "platforms:", "platforms: {weibo: {}}"])
def test_platforms_may_be_left_empty(good: Good, platforms: str) -> None:
    assert good(county(top=f"policy:\n  {platforms}")).policy.checks == {}


def test_an_account_is_asked_with_what_lies_below(faults: Faults) -> None:
    own = "policy: {silent_account: {remind_days: 20}}"
    overall = "policy: {silent_account: {max_days: 20}}"
    enough = "policy: {platforms: {wechat: {silent_account: {max_days: 20}}}}"
    platform = "policy: {platforms: {wechat: {silent_account: {max_days: 19}}}}"
    other = "policy: {platforms: {weibo: {silent_account: {max_days: 1, remind_days: 1}}}}"
    problem = f"9:44: {OWN}.silent_account.remind_days: remind_days 不得大于 max_days"

    assert faults(county(own)) == [problem]
    assert faults(county(own, top=overall)) == []
    assert faults(county(own, top=enough)) == []
    assert faults(county(own, top=platform)) == [problem]
    assert faults(county(own, top=other)) == [problem]


def test_a_platform_is_asked_with_what_lies_below(faults: Faults) -> None:
    options = (
        "policy:\n"
        "  silent_account: {{max_days: {}}}\n"
        "  platforms: {{app: {{silent_account: {{remind_days: 20}}}}}}"
    )

    assert faults(county(top=options.format(20))) == []
    assert len(faults(county(top=options.format(19)))) == 1


def test_a_fault_below_is_not_repeated_above(faults: Faults) -> None:
    found = faults(
        county(
            "policy: {silent_account: {exact_hours: true}}",
            top="policy: {silent_account: {max_days: 0}, "
            "platforms: {wechat: {silent_account: {remind_days: 3}}}}",
        )
    )

    assert found == ["10:37: policy.silent_account.max_days: max_days 不得小于 1"]


def test_an_account_has_no_platforms_of_its_own(faults: Faults) -> None:
    (fault,) = faults(county("policy: {platforms: {}}"))

    assert fault.startswith(f"9:14: {OWN}.platforms: 不认识的检查项 platforms")
