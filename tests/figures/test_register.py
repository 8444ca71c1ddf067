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

    computed = figures(
        history(account=stayed),
        history("p", opened),
        history("p", listed),
        register=(stayed, opened, listed, shut),
        register_before=(replace(stayed, name="旧名"), gone, replace(shut, status=Status.ACTIVE)),
    )

    assert computed.opened == (listed, opened)
    assert computed.closed == (gone, replace(shut, status=Status.ACTIVE))
    assert computed.renamed == (("旧名", stayed),)


def test_without_an_earlier_register_only_dated_openings_are_told() -> None:
    old = registered("old", opened_on=date(2019, 1, 1))
    new = registered("new", opened_on=date(2021, 12, 31))

    computed = figures(history(account=old), history("p", new), register_before=None)

    assert computed.opened == (new,)
    assert not computed.register_known_before


def test_without_an_earlier_register_its_days_tell_who_left() -> None:
    within = registered("within", status=Status.CLOSED, left_on=date(2021, 10, 1))
    merged = registered("m", status=Status.MERGED, left_on=date(2021, 12, 31), merged_into="新号")
    earlier = registered("earlier", status=Status.CLOSED, left_on=date(2021, 9, 30))
    later = registered("later", status=Status.CLOSED, left_on=date(2022, 1, 1))
    undated = registered("undated", status=Status.CLOSED)
    counted = registered("counted", left_on=date(2021, 12, 31))

    computed = figures(
        history(account=counted),
        left=(within, merged, earlier, later, undated, counted),
        register_before=None,
    )

    assert computed.closed == (merged, within)


def test_who_was_merged_is_told_with_what_goes_on() -> None:
    gone = registered("gone", name="旧号")
    now = replace(gone, name="后来的名", left_on=date(2021, 11, 1), merged_into="新号")

    computed = figures(history(), left=(now,), register_before=(registered(), gone))

    assert computed.closed == (replace(gone, left_on=date(2021, 11, 1), merged_into="新号"),)


@pytest.mark.parametrize(
    ("letters", "outcome", "fixed"),
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
    letters: str, outcome: str, fixed: object
) -> None:
    (rectified,) = figures(history(letters)).rectified

    assert (rectified.outcome, rectified.fixed_at) == (outcome, fixed)


@pytest.mark.parametrize("letters", ["pfff", "ufff", "-fff", "fff"])
def test_who_did_not_fail_last_quarter_is_not_followed(letters: str) -> None:
    assert figures(history(letters)).rectified == ()
