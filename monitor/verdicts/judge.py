"""Verdicts are made here and nowhere else: observations merged, checks run, results counted."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from monitor.model import (
    Account,
    Assessment,
    Check,
    Finding,
    Gap,
    Incident,
    Note,
    NoteKind,
    Platform,
    Post,
    Result,
    Snapshot,
    State,
    Verdict,
    clock,
)
from monitor.model.errors import CannotJudge
from monitor.model.outcome import Outcome
from monitor.verdicts import freshness, own_network
from monitor.verdicts.assessment import unseen
from monitor.verdicts.other_clock import by_other_clock, two_clocks

log = logging.getLogger(__name__)

OURS = "program"  # whose gap it is where no source is to blame
SHARED_BY = 3  # accounts, at least, that make a failure the platform's
SHARE = 0.8  # and their part of the platform's accounts in the run


def inspect(snapshot: Snapshot, checks: Sequence[Check]) -> Assessment:
    """Run *checks* over *snapshot* and return the account's assessment."""
    results = tuple(judged(check, snapshot) for check in checks)
    verdict = _overall(results)
    posts = freshness.counted(snapshot.posts, snapshot.taken_at)
    newest = freshness.newest(posts)
    as_of = _as_of(snapshot, checks, verdict)
    return Assessment(
        account=snapshot.account,
        verdict=verdict,
        state=_state(snapshot, checks, results),
        taken_at=snapshot.taken_at,
        as_of=as_of,
        newest=newest,
        idle=_idle(newest, as_of),
        results=results,
        gaps=snapshot.gaps,
        outlook=_outlook(snapshot, checks),
        notes=snapshot.notes,
        vouched_until=_vouched_until(snapshot, checks),
        looked_at=snapshot.last_usable_at,
    )


def _idle(newest: Post | None, moment: datetime) -> timedelta | None:
    """Return the time from the newest post to *moment*, none where it is dated later."""
    return max(moment - newest.published_at, timedelta(0)) if newest else None


def unjudged(account: Account, checks: Sequence[Check], moment: datetime, gap: Gap) -> Assessment:
    """Return an unknown assessment of *account*: our own program failed, as *gap* says."""
    return Assessment(
        account=account,
        verdict=Verdict.UNKNOWN,
        state=State.UNKNOWN,
        taken_at=moment,
        as_of=moment,
        newest=None,
        idle=None,
        results=tuple(_result(check, Verdict.UNKNOWN, reason=gap.message) for check in checks),
        gaps=((OURS, gap),),
    )


def incidents(assessments: Iterable[Assessment]) -> tuple[Incident, ...]:
    """Return failures shared by most accounts of a platform, and our own network's, each once."""
    everyone: Counter[Platform] = Counter()
    sharing: dict[tuple[Platform, Outcome], set[str]] = {}
    looked = tuple(assessments)
    ours, barred = own_network.incident(looked)
    for assessment in looked:
        platform = assessment.account.platform
        everyone[platform] += 1
        if unseen(assessment):
            for _, gap in assessment.gaps:
                if gap.outcome is Outcome.TOO_COMPLEX:
                    continue  # each page is so by itself: no trouble of the platform
                if gap.portal is None or gap.portal.page not in barred:
                    sharing.setdefault((platform, gap.outcome), set()).add(assessment.account.id)
    return ours + tuple(
        Incident(platform=platform, outcome=outcome, accounts=tuple(sorted(ids)))
        for (platform, outcome), ids in sorted(sharing.items())
        if len(ids) >= SHARED_BY and len(ids) >= SHARE * everyone[platform]
    )


def _outlook(snapshot: Snapshot, checks: Sequence[Check]) -> tuple[str, ...]:
    """Return the outlooks; a check that crashes gives none, for no verdict rests on it."""
    outlooks = []
    for check in checks:
        if type(check).outlook is Check.outlook:
            continue
        try:
            outlooks.append(check.outlook(snapshot))
        except Exception:
            log.exception("check %s could not look ahead", check.rule.code)
    return tuple(outlook for outlook in outlooks if outlook)


def judged(check: Check, snapshot: Snapshot) -> Result:
    """Return the result of *check*; unknown where the servers' clock would change it."""
    result = _run(check, snapshot)
    if result.advisory or result.verdict is Verdict.UNKNOWN:
        return result
    for offset in snapshot.clock_offsets:
        other = _run(check, by_other_clock(snapshot, offset))
        if result.verdict is not other.verdict:
            return replace(result, verdict=Verdict.UNKNOWN, findings=(), reason=two_clocks(offset))
    return result


def _run(check: Check, snapshot: Snapshot) -> Result:
    reason = ""
    verdict = Verdict.PASS
    findings = []
    try:
        findings = list(check.find(snapshot))
        verdict = Verdict.FAIL if findings else Verdict.PASS
    except CannotJudge as abstained:
        verdict, reason, findings = Verdict.UNKNOWN, str(abstained), []
    except Exception:
        # A fault of ours must neither accuse nor clear, nor hide the other checks.
        log.exception("check %s failed on %s", check.rule.code, snapshot.account.id)
        verdict, reason, findings = Verdict.UNKNOWN, "程序判定时出错，详情见日志", []
    return _result(check, verdict, findings, reason)


