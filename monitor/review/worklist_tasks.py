"""Which accounts a person must look at this week, and why. Pure.

Only where a program cannot see: accounts that could not be judged, those without an automatic
source that nobody looked at this week, those whose observations contradict each other, and those
that their units report as rectified.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from monitor.cases.case import Case, Stage
from monitor.model import (
    Account,
    Assessment,
    ChecklistItem,
    Named,
    NoteKind,
    Platform,
    State,
    Verdict,
    clock,
    texts_of,
)
from monitor.model.codes import ANSWERED, BY_HAND
from monitor.parsing.text import clean
from monitor.verdicts.assessment import is_silence_unseen, unseen
from monitor.verdicts.reminding import last_seen

WAITS = timedelta(days=7)  # for which an observation by hand is valid
LONGEST = 120  # characters of a reason


class Need(Named):
    """Why a person must look."""

    DOUBT = "doubt", "观测矛盾"
    REVIEW = "review", "整改复查"
    UNSEEN = "unseen", "程序未能看到"
    TO_VIEW = "to_view", "待查看"
    NEVER = "never", "尚未查看"
    ROUND = "round", "每周人工查看"
    CHECKLIST = "checklist", "季度核对"
    ENTRY = "entry", "名单待补正"

    @property
    def rank(self) -> int:
        """Return the place in the list; what is looked at in one round stands together."""
        return RANKS[self]


RANKS = {
    Need.REVIEW: 0,
    Need.DOUBT: 1,
    Need.UNSEEN: 2,
    Need.TO_VIEW: 2,
    Need.NEVER: 2,
    Need.ROUND: 2,
    Need.CHECKLIST: 3,
    Need.ENTRY: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistTask:
    """One account to look at. *url*: what to open; *hint*: how to find it where there is none.

    *reasons*: the parts of *why*. *items*: what of the checklist is to be answered, for the first
    time this quarter or again. *counted*: why nobody counts its posts of the month, empty where a
    person shall.
    """

    account: Account
    need: Need
    why: str
    url: str
    hint: str
    newest_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    items: tuple[ChecklistItem, ...] = ()
    counted: str = ""

    @property
    def is_paperwork(self) -> bool:
        """Say whether the register is to be put right, and nothing to be looked at."""
        return self.need is Need.ENTRY


def tasks(
    accounts: Iterable[Account],
    assessments: Mapping[str, Assessment],
    by_hand: Mapping[str, datetime],
    open_items: Mapping[str, tuple[ChecklistItem, ...]],
    now: datetime,
    cases: Iterable[Case] = (),
    newest_post_at: Mapping[str, datetime] = MappingProxyType({}),
) -> tuple[WorklistTask, ...]:
    """Return this week's list: what is to be verified first, then by platform and register.

    *assessments*: the current verdict of each account. *by_hand*: when a person last looked; an
    account that they looked at since its verdict waits for the next check, for a week at most.
    *open_items*: what of the checklist is still to be answered this quarter, by account.
    *cases*: rectified by their units' word, some wait for a look that no program can take.
    *newest_post_at*: when the newest post ever seen was published, where its assessment has none.
    """
    entries = []
    rectified = _rectified(cases)
    for account in accounts:
        assessment = assessments.get(account.id)
        items = open_items.get(account.id, ())
        looked = by_hand.get(account.id)
        need = _need(account, assessment, looked, now)
        reviews = [
            case
            for case in rectified.get(account.id, ())
            if _is_for_a_person(case, account, looked, items)
        ]
        if reviews and need is not Need.DOUBT:
            need = Need.REVIEW
        if need in (None, Need.ENTRY) and items:
            entries.append(_task(account, Need.CHECKLIST, assessment, items, reviews))
            items = ()
        if need is not None:
            entries.append(_task(account, need, assessment, items, reviews))
    platforms = list(Platform)
    return tuple(  # the register's own order within a platform: sorting is stable
        sorted(
            (
                replace(t, newest_at=t.newest_at or newest_post_at.get(t.account.id))
                for t in entries
            ),
            key=lambda task: (task.need.rank, platforms.index(task.account.platform)),
        )
    )


def _rectified(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Return the cases that wait for a look, by account."""
    by_account: dict[str, list[Case]] = {}
    for case in cases:
        if case.stage is Stage.RECTIFIED:
            by_account.setdefault(case.account, []).append(case)
    return by_account


