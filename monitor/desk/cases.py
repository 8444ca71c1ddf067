"""整改 (``/cases``): every problem by its stage, overdue first; the table to save."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.app import case_steps, follow_up
from monitor.app.case_board import OVERDUE, CaseBoard, case_board
from monitor.cases.case import Case, Stage
from monitor.desk import downloads, flash, guard, listing
from monitor.desk.faults import WHOLE, Faults, field_of
from monitor.desk.office import office
from monitor.model import Account, Means, Platform, clock
from monitor.model.codes import BY_HAND
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.parsing.naming import AccountNames
from reports import case_table, cases

page = Blueprint("cases", __name__)

COLUMN = 20  # cards of one stage beside the others; by itself a stage has pages
CHOICES = 300  # accounts that a form proposes
NEXT = {  # what the office does next with a case, and where on its page that stands
    Stage.FOUND: ("登记已通知", "notify"),
    Stage.NOTIFIED: ("登记整改反馈", "rectify"),
    Stage.RECTIFIED: ("复查", "verify"),
}


@page.get("/cases")
def show() -> str | Response:
    """Show the board, one stage of it, or give what it lists as a table to save."""
    stage, unit, older = (request.args.get(name, "").strip() for name in ("stage", "unit", "older"))
    if stage not in dict(_stages()):
        stage = ""
    place, now = office(), clock.now()
    with place.reading() as db:
        board = case_board(db, place.registry, now, unit, older=older == "1")
        listed = board.listed(stage)
        if request.args.get("format") == "csv":
            rows = [case_table.cells(case, board.today) for case in listed]
            return downloads.csv(f"整改-{board.today}", case_table.TITLES, rows)
        paged = listing.paged(listed)
        seen = paged.rows if stage else [c for of in board.stages.values() for c in of[:COLUMN]]
        messages = follow_up.current_messages(db, place.registry, seen, now)
        caveats = follow_up.term_caveats(place.registry, seen)
    return render_template(
        "cases.html",
        board=board,
        columns=[
            (of.value, of.label, board.stages[of][:COLUMN], len(board.stages[of])) for of in Stage
        ],
        stage=stage,
        stages=_stages(),
        unit=unit,
        paged=paged,
        card=lambda case: _card(case, board, messages.get(case.id, ""), caveats.get(case.id, "")),
        counts=[(of, name, len(board.listed(of))) for of, name in _stages()],
        name=dict(_stages()).get(stage, ""),
        older=older == "1",
        platform=lambda case: Platform(case.platform).label,
        here=listing.here,
        told=flash.told(),
    )


@page.post("/cases/verify")
@guard.for_duty
def verify() -> AnyResponse:
    """Recheck every case that is open by the verdicts that stand now (复查)."""
    place, now = office(), clock.now().replace(microsecond=0)
    with place.writing() as db:
        followed = follow_up.verify(db, place.registry, now)
    flash.tell(name="复查", what=followed.summary or "没有可以销号的问题")
    return redirect("/cases", 303)


@page.get("/cases/new")
@guard.for_duty
def new() -> str:
    """Ask for a problem that a person found, of the account that the address names."""
    account = request.args.get("account", "")
    return _asked({"account": account, "text": ""}, {})


@page.post("/cases/new")
@guard.for_duty
def enter() -> AnyResponse | tuple[str, int]:
    """Open a case that a person found."""
    typed = {name: request.form.get(name, "") for name in ("account", "text")}
    place, now = office(), clock.now().replace(microsecond=0)
    faults: Faults = {}
    account = None
    try:
        account = _account(typed["account"])
    except (RequestError, ConfigError) as wrong:
        faults["account"] = str(wrong)
    if not typed["text"].strip():
        faults["text"] = "请写明发现的问题"
    if account is None or faults:
        return _asked(typed, faults), 422
    by = guard.person().shown
    try:
        with place.writing() as db:
            case = case_steps.open_case(
                db, place.registry, account, typed["text"], by, now, via=Means.DESK
            )
    except RequestError as refused:
        return _asked(typed, {field_of(refused): str(refused)}), 422
    except MonitorError as failed:
        return _asked(typed, {WHOLE: str(failed)}), 503
    flash.tell(name=f"{case.id}号问题", what="已立案，现为待通知")
    return redirect(f"/cases/{case.id}", 303)


def _account(words: str) -> Account:
    """Return the account that *words* mean; raises RequestError with those they may mean."""
    if not words.strip():
        raise RequestError("请写账号的名称或标识")
    registry = office().registry
    (id,) = AccountNames.of(registry.judged).ids([words.strip()])
    return registry.account(id)


def _asked(typed: dict[str, str], errors: Faults) -> str:
    accounts = office().registry.judged[:CHOICES]
    return render_template("case_new.html", typed=typed, errors=errors, accounts=accounts)


def _stages() -> tuple[tuple[str, str], ...]:
    return (*((stage.value, stage.label) for stage in Stage), (OVERDUE, "逾期"))


def _card(case: Case, board: CaseBoard, message: str, caveat: str) -> dict[str, Any]:
    """Return what a card tells of *case*."""
    words, place = NEXT.get(case.stage, ("", ""))
    if case.stage is Stage.RECTIFIED and case.check == BY_HAND:  # no look sees that
        words, place = "销号", "close"
    term, *late = cases.term_parts(case, board.today, caveat)
    return {
        "problem": message or case.message,
        "late": "".join(late),
        "term": "" if term == cases.NO_TERM else term,
        "times": case.recurrences + 1,
        "next": words,
        "place": place,
    }
