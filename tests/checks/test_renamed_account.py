"""The renamed account: another name asks for a person."""

import pytest

from checks.renamed_account import RenamedAccount
from monitor.model import State
from monitor.model.errors import CannotJudge
from monitor.model.outcome import Outcome
from tests.builders import ago, gap, post, snapshot

CHECK = RenamedAccount()


def test_another_name_asks_for_a_person_and_accuses_nobody() -> None:
    """Renamed, or the id of a stranger."""
    seen = snapshot(post(ago(1)), shown_names=(("weibo_public", "别的名称"),))

    with pytest.raises(CannotJudge, match="别的名称"):
        list(CHECK.find(seen))
    assert CHECK.state(seen) is State.ABNORMAL


def test_the_same_name_in_other_widths_is_the_same() -> None:
    seen = snapshot(post(ago(1)), shown_names=(("weibo_public", " 城关 发布\u200b"),))

    assert list(CHECK.find(seen)) == []
    assert CHECK.state(seen) is None


def test_a_gap_of_identity_asks_for_a_person() -> None:
    seen = snapshot(gaps=(("wechat_article", gap(Outcome.IDENTITY_MISMATCH, "某某")),))

    with pytest.raises(CannotJudge, match="某某"):
        list(CHECK.find(seen))
    assert CHECK.state(seen) is State.ABNORMAL
