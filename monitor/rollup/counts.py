"""What counties count besides verdicts, and how all that is added up: counts as counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostTotal
from monitor.model.rate import Rate, summed

NOBODY = Rate(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyCounts:
    """Sums of counts; rates keep their base.

    *interaction*: accounts that support it, of those where that is known. *slips*: wording errors
    found in the period, *slips_grave*, *slips_fixed* of them, *slips_unsaid* of which no list says
    whether they are grave. *safety*: accounts whose safety a person checked, every item. *checks*:
    spot checks of the period. *reminded*, *alarmed*: urgings that were delivered.
    *opened*, *closed*, *renamed*: accounts. *cases*: rectification open at some time of the period,
    *cases_opened*, *cases_closed* in it, *cases_open* at its end. *recheck*: outcome → accounts
    that failed in the period before.
    """

    interaction: Rate = NOBODY
    slips: int = 0
    slips_grave: int = 0
    slips_fixed: int = 0
    slips_unsaid: int = 0
    safety: int = 0
    checks: int = 0
    reminded: int = 0
    alarmed: int = 0
    opened: int = 0
    closed: int = 0
    renamed: int = 0
    cases: int = 0
    cases_opened: int = 0
    cases_closed: int = 0
    cases_open: int = 0
    recheck: Mapping[str, int] = field(default_factory=dict)


NUMBERS = tuple(f.name for f in fields(CountyCounts) if f.name not in ("interaction", "recheck"))


def added_counts(counts: Iterable[CountyCounts]) -> CountyCounts:
    """Return the sum of *counts*: numbers as numbers, rates by part and whole."""
    every = tuple(counts)
    outcomes = dict.fromkeys(outcome for county in every for outcome in county.recheck)
    numbers = {name: sum(getattr(county, name) for county in every) for name in NUMBERS}
    return CountyCounts(
        interaction=summed(county.interaction for county in every),
        recheck={key: sum(county.recheck.get(key, 0) for county in every) for key in outcomes},
        **numbers,
    )


def added_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of *tallies*, column by column."""
    every = tuple(tallies)
    return Tally(
        registered=sum(tally.registered for tally in every),
        passed=sum(tally.passed for tally in every),
        failed=sum(tally.failed for tally in every),
        unknown=sum(tally.unknown for tally in every),
    )


def added_posts(totals: Iterable[PostTotal]) -> PostTotal:
    """Return the sum of *totals*."""
    every = tuple(totals)
    return PostTotal(
        number=sum(total.number for total in every),
        accounts=sum(total.accounts for total in every),
        least=sum(total.least for total in every),
        reported=sum(total.reported for total in every),
        reported_posts=sum(total.reported_posts for total in every),
    )
