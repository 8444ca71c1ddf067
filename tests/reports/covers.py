"""Sheets for signing: counties that strain them, and what stands on them."""

from dataclasses import replace
from datetime import date
from typing import Any

from monitor.cases.case import Case, StepKind
from monitor.figures import Figures, Tally
from monitor.figures.values import EarlierPeriod
from monitor.model import AccountSnapshot, Contact, Platform
from monitor.model.outcome import Outcome
from reports import cover
from reports.document_model import Document
from tests.figures.builders import QUARTER, case, figures, history, registered, step
from tests.reports.papers import LETTER, paper

LONG_UNIT = "云河县人力资源和社会保障事业发展服务中心（云河县劳动人事争议仲裁院）"
DUE = date(2021, 11, 5)


def sheet(value: Figures, kind: str = "quarter_city", **notes: Any) -> Document:
    return cover.write(value, LETTER, paper(kind, value), cover.CoverNotes(**notes))


def rows(document: Document) -> dict[str, str]:
    """Return what stands beside each label."""
    (table,) = (block.table for block in document.blocks if block.table is not None)
    return {str(label): str(text) for label, text in table.rows}


def late_case(id: int, account: AccountSnapshot, due: date = DUE) -> Case:
    return case(id, account, step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2, 1, due_on=due))


def strained(number: int = 30, unit: str = LONG_UNIT) -> Figures:
    """So many failing accounts of long names, as many late, and others unseen for every reason."""
    accounts = [
        registered(f"a{n:02}", name=f"云河人社劳动监察与就业创业服务平台官方第{n}号WWW",
                   unit=f"{unit}{n}", unit_id=f"u{n}", platform=list(Platform)[n % 6])
        for n in range(number)
    ]  # fmt: skip
    value = figures(
        *(history("ffzz"[n % 4 :] or "zz", account) for n, account in enumerate(accounts)),
        *(history("ppu", registered(f"u{n:02}", name="不明")) for n in range(20)),
        history("ffp", registered("r", name="恢复", unit=unit)),
        cases=tuple(late_case(n, account) for n, account in enumerate(accounts, 1)),
        before=EarlierPeriod(period=QUARTER.before, tally=Tally(registered=9, passed=8, failed=1)),
    )
    outcomes = [outcome for outcome in Outcome if outcome.label]
    unseen = iter(outcomes * 3)
    return replace(
        value,
        accounts=tuple(
            replace(row, tried=(("feed", next(unseen), ""),)) if row in value.unknown else row
            for row in value.accounts
        ),
    )


CONTACT = Contact(name="王五", phone="0900-1234567")
