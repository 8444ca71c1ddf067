"""What a look says of an account, and cases on their way."""

from collections.abc import Sequence
from typing import Any

from monitor.cases.by_hand import by_hand
from monitor.cases.case import Case, CaseStep, RectificationRules, StepKind
from monitor.cases.transitions import follow
from monitor.model import Assessment, Finding, Result, State, Verdict
from monitor.model.workdays import Workdays
from tests.builders import account, ago

RULES = RectificationRules()

FOUND = (Finding(kind="silent", message="已30天未更新"),)


def assessed(verdict: Verdict, on: float = 0, **overrides: Any) -> Assessment:
    findings = FOUND if verdict is Verdict.FAIL else ()
    result = Result(check="U01", title="内容不更新", basis="", verdict=verdict, findings=findings)
    values: dict[str, Any] = {
        "taken_at": ago(on),
        "as_of": ago(on),
        "results": (result,),
    } | overrides
    return Assessment(
        account=account(), verdict=verdict, state=State.STALE, newest=None, idle=None, **values
    )


def after(
    cases: Sequence[Case], assessment: Assessment | None, on: float = 0, **overrides: Any
) -> list[Case]:
    """The cases after a check of *one*, numbered as a store would."""
    values: dict[str, Any] = {"ended": set(), "opens": True} | overrides
    rules = values.pop("rules", RULES)
    found = [
        a.case for a in follow(cases, [assessment] if assessment else [], rules, ago(on), **values)
    ]
    kept = {case.id: case for case in cases}
    for case in found:
        number = case.id or len(kept) + 1
        kept[number] = Case(**{k: getattr(case, k) for k in Case.__slots__} | {"id": number})
    return list(kept.values())


def moves(case: Case) -> list[StepKind]:
    return [step.kind for step in case.steps]


def hand(case: Case, move: StepKind, on: float = 0, **fields: Any) -> Case:
    step = CaseStep(kind=move, at=ago(on), by="张三", **fields)
    return by_hand(case, step, RULES, Workdays()).case


def opened(on: float = 30) -> Case:
    (case,) = after([], assessed(Verdict.FAIL, on), on)
    return case


def unsafe(*items: str) -> Result:
    findings = tuple(
        Finding(kind="unsafe_content", about=item, message=f"{item}：说明", seen_at=ago(1))
        for item in items
    )
    return Result(check="S01", title="安全问题", basis="", verdict=Verdict.FAIL, findings=findings)
