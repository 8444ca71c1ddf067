"""The collector rests while anybody asks for it, and goes on afterwards."""

import gc

import pytest

from monitor.system.collector import resting


def test_it_rests_within_and_goes_on_behind() -> None:
    with resting():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_of_two_who_ask_the_last_lets_it_go_on() -> None:
    first, second = resting(), resting()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()

    second.__exit__(None, None, None)

    assert gc.isenabled()


def test_it_goes_on_though_something_went_wrong() -> None:
    with pytest.raises(ValueError, match="x"), resting():
        raise ValueError("x")

    assert gc.isenabled()


def test_one_that_was_at_rest_before_stays_so() -> None:
    gc.disable()
    try:
        with resting():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