def _is_for_a_person(
    case: Case, account: Account, looked: datetime | None, items: tuple[ChecklistItem, ...]
) -> bool:
    """Say whether only a person can verify *case*, and none has looked since the unit's answer."""
    if case.check == BY_HAND:
        return True  # no check passes it: somebody closes it
    if case.check in ANSWERED:
        return bool(items)
    return not account.sources and (looked is None or looked <= case.rectified_at)


def _need(
    account: Account, assessment: Assessment | None, looked: datetime | None, now: datetime
) -> Need | None:
    if assessment is not None and assessment.contradictions:
        return Need.DOUBT
    waits = looked is not None and now - looked <= WAITS
    if assessment is None:
        return None if waits else Need.NEVER
    if waits and looked is not None and looked > assessment.taken_at:
        return None
    asked = _asked(assessment, now)
    if asked in (Need.UNSEEN, Need.TO_VIEW, Need.DOUBT):
        return asked
    if not account.sources and (looked is None or _week(looked) != _week(now)):
        return Need.ROUND
    return asked or (Need.ENTRY if assessment.tasks else None)


def _asked(assessment: Assessment, now: datetime) -> Need | None:
    """Return why a verdict needs a person: it is unknown, or nobody has looked since."""
    if assessment.state is State.TO_VIEW:
        return Need.TO_VIEW
    if is_silence_unseen(assessment):
        return Need.UNSEEN
    if assessment.verdict is not Verdict.UNKNOWN:
        return None
    if unseen(assessment) or now - assessment.taken_at > WAITS:
        return Need.UNSEEN
    answered = all(result.check in ANSWERED for result in assessment.abstained)
    return Need.CHECKLIST if answered else Need.DOUBT


def _task(
    account: Account,
    need: Need,
    assessment: Assessment | None,
    items: tuple[ChecklistItem, ...],
    reviews: Sequence[Case],
) -> WorklistTask:
    url = account.url or _home(account)
    return WorklistTask(
        account=account,
        need=need,
        why=clean(
            _reviews(reviews) if need is Need.REVIEW else _why(need, assessment, items), LONGEST
        ),
        url=url,
        hint="" if url else _hint(account),
        reasons=_lacking(assessment) if need is Need.ENTRY and assessment else (),
        newest_at=assessment.newest.published_at if assessment and assessment.newest else None,
        items=items,
    )


def _reviews(cases: Iterable[Case]) -> str:
    reasons = []
    for case in cases:
        due = f"，期限{case.due_on}" if case.due_on else ""
        close = "，合格后人工销号" if case.check == BY_HAND else ""
        reasons.append(f"整改待复查（{case.id}号{due}）{close}")
    return "；".join(reasons)


def _why(need: Need, assessment: Assessment | None, items: tuple[ChecklistItem, ...]) -> str:
    reasons = [result.reason for result in assessment.abstained] if assessment else []
    if need is Need.CHECKLIST:
        return "；".join(reasons) or f"本季度安全和互动回应有 {len(items)} 项待核对或者复核"
    if need is Need.NEVER or assessment is None:
        return "没有查看记录"
    if need is Need.ROUND:
        return "没有自动来源，本周尚未查看"
    if need is Need.TO_VIEW:
        return last_seen(assessment)
    if need is Need.ENTRY:
        return "；".join(_lacking(assessment))
    if need is Need.DOUBT:
        return "；".join(assessment.contradictions or reasons)
    expired = texts_of(assessment.notes, NoteKind.EXPIRED)
    return next(filter(None, (*reasons, *expired)), "无法判定")


def _lacking(assessment: Assessment) -> tuple[str, ...]:
    """Return what the register lacks of an account."""
    return tuple(f"{result.title}：{finding.message}" for result, finding in assessment.tasks)


def _home(account: Account) -> str:
    """Return the page of an account that its own sources name."""
    for source in account.outlines:
        if source.uid and "$" not in source.uid:
            return f"https://weibo.com/u/{source.uid}"
        if account.platform is Platform.WEBSITE and source.url and "$" not in source.url:
            return source.url
    return ""


def _hint(account: Account) -> str:
    name = f"“{clean(account.name, 40)}”"
    if account.platform in (Platform.WEBSITE, Platform.APP, Platform.OTHER):
        return f"打开{name}"
    own = f"（账号ID {clean(account.platform_id, 40)}）" if account.platform_id else ""
    return f"在{account.platform.label}中搜索{name}{own}"


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _ = clock.day(moment).isocalendar()
    return year, week
