"""Who came, left and was followed from the quarter before."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Status
from tests.figures.builders import (
    CHECKS,
    figures,
    history,
    registered,
)


def test_closed_accounts_have_left_and_moves_are_told() -> None:
    stayed = registered("stayed", name="新名")
    gone = registered("gone", name="旧号")
    opened = registered("opened", opened_on=date(2021, 11, 8))
    listed = registered("listed")
    shut = registered("shut", status=Status.CLOSED)

    made = figures(
        history(account=stayed),
        history("p", opened),
        history("p", listed),
        register=(stayed, opened, listed, shut),
        register_before=(replace(stayed, name="旧名"), gone, replace(shut, status=Status.ACTIVE)),
    )

    assert made.opened == (listed, opened)
    assert made.closed == (gone, replace(shut, status=Status.ACTIVE))
    assert made.renamed == (("旧名", stayed),)


def test_without_an_earlier_register_only_dated_openings_are_told() -> None:
    old = registered("old", opened_on=date(2019, 1, 1))
    new = registered("new", opened_on=date(2021, 12, 31))

    made = figures(history(account=old), history("p", new), register_before=None)

    assert made.opened == (new,)
    assert not made.register_known_before


@pytest.mark.parametrize(
    ("said", "outcome", "fixed"),
    [
        ("fppp", "fixed", CHECKS[2]),
        ("fupp", "fixed", CHECKS[3]),
        ("ffff", "open", None),
        ("fufu", "open", None),
        ("fuuu", "unseen", None),
        ("f---", "unseen", None),
        ("fpfp", "recurring", CHECKS[2]),
        ("fppf", "recurring", CHECKS[2]),
    ],
)
def test_last_quarters_failures_are_followed_by_looks_alone(
    said: str, outcome: str, fixed: object
) -> None:
    (one,) = figures(history(said)).rectified

    assert (one.outcome, one.fixed_at) == (outcome, fixed)


@pytest.mark.parametrize("said", ["pfff", "ufff", "-fff", "fff"])
def test_who_did_not_fail_last_quarter_is_not_followed(said: str) -> None:
    assert figures(history(said)).rectified == ()
