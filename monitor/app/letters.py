"""Letters of rectification: who gets one, for which problems, with which term.

Only what the latest verdict or a person found is told, and only while it is fresh: a letter
accuses. What is exempt is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from monitor.app import follow_up, report, wrong_clock
from monitor.cases.case import Case, Stage
from monitor.cases.case_store import CaseStore
from monitor.figures import AccountFigures, Figures, PeriodFinding
from monitor.model import Account, Assessment, NoteKind, Verdict, clock, texts_of
from monitor.model.codes import BY_HAND
from monitor.model.errors import RequestError
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.registry.rules import checks_for, look_days
from monitor.system.files import Content, Published, publish
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.judge import expired
from monitor.verdicts.reader import VerdictReader
from reports import document_builder, figures_json, html, template_filters
from reports.document_builder import Letter

STALE = 14  # days, after which what was seen is no ground for a letter
FOUND_BY_HAND = "工作人员人工检查发现并登记"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLetter:
    """What one unit is written: its failing accounts, the day and the term."""

    unit: str
    accounts: tuple[AccountFigures, ...]
    letter: Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters to the units of the chosen *accounts*.

    *waiting*: the numbers of the cases whose terms begin when the letters are recorded as sent.
    """

    accounts: tuple[AccountFigures, ...]
    letters: tuple[UnitLetter, ...]
    figures: Figures
    waiting: tuple[int, ...]


def prepare(
    db: Database,
    registry: Registry,
    accounts: Sequence[Account],
    letter: Letter,
    now: datetime,
    *,
    due: date | None = None,
    decimals: int = 1,
) -> Letters:
    """Return a letter to each unit of *accounts*; raises RequestError where one has no problem.

    Units answer by *due*, or by the term that was set for their cases, or by that of *letter*.
    """
    wrong_clock.refuse(ClockLog(db), now, "制发通知书")
    chosen: list[AccountFigures] = []
    months: dict[Period, Figures] = {}
    cases = follow_up.current_cases(CaseStore(db), registry, clock.day(now))
    for account in accounts:
        by_hand = _by_hand(account, cases)
        as_of = min(now, clock.day_end(letter.on))
        assessment = _latest(db, registry, account, now, as_of, alone=not by_hand)
        day = clock.day(assessment.taken_at if assessment else now)
        period = Period(year=day.year, month=day.month, span=Span.MONTH)
        if period not in months:
            months[period] = report.figures(db, registry, period, made_at=now, decimals=decimals)
        chosen.append(_failing(account, assessment, by_hand, months[period], cases))
    ids = {entry.account.id for entry in chosen}
    return Letters(
        accounts=tuple(chosen),
        letters=tuple(
            _of_units(chosen, letter, due, cases, follow_up.term_caveats(registry, cases))
        ),
        figures=months[max(months, key=lambda month: month.since)],
        waiting=tuple(
            case.id for case in cases if case.account in ids and case.stage is Stage.FOUND
        ),
    )


def write(letters: Letters, folder: Path, stage: Path, forms: Sequence[str]) -> Published:
    """Write *letters* into *folder*, by way of *stage*, in each of *forms*."""
    files: dict[str, Content] = {}
    for letter in letters.letters:
        name = _free_name(folder, f"整改通知书-{letter.unit}-{letter.letter.on}")
        files |= _files(letter, letters.figures, forms, name)
    about = {
        "kind": "notice",
        "made_at": clock.iso(letters.figures.made_at),
        "accounts": [entry.account.id for entry in letters.accounts],
        "program": letters.figures.program,
        "sealed": figures_json.sealed(letters.figures.sealed),
    }
    return publish(folder, stage, files, about)


def _of_units(
    chosen: Sequence[AccountFigures],
    letter: Letter,
    due: date | None,
    cases: Sequence[Case],
    caveats: Mapping[int, str],
) -> Iterable[UnitLetter]:
    for unit in dict.fromkeys(entry.account.unit_id for entry in chosen):
        entries = tuple(entry for entry in chosen if entry.account.unit_id == unit)
        termed = (
            _termed(letter, entries, cases, caveats)
            if due is None
            else replace(letter, due=due, due_caveat="")
        )
        yield UnitLetter(unit=unit, accounts=entries, letter=termed)


def _free_name(folder: Path, name: str) -> str:
    """Return *name*, numbered where a letter of that name stands in *folder* already."""
    taken = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    numbered = (f"{name}-{number}" for number in count(2))
    return (
        name
        if name not in taken
        else next(candidate for candidate in numbered if candidate not in taken)
    )


