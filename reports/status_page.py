"""The county's standing as one page for officials, for a file share or an intranet site.

It names no person and quotes nobody: of a finding it tells the check's title, of what was not seen
the reason's label. Units and accounts are named only where the office has decided so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Account, Assessment, Incident, State, Verdict, clock
from monitor.parsing.text import clean
from monitor.verdicts import summary
from monitor.verdicts.assessment import unseen
from reports.check_screen import incident_counted
from reports.html_environment import environment

MOST = 1000  # accounts that a page lists, worst first; of the others it tells how many there are
LONGEST = 120  # characters of a name
OTHER = "证据不足或相互矛盾"
MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.UNKNOWN: "？"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyStatus:
    """How a county stands. *assessments*: worst first; *never*: accounts that nobody ever saw.

    *looked_at*: when the program last looked at anything; *beat_at*: the daemon's last sign of
    life, None where none ever ran. *to_rectify*, *overdue*: cases under way.
    """

    county: str
    office: str
    now: datetime
    looked_at: datetime | None
    beat_at: datetime | None
    assessments: tuple[Assessment, ...]
    never: tuple[Account, ...]
    newest_post_at: Mapping[str, datetime]
    incidents: tuple[Incident, ...]
    to_rectify: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    """How many accounts of a platform there are, by what is known of them."""

    label: str
    total: int
    numbers: Mapping[str, int]
    never: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """What is told of one account."""

    name: str
    platform: str
    unit: str
    tone: str
    verdict: str
    state: str = ""
    newest: str = ""
    days: str = ""
    as_of: str = ""
    why: str = ""


def render(status: CountyStatus, *, public: bool) -> str:
    """Return the page; *public*: with units and accounts."""
    counts = summary.count(status.assessments)
    return (
        environment()
        .get_template("status.html")
        .render(
            county=clean(status.county, LONGEST),
            office=clean(status.office, LONGEST),
            now=clock.show(status.now),
            looked_at=clock.show(status.looked_at) if status.looked_at else "",
            beat_at=clock.show(status.beat_at) if status.beat_at else "",
            cards=[
                (len(status.assessments) + len(status.never), "在管账号", ""),
                *((counts.verdicts[v], v.label, v.value) for v in summary.VERDICTS),
                *([(len(status.never), "从未查看", "unknown")] if status.never else []),
                (status.to_rectify, "整改未销号", ""),
                (status.overdue, "整改逾期", ""),
            ],
            tallies=[
                ("更新状态", [(s.label, n) for s in summary.ORDER if (n := counts.states[s])]),
                ("不合格的问题（一个账号可有几项）", _kinds(status.assessments)),
                ("无法判定的原因（一个账号可有几项）", _reasons(status.assessments)),
            ],
            incidents=[incident_counted(one) for one in status.incidents],
            platforms=_platforms(status),
            never=bool(status.never),
            verdicts=[(v.value, v.label) for v in summary.VERDICTS],
            accounts=_accounts(status)[:MOST] if public else (),
            unlisted=max(0, len(status.assessments) + len(status.never) - MOST),
            public=public,
        )
    )


def problems(assessment: Assessment) -> tuple[str, ...]:
    """Return what is wrong with an account, by the titles of the checks."""
    return tuple(dict.fromkeys(result.title for result, _ in assessment.faults))


def causes(assessment: Assessment) -> tuple[str, ...]:
    """Return why an account could not be judged, in the labels of the reasons."""
    labels = tuple(dict.fromkeys(gap.outcome.label for _, gap in assessment.gaps))
    return labels if labels and unseen(assessment) else (OTHER,)


def _kinds(assessments: Iterable[Assessment]) -> list[tuple[str, int]]:
    return _most_first(title for one in assessments for title in problems(one))


def _reasons(assessments: Iterable[Assessment]) -> list[tuple[str, int]]:
    unknown = (one for one in assessments if one.verdict is Verdict.UNKNOWN)
    return _most_first(label for one in unknown for label in causes(one))


def _most_first(words: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(words).items(), key=lambda item: (-item[1], item[0]))


def _platforms(status: CountyStatus) -> list[PlatformRow]:
    known = Counter((one.account.platform.label, one.verdict) for one in status.assessments)
    never = Counter(account.platform.label for account in status.never)
    rows = [
        PlatformRow(
            label=label,
            total=sum(known[label, v] for v in Verdict) + never[label],
            numbers={v.value: known[label, v] for v in Verdict},
            never=never[label],
        )
        for label in {*never, *(label for label, _ in known)}
    ]
    return sorted(rows, key=lambda row: (-row.total, row.label))


def _accounts(status: CountyStatus) -> list[AccountRow]:
    rows = [_row(one, status.newest_post_at) for one in status.assessments]
    return rows + [
        AccountRow(
            name=clean(account.name, LONGEST),
            platform=account.platform.label,
            unit=clean(account.unit.name, LONGEST),
            tone="unknown",
            verdict="？ 从未查看",
        )
        for account in status.never
    ]


def _row(assessment: Assessment, newest_post_at: Mapping[str, datetime]) -> AccountRow:
    account, verdict = assessment.account, assessment.verdict
    newest = summary.newest_at(assessment, newest_post_at)
    shown = summary.display_status(verdict, assessment.state)
    why = causes(assessment) if verdict is Verdict.UNKNOWN else problems(assessment)
    is_due = verdict is Verdict.PASS and assessment.state is not State.FRESH
    return AccountRow(
        name=clean(account.name, LONGEST),
        platform=account.platform.label,
        unit=clean(account.unit.name, LONGEST),
        tone="due" if is_due else verdict.value,
        verdict=f"{MARKS[verdict]} {verdict.label}",
        state=shown.label if shown.label != verdict.label else "",
        newest=clock.show_day(newest) if newest else "",
        days=summary.silent_days(assessment, newest_post_at),
        as_of=clock.show(assessment.as_of),
        why="、".join(why),
    )
