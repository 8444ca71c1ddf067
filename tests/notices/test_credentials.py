"""Keys and tokens: one notice a credential, in time where the end is known."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.model import Account, Assessment, Platform
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.notices.credentials import decide, ending, given
from monitor.notices.notice import Kind
from monitor.registry import rules
from monitor.sources.kuaishou_open import KuaishouOpen
from monitor.sources.weibo_open import WeiboOpen
from monitor.system.secrets import Secrets
from monitor.system.token_store import OwnerToken
from monitor.verdicts import judge
from tests.builders import NOON, account, ago, days, gap, post, snapshot

TODAY = date(2021, 12, 31)


def holder(id: str, token: str = "${WEIBO_TOKEN}", until: date | None = None) -> Account:
    source = WeiboOpen(uid="1", token=token, token_until=until)
    return replace(account(id, name=f"账号{id}", platform=Platform.WEIBO), sources=(source,))


def assessed(of: Account, outcome: Outcome | None = None) -> Assessment:
    gaps = (("weibo_open", gap(outcome)),) if outcome else ()
    seen = snapshot(post(ago(1)), account=of, gaps=gaps)
    return judge.inspect(seen, rules.checks_for(of, Policy()))


def broken(id: str, token: str = "${WEIBO_TOKEN}") -> Assessment:
    return assessed(holder(id, token), Outcome.AUTH_EXPIRED)


def test_accounts_on_one_key_are_told_of_together() -> None:
    (notice,) = decide([broken(id) for id in "abcde"], frozenset(), NOON, {})

    assert notice.kind is Kind.CREDENTIAL
    assert notice.text.startswith("城关镇人民政府微博“账号a”、")
    assert "等5个账号：授权已过期，请账号运维人员重新授权并更新密钥" in notice.text
    assert "${" not in notice.text and "WEIBO_TOKEN" not in notice.text


def test_another_key_is_another_notice_and_so_is_another_week() -> None:
    two = decide([broken("a"), broken("b", "${OTHER}")], frozenset(), NOON, {})
    later = decide([broken("a")], frozenset(), NOON + days(7), {})

    assert len({notice.key for notice in (*two, *later)}) == 3
    assert decide([broken("a")], frozenset(), NOON + days(1), {})[0].key == two[0].key


def test_an_incident_is_told_once_and_other_gaps_are_no_credentials() -> None:
    assert decide([broken("a")], frozenset({"a"}), NOON, {}) == ()
    assert decide([assessed(holder("a"), Outcome.NETWORK)], frozenset(), NOON, {}) == ()


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (15, ""),
        (14, "14天后到期（1月14日）"),
        (4, "4天后到期"),
        (3, "3天后到期"),
        (0, "今天到期"),
        (-1, ""),
    ],
)
def test_a_token_is_told_of_before_it_expires(left: int, sentence: str) -> None:
    assessments = [assessed(holder("a", until=TODAY + timedelta(days=left)))]

    notices = decide(assessments, frozenset(), NOON, {})

    assert bool(notices) is bool(sentence)
    assert all(sentence in notice.text for notice in notices)


def test_two_weeks_and_three_days_before_are_told_once_each() -> None:
    keys = [
        decide([assessed(holder("a", until=TODAY + timedelta(days=left)))], frozenset(), NOON, {})[
            0
        ].key
        for left in (14, 9, 4, 3, 0)
    ]
    same = [key.rpartition(":")[2] for key in keys]

    assert same == ["14", "14", "14", "3", "3"]


@pytest.mark.parametrize(("ends", "sentence"), [(3, "3天后到期"), (20, ""), (-1, "14天后到期")])
def test_what_the_platform_said_of_a_renewed_grant_goes_first(ends: int, sentence: str) -> None:
    assessments = [assessed(holder("a", until=TODAY + timedelta(days=14)))]

    notices = decide(assessments, frozenset(), NOON, {("a", "weibo_open"): NOON + days(ends)})

    assert [sentence in notice.text for notice in notices] == [True] * bool(sentence)


@pytest.mark.parametrize(("late", "sentence"), [(0, "今天到期（12月31日）"), (-1, "14天后到期")])
def test_a_grant_that_has_ended_tells_nothing_any_more(late: int, sentence: str) -> None:
    assessment = assessed(holder("a", until=TODAY + timedelta(days=14)))

    (notice,) = decide(
        [assessment], frozenset(), NOON, {("a", "weibo_open"): NOON + timedelta(0, late)}
    )

    assert sentence in notice.text


def test_accounts_without_a_key_of_their_own_are_told_of_one_by_one() -> None:
    ends = TODAY + timedelta(days=3)
    for assessments in (
        [broken(id, "plain") for id in "ab"],
        [assessed(holder(id, "plain", ends)) for id in "ab"],
    ):
        notices = decide(assessments, frozenset(), NOON, {})

        assert [notice.account for notice in notices] == ["a", "b"]


def test_accounts_whose_key_ends_are_told_of_together() -> None:
    ends = TODAY + timedelta(days=3)

    (notice,) = decide([assessed(holder(id, until=ends)) for id in "ab"], frozenset(), NOON, {})

    assert notice.account == ""
    assert notice.key == "credential:WEIBO_TOKEN:until:2022-01-03:3"


@pytest.mark.parametrize(("ids", "more"), [("abc", ""), ("abcd", "等4个账号")])
def test_up_to_three_accounts_are_named(ids: str, more: str) -> None:
    (notice,) = decide([broken(id) for id in ids], frozenset(), NOON, {})

    named = "、".join(f"城关镇人民政府微博“账号{id}”" for id in "abc")
    assert notice.text.startswith(f"{named}{more}：授权已过期")


def test_a_credential_of_several_keys_has_one_name_in_every_run() -> None:
    keys: dict[str, Any] = {"token": "${A_TOKEN}", "refresh_token": "${A_REFRESH}"}
    keys["app_secret"] = "${A_SECRET}"
    source = KuaishouOpen(app_id="ks1", **keys)
    owner = replace(account("a", platform=Platform.KUAISHOU), sources=(source,))
    seen = snapshot(account=owner, gaps=(("kuaishou_open", gap(Outcome.AUTH_EXPIRED)),))

    (notice,) = decide(
        [judge.inspect(seen, rules.checks_for(owner, Policy()))], frozenset(), NOON, {}
    )

    assert notice.key.startswith("credential:A_REFRESH,A_SECRET,A_TOKEN:auth_expired:")


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (-1, "授权已于2021年12月30日到期"),
        (0, "授权今天到期（12月31日）"),
        (1, "授权1天后到期（1月1日）"),
    ],
)
def test_how_the_end_of_a_grant_is_told(left: int, sentence: str) -> None:
    assert ending(TODAY + timedelta(days=left), NOON) == sentence


def test_grants_are_compared_as_their_keys_fill_them_in() -> None:
    source = KuaishouOpen(
        app_id="ks1", token="${A_TOKEN}", refresh_token="${A_REFRESH}", app_secret="${A_SECRET}"
    )
    owner = replace(account("a", platform=Platform.KUAISHOU), sources=(source,))
    keys = {"A_TOKEN": "t-demo", "A_REFRESH": "r-demo", "A_SECRET": "s-demo", "WEIBO_TOKEN": "w"}

    found = given([owner, holder("b")], Secrets(keys, {}))

    assert found == {("a", "kuaishou_open"): OwnerToken(token="t-demo", refresh_token="r-demo")}
    assert given([owner], Secrets({"A_TOKEN": "t-demo"}, {})) == {}
