"""What the closing look of an account leaves failed and open."""

from dataclasses import replace

import pytest

from monitor.figures import AccountFigures, AccountHistory
from tests.figures.builders import CHECKS, figures, history, look, registered


def closing(looks: str) -> AccountFigures:
    (row,) = figures(history(looks)).accounts
    return row


@pytest.mark.parametrize(
    ("letters", "failed", "unsure", "fresh"),
    [
        ("ppp", (), (), True),
        ("ppd", (), (), False),
        ("fpp", (), (), False),
        ("ppf", ("U01",), (), False),
        ("ppu", (), ("U01",), False),
    ],
)
def test_the_closing_look_alone_decides(
    letters: str, failed: tuple[str, ...], unsure: tuple[str, ...], fresh: bool
) -> None:
    row = closing(letters)

    assert (row.failed_closing, row.unsure_closing, row.always_fresh) == (failed, unsure, fresh)


def test_a_finding_that_fell_is_open_and_not_ended() -> None:
    seen = replace(look(4, "f"), as_of=CHECKS[1])  # before the period began
    (row,) = figures(AccountHistory(account=registered(), looks=(seen,))).accounts

    assert (row.failed_closing, row.unsure_closing) == ((), ("U01",))
