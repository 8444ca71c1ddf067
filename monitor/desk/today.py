"""今天 (``/``): what the day asks, and a card for each account that a person must look at."""

from dataclasses import dataclass, field

from flask import Blueprint, render_template, request

from monitor.app.standing_noes import standing_noes
from monitor.app.today import today
from monitor.app.worklist import Worklist, current_worklist
from monitor.desk import flash
from monitor.desk.faults import Faults
from monitor.desk.office import office
from monitor.model import Account, ChecklistItem, clock
from monitor.review.worklist_tasks import Need, WorklistTask
from monitor.verdicts.checklist_rules import SHORT

page = Blueprint("today", __name__)
CARDS = 100  # on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that was refused. *fields*: what was typed; *errors*: sentences by field."""

    account: str
    fields: dict[str, str] = field(default_factory=dict)
    errors: Faults = field(default_factory=dict)


@page.get("/")
def show() -> str:
    """Show the day; ``at`` names the account whose card is open."""
    return rendered(at=request.args.get("at", ""))


def rendered(at: str = "", typed: Typed | None = None) -> str:
    """Return the page. *typed*: a form that was refused, shown again as it was."""
    place = office()
    now = clock.now()
    with place.reading() as db:
        known = today(db, place.registry, now)
        cards, account = _with_open(_cards(known.worklist), typed.account if typed else at)
        noes = standing_noes(db, [account.id], now)[account.id] if account else ()
    opened = account.id if account else ""
    return render_template(
        "today.html",
        today=known,
        cards=_window(cards, opened),
        number=len(cards),
        papers=[task for task in known.worklist.tasks if task.is_paperwork],
        opened=opened,
        skip=_after(opened, [task.account.id for task in cards]),
        typed=typed or Typed(account=""),
        told=flash.told(),
        short=SHORT,
        shown_at=int(now.timestamp()),
        noes=",".join(no.item.value for no in noes),
    )


def _with_open(cards: list[WorklistTask], wanted: str) -> tuple[list[WorklistTask], Account | None]:
    """Return the cards and whose is open: the one that is *wanted*, the first otherwise.

    Where nobody need look, but somebody did, what they typed has its card all the same.
    """
    if all(task.account.id != wanted for task in cards):
        asked = (a for a in office().registry.judged if a.id == wanted)
        cards = [*map(_unasked, asked), *cards]
        wanted = cards[0].account.id if cards else ""
    return cards, next((task.account for task in cards if task.account.id == wanted), None)


def _after(id: str, cards: list[str]) -> str:
    """Return the card that follows that of *id*, after the last the first; empty if alone."""
    here = cards.index(id) + 1 if id in cards else 0
    return next((other for other in (*cards[here:], *cards) if other != id), "")


def _unasked(account: Account) -> WorklistTask:
    """Return the card of an account that the list does not ask for."""
    return WorklistTask(
        account=account,
        need=Need.ROUND,
        why="无须再看，可以补充登记",
        url=account.url,
        hint="",
        items=tuple(ChecklistItem),
    )


def _window(cards: list[WorklistTask], opened: str) -> list[tuple[int, WorklistTask]]:
    """Return the cards of one page with their numbers: the first ones, and the one that is open."""
    numbered = list(enumerate(cards, 1))
    return [*numbered[:CARDS], *(row for row in numbered[CARDS:] if row[1].account.id == opened)]


def listed() -> tuple[str, ...]:
    """Return the accounts whose cards are on the list, in its order."""
    place = office()
    with place.reading() as db:
        asked = current_worklist(db, place.registry, place.registry.judged, clock.now())
    return tuple(task.account.id for task in _cards(asked))


def following(id: str, before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """Return whose card follows that of *id*, empty where none is left.

    *before*: the list as it was, on which *id* may have stood; *now*: as it is. After the last
    one those that were passed over come again.
    """
    here = before.index(id) + 1 if id in before else 0
    left = [other for other in (*before[here:], *now) if other in now and other != id]
    return left[0] if left else ""


def _cards(asked: Worklist) -> list[WorklistTask]:
    tasks = [task for task in asked.tasks if not task.is_paperwork]
    by_account = {task.account.id: task for task in reversed(tasks)}
    return list({task.account.id: by_account[task.account.id] for task in tasks}.values())
