"""Looking by hand and judging at once: what a person entered is kept, then each account judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.app.current_verdicts import current_verdicts
from monitor.app.observe import ObservationRecorder, RecordedRound
from monitor.model import Assessment, Means
from monitor.review.answers import ReviewAnswers
from monitor.review.claims import PersonClaim
from monitor.review.counted_posts import CountedPosts
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRound:
    """What was appended, and how each account of the round stands by it, in the register's order.

    An account whose entry repeats an earlier one is judged as well.
    """

    recorded: RecordedRound
    assessments: tuple[Assessment, ...]


def enter(
    recorder: ObservationRecorder,
    round_: Sequence[PersonClaim],
    now: datetime,
    checked: Sequence[ReviewAnswers] = (),
    counted: Sequence[CountedPosts] = (),
    *,
    via: Means = Means.CLI,
    whole: bool = True,
) -> JudgedRound:
    """Append a whole round in one step and judge its accounts; raises ImportRefused.

    The arguments are those of ``ObservationRecorder.keep``.
    """
    recorded = recorder.keep(round_, now, checked, counted, via=via, whole=whole)
    touched = {
        *(observation.account for observation in recorded.observations),
        *(account for account, _ in recorded.answers),
        *recorded.duplicates,
        *recorded.repeated,
    }
    accounts = [account for account in recorder.registry.judged if account.id in touched]
    with open_database(recorder.data / "monitor.db") as db:
        verdicts = current_verdicts(VerdictReader(db), recorder.registry, accounts, now)
    recorder.shown()
    return JudgedRound(recorded=recorded, assessments=verdicts)