def _result(
    check: Check, verdict: Verdict, findings: Iterable[Finding] = (), reason: str = ""
) -> Result:
    rule, basis = check.rule, check.basis or check.rule.basis
    kept = tuple(findings)
    if not kept:
        return _without_findings(
            rule.code, rule.title, basis, verdict, reason, advisory=rule.advisory
        )
    return Result(
        check=rule.code,
        title=rule.title,
        basis=basis,
        verdict=verdict,
        findings=kept,
        reason=reason,
        advisory=rule.advisory,
    )


@lru_cache(maxsize=1024)  # most accounts are told the same: a run keeps it once
def _without_findings(
    check: str, title: str, basis: str, verdict: Verdict, reason: str, *, advisory: bool
) -> Result:
    return Result(
        check=check, title=title, basis=basis, verdict=verdict, reason=reason, advisory=advisory
    )


def _overall(results: Iterable[Result]) -> Verdict:
    verdicts = {result.verdict for result in results if not result.advisory}
    for worst in (Verdict.FAIL, Verdict.UNKNOWN):
        if worst in verdicts:
            return worst
    return Verdict.PASS


def _state(snapshot: Snapshot, checks: Sequence[Check], results: Sequence[Result]) -> State:
    """The abnormal account is abnormal first; a check that failed us lends no state."""
    states: list[State] = []
    for check in checks:
        if type(check).state is Check.state:
            continue
        try:
            state = check.state(snapshot)
        except Exception:
            log.exception("state of %s failed on %s", check.rule.code, snapshot.account.id)
            state = State.UNKNOWN
        if state is not None:
            states.append(state)
    if State.ABNORMAL in states:
        return State.ABNORMAL
    if _overall(results) is Verdict.UNKNOWN:
        return State.UNKNOWN
    return states[0] if states else State.UNKNOWN


def _as_of(snapshot: Snapshot, checks: Sequence[Check], verdict: Verdict) -> datetime:
    if verdict is Verdict.FAIL:
        for check in checks:
            if (moment := check.as_of(snapshot)) is not None:
                return moment
    return snapshot.taken_at


def _vouched_until(snapshot: Snapshot, checks: Sequence[Check]) -> datetime | None:
    """Return what the checks say; one that crashes vouches for nothing."""
    try:
        moments = [check.vouched_until(snapshot) for check in checks]
    except Exception:
        log.exception("nobody vouches for %s", snapshot.account.id)
        return None
    return max(filter(None, moments), default=None)


def as_known(assessment: Assessment, now: datetime, checks: Sequence[Check]) -> Assessment:
    """Return a stored assessment as it counts *now*, when the days since were seen by nobody."""
    days = max((check.look_days for check in checks), default=0)
    known = expired(assessment, now, days)
    states = (check.state_later(known, now) for check in checks)
    state = next(filter(None, states), known.state)
    return known if state is known.state else replace(known, state=state, outlook=())


def as_updating(assessment: Assessment, now: datetime, checks: Sequence[Check]) -> Assessment:
    """Return one that another check alone left unknown with the state of its updating *now*.

    That it was seen under another name, say, does not excuse its silence from being told.
    """
    is_hidden = assessment.state is State.UNKNOWN and assessment.verdict is Verdict.UNKNOWN
    if not is_hidden or unseen(assessment):
        return assessment
    seen = replace(assessment, state=State.FRESH)
    states = (check.state_later(seen, now) for check in checks)
    return replace(seen, state=next(filter(None, states), assessment.state))


def expired(assessment: Assessment, now: datetime, days: int) -> Assessment:
    """Return a stored verdict as it counts *now*: unknown where its look is older than *days*."""
    if freshness.age(assessment.taken_at, now) <= days:
        return assessment
    old = replace(assessment, as_of=now, idle=_idle(assessment.newest, now))
    if assessment.verdict is Verdict.UNKNOWN:
        return old
    looked = clock.show(assessment.taken_at)
    note = f"最近一次查看在 {looked}，已超过 {days} 天，原结论“{assessment.verdict.label}”不再采信"
    return replace(
        old,
        verdict=Verdict.UNKNOWN,
        state=State.UNKNOWN,
        results=tuple(_forgotten(result, note) for result in assessment.results),
        notes=(*assessment.notes, Note(kind=NoteKind.EXPIRED, text=note)),
        gaps=(),
    )


def _forgotten(result: Result, reason: str) -> Result:
    """Return *result* as unknown; a finding on the register itself stays."""
    if result.advisory:
        return result
    return replace(result, verdict=Verdict.UNKNOWN, findings=(), reason=reason)
