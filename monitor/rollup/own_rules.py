"""The city's own limit applied to what counties reported: freshness judged again. Pure.

A line tells what the look that decided showed: the newest post, the window that is vouched for,
and by which limit the county judged it. Where that does not settle the city's limit, the account
is unknown: an earlier look, whose posts did not come along, may have been otherwise. A window
that the county did not condemn by was never examined, so nobody fails by it here either.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import Precision, State, Verdict, clock, codes
from monitor.rollup.reported import ReportedAccount
from monitor.verdicts.freshness import Limit

SPREAD = {  # how much earlier than its latest moment a post of coarse time may have been published
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(days=1),
    Precision.WEEK: timedelta(days=7),
    Precision.MONTH: timedelta(days=31),
}
NOT_SETTLED = "按本级标准，数据包所载不足以判定更新情况"
EARLIER_LOOKS = "本级期限较长，期内曾多次不合格，各次是否超过本级期限无法由数据包判定"
NOT_EXAMINED = "已超过本级期限，但该县未按此期限复核，请该县复查后再定"
REPOSTS = "转发是否算更新，本级与县级规定不同，无法由数据包判定"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    verdict: Verdict
    reason: str = ""


def judged(line: ReportedAccount, limit: Limit) -> ReportedAccount:
    """Return *line* as *limit* judges its freshness; what other checks found stays."""
    if line.verdict is None or line.limit_days is None:
        return line
    if not (line.verdict is Verdict.PASS or line.findings or line.abstained):
        return line  # which check failed it or left it open, nobody tells: no limit can clear it
    county = Limit(days=line.limit_days, exact_hours=line.exact_hours, reposts=line.count_reposts)
    if county == limit:
        return line
    own = _freshness(line, limit, county)
    others = tuple(finding for finding in line.findings if finding.check != codes.SILENT_ACCOUNT)
    left = tuple(code for code in line.abstained if code != codes.SILENT_ACCOUNT)
    kept = tuple(finding for finding in line.findings if finding.check == codes.SILENT_ACCOUNT)
    verdict = own.verdict
    if others:
        verdict = Verdict.FAIL
    elif verdict is Verdict.PASS and left:
        verdict = Verdict.UNKNOWN
    reasons = (own.reason,) if own.reason else line.reasons if left else ()
    return replace(
        line,
        verdict=verdict,
        county_verdict=line.verdict,
        state=_state(line, verdict),
        findings=others + (kept if own.verdict is Verdict.FAIL else ()),
        reasons=reasons if verdict is Verdict.UNKNOWN else (),
    )


def _state(line: ReportedAccount, verdict: Verdict) -> State | None:
    """Return the county's state while it fits; how far from the city's limit, nobody can say."""
    if verdict is line.verdict:
        return line.state
    return State.UNKNOWN if verdict is Verdict.UNKNOWN else None


def _freshness(line: ReportedAccount, limit: Limit, county: Limit) -> _Judgement:
    """Judge the look that the line rests on, and what earlier ones of the period may have been."""
    seen = _seen(line, limit, county)
    if not _silent(line) or seen.verdict is Verdict.FAIL:
        return seen
    # it failed by the county's limit: perhaps at looks before this one, and for longer
    if line.failures <= 1 or (
        line.longest_silence is not None and line.longest_silence <= limit.days
    ):
        return seen
    return _Judgement(verdict=Verdict.UNKNOWN, reason=EARLIER_LOOKS)


def _seen(line: ReportedAccount, limit: Limit, county: Limit) -> _Judgement:
    moment, newest, window = line.seen_at, line.newest_at, line.window
    if moment is None:
        return _Judgement(verdict=Verdict.UNKNOWN, reason=NOT_SETTLED)
    if newest is not None and limit.holds(_earliest(newest, line.precision), moment):
        if county.reposts and not limit.reposts:
            return _Judgement(verdict=Verdict.UNKNOWN, reason=REPOSTS)
        return _Judgement(verdict=Verdict.PASS)
    if window is None or window.since > limit.begins(window.until):
        return _Judgement(verdict=Verdict.UNKNOWN, reason=NOT_SETTLED)
    opened = line.opened_on
    if opened is not None and limit.holds(clock.day_start(opened), window.until):
        return _Judgement(verdict=Verdict.UNKNOWN, reason=NOT_SETTLED)
    if newest is not None and limit.holds(newest, window.until):
        return _Judgement(verdict=Verdict.UNKNOWN, reason=NOT_SETTLED)
    if limit.reposts and not county.reposts:  # a repost would do, and the county counts none
        return _Judgement(verdict=Verdict.UNKNOWN, reason=REPOSTS)
    if not _silent(line):
        return _Judgement(verdict=Verdict.UNKNOWN, reason=NOT_EXAMINED)
    return _Judgement(verdict=Verdict.FAIL)


def _silent(line: ReportedAccount) -> bool:
    """Say whether the county failed it for its silence: after a second, closer look."""
    return any(finding.check == codes.SILENT_ACCOUNT for finding in line.findings)


def _earliest(newest: datetime, precision: Precision | None) -> datetime:
    return newest - SPREAD.get(precision or Precision.SECOND, timedelta())
