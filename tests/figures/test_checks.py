"""Which runs count as checks of a period, and in how many of them an account was seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.figures import AccountHistory, Figures, PeriodRun
from monitor.model import RunMode
from tests.figures.builders import CHECKS, figures, look, registered

FULL, SAMPLE, SELECTED, REPLAY = RunMode.FULL, RunMode.SAMPLE, RunMode.SELECTED, RunMode.REPLAY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = CHECKS[2]


def county(
    *runs: tuple[float, RunMode],
    seen: Sequence[int] = (),
    by_hand: Sequence[tuple[float, float]] = (),
) -> Figures:
    """One account in *runs*, so many days after the first; *seen*: the numbers of those."""
    moments = {number: START + days * DAY for number, (days, _) in enumerate(runs, 1)}
    looks = tuple(
        replace(look(2, "p"), run=number, at=at, as_of=at) for number, at in moments.items()
    )
    history = AccountHistory(
        account=registered(),
        looks=looks,
        seen_in=frozenset(seen),
        seen_by_hand=tuple((START + at * DAY, START + until * DAY) for at, until in by_hand),
    )
    spotchecks = tuple(
        PeriodRun(id=number, moment=moments[number], mode=mode, registered=1, looked=1)
        for number, (_, mode) in enumerate(runs, 1)
    )
    return figures(history, spotchecks=spotchecks)


def counted(computed: Figures) -> tuple[int, int, int, int]:
    checks = computed.checks
    (account,) = computed.accounts
    return checks.full, checks.sample, checks.selected, account.looks


@pytest.mark.parametrize(
    ("runs", "seen", "wanted"),
    [
        (((0, FULL), (7, FULL)), (1, 2), (2, 0, 0, 2)),
        (((0, FULL), (0.1, FULL)), (1, 2), (1, 0, 0, 1)),
        (((0, FULL), (0.1, SAMPLE)), (1, 2), (1, 0, 0, 1)),
        (((0, SAMPLE), (0.1, FULL)), (1, 2), (1, 0, 0, 1)),
        (((0, SAMPLE), (7, FULL)), (1, 2), (1, 1, 0, 2)),
        (((0, FULL), (7, FULL)), (2,), (1, 0, 0, 1)),  # the first saw nothing at all
        (((0, FULL), (0.1, SAMPLE)), (2,), (0, 1, 0, 1)),  # the full one saw nothing
        (((0, FULL),), (), (0, 0, 0, 0)),
        (((0, FULL), (1, SELECTED), (1.1, SELECTED), (2, SELECTED)), (1, 2, 3, 4), (1, 0, 2, 1)),
        (((1, SELECTED),), (), (0, 0, 0, 0)),
        (((0, REPLAY), (7, FULL)), (1, 2), (1, 0, 0, 1)),
    ],
)
def test_a_day_counts_once_and_only_where_something_was_seen(
    runs: tuple[tuple[float, RunMode], ...], seen: tuple[int, ...], wanted: tuple[int, ...]
) -> None:
    assert counted(county(*runs, seen=seen)) == wanted


@pytest.mark.parametrize(
    ("runs", "by_hand", "wanted"),
    [
        (((0, FULL),), ((0, 7),), 1),
        (((0, FULL),), ((-7, 0),), 1),
        (((0, FULL),), ((-7.1, -0.1),), 0),  # not believed any more
        (((0, FULL),), ((0.1, 7),), 0),  # after the check
        (((0, FULL), (1, FULL)), ((-1, 6),), 1),  # nobody has looked since the first
        (((0, FULL), (1, FULL)), ((-1, 6), (0.5, 7)), 2),
        (((0, FULL), (0.1, FULL)), ((-1, 6),), 1),
        (((0, SELECTED), (1, FULL)), ((-1, 6),), 1),
        (((0, SAMPLE), (1, FULL)), ((-1, 6),), 1),
    ],
)
def test_what_a_person_saw_counts_for_the_first_check_after_it(
    runs: tuple[tuple[float, RunMode], ...],
    by_hand: tuple[tuple[float, float], ...],
    wanted: int,
) -> None:
    computed = county(*runs, by_hand=by_hand)

    assert (computed.checks.number, computed.accounts[0].looks) == (wanted, wanted)


def test_the_run_of_a_day_is_the_full_one_that_ended_and_saw_the_most() -> None:
    computed = county((0, SAMPLE), (0.1, FULL), (0.2, FULL), seen=(1, 2, 3))
    stopped = [replace(run, interrupted=run.id == 3) for run in computed.spotchecks]

    from monitor.figures.checks import checks_of

    assert [run.id for run in computed.checks.runs] == [3]
    assert [run.id for run in checks_of(stopped).runs] == [2]
