"""What the office does next, by what is known: at most three steps, the most urgent first. Pure."""

from collections.abc import Container, Iterable, Sequence, Sized
from dataclasses import dataclass
from datetime import date

from monitor.cases.case import Case, Stage
from monitor.cases.escalation import is_overdue
from monitor.model import Account, Assessment, State, Verdict
from monitor.parsing.text import clean
from monitor.verdicts.assessment import is_silence_unseen

MOST = 3
NAMED = 2  # units that are named in a step


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing to do: *what* is open, and the *command* that begins it."""

    what: str
    command: str


IMPORT = NextStep(
    what="名单中还没有账号，请先导入台账",
    command="monitor accounts import 台账.xlsx --add-units --by 姓名",
)


def next_steps(
    accounts: Sequence[Account],
    assessments: Iterable[Assessment],
    cases: Iterable[Case],
    today: date,
    entered: Container[str] = frozenset(),
) -> tuple[NextStep, ...]:
    """Return what is to be done about *accounts*; nothing where all is settled.

    *assessments*: what is known of them. *cases*: those of them and of accounts that left.
    *entered*: accounts of which people entered something that no check has taken in.
    """
    if not accounts:
        return (IMPORT,)
    judged = {assessment.account.id: assessment for assessment in assessments}
    unchecked = [account for account in accounts if account.id not in judged]
    told = [account for account in accounts if account.id in entered]
    automatic = [account for account in unchecked if account.sources]
    stages: dict[Stage, list[Case]] = {}
    late = []
    for case in cases:
        stages.setdefault(case.stage, []).append(case)
        if is_overdue(case, today):
            late.append(case)
    looks = [
        *(account for account in unchecked if not account.sources),
        *(entry.account for entry in judged.values() if _must_be_looked_at(entry)),
    ]
    found = (
        _late(late),
        _to_notify(stages.get(Stage.FOUND, [])),
        _to_judge(told),
        _to_check(automatic),
        _to_view(looks),
        _to_verify(stages.get(Stage.RECTIFIED, [])),
    )
    by_command: dict[str, NextStep] = {}  # one command settles all that ask for it
    for step in found:
        if step is not None:
            by_command.setdefault(step.command, step)
    return tuple(by_command.values())[:MOST]


def _must_be_looked_at(assessment: Assessment) -> bool:
    if assessment.verdict is Verdict.UNKNOWN or assessment.state is State.TO_VIEW:
        return True
    return is_silence_unseen(assessment)


def _late(cases: Sequence[Case]) -> NextStep | None:
    return _of(cases, f"{len(cases)}个问题逾期未整改，请催办{_units(cases)}", "monitor cases list")


def _to_notify(cases: Sequence[Case]) -> NextStep | None:
    what = f"{len(cases)}个问题待通知主办单位，通知书发出后用 monitor cases notify 登记"
    return _of(cases, what, "monitor report notice --all")


def _to_judge(accounts: Sized) -> NextStep | None:
    what = f"{len(accounts)}个账号登记所见之后尚未检查，检查后立案、计入季度结论"
    return _of(accounts, what, "monitor check")


def _to_check(accounts: Sequence[Account]) -> NextStep | None:
    return _of(accounts, f"{len(accounts)}个账号从未查看，请检查一次", "monitor check")


def _to_view(accounts: Sequence[Account]) -> NextStep | None:
    what = f"{len(accounts)}个账号须由人查看，填好清单后用 monitor observe --import 登记"
    return _of(accounts, what, "monitor worklist --out")


def _to_verify(cases: Sequence[Case]) -> NextStep | None:
    what = f"{len(cases)}个问题单位已反馈整改，查看账号之后复查"
    return _of(cases, what, "monitor cases verify")


def _of(items: Sized, what: str, command: str) -> NextStep | None:
    return NextStep(what=what, command=command) if items else None


def _units(cases: Sequence[Case]) -> str:
    names = list(dict.fromkeys(clean(case.unit_name) for case in cases))
    return "、".join(names[:NAMED]) + (f"等{len(names)}个单位" if len(names) > NAMED else "")
