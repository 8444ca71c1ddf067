"""Marks per unit for the annual assessment (政务公开绩效考核), each explained to its observation.

Pure. Deductions follow a table that the office sets; what nobody could judge never deducts, and
what was not checked is not guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from monitor.cases.case import FINDING_STEPS, Case, CaseStep, StepKind
from monitor.cases.escalation import is_overdue
from monitor.figures import AccountFigures, Figures
from monitor.model import Platform, Unit, Verdict, clock
from monitor.model.period import Period
from monitor.model.score_table import ScoreItem, ScoreTable

GOES_BACK = frozenset(
    {StepKind.NOTIFY, StepKind.LAPSE, StepKind.MORE}
)  # ends an exemption before its term


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Marks taken off once: for what, by which paper, seen in which checks, proved where.

    *checks* are the program's own numbers, for scripts; people know a check by its day.
    *marks* are none where the office has exempted the account; *why* names the paper.
    """

    period: Period
    fault: ScoreItem
    account: str
    name: str
    platform: Platform
    marks: Decimal
    basis: str
    why: str
    checks: tuple[int, ...] = ()
    checked_on: tuple[date, ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One unit's marks. *unjudged*: account-quarters that nobody could judge; they cost nothing."""

    unit: Unit
    full: Decimal
    marks: tuple[Mark, ...] = ()
    unjudged: int = 0

    @property
    def off(self) -> Decimal:
        return sum((mark.marks for mark in self.marks), Decimal(0))

    @property
    def total(self) -> Decimal:
        return max(Decimal(0), self.full - self.off)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quarter:
    """One quarter's figures, found by account and by check."""

    figures: Figures
    accounts: Mapping[str, AccountFigures]
    cases: Mapping[str, Sequence[Case]]
    moments: Mapping[int, datetime]

    def days_of(self, checks: Sequence[int]) -> tuple[date, ...]:
        """Return the days of *checks*, each once."""
        days = (clock.day(self.moments[check]) for check in checks if check in self.moments)
        return tuple(dict.fromkeys(days))


def _indexed(figures: Figures) -> _Quarter:
    cases: dict[str, list[Case]] = {}
    for case in figures.cases:
        cases.setdefault(case.account, []).append(case)
    return _Quarter(
        figures=figures,
        accounts={entry.account.id: entry for entry in figures.accounts},
        cases=cases,
        moments={run.id: run.moment for run in figures.spotchecks},
    )


def scores(quarters: Iterable[Figures], scheme: ScoreTable) -> tuple[Score, ...]:
    """Return every unit's marks over *quarters*, the lowest first."""
    units: dict[str, Unit] = {}
    marks: dict[str, list[Mark]] = {}
    unjudged: dict[str, int] = {}
    for quarter in map(_indexed, quarters):
        for entry in quarter.figures.accounts:
            account = entry.account
            units[account.unit_id] = Unit(id=account.unit_id, name=account.unit)
            marks.setdefault(account.unit_id, []).extend(_of_account(entry, quarter, scheme))
            if entry.verdict is None or entry.verdict is Verdict.UNKNOWN:
                unjudged[account.unit_id] = unjudged.get(account.unit_id, 0) + 1
        for case in quarter.figures.cases:
            units.setdefault(case.unit, Unit(id=case.unit, name=case.unit_name))
            marks.setdefault(case.unit, []).extend(_of_case(case, quarter, scheme))
    scores = [
        Score(
            unit=unit,
            full=scheme.full,
            marks=tuple(marks.get(id, ())),
            unjudged=unjudged.get(id, 0),
        )
        for id, unit in units.items()
    ]
    return tuple(sorted(scores, key=lambda score: (score.total, score.unit.id)))


def _of_account(entry: AccountFigures, quarter: _Quarter, scheme: ScoreTable) -> Iterator[Mark]:
    """A zombie costs as a zombie, not as a failing account besides."""
    if entry.verdict is not Verdict.FAIL:
        return
    fault = ScoreItem.ZOMBIE if entry.zombie_at is not None else ScoreItem.FAILED
    deduction = scheme.deductions[fault]
    exempt = _exemptions(entry, quarter)
    if deduction.marks:
        yield Mark(
            period=quarter.figures.period,
            fault=fault,
            account=entry.account.id,
            name=entry.account.name,
            platform=entry.account.platform,
            marks=Decimal(0) if exempt else deduction.marks,
            basis=exempt or deduction.basis or _demands(entry),
            why="；".join(problem.message for problem in entry.problems)
            + ("；已豁免，不扣分" if exempt else ""),
            checks=entry.failed_in,
            checked_on=quarter.days_of(entry.failed_in),
            proof=entry.proof,
        )


def _demands(entry: AccountFigures) -> str:
    """Return the bases of the broken rules, for where the office names no document."""
    return "；".join(dict.fromkeys(problem.basis for problem in entry.problems if problem.basis))


def _exemptions(entry: AccountFigures, quarter: _Quarter) -> str:
    """Return the documents that exempt all problems of an account, empty unless all are exempt."""
    papers = {
        case.check: _paper(case.steps, entry.failed_last_at or quarter.figures.made_at)
        for case in quarter.cases.get(entry.account.id, ())
    }
    exempted = [papers.get(problem.check, "") for problem in entry.problems]
    return "、".join(dict.fromkeys(exempted)) if all(exempted) else ""


def _paper(steps: Sequence[CaseStep], found_at: datetime) -> str:
    """Return the document that exempts the finding of *found_at*, empty where none does.

    It holds until its term, or until the office revokes it: a rectification meanwhile costs nothing
    that inaction would not have cost.
    """
    paper = ""
    for number, step in enumerate(steps):
        if step.until is not None:  # an exemption
            ends = (step.at for step in steps[number:] if step.kind in GOES_BACK)
            if found_at <= min([clock.day_end(step.until), *ends]):
                paper = step.document
    return paper


def _of_case(case: Case, quarter: _Quarter, scheme: ScoreTable) -> Iterator[Mark]:
    figures = quarter.figures
    for fault, step, exempt in _faults(case, figures):
        deduction = scheme.deductions[fault]
        run, proof = _check_and_proof(case, _last_finding(case, fault, step), quarter)
        if deduction.marks:
            yield Mark(
                period=figures.period,
                fault=fault,
                account=case.account,
                name=case.name,
                platform=Platform(case.platform),
                marks=Decimal(0) if exempt else deduction.marks,
                basis=exempt or deduction.basis,
                why=f"{case.id}号问题：{_why(case, fault, step, figures)}"
                + ("；已豁免，不扣分" if exempt else ""),
                checks=run,
                checked_on=quarter.days_of(run),
                proof=proof,
            )


def _faults(case: Case, figures: Figures) -> Iterator[tuple[ScoreItem, CaseStep, str]]:
    """Yield the deductions of a case: fault, the step it rests on, the exempting document."""
    again = [n for n, step in enumerate(case.steps) if step.kind is StepKind.REOPEN]
    for n, end in zip(again, [*again[1:], None], strict=False):
        step = case.steps[n]
        if figures.period.holds(step.at):
            yield ScoreItem.RECURRING, step, _paper(case.steps[:end], step.at)
    if is_overdue(case, figures.as_of_date):
        yield (
            ScoreItem.OVERDUE,
            next(s for s in reversed(case.steps) if s.kind is StepKind.NOTIFY),
            "",
        )


def _why(case: Case, fault: ScoreItem, step: CaseStep, figures: Figures) -> str:
    if fault is ScoreItem.RECURRING:
        return f"{clock.show_day(step.at)}再次发生：{step.text}"
    notice = f"{clock.show_day(step.at)}通知，整改期限{case.due_on}"
    answered = any(later.kind is StepKind.FAILED and later.at >= step.at for later in case.steps)
    left = "复查不合格" if answered else "未反馈整改，也未经复查合格"
    return f"{notice}，至{figures.as_of_date}{left}"


def _last_finding(case: Case, fault: ScoreItem, step: CaseStep) -> CaseStep:
    """Return the step with the finding; for an overdue term, the last finding."""
    if fault is ScoreItem.RECURRING:
        return step
    return next(step for step in reversed(case.steps) if step.kind in FINDING_STEPS)


def _check_and_proof(
    case: Case, step: CaseStep, quarter: _Quarter
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the spot check that found *step*, and its proof where it is known."""
    entry, moments = quarter.accounts.get(case.account), quarter.moments
    if entry is None or case.check not in {problem.check for problem in entry.problems}:
        return (), ()  # found by a person, or in another period
    runs = [run for run in entry.failed_in if run in moments and moments[run] <= step.at]
    return tuple(runs[-1:]), entry.proof if runs == [*entry.failed_in] else ()
