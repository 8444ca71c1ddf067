"""Why an account could not be judged, in officials' words."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.figures import AccountHistory
from monitor.model import codes
from monitor.model.outcome import Outcome
from reports.annex_tables import account_list
from reports.filters import causes
from reports.unknown_causes import BY_OUTCOME, SHORT, Cause, cause_of
from tests.figures.builders import CHECKS, figures, history, look, registered
from tests.reports.papers import paper

UNSEEN = replace(look(4, "u"), gaps=())


def cause(closing: Any, **values: Any) -> Cause:
    told = AccountHistory(account=registered(), looks=(closing,), **values)
    (row,) = figures(told).accounts
    return cause_of(row)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_cause(outcome: Outcome) -> None:
    closing = replace(UNSEEN, gaps=(("feed", outcome, "技术细节"),))

    assert cause(closing) is BY_OUTCOME.get(outcome, Cause.TECHNICAL)


def test_of_several_causes_the_gravest_is_told() -> None:
    gaps = (("feed", Outcome.BRIDGE_DOWN, ""), ("weibo_open", Outcome.AUTH_EXPIRED, ""))

    assert cause(replace(UNSEEN, gaps=gaps)) is Cause.UNAUTHORIZED


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((-7, 0), Cause.INSUFFICIENT),  # believed to the very moment
        ((0, 7), Cause.INSUFFICIENT),
        ((-7, -1), Cause.NOT_VIEWED),
        ((1, 8), Cause.NOT_VIEWED),
        (None, Cause.NOT_VIEWED),
    ],
)
def test_what_nobody_looked_at_is_never_called_insufficient(
    days: tuple[int, int] | None, told: Cause
) -> None:
    seen = tuple(CHECKS[4] + timedelta(days=day) for day in days) if days else ()
    by_hand = ((seen[0], seen[1]),) if seen else ()

    assert cause(replace(UNSEEN, newest_at=CHECKS[3]), seen_by_hand=by_hand) is told


def test_a_source_that_showed_too_little_was_looked_at() -> None:
    assert cause(UNSEEN, sources={4: ("feed",)}) is Cause.INSUFFICIENT
    assert cause(UNSEEN, sources={3: ("feed",), 0: ("by_hand",)}) is Cause.NOT_VIEWED


def test_a_check_that_needs_no_post_tells_its_own_cause() -> None:
    renamed = replace(UNSEEN, abstained=(codes.RENAMED_ACCOUNT,))

    assert cause(renamed) is Cause.RENAMED


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (8, "监测技术原因8个（微信“第0号”、"),
        (9, "监测技术原因9个，名单见附件"),
    ],
)
def test_few_are_named_and_of_more_the_annex_tells(number: int, said: str) -> None:
    accounts = (registered(f"a{n}", name=f"第{n}号") for n in range(number))
    value = figures(*(history("u", account) for account in accounts))

    assert said in causes(value.unknown, "附件")
    assert "等" not in causes(value.unknown, "附件")


def test_a_county_without_authorizations_is_asked_for_none() -> None:
    closing = replace(UNSEEN, gaps=(("weibo_open", Outcome.AUTH_EXPIRED, ""),))
    unauthorized = figures(AccountHistory(account=registered(), looks=(closing,)))
    by_hand = figures(AccountHistory(account=registered(), looks=(UNSEEN,)))
    for kind in ("quarter_city", "quarter_units"):
        told = {
            name: "".join(block.text for block in paper(kind, value).blocks)
            for name, value in (("with", unauthorized), ("without", by_hand))
        }
        assert "办理平台授权" in told["with"]
        assert "授权" not in told["without"] and "期末未查看1个" in told["without"]


def test_the_list_has_a_short_word_for_each() -> None:
    assert set(SHORT) == set(Cause) and max(map(len, SHORT.values())) <= 4
    others = (history(said, registered(said)) for said in ("d", "p", "fp"))
    value = figures(AccountHistory(account=registered(), looks=(UNSEEN,)), *others)

    assert sorted(str(row[-1]) for row in account_list(value).rows) == [
        "", "临近超期", "已恢复", "未查看"
    ]  # fmt: skip
