"""What errands over the network need of this process."""

from dataclasses import dataclass

from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.errands import RunSettings
from monitor.evidence.writing import Evidence
from monitor.http.pace import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class LookNetwork:
    """What an errand over the network needs, and where its records are put."""

    settings: RunSettings
    answers: KnownAnswers
    evidence: Evidence

    def pace(self) -> Pace:
        """Return what keeps the intervals between errands."""
        return Pace(self.settings.network.pace, self.settings.network.default_pace)
