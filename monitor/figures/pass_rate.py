"""The pass rate and its base."""

from dataclasses import dataclass

from monitor.model.rate import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of accounts: registered, and by the period's verdict.

    The pass rate's base is the accounts judged, that is passed or failed; unknown ones are
    neither, and stand apart.
    """

    registered: int = 0
    passed: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def looked(self) -> int:
        return self.passed + self.failed + self.unknown

    @property
    def judged(self) -> int:
        return self.passed + self.failed

    @property
    def pass_rate(self) -> Rate:
        return Rate(self.passed, self.judged)

    @property
    def looked_rate(self) -> Rate:
        return Rate(self.looked, self.registered)
