"""Notices of rectification: one letter a unit, from the latest verdicts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from monitor import clock
from monitor.cli.console import Setup
from monitor.cli.report import Wish, tell
from monitor.model import Account, Verdict
from monitor.period import Period, Span
from monitor.publishing import Content, publish

if TYPE_CHECKING:
    from monitor.figures import AccountFigures, Figures
    from monitor.store import Store
    from reports.wording import Letter


def write(
    setup: Setup, store: "Store", accounts: Sequence[Account], wish: Wish, letter: "Letter"
) -> int:
    """Write a notice to each unit of *accounts*; all of them must be failing."""
    from monitor.reporting import figures as figures_of

    last = next(iter(store.runs(limit=1)), None)
    if last is None:
        raise click.UsageError("尚未检查过，没有可以通知的问题；请先运行 monitor check。")
    day = clock.day(last.moment)
    period = Period(year=day.year, month=day.month, span=Span.MONTH)
    figures = figures_of(store, setup.registry, period, made_at=clock.now(), decimals=wish.decimals)
    found = {one.account.id: one for one in figures.accounts}
    chosen = [_failing(account, found) for account in accounts]
    if wish.as_json:
        from monitor.cli.console import emit
        from reports import figures_json

        emit([figures_json.account(one) for one in chosen])
        return 0
    files: dict[str, Content] = {}
    for unit in dict.fromkeys(one.account.unit_id for one in chosen):
        own = [one for one in chosen if one.account.unit_id == unit]
        termed = letter if wish.due else _termed(letter, own, figures)
        files |= _letter(own, figures, termed, wish.forms, f"整改通知书-{unit}-{letter.on}")
    about = {
        "kind": "notice",
        "made_at": clock.iso(figures.made_at),
        "accounts": [one.account.id for one in chosen],
        "program": figures.program,
    }
    tell(publish(wish.out / "notices", setup.data / "half", files, about))
    return 0


def _termed(letter: "Letter", own: Sequence["AccountFigures"], figures: "Figures") -> "Letter":
    """Return *letter* with the term that was set already for what it is about, if any."""
    ids = {one.account.id for one in own}
    terms = [case.due_on for case in figures.cases if case.account in ids and case.is_open]
    set_ = [due for due in terms if due is not None and due >= letter.on]
    return replace(letter, due=min(set_)) if set_ else letter


def _failing(account: Account, found: dict[str, "AccountFigures"]) -> "AccountFigures":
    one = found.get(account.id)
    if one is None or one.closing_verdict is not Verdict.FAIL:
        said = one.closing_verdict.label if one and one.closing_verdict else "尚未检查"
        raise click.UsageError(
            f"账号 {account.id}（{account.name}）最近一次结论为“{said}”，没有需要整改的问题。"
        )
    return one


def _letter(
    own: Sequence["AccountFigures"],
    figures: "Figures",
    letter: "Letter",
    forms: Sequence[str],
    name: str,
) -> dict[str, Content]:
    from reports import docx, html, wording

    document = wording.write(
        "notice",
        figures,
        letter,
        unit=own[0].account.unit,
        accounts=own,
        bases=wording.bases_of(own, figures),
        evidence=wording.evidence_of(own),
    )
    files: dict[str, Content] = {}
    if "docx" in forms:
        files[f"{name}.docx"] = docx.render(document, made_at=clock.beijing(figures.made_at))
    if "html" in forms:
        files[f"{name}.html"] = html.render(document)
    if "pdf" in forms:
        from reports import pdf

        files[f"{name}.pdf"] = pdf.render(html.render(document))
    return files
