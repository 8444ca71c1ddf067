"""One account's figures in a period."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from monitor.cases.transitions import ANSWER_WITHDRAWN, REFUTED
from monitor.figures.checks import COUNTED
from monitor.figures.judged_look import judged_look
from monitor.figures.period_values import (
    AccountHistory,
    PeriodAssessment,
    PeriodFinding,
    PeriodRun,
)
from monitor.figures.posts import counted
from monitor.figures.values import AccountFigures
from monitor.model import State, Verdict, Window, clock, codes
from monitor.model.period import Period
from monitor.verdicts.checklist_rules import is_withdrawn
from monitor.verdicts.freshness import Limit, silences

UPDATING = (State.FRESH, State.DUE, State.TO_VIEW)
SILENT = (State.STALE, State.ZOMBIE, State.EMPTY)
PLACE = re.compile(r"\.warc\.gz@\d+$")  # other evidence names what was seen, not where it stands


def figures_of(
    history: AccountHistory, period: Period, limit: Limit, seen: Sequence[PeriodRun] = ()
) -> AccountFigures:
    """Return one account's figures from the looks within *period*; *seen*: runs that saw it."""
    looks = valid_assessments(history, period, limit)
    published = sorted(moment for moment in history.published if period.holds(moment))
    if not looks:
        posts, basis = counted(history, period, whole=False)
        return AccountFigures(account=history.account, verdict=None, posts=posts, posts_basis=basis)
    closing = looks[-1]
    last_judged = next(
        (look for look in reversed(looks) if look.verdict is not Verdict.UNKNOWN), closing
    )
    failed = [look for look in looks if look.verdict is Verdict.FAIL]
    passed = [look for look in looks if look.verdict is Verdict.PASS]
    unknown = _unknown_at_the_end(looks)
    end = min(period.until, closing.as_of)
    judged = last_judged if last_judged.state is State.ZOMBIE else closing
    posts, basis = counted(history, period, whole=covers(history.listed_windows, period.since, end))
    zombie_looks = [look for look in looks if look.state is State.ZOMBIE]
    silence = (
        silences(published, period.since, end, limit, before=history.last_before)
        if covers(history.windows, period.since, end) and not _never_published(history, looks)
        else None
    )
    return AccountFigures(
        account=history.account,
        verdict=verdict_of(looks),
        state=closing.state,
        looks=len({clock.day(run.moment) for run in seen if run.mode in COUNTED}),
        closing_at=closing.at,
        closing_verdict=closing.verdict,
        zombie=last_judged.state is State.ZOMBIE,
        zombie_at=zombie_looks[0].at if zombie_looks else None,
        zombie_recovered=bool(zombie_looks) and last_judged.state in UPDATING,
        newest_at=closing.newest_at or max(published, default=last_judged.newest_at),
        newest_title=closing.newest_title,
        idle_days=_idle(judged),
        silent_days=_silent(judged, history.windows),
        longest_silence=silence.longest_days if silence else None,
        days_over=silence.days_over if silence else None,
        failed_first_at=failed[0].at if failed else None,
        failed_last_at=failed[-1].at if failed else None,
        failed_in=tuple(look.run for look in failed),
        passed_at=passed[-1].at if passed else None,
        problems=_latest_problems(failed),
        unknown_since=unknown[0].at if unknown else None,
        abstained=closing.abstained if unknown else (),
        reasons=closing.reasons if unknown else (),
        tried=closing.gaps,
        looked_at_closing=_looked_at(closing, history),
        failed_closing=tuple(dict.fromkeys(problem.check for problem in closing.problems)),
        unsure_closing=_unsure(closing, history),
        always_fresh=all(look.state is State.FRESH for look in looks),
        looked_by=(*history.sources.get(closing.run, ()), *history.sources.get(0, ())),
        posts=posts,
        posts_basis=basis,
        proof=_proof(history, failed[-1] if failed else closing),
        rests_on=judged_look(failed[-1] if failed else closing, history, limit),
    )


def valid_assessments(
    history: AccountHistory, period: Period, limit: Limit
) -> list[PeriodAssessment]:
    """Return the looks within *period*, those that prove nothing of it as looks that saw nothing.

    A failure seen before the period began is no failure of the period. One that later evidence
    refutes is none at all: the account had published. Nor is one that rests on a withdrawn answer.
    """
    looks = [look for look in history.looks if period.holds(look.at)]
    return [_believed(look, history, period, limit) for look in looks]


def verdict_of(looks: Sequence[PeriodAssessment]) -> Verdict | None:
    """Return an account's verdict by its valid looks, oldest first; None where there is none."""
    if not looks:
        return None
    failed = any(look.verdict is Verdict.FAIL for look in looks)
    return Verdict.FAIL if failed else looks[-1].verdict


