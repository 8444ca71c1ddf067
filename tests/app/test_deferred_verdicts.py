"""Whom no server told the time waits for the others; nobody else does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.app.deferred_verdicts import DeferringSink, hosts_by_source
from monitor.app.looks.look_runner import LookResult
from monitor.model import Verdict
from monitor.model.clock_offset import HostClocks
from monitor.sources.feed import Feed
from monitor.verdicts.run_values import AccountResult, LookHistory
from tests.builders import NOON as AT
from tests.builders import account, days, observation, post
from tests.verdicts.builders import assessment


class Kept:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        return {}

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        self.ids += [item.assessment.account.id for item in items]
        return frozenset({"refused"})


def item(id: str, offset: timedelta | None, verdict: Verdict = Verdict.PASS) -> AccountResult:
    own = account(id, sources=(Feed(url=f"https://{id}.example/f.xml"),))
    seen = replace(observation(post(AT), account=id), clock_offset=offset)
    return AccountResult(observations=(seen,), assessment=assessment(account=own, verdict=verdict))


@pytest.mark.parametrize(
    ("offset", "verdict", "waits"),
    [
        (None, Verdict.PASS, True),
        (None, Verdict.FAIL, True),
        (None, Verdict.UNKNOWN, False),
        (timedelta(), Verdict.FAIL, False),
        (days(-20), Verdict.PASS, False),
    ],
)
def test_a_verdict_waits_that_no_server_stands_for(
    offset: timedelta | None, verdict: Verdict, waits: bool
) -> None:
    kept = Kept()
    late = DeferringSink(kept, HostClocks(), most=9)

    refused = late.save([item("a", offset, verdict)])

    assert refused == (frozenset() if waits else {"refused"})
    assert kept.ids == ([] if waits else ["a"])
    assert [result.account.id for result in late.looks] == (["a"] if waits else [])
    assert all(result.examined for result in late.looks)


def test_no_more_wait_than_a_killed_run_may_lose() -> None:
    kept = Kept()
    late = DeferringSink(kept, HostClocks(), most=2)

    late.save([item(id, None) for id in "abc"])

    assert kept.ids == ["c"] and len(late.waiting) == 2


def test_what_hosts_say_is_noted_host_by_host() -> None:
    clocks = HostClocks()
    late = DeferringSink(Kept(), clocks, most=9)
    many = item("b", days(-20))
    unknown = replace(observation(account="b", source="gone"), clock_offset=days(-3))

    late.save([item("a", timedelta()), replace(many, observations=(*many.observations, unknown))])

    assert clocks.offsets == {
        "a.example": [timedelta()], "b.example": [days(-20)], "gone": [days(-3)]
    }  # fmt: skip


def test_each_source_of_an_account_asks_a_host_of_its_own() -> None:
    own = account(
        sources=tuple(Feed(url=f"https://{host}.example/") for host in ("first", "second"))
    )

    assert hosts_by_source(own) == {"feed": "first.example", "feed#2": "second.example"}
