"""Verdicts on accounts whose own servers state no time wait until the other servers have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitor.app.looks.look_runner import LookResult
from monitor.model import Account, Verdict
from monitor.model.clock_offset import HostClocks
from monitor.sources import hosts_of, labels
from monitor.verdicts.run_values import AccountResult, LookHistory


class ResultSink(Protocol):
    """Reads earlier looks and saves the results of this run; a replay saves nothing."""

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]: ...

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        """Save *items*; return the accounts whose items were refused."""


@dataclass(slots=True)
class DeferringSink:
    """Saves results, and notes what servers say of our clock.

    A verdict on an account whose own servers say nothing waits for the others: where our clock
    proves wrong, it must hold by theirs as well. No more than *most* wait, for a run that is
    killed loses them.
    """

    sink: ResultSink
    clocks: HostClocks
    most: int
    waiting: list[AccountResult] = field(default_factory=list)

    @property
    def looks(self) -> list[LookResult]:
        """Return the looks at those who wait, as examined."""
        return [
            LookResult(
                account=item.assessment.account,
                observations=item.observations,
                validators=item.validators,
                examined=True,
            )
            for item in self.waiting
        ]

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        """Return what earlier looks showed."""
        return self.sink.history(batch)

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        """Save those of *items* that need not wait."""
        ready = [item for item in items if not self._waits(item)]
        return self.sink.save(ready) if ready else frozenset()

    def _waits(self, item: AccountResult) -> bool:
        is_timed = self._note(item)
        if is_timed or item.assessment.verdict is Verdict.UNKNOWN or len(self.waiting) >= self.most:
            return False
        self.waiting.append(item)
        return True

    def _note(self, item: AccountResult) -> bool:
        """Note what servers said in the looks of *item*; say whether any did."""
        hosts = hosts_by_source(item.assessment.account)
        is_timed = False
        for seen in item.observations:
            if seen.clock_offset is not None:
                self.clocks.note(hosts.get(seen.source, seen.source), seen.clock_offset)
                is_timed = True
        return is_timed


def hosts_by_source(account: Account) -> dict[str, str]:
    """Return the host of each source of *account*, by the name of the source."""
    return {name: min(hosts_of(source), default="") for name, source in labels(account.sources)}