def _termed(
    letter: Letter,
    entries: Sequence[AccountFigures],
    cases: Sequence[Case],
    caveats: Mapping[int, str],
) -> Letter:
    """Return *letter* with the term already set for its cases, if any."""
    ids = {entry.account.id for entry in entries}
    counting = (case for case in cases if case.account in ids and case.is_open)
    set_ = [
        (case.due_on, caveats.get(case.id, ""))
        for case in counting
        if case.stage is not Stage.EXEMPT and case.due_on is not None and case.due_on >= letter.on
    ]
    if not set_:
        return letter
    due = min(day for day, _ in set_)
    return replace(letter, due=due, due_caveat=max(caveat for day, caveat in set_ if day == due))


def _by_hand(account: Account, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the open cases of *account* that people entered."""
    waiting = (Stage.FOUND, Stage.NOTIFIED)
    entered = (case for case in cases if case.account == account.id and case.check == BY_HAND)
    return tuple(case for case in entered if case.stage in waiting)


def _latest(
    db: Database,
    registry: Registry,
    account: Account,
    now: datetime,
    as_of: datetime,
    *,
    alone: bool,
) -> Assessment | None:
    """Return the latest verdict on *account* as it holds *as_of*; refuses one that is no failure.

    Unless it stands *alone*: None, where people found something and no check did.
    """
    name = f"账号 {account.id}（{account.name}）"
    days = look_days(checks_for(account, registry.policy))
    latest = VerdictReader(db).latest([account], now)
    assessment = next((expired(verdict, as_of, days) for verdict in latest), None)
    if not alone and (assessment is None or assessment.verdict is not Verdict.FAIL):
        return None
    if assessment is None:
        raise RequestError(f"{name}尚未检查过，没有可以通知的问题；请先运行 monitor check")
    looked = VerdictReader(db).last_by_hand(now).get(account.id)
    if looked is not None and looked > assessment.taken_at:
        raise RequestError(f"{name}检查之后又登记了人工观测，请先运行 monitor check")
    if assessment.verdict is not Verdict.FAIL:
        why = next(iter(texts_of(assessment.notes, NoteKind.EXPIRED)), "没有需要整改的问题")
        raise RequestError(f"{name}最近一次结论为“{assessment.verdict.label}”，{why}")
    if clock.natural_days(assessment.as_of, as_of) > STALE:
        day = clock.show_day(assessment.as_of)
        raise RequestError(f"{name}的问题见于{day}，已超过{STALE}天，请重新查看后再通知")
    return assessment


def _failing(
    account: Account,
    assessment: Assessment | None,
    by_hand: Sequence[Case],
    figures: Figures,
    cases: Sequence[Case],
) -> AccountFigures:
    """Return the figures of *account* with the faults of its latest look and of people.

    What is exempt is left out.
    """
    exempt = {c.check for c in cases if c.account == account.id and c.stage is Stage.EXEMPT}
    problems = tuple(
        PeriodFinding(
            check=result.check,
            title=result.title,
            message=finding.message,
            basis=result.basis,
            examination=finding.examination,
        )
        for result, finding in (assessment.faults if assessment else ())
        if result.check not in exempt
    )
    problems += tuple(
        PeriodFinding(check=case.check, title=case.title, message=case.message, basis=FOUND_BY_HAND)
        for case in by_hand
    )
    if not problems:
        raise RequestError(f"账号 {account.id}（{account.name}）的问题均已豁免，无需通知")
    entry = next(entry for entry in figures.accounts if entry.account.id == account.id)
    if assessment is None:
        found_at = max(case.last_finding_at for case in by_hand)
        return replace(entry, problems=problems, closing_at=found_at, proof=())
    return replace(entry, problems=problems, closing_at=assessment.as_of)


def _files(
    letter: UnitLetter, figures: Figures, forms: Sequence[str], name: str
) -> dict[str, Content]:
    document = document_builder.write(
        "notice",
        figures,
        letter.letter,
        unit=letter.accounts[0].account.unit,
        accounts=letter.accounts,
        bases=template_filters.bases_of(letter.accounts, figures),
        evidence=template_filters.evidence_of(letter.accounts),
    )
    files: dict[str, Content] = {}
    if "docx" in forms:
        from reports import word  # heavy

        files[f"{name}.docx"] = word.render(document, made_at=clock.beijing(figures.made_at))
    if "html" in forms:
        files[f"{name}.html"] = html.render(document)
    if "pdf" in forms:
        from reports import pdf  # heavy, and optional

        files[f"{name}.pdf"] = pdf.render(html.render(document))
    return files
