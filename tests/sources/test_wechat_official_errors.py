"""WeChat's owner interface: each failure in its own words, and none taken for absence."""

from typing import Any

import pytest

from monitor.model.errors import LookFailed, Unreachable
from monitor.model.outcome import Outcome
from tests.builders import NOON
from tests.fakes import Reply, answer
from tests.sources.official import (
    PUBLISHED,
    SOURCE,
    TOKEN,
    YESTERDAY,
    error,
    http,
    item,
    outcomes,
    published_on,
)


def test_forbidden_statistics_and_an_empty_list_are_no_absence() -> None:
    reading = SOURCE.collect(http(error(48001, "api unauthorized")))

    assert reading.window is None
    assert reading.posts == ()
    assert outcomes(reading) == [Outcome.FORBIDDEN_CONFIG]


def test_an_address_that_is_not_on_the_list_is_named() -> None:
    refused = error(40164, "invalid ip 203.0.113.7, not in whitelist rid: demo")

    with pytest.raises(LookFailed, match=r"203\.0\.113\.7") as failed:
        SOURCE.collect(http(token=refused))
    assert failed.value.outcome is Outcome.FORBIDDEN_CONFIG


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_dead_token_is_renewed_exactly_once(code: int) -> None:
    grants: list[Reply] = [answer({"access_token": f"TOKEN-{n}"}) for n in (1, 2, 3)]
    asking = http([error(code), published_on(YESTERDAY)], token=grants)

    reading = SOURCE.collect(asking)

    assert len(reading.posts) == 1
    assert sum(TOKEN in url for _, url, _ in asking.asked) == 2
    assert "TOKEN-2" in next(url for _, url, _ in asking.asked if PUBLISHED in url)


def test_a_token_that_stays_dead_is_expired() -> None:
    reading = SOURCE.collect(http(error(42001), error(42001)))

    assert outcomes(reading) == [Outcome.AUTH_EXPIRED]


def test_a_used_up_quota_ends_the_look_at_once() -> None:
    asking = http(error(45009, "reach max api daily quota limit"))

    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(asking)
    assert failed.value.outcome is Outcome.RATE_LIMITED
    assert not any(PUBLISHED in url for _, url, _ in asking.asked)


def test_a_busy_system_is_asked_again_once() -> None:
    reading = SOURCE.collect(http([error(-1, "system error"), published_on(YESTERDAY)]))

    assert len(reading.posts) == 1
    assert outcomes(SOURCE.collect(http(error(-1)))) == [Outcome.NETWORK]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (40013, Outcome.AUTH_CONFIG),
        (40125, Outcome.AUTH_CONFIG),
        (40243, Outcome.AUTH_CONFIG),
        (45011, Outcome.RATE_LIMITED),
        (48004, Outcome.ACCOUNT_BLOCKED),
        (50002, Outcome.ACCOUNT_BLOCKED),
        (61503, Outcome.DEFERRED),
        (99999, Outcome.LAYOUT_CHANGED),
    ],
)
def test_error_codes_have_their_own_outcomes(code: int, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(http(token=error(code)))

    assert failed.value.outcome is outcome
    assert str(code) in failed.value.message


def test_one_failing_call_leaves_the_other_standing() -> None:
    now = int(NOON.timestamp())

    reading = SOURCE.collect(
        http(Unreachable("连接中断"), answer({"item": [item(now - 60, now - 60)]}))
    )
    other = SOURCE.collect(http(published_on(YESTERDAY), Unreachable("连接中断")))

    assert len(reading.posts) == len(other.posts) == 1
    assert outcomes(reading) == outcomes(other) == [Outcome.NETWORK]
    assert reading.window is None
    assert other.window is not None


@pytest.mark.parametrize("content", [{}, {"list": None}, {"list": [{"msgid": "1_1"}]}, [], "x"])
def test_an_unknown_shape_is_no_absence(content: Any) -> None:
    reading = SOURCE.collect(http(answer(content)))

    assert reading.window is None
    assert Outcome.LAYOUT_CHANGED in outcomes(reading)


def test_no_token_in_the_answer_is_an_unknown_shape() -> None:
    with pytest.raises(LookFailed) as failed:
        SOURCE.collect(http(token=answer({"expires_in": 7200})))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED
