"""The week's worklist: whom a person must look at, by all that is known of each account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.app import wrong_clock
from monitor.app.current_verdicts import current_verdicts
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Incident, clock
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.review.worklist_tasks import WorklistTask, tasks
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.checklist_rules import open_items
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """What a person must do; *incidents*: what is amiss with the monitor itself.

    *month*: the one of which posts are counted, None where nobody is asked to.
    """

    tasks: tuple[WorklistTask, ...]
    incidents: tuple[Incident, ...]
    month: Period | None = None


def title(registry: Registry, now: datetime) -> str:
    """Return what a worklist is headed."""
    return f"{registry.jurisdiction.name}政务新媒体人工核查清单 {clock.day(now)}"


def current_worklist(
    db: Database, registry: Registry, accounts: Sequence[Account], now: datetime
) -> Worklist:
    """Return the worklist of *accounts*."""
    reader = VerdictReader(db)
    assessments = current_verdicts(reader, registry, accounts, now)
    answers = AnswerStore(db).answers(clock.BEGINNING, now)
    listed = tasks(
        accounts,
        {assessment.account.id: assessment for assessment in assessments},
        reader.last_by_hand(now),
        {account.id: open_items(answers.get(account.id, ()), now) for account in accounts},
        now,
        CaseStore(db).cases(),
        reader.newest_post_at(assessments, now),
    )
    return Worklist(tasks=listed, incidents=wrong_clock.incidents(db, now))


def to_fill_in(db: Database, worklist: Worklist, now: datetime) -> Worklist:
    """Return *worklist* as a sheet asks for it: with the posts that nobody has counted yet."""
    from monitor.app import post_counts  # it reaches the figures; the list on the screen asks less

    month = post_counts.last_month(now)
    counted = post_counts.known(db, [task.account for task in worklist.tasks], month, now)
    tasks = tuple(replace(task, counted=counted[task.account.id]) for task in worklist.tasks)
    return replace(worklist, tasks=tasks, month=month)
