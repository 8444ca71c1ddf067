"""All that is known of one account, gathered in one reading; nothing is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.app import follow_up
from monitor.app.current_verdicts import CurrentVerdict, verdicts_so_far, verdicts_with_runs
from monitor.cases.case import Case
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Answer, clock
from monitor.registry import Registry
from monitor.registry.edit_log import Edit, EditLog
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.year_reader import YearReader
from reports.dossier import Dossier
from reports.year_calendar import WEEKS, YearCalendar, calendar

EDITS = 20  # changes of the register
ANSWERS = 60  # answers to the checklist


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """*current*: the verdict that holds now, None of an account that is not judged (any more) or
    never was. *cases*: open ones first; *problems*: what is now found of them, by their numbers;
    *answers*: newest first, withdrawn ones among them.
    """

    dossier: Dossier
    current: CurrentVerdict | None
    year: YearCalendar
    cases: tuple[Case, ...]
    problems: Mapping[int, str]
    answers: tuple[Answer, ...]
    edits: tuple[Edit, ...]


def dossier_of(
    db: Database, registry: Registry, account: Account, limit: int, now: datetime
) -> Dossier:
    """Return the history of *account*: so many verdicts, looks and posts, newest first."""
    reader = VerdictReader(db)
    return Dossier(
        account=account,
        now=now,
        set_aside=ClockLog(db).runs_set_aside(),
        verdicts=verdicts_so_far(reader, registry, account, limit, now),
        observations=reader.history(account.id, limit),
        posts=reader.posts(account.id, limit),
    )


def account_page(
    db: Database, registry: Registry, account: Account, limit: int, now: datetime
) -> AccountPage:
    """Return all that is known of *account*."""
    asked = [account] if account.judged else []
    cases = [case for case in CaseStore(db).cases_on(clock.day(now)) if case.account == account.id]
    answers = AnswerStore(db).answers(
        clock.BEGINNING, now + clock.CLOCK_SKEW, accounts=[account.id], withdrawn=True
    )
    return AccountPage(
        dossier=dossier_of(db, registry, account, limit, now),
        current=next(iter(verdicts_with_runs(VerdictReader(db), registry, asked, now)), None),
        year=_year(db, account, now),
        cases=tuple(sorted(cases, key=lambda case: (not case.is_open, -case.id))),
        problems=follow_up.current_messages(db, registry, cases, now),
        answers=answers.get(account.id, ())[::-1][:ANSWERS],
        edits=EditLog(db).edits(account.id, EDITS),
    )


def _year(db: Database, account: Account, now: datetime) -> YearCalendar:
    known = YearReader(db).known_days(account.id, now - timedelta(weeks=WEEKS), now)
    return calendar(
        {clock.day(at) for at in known.posts},
        known.windows,
        [clock.day(at) for at, _ in known.looks],
        clock.day(now),
        known.coarse,
    )
