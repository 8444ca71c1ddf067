"""What follows from how a run came about: one table, all modes."""

import pytest

from monitor.model import RunMode

TABLE = {
    #                   spot check, opens cases, counts for the quarter
    RunMode.FULL: (True, True, True),
    RunMode.SAMPLE: (True, True, True),
    RunMode.SELECTED: (True, True, True),
    RunMode.LOOK: (False, False, False),
    RunMode.REPLAY: (False, False, True),
}


@pytest.mark.parametrize("mode", RunMode)
def test_a_mode_knows_what_it_counts_for(mode: RunMode) -> None:
    assert (mode.is_spot_check, mode.opens_cases, mode.counts_for_quarter) == TABLE[mode]


def test_modes_are_stored_and_shown_under_the_names_of_ever() -> None:
    assert [mode.value for mode in RunMode] == ["full", "sample", "selected", "look", "replay"]
