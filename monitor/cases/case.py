"""Rectification: what becomes of a failing account, step by step, until it is struck off. Pure.

A case is the sum of its steps, which are only ever added: 发现 → 通知 → 整改 → 复查 → 销号. It
closes when a later look passes, or when a person says why; one that comes back is the same case.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.model import Finding, Means, Named

SYSTEM_ACTOR = "程序"
FindingKey = tuple[int, datetime]  # a finding of a case: the case's id, the moment of its step


class Stage(Named):
    """Where a case stands, and so who must act."""

    FOUND = "found", "待通知"
    NOTIFIED = "notified", "整改中"
    RECTIFIED = "rectified", "待复查"
    EXEMPT = "exempt", "豁免"
    CLOSED = "closed", "已销号"


class StepKind(Named):
    """What a step does to a case."""

    OPEN = "open", "发现"
    NOTIFY = "notify", "通知"
    RECTIFY = "rectify", "整改反馈"
    EXTEND = "extend", "延期"
    EXEMPT = "exempt", "豁免"
    FAILED = "failed", "复查不合格"
    PASSED = "passed", "复查合格"
    CLOSE = "close", "销号"
    REOPEN = "reopen", "再次发生"
    LAPSE = "lapse", "豁免到期"
    MORE = "more", "新增问题"
    REFUTED = "refuted", "结论撤销"


STAGE_AFTER = {  # a kind that is missing here leaves the stage as it is
    StepKind.OPEN: Stage.FOUND,
    StepKind.REOPEN: Stage.FOUND,
    StepKind.LAPSE: Stage.FOUND,
    StepKind.MORE: Stage.FOUND,
    StepKind.NOTIFY: Stage.NOTIFIED,
    StepKind.RECTIFY: Stage.RECTIFIED,
    StepKind.FAILED: Stage.NOTIFIED,
    StepKind.EXEMPT: Stage.EXEMPT,
    StepKind.CLOSE: Stage.CLOSED,
    StepKind.REFUTED: Stage.CLOSED,
}
# steps that begin an occurrence or add to it: their text says what is to be put right
OPENING_STEPS = (StepKind.OPEN, StepKind.REOPEN, StepKind.MORE)
FINDING_STEPS = frozenset({*OPENING_STEPS, StepKind.FAILED})  # steps by what a look showed


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationRules:
    """The office's rules of rectification.

    *due_workdays*: the usual deadline; *recur_days*: within which a closed case is reopened;
    *automatic*: failed checks open cases.
    """

    due_workdays: int = 5
    recur_days: int = 90
    automatic: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """One step. *due_on*: the deadline it sets; *document*, *until*: of an exemption.

    *run*: the check that led to it, None for a person's step, of which *via* tells by what means
    it was entered. *findings*: what the check found; *text* says the same and decides nothing.
    """

    kind: StepKind
    at: datetime
    by: str
    text: str = ""
    due_on: date | None = None
    document: str = ""
    until: date | None = None
    run: int | None = None
    findings: tuple[Finding, ...] = ()
    via: Means | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One problem of one account and its steps, in order. *id*: 0 before it is written down."""

    id: int
    account: str
    name: str
    unit: str
    unit_name: str
    platform: str
    check: str
    title: str
    steps: tuple[CaseStep, ...]

    @property
    def stage(self) -> Stage:
        return next(
            STAGE_AFTER[step.kind] for step in reversed(self.steps) if step.kind in STAGE_AFTER
        )

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.CLOSED

    @property
    def opened_at(self) -> datetime:
        return self.steps[0].at

    @property
    def found_at(self) -> datetime:
        """Return when that was found which is to be put right now: the last time it came back."""
        return self.steps[self._last(*OPENING_STEPS)].at

    @property
    def last_at(self) -> datetime:
        return self.steps[-1].at

    @property
    def message(self) -> str:
        """Return what the unit has to put right; a failed recheck adds nothing to it."""
        return self.steps[self._last(*OPENING_STEPS)].text

    @property
    def due_on(self) -> date | None:
        """Return the deadline that counts, None before a notice set one."""
        since = self._last(*OPENING_STEPS, StepKind.LAPSE)
        deadlines = [step.due_on for step in self.steps[since:] if step.due_on is not None]
        return deadlines[-1] if deadlines else None

    @property
    def recurrences(self) -> int:
        """Return how often the problem came back; occurrences found in error do not count."""
        valid = [
            occurrence
            for occurrence in occurrences(self.steps)
            if occurrence[-1].kind is not StepKind.REFUTED
        ]
        return max(0, len(valid) - 1)

    @property
    def closed_at(self) -> datetime | None:
        if self.is_open:
            return None
        return self.steps[self._last(StepKind.CLOSE, StepKind.REFUTED)].at

    @property
    def closed_by_recheck(self) -> bool:
        """Say whether a look closed it, rather than a person."""
        return not self.is_open and len(self.steps) > 1 and self.steps[-2].kind is StepKind.PASSED

    @property
    def last_finding_at(self) -> datetime:
        """Return when the fault was last seen, rechecks included: only a later look passes it."""
        return self.steps[self._last(*FINDING_STEPS)].at

    @property
    def rectified_at(self) -> datetime:
        """Return when the unit reported it rectified: only a later look may refute that."""
        return self.steps[self._last(StepKind.RECTIFY)].at

    def in_error(self, refuted: Container[FindingKey]) -> bool:
        """Say whether the last occurrence was found in error. *refuted*: findings in error."""
        *_, last = occurrences(self.steps)
        return self._is_error(last, refuted)

    def without_refuted(self, refuted: Container[FindingKey]) -> "Case | None":
        """Return the case without the occurrences found in error, None if nothing is left."""
        steps: list[CaseStep] = []
        for occurrence in occurrences(self.steps):
            if not self._is_error(occurrence, refuted):
                steps += occurrence
        if not steps:
            return None
        steps[0] = replace(steps[0], kind=StepKind.OPEN)
        return replace(self, steps=tuple(steps))

    def as_of(self, moment: datetime) -> "Case | None":
        """Return the case as it stood at *moment*, None where it was not opened yet."""
        steps = tuple(step for step in self.steps if step.at <= moment)
        return replace(self, steps=steps) if steps else None

    def _is_error(self, occurrence: list[CaseStep], refuted: Container[FindingKey]) -> bool:
        findings = (step for step in occurrence if step.kind in FINDING_STEPS)
        return occurrence[-1].kind is StepKind.REFUTED or all(
            (self.id, step.at) in refuted for step in findings
        )

    def _last(self, *kinds: StepKind) -> int:
        return max(n for n, step in enumerate(self.steps) if step.kind in kinds)


def occurrences(steps: Iterable[CaseStep]) -> Iterator[list[CaseStep]]:
    """Yield the steps of each occurrence of the problem, beginning with its finding."""
    occurrence: list[CaseStep] = []
    for step in steps:
        if step.kind is StepKind.REOPEN:
            yield occurrence
            occurrence = []
        occurrence.append(step)
    yield occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUpdate:
    """A case with the steps that were added to it just now."""

    case: Case
    steps: tuple[CaseStep, ...]


def added(case: Case, *steps: CaseStep) -> CaseUpdate:
    """Return *case* with *steps* at its end."""
    return CaseUpdate(case=replace(case, steps=(*case.steps, *steps)), steps=steps)


def by_stage(cases: Iterable[Case]) -> Mapping[Stage, tuple[Case, ...]]:
    """Return cases by stage, in the order of the stages; the most urgent first in each."""
    listed = sorted(cases, key=lambda case: (case.due_on or date.max, case.id))
    return {stage: tuple(c for c in listed if c.stage is stage) for stage in Stage}
