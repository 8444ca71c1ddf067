"""The problems that a letter tells: of the latest verdict, of people, of the register. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from monitor.cases.case import Case
from monitor.figures import PeriodFinding
from monitor.model import Account, Assessment, ChecklistItem, Finding, Snapshot, clock, codes
from monitor.model.errors import CannotJudge
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.parsing.text import clean
from monitor.registry.rules import checks_for
from reports.letter_wording import BY_FILING, BY_ITEM
from reports.template_filters import LONGEST

FOUND_BY_HAND = "工作人员人工检查发现并登记"
FILING = (codes.UNFILED_ACCOUNT, codes.DUPLICATE_ACCOUNT)  # what a unit itself can put right


def of(
    assessment: Assessment | None, exempt: Collection[str], by_hand: Sequence[Case]
) -> tuple[PeriodFinding, ...]:
    """Return the problems of *assessment* that are not *exempt*, then those people entered."""
    faults = assessment.faults if assessment else ()
    return (
        *(
            PeriodFinding(
                check=result.check,
                title=result.title,
                message=_sentence(result.check, finding, assessment),
                kind=finding.kind,
                about=finding.about,
                answers=finding.answers,
                basis=result.basis,
                examination=finding.examination,
            )
            for result, finding in faults
            if assessment and result.check not in exempt
        ),
        *(
            PeriodFinding(
                check=case.check, title=case.title, message=case.message, basis=FOUND_BY_HAND
            )
            for case in by_hand
        ),
    )


def seen_at(assessment: Assessment, exempt: Collection[str]) -> datetime:
    """Return when the latest of the problems was seen: no letter speaks beyond that."""
    findings = (f for result, f in assessment.faults if result.check not in exempt)
    return max((f.seen_at or assessment.as_of for f in findings), default=assessment.as_of)


def of_filing(account: Account, policy: Policy, now: datetime) -> tuple[PeriodFinding, ...]:
    """Return what is amiss with the filing of *account*, by the register as it is now."""
    seen = Snapshot(account=account, taken_at=now)
    problems: list[PeriodFinding] = []
    for check in checks_for(account, policy):
        if check.rule.code not in FILING:
            continue
        try:
            findings = tuple(check.find(seen))
        except CannotJudge:
            continue  # the register does not say: nothing is known against the account
        problems += (
            PeriodFinding(
                check=check.rule.code,
                title=check.rule.title,
                message=_of_register(account, finding),
                kind=finding.kind,
                about=finding.about,
                basis=check.basis or check.rule.basis,
            )
            for finding in findings
        )
    return tuple(problems)


def _sentence(check: str, finding: Finding, assessment: Assessment) -> str:
    """Return what is wrong as its unit is told: no clerk's name, no advice to the office."""
    if check in codes.ANSWERED and finding.about in BY_ITEM:
        fault, _ = BY_ITEM[ChecklistItem(finding.about)]
        note = f"：{clean(finding.detail, LONGEST).rstrip('。')}" if finding.detail else ""
        when = f"（{clock.show_day(finding.seen_at)}核查发现）" if finding.seen_at else ""
        return f"{fault}{note}{when}"
    if check == codes.ABNORMAL_ACCOUNT:
        for source, gap in assessment.gaps:
            if source == finding.about and gap.outcome.value == finding.kind:
                return _of_platform(gap.outcome, gap.message)
    return finding.message


def _of_platform(outcome: Outcome, message: str) -> str:
    shown = clean(message, LONGEST).rstrip("。")
    return f"{outcome.label}（平台提示：{shown}）" if shown else outcome.label


def _of_register(account: Account, finding: Finding) -> str:
    if finding.kind in BY_FILING:
        fault, _ = BY_FILING[finding.kind]
        return fault
    return f"你单位在{account.platform.label}另有账号，一个单位原则上在同一平台只开设一个账号"
