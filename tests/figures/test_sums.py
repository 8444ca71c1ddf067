"""A period's figures: every part sums, unknown counts for nobody, order does not matter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.figures import AccountHistory, GroupRow, Tally
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.model import Platform, State
from monitor.model.errors import MonitorError
from tests.figures.builders import (
    CHECKS,
    figures,
    history,
    registered,
)

letters = st.text(alphabet="pdfzu-", min_size=3, max_size=4)
accounts = st.lists(
    st.tuples(
        letters,
        st.sampled_from(list(Platform)),
        st.sampled_from(["town", "department", "office", ""]),
        st.integers(0, 4),
    ),
    max_size=12,
)


def county(drawn: list[tuple[str, Platform, str, int]]) -> list[AccountHistory]:
    return [
        history(
            text,
            registered(f"a{n:02}", platform=platform, kind=kind, unit=f"单位{unit}"),
            published=tuple(CHECKS[4] - timedelta(days=d) for d in range(unit)),
        )
        for n, (text, platform, kind, unit) in enumerate(drawn)
    ]


@given(drawn=accounts)
def test_every_part_sums_to_its_whole(drawn: list[tuple[str, Platform, str, int]]) -> None:
    computed = figures(*county(drawn))

    total = computed.total.tally
    for rows in (computed.by_platform, computed.by_kind, computed.by_unit):
        for count in ("registered", "looked", "judged", "passed", "failed", "unknown"):
            assert sum(getattr(row.tally, count) for row in rows) == getattr(total, count)
        for count in ("number", "accounts", "least", "reported", "reported_posts"):
            parts = sum(getattr(row.posts, count) for row in rows)
            assert parts == getattr(computed.total.posts, count)
    assert total.registered == len(drawn)
    assert total.looked == total.passed + total.failed + total.unknown
    assert len(computed.failing) == total.failed
    assert len(computed.unseen) == total.registered - total.looked


@given(drawn=accounts, seed=st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(
    drawn: list[tuple[str, Platform, str, int]], seed: object
) -> None:
    whole = county(drawn)
    other = list(whole)
    seed.shuffle(other)  # type: ignore[attr-defined]

    assert figures(*whole).accounts == figures(*other).accounts
    assert figures(*whole).by_unit == figures(*other).by_unit


@given(drawn=accounts, more=st.integers(1, 5))
def test_unknown_never_moves_the_pass_rate(
    drawn: list[tuple[str, Platform, str, int]], more: int
) -> None:
    whole = county(drawn)
    unseen = [history("uuu", registered(f"u{n}")) for n in range(more)]

    computed, with_unknown = figures(*whole), figures(*whole, *unseen)

    assert with_unknown.total.tally.pass_rate == computed.total.tally.pass_rate
    assert with_unknown.total.tally.unknown == computed.total.tally.unknown + more


def test_figures_that_do_not_sum_are_refused_with_their_cells() -> None:
    computed = figures(history("ppp", registered("a")), history("fff", registered("b")))
    wrong = replace(
        computed, by_unit=(GroupRow(label="高台县财政局", tally=Tally(registered=1, passed=1)),)
    )

    with pytest.raises(MonitorError) as caught:
        refuse_unless_sound(wrong)

    assert "按单位的登记数：合计 2，各项之和 1（高台县财政局1）" in str(caught.value)
    assert "按平台" not in str(caught.value)


def test_a_period_with_nothing_in_it_has_figures() -> None:
    computed = figures(spotchecks=())

    assert computed.total.tally == Tally()
    assert computed.accounts == () and computed.closing_at is None
    assert State.ZOMBIE not in computed.states


def test_a_problem_is_counted_by_its_check_whatever_it_was_called_then() -> None:
    """A check may be given another title between two spot checks of a quarter."""
    first, second = history("ppf", registered("a")), history("ppf", registered("b"))
    looks = tuple(
        replace(assessment, problems=tuple(replace(p, title="停更") for p in assessment.problems))
        for assessment in second.looks
    )

    ((check, _, accounts),) = figures(first, replace(second, looks=looks)).problems

    assert (check, accounts) == ("U01", 2)
