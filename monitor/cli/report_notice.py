"""Notices of rectification: one letter a unit, from the latest verdicts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlite_utils import Database

from monitor.cases.case_store import CaseStore
from monitor.cli.console import Setup, say
from monitor.cli.report_options import Wish, print_files
from monitor.model import Account, Assessment, NoteKind, Verdict, clock, texts_of
from monitor.model.period import Period, Span
from monitor.registry.rules import checks_for, look_days
from monitor.system.files import Content, publish
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.judge import expired
from monitor.verdicts.reader import VerdictReader

if TYPE_CHECKING:
    from monitor.cases.case import Case
    from monitor.figures import AccountFigures, Figures
    from reports.document_builder import Letter

STALE = 14  # days, after which what was seen is no ground for a letter
FOLDER = "notices"
FOUND_BY_HAND = "工作人员人工检查发现并登记"


def write(
    setup: Setup, db: Database, accounts: Sequence[Account], wish: Wish, letter: "Letter"
) -> int:
    """Write a notice to each unit of *accounts*; all of them must have a problem."""
    from monitor.app import follow_up, report, wrong_clock

    wrong_clock.refuse(ClockLog(db), clock.now(), "制发通知书")

    reader = VerdictReader(db)
    chosen: list[AccountFigures] = []
    months: dict[Period, Figures] = {}
    cases = follow_up.standing(CaseStore(db), setup.registry, clock.day(clock.now()))
    for account in accounts:
        by_hand = _by_hand(account, cases)
        now = min(clock.now(), clock.day_end(letter.on))
        assessment = _latest(setup, reader, account, now, alone=not by_hand)
        day = clock.day(assessment.taken_at if assessment else clock.now())
        period = Period(year=day.year, month=day.month, span=Span.MONTH)
        if period not in months:
            months[period] = report.figures(
                db, setup.registry, period, made_at=clock.now(), decimals=wish.decimals
            )
        chosen.append(_failing(account, assessment, by_hand, months[period], cases))
    figures = months[max(months, key=lambda month: month.since)]
    from reports import figures_json

    if wish.as_json:
        from monitor.cli.console import emit

        emit([figures_json.account(entry) for entry in chosen])
        return 0
    files: dict[str, Content] = {}
    for unit in dict.fromkeys(entry.account.unit_id for entry in chosen):
        entries = [entry for entry in chosen if entry.account.unit_id == unit]
        termed = letter if wish.due else _termed(letter, entries, cases)
        name = _free_name(wish.out / FOLDER, f"整改通知书-{unit}-{letter.on}")
        files |= _letter(entries, figures, termed, wish.forms, name)
    about = {
        "kind": "notice",
        "made_at": clock.iso(figures.made_at),
        "accounts": [entry.account.id for entry in chosen],
        "program": figures.program,
        "sealed": figures_json.sealed(figures.sealed),
    }
    print_files(publish(wish.out / FOLDER, setup.data / "half", files, about))
    _remind(chosen, cases)
    return 0


def _free_name(folder: Path, name: str) -> str:
    """Return *name*, numbered where a letter of that name stands in *folder* already."""
    taken = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    numbered = (f"{name}-{number}" for number in count(2))
    return (
        name
        if name not in taken
        else next(candidate for candidate in numbered if candidate not in taken)
    )


def _remind(chosen: Sequence["AccountFigures"], cases: Sequence["Case"]) -> None:
    """Say which cases wait for the letters to be sent: the term begins when that is recorded."""
    from monitor.cases.case import Stage

    ids = {entry.account.id for entry in chosen}
    waiting = [str(c.id) for c in cases if c.account in ids and c.stage is Stage.FOUND]
    if waiting:
        say(f"发出后请登记，自此计算期限：monitor cases notify {' '.join(waiting)} --by 姓名")


def _termed(
    letter: "Letter", entries: Sequence["AccountFigures"], cases: Sequence["Case"]
) -> "Letter":
    """Return *letter* with the term already set for its cases, if any."""
    from monitor.cases.case import Stage

    ids = {entry.account.id for entry in entries}
    counting = (case for case in cases if case.account in ids and case.is_open)
    terms = [case.due_on for case in counting if case.stage is not Stage.EXEMPT]
    set_ = [due for due in terms if due is not None and due >= letter.on]
    return replace(letter, due=min(set_)) if set_ else letter


def _by_hand(account: Account, cases: Sequence["Case"]) -> tuple["Case", ...]:
    """Return the open cases of *account* that people entered."""
    from monitor.cases.case import Stage
    from monitor.model.codes import BY_HAND

    waiting = (Stage.FOUND, Stage.NOTIFIED)
    entered = (case for case in cases if case.account == account.id and case.check == BY_HAND)
    return tuple(case for case in entered if case.stage in waiting)


def _latest(
    setup: Setup, reader: VerdictReader, account: Account, now: datetime, *, alone: bool
) -> Assessment | None:
    """Return the latest verdict on *account* as of *now*; refuses one that is no failure.

    Unless it stands *alone*: None, where people found something and no check did.
    """
    name = f"账号 {account.id}（{account.name}）"
    days = look_days(checks_for(account, setup.registry.policy))
    latest = reader.latest([account], clock.now())
    assessment = next((expired(verdict, now, days) for verdict in latest), None)
    if not alone and (assessment is None or assessment.verdict is not Verdict.FAIL):
        return None
    if assessment is None:
        raise click.UsageError(f"{name}尚未检查过，没有可以通知的问题；请先运行 monitor check。")
    looked = reader.last_by_hand(clock.now()).get(account.id)
    if looked is not None and looked > assessment.taken_at:
        raise click.UsageError(f"{name}检查之后又登记了人工观测，请先运行 monitor check。")
    if assessment.verdict is not Verdict.FAIL:
        why = next(iter(texts_of(assessment.notes, NoteKind.EXPIRED)), "没有需要整改的问题")
        raise click.UsageError(f"{name}最近一次结论为“{assessment.verdict.label}”，{why}。")
    if clock.natural_days(assessment.as_of, now) > STALE:
        day = clock.show_day(assessment.as_of)
        raise click.UsageError(f"{name}的问题见于{day}，已超过{STALE}天，请重新查看后再通知。")
    return assessment


def _failing(
    account: Account,
    assessment: Assessment | None,
    by_hand: Sequence["Case"],
    figures: "Figures",
    cases: Sequence["Case"],
) -> "AccountFigures":
    """Return the figures of *account* with the faults of its latest look and of people.

    What is exempt is left out.
    """
    from monitor.cases.case import Stage
    from monitor.figures import PeriodFinding

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
        raise click.UsageError(f"账号 {account.id}（{account.name}）的问题均已豁免，无需通知。")
    entry = next(entry for entry in figures.accounts if entry.account.id == account.id)
    if assessment is None:
        found_at = max(case.last_finding_at for case in by_hand)
        return replace(entry, problems=problems, closing_at=found_at, proof=())
    return replace(entry, problems=problems, closing_at=assessment.as_of)


def _letter(
    entries: Sequence["AccountFigures"],
    figures: "Figures",
    letter: "Letter",
    forms: Sequence[str],
    name: str,
) -> dict[str, Content]:
    from reports import document_builder, html, template_filters, word

    document = document_builder.write(
        "notice",
        figures,
        letter,
        unit=entries[0].account.unit,
        accounts=entries,
        bases=template_filters.bases_of(entries, figures),
        evidence=template_filters.evidence_of(entries),
    )
    files: dict[str, Content] = {}
    if "docx" in forms:
        files[f"{name}.docx"] = word.render(document, made_at=clock.beijing(figures.made_at))
    if "html" in forms:
        files[f"{name}.html"] = html.render(document)
    if "pdf" in forms:
        from reports import pdf

        files[f"{name}.pdf"] = pdf.render(html.render(document))
    return files
