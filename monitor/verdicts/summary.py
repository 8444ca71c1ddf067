"""Counts and order of verdicts, before they take a form."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from monitor.model import Assessment, State, Verdict, clock

UNSEEN = (State.UNKNOWN, State.TO_VIEW)  # nobody saw how many days went without a post
ORDER = (
    State.ABNORMAL,
    State.ZOMBIE,
    State.EMPTY,
    State.STALE,
    State.UNKNOWN,
    State.TO_VIEW,
    State.DUE,
    State.FRESH,
)
VERDICTS = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many accounts there are of each verdict and state; each account counts once."""

    verdicts: Mapping[Verdict, int]
    states: Mapping[State, int]


def count(assessments: Iterable[Assessment]) -> Counts:
    """Count verdicts and states; absent ones count zero."""
    counted = tuple(assessments)
    verdicts = Counter(assessment.verdict for assessment in counted)
    states = Counter(assessment.state for assessment in counted)
    return Counts(
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        states={state: states[state] for state in State},
    )


def worst_first(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Order by verdict, state, silence (longest first), id: the same whatever order came in."""
    return tuple(
        sorted(
            assessments,
            key=lambda assessment: (
                VERDICTS.index(assessment.verdict),
                ORDER.index(assessment.state),
                -(assessment.idle.total_seconds() if assessment.idle else 0),
                assessment.account.id,
            ),
        )
    )


def display_status(verdict: Verdict, state: State) -> Verdict | State:
    """Return the word for an account: its state, or its verdict where no state explains it.

    Silence or an abnormal account explains a failure; an account that updates, or that nobody could
    look at, and yet does not pass, fails for something else.
    """
    unexplained = state in (State.FRESH, State.DUE, State.TO_VIEW, State.UNKNOWN)
    return verdict if unexplained and verdict is not Verdict.PASS else state


def idle_days(assessment: Assessment) -> float | None:
    """Return the days from the newest known post to the moment judged, to one decimal.

    None where nobody saw the days.
    """
    if assessment.idle is None or assessment.state is State.TO_VIEW:
        return None
    unseen = assessment.as_of - seen_until(assessment)
    return round(max(assessment.idle - unseen, timedelta(0)).total_seconds() / 86400, 1)


def seen_until(assessment: Assessment) -> datetime:
    """Return up to when an account's days without a post are counted: those that were seen."""
    if assessment.state is State.DUE and assessment.vouched_until is not None:
        return min(assessment.vouched_until, assessment.as_of)
    return assessment.as_of


def newest_at(assessment: Assessment, newest_post_at: Mapping[str, datetime]) -> datetime | None:
    """Return when the newest post known was published; of an unknown account, any ever seen."""
    if assessment.newest is not None:
        return assessment.newest.published_at
    return (
        newest_post_at.get(assessment.account.id) if assessment.verdict is Verdict.UNKNOWN else None
    )


def silent_days(
    assessment: Assessment, newest_post_at: Mapping[str, datetime] = MappingProxyType({})
) -> str:
    """Return the natural days without a post, as the rule counts them, or no less than so many.

    Empty where nobody saw the days.
    """
    if assessment.state in UNSEEN:
        return ""
    newest = newest_at(assessment, newest_post_at)
    if newest is not None:
        return str(max(0, clock.natural_days(newest, seen_until(assessment))))
    least = [f.least_days for _, f in assessment.faults if f.least_days is not None]
    return f"≥{max(least)}" if least else ""


def exit_code(assessments: Iterable[Assessment], *, whole: bool = True) -> int:
    """Return 1 where an account fails, 0 where all pass, else 3.

    Nobody passes where nobody was judged, nor all where not all were looked at (*whole*).
    """
    verdicts = {assessment.verdict for assessment in assessments}
    if Verdict.FAIL in verdicts:
        return 1
    return 0 if verdicts == {Verdict.PASS} and whole else 3
