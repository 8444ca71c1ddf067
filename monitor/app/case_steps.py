"""Cases as people take them on: opened by hand, notified, extended, exempted, closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from monitor.app import follow_up
from monitor.cases.by_hand import by_hand, is_repeated_notice
from monitor.cases.case import Case, CaseStep, CaseUpdate, StepKind, added
from monitor.cases.case_store import CaseStore
from monitor.cases.transitions import new_case
from monitor.model import Account, Means, Platform, clock
from monitor.model.codes import BY_HAND
from monitor.model.errors import RequestError
from monitor.parsing import naming
from monitor.parsing.naming import AccountName, AccountNames
from monitor.parsing.text import clean
from monitor.registry import Registry
from monitor.review.claims import signed
from monitor.system.connection import Database

LONGEST = 2_000  # characters of what is told of a case
NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSteps:
    """The updated cases. *repeated*: cases that had been notified already, and stay as they are."""

    updates: tuple[CaseUpdate, ...]
    repeated: tuple[Case, ...]


class CaseMoved(RequestError):
    """A case that somebody has moved since the person who acts saw it."""

    def __init__(self, case: Case) -> None:
        last = case.steps[-1]
        who = f"{clock.show(last.at)} {naming.entered_by(last.by, last.via)} {last.kind.label}"
        super().__init__(
            f"{case.id} 号问题在本页打开之后已有变动（{who}），现为{case.stage.label}，"
            "请核对后再办理"
        )


def step(
    kind: StepKind,
    by: str,
    at: datetime,
    *,
    text: str = "",
    document: str = "",
    due_on: date | None = None,
    until: date | None = None,
    via: Means = Means.CLI,
) -> CaseStep:
    """Return a step that a person takes; raises RequestError where nobody signs it."""
    if not (name := signed(by)):
        raise RequestError("请写经办人姓名", "by")
    return CaseStep(
        kind=kind,
        at=at,
        by=name,
        text=clean(text, LONGEST),
        document=clean(document, LONGEST),
        due_on=due_on,
        until=until,
        via=via,
    )


def open_case(
    db: Database,
    registry: Registry,
    account: Account,
    text: str,
    by: str,
    at: datetime,
    *,
    via: Means = Means.CLI,
) -> Case:
    """Open a case that a person found, and enqueue its notice; raises RequestError.

    The same words of the same account, not closed yet, were sent twice: no second case.
    """
    if not (problem := clean(text, LONGEST)):
        raise RequestError("请写明发现的问题", "text")
    opened = step(StepKind.OPEN, by, at, text=problem, via=via)
    update = added(new_case(account, BY_HAND, "人工发现"), opened)

    def decide(cases: tuple[Case, ...]) -> list[CaseUpdate]:
        for case in cases:
            same = (case.account, case.check, case.message) == (account.id, BY_HAND, problem)
            if same and case.is_open:
                raise RequestError(f"{case.id}号问题已登记同一内容，尚未销号，不重复立案", "text")
        return [update]

    updates = CaseStore(db).add_steps(decide)
    follow_up.enqueue_notices(db, registry, updates, at)
    return updates[0].case


def add(
    db: Database,
    registry: Registry,
    numbers: Sequence[int],
    new_step: CaseStep,
    *,
    shown: Mapping[int, int] = NOTHING,
) -> AddedSteps:
    """Add the same step to each case, and enqueue the notices: to all of them or to none.

    *shown*: how many steps each case had when the person decided, where they saw it on a page;
    raises CaseMoved where it has more by now.
    """
    terms, workdays = registry.rectifying, registry.schedule.workdays

    def decide(cases: tuple[Case, ...]) -> list[CaseUpdate]:
        chosen = find(cases, numbers)
        for case in chosen:
            if len(case.steps) != shown.get(case.id, len(case.steps)):
                raise CaseMoved(case)
        return [
            by_hand(case, new_step, terms, workdays)
            for case in chosen
            if not is_repeated_notice(case, new_step)
        ]

    updates = CaseStore(db).add_steps(decide)
    updated = {update.case.id for update in updates}
    repeated = (case for case in find(CaseStore(db).cases(), numbers) if case.id not in updated)
    result = AddedSteps(updates=updates, repeated=tuple(repeated))
    follow_up.enqueue_notices(db, registry, updates, new_step.at)
    return result


def numbers(cases: Iterable[Case], words: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers that *words* mean: a number, or an account with one open problem.

    An account without an open one means its only one. Raises RequestError with the candidates.
    """
    stored = tuple(cases)
    if all(map(str.isdecimal, words)):
        return tuple(map(int, words))
    accounts = (
        AccountName(id=case.account, name=case.name, platform=Platform(case.platform))
        for case in stored
    )
    names = AccountNames(accounts, absent="问题台账中没有账号")
    named = [word for word in words if not word.isdecimal()]
    for word in named:
        if not names.matching(word):
            _refuse_unit(stored, word)
    ids = names.ids(named)
    meant = [case.id for id in ids for case in _only([c for c in stored if c.account == id])]
    return (*(int(word) for word in words if word.isdecimal()), *meant)


def _refuse_unit(cases: Sequence[Case], word: str) -> None:
    """Raise RequestError with the open cases of units in whose name *word* stands."""
    wanted = naming.folded(word)
    if len(wanted) < naming.SHORTEST:
        return
    of_unit = [
        case
        for case in cases
        if case.is_open and (wanted == case.unit or wanted in naming.folded(case.unit_name))
    ]
    if of_unit:
        listed = "、".join(f"{case.id}（{case.name}：{case.title}）" for case in of_unit)
        raise RequestError(f"“{clean(word)}”是单位名称，请写编号：{listed}")


def _only(cases: Sequence[Case]) -> Sequence[Case]:
    """Return the one open case of an account's *cases*; raises RequestError where several are."""
    chosen = [case for case in cases if case.is_open] or cases
    if len(chosen) == 1:
        return chosen
    listed = "、".join(f"{case.id}（{case.title}）" for case in chosen)
    raise RequestError(f"“{cases[0].name}”有{len(chosen)}个问题，请写编号：{listed}")


def find(cases: Iterable[Case], numbers: Iterable[int]) -> tuple[Case, ...]:
    """Return the cases of *numbers*, each once; raises RequestError where there is none."""
    by_number = {case.id: case for case in cases}
    for number in numbers:
        if number not in by_number:
            raise RequestError(f"没有 {number} 号问题")
    return tuple(by_number[number] for number in dict.fromkeys(numbers))
