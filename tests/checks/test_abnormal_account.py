"""The abnormal account: what platforms say in so many words."""

import pytest

from checks.abnormal_account import AbnormalAccount
from monitor.model import State
from monitor.model.errors import CannotJudge, ConfigError
from monitor.model.outcome import Outcome
from tests.builders import ago, gap, post, snapshot

CHECK = AbnormalAccount()


@pytest.mark.parametrize(
    "outcome", [Outcome.ACCOUNT_GONE, Outcome.ACCOUNT_BLOCKED, Outcome.ACCOUNT_MOVED]
)
def test_the_platforms_own_words_are_a_finding(outcome: Outcome) -> None:
    seen = snapshot(gaps=(("weibo_open", gap(outcome, "平台答复用户不存在")),))

    (finding,) = CHECK.find(seen)

    assert outcome.label in finding.message
    assert "平台答复用户不存在" in finding.message
    assert CHECK.state(seen) is State.ABNORMAL


@pytest.mark.parametrize(
    "outcome",
    [outcome for outcome in Outcome if not outcome.startswith("account_")],
)
def test_no_other_failure_says_anything_of_the_account(outcome: Outcome) -> None:
    seen = snapshot(gaps=(("feed", gap(outcome)),))

    assert list(CHECK.find(seen)) == []
    assert CHECK.state(seen) is None


@pytest.mark.parametrize(("age", "contradicts"), [(14, True), (15, False)])
def test_a_recent_post_contradicts_the_platform(age: int, contradicts: bool) -> None:
    seen = snapshot(post(ago(age)), gaps=(("weibo_open", gap(Outcome.ACCOUNT_GONE)),))

    if contradicts:
        with pytest.raises(CannotJudge, match="相互矛盾"):
            list(CHECK.find(seen))
    else:
        assert list(CHECK.find(seen))


def test_another_name_is_not_its_matter() -> None:
    named = snapshot(post(ago(1)), shown_names=(("weibo_public", "别的名称"),))
    told = snapshot(gaps=(("wechat_article", gap(Outcome.IDENTITY_MISMATCH, "某某")),))

    assert list(CHECK.find(named)) == list(CHECK.find(told)) == []
    assert CHECK.state(named) is CHECK.state(told) is None


def test_two_sources_saying_the_same_are_one_finding() -> None:
    gone = gap(Outcome.ACCOUNT_GONE)
    seen = snapshot(gaps=(("weibo_open", gone), ("weibo_public", gone)))

    assert len(list(CHECK.find(seen))) == 1


def test_recent_days_must_be_positive() -> None:
    AbnormalAccount(recent_days=1)
    with pytest.raises(ConfigError):
        AbnormalAccount(recent_days=0)