def _believed(
    look: PeriodAssessment, history: AccountHistory, period: Period, limit: Limit
) -> PeriodAssessment:
    if look.verdict is not Verdict.FAIL:
        return look
    withdrawn = history.withdrawn
    true = tuple(
        problem for problem in look.problems if not is_withdrawn(problem.answers, withdrawn)
    )
    if true != look.problems:
        look = _unjudged(look, true, ANSWER_WITHDRAWN)
    if look.verdict is not Verdict.FAIL:
        return look
    others = tuple(problem for problem in look.problems if problem.check != codes.SILENT_ACCOUNT)
    if look.as_of < period.since:
        why = f"所见截至{clock.show_day(look.as_of)}，早于本期，本期未再查看"
        return _unjudged(look, others, why)
    if _is_refuted(look, history, limit):
        return _unjudged(look, others, REFUTED)
    return look


def _is_refuted(look: PeriodAssessment, history: AccountHistory, limit: Limit) -> bool:
    posts = chain(((at, False) for at in history.proved), ((at, True) for at in history.reposted))
    return limit.refuted_by(posts, look.newest_at, look.as_of)


def _unjudged(
    look: PeriodAssessment, problems: tuple[PeriodFinding, ...], why: str
) -> PeriodAssessment:
    if problems:
        silent = look.state in SILENT and all(
            problem.check != codes.SILENT_ACCOUNT for problem in problems
        )
        return replace(look, problems=problems, state=State.UNKNOWN if silent else look.state)
    unknown = replace(look, verdict=Verdict.UNKNOWN, state=State.UNKNOWN, problems=())
    return replace(unknown, abstained=(), reasons=(why,))


def covers(windows: Sequence[Window], since: datetime, until: datetime) -> bool:
    """Say whether *windows* together vouch for every moment from *since* to *until*."""
    reached = since
    for window in sorted(windows, key=lambda window: window.since):
        if window.since > reached + timedelta(seconds=1):
            break
        reached = max(reached, window.until)
    return reached >= until


def _looked_at(look: PeriodAssessment, history: AccountHistory) -> bool:
    """Say whether a source was tried at *look*, or what a person saw was still believed then."""
    by_hand = any(taken <= look.at <= expires for taken, expires in history.seen_by_hand)
    return bool(look.gaps or history.sources.get(look.run) or by_hand)


def _unsure(look: PeriodAssessment, history: AccountHistory) -> tuple[str, ...]:
    """Return the checks that *look* leaves open: they abstained, or their finding fell."""
    stored = next(seen for seen in history.looks if seen.run == look.run)
    held = {problem.check for problem in look.problems}
    fallen = (problem.check for problem in stored.problems if problem.check not in held)
    return tuple(dict.fromkeys((*stored.abstained, *fallen)))


def _never_published(history: AccountHistory, looks: Sequence[PeriodAssessment]) -> bool:
    """Say whether the account never published, so that no interval between posts is known."""
    known = history.published or history.last_before is not None
    return not known and looks[-1].newest_at is None and looks[-1].state is State.EMPTY


def _idle(look: PeriodAssessment) -> int | None:
    """Return the days since the newest post, None where there may be newer ones."""
    if look.newest_at is None or look.state in (State.UNKNOWN, State.TO_VIEW):
        return None
    seen_until = look.vouched_until if look.state is State.DUE else None
    return max(0, clock.natural_days(look.newest_at, seen_until or look.as_of))


def _silent(look: PeriodAssessment, windows: Sequence[Window]) -> int | None:
    """Return the least number of days without a post, where *look* knows of none at all."""
    if look.newest_at is not None or look.state not in (State.STALE, State.ZOMBIE):
        return None
    reach = [window.since for window in windows if window.since <= look.as_of <= window.until]
    return clock.natural_days(min(reach), look.as_of) if reach else None


def _unknown_at_the_end(looks: Sequence[PeriodAssessment]) -> Sequence[PeriodAssessment]:
    """Return the unbroken row of unknown looks that closes the period."""
    row: list[PeriodAssessment] = []
    for look in reversed(looks):
        if look.verdict is not Verdict.UNKNOWN:
            break
        row.insert(0, look)
    return row


def _latest_problems(failed: Sequence[PeriodAssessment]) -> tuple[PeriodFinding, ...]:
    """Return the findings of each check's last failure, in the order of the checks."""
    latest: dict[str, list[PeriodFinding]] = {}
    for look in failed:
        by_check: dict[str, list[PeriodFinding]] = {}
        for problem in look.problems:
            by_check.setdefault(problem.check, []).append(problem)
        latest |= by_check
    return tuple(problem for check in sorted(latest) for problem in latest[check])


def _proof(history: AccountHistory, look: PeriodAssessment) -> tuple[str, ...]:
    """Return what the findings name themselves, then what the look rests on."""
    named = (
        place for problem in look.problems for place in problem.evidence if PLACE.search(place)
    )
    return tuple(dict.fromkeys((*named, *history.proof.get(look.run, ()))))
