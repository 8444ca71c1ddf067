"""错敏信息 (``/slips``): what others reported, open ones first; put right, withdrawn, new lists."""

from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue as Answer

from monitor.app import corrections
from monitor.cases import wording_errors
from monitor.cases.wording_errors import WordingError, WordingErrorList
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.desk import (
    confirm,
    downloads,
    flash,
    guard,
    listing,
    sheet_form,
    uploads,
)
from monitor.desk.faults import Faults, day_in, field_of
from monitor.desk.office import office
from monitor.desk.sheet_form import MOST, SheetForm
from monitor.model import Means, clock
from monitor.model.errors import MonitorError
from reports import wording_errors as words

page = Blueprint("slips", __name__)

STATES = (("", "全部"), ("open", "未整改"), ("fixed", "已整改"), ("withdrawn", "已撤销"))


@page.get("/slips")
def show() -> str | Response:
    """Show the errors, or give them as a table."""
    everything = _all()
    rows = _chosen(everything)
    if request.args.get("format") == "csv":
        return downloads.csv("错敏信息", words.TITLES, list(map(words.cells, rows)))
    return render_template(
        "slips.html",
        rows=listing.paged(rows),
        here=listing.here,
        asked=request.args,
        units=dict(sorted({error.unit: error.unit_name for error in everything}.items())),
        states=STATES,
        everything=len(everything),
        left=sum(_state(error) == "open" for error in everything),
        state=words.state,
        told=flash.told(),
    )


@page.get("/slips/<int:number>")
def one(number: int) -> str:
    """Show one error with all that is known of it."""
    return _page(_found(number), {})


@page.post("/slips/<int:number>/fix")
@guard.for_duty
def fix(number: int) -> Answer:
    """Enter that an error was put right."""
    error = _found(number)
    typed = {"on": request.form.get("on", "").strip()}
    errors: Faults = {}
    on = day_in(typed["on"], "on", errors, clock.day(clock.now()))
    if not errors:
        try:
            with office().writing() as db:
                by = guard.person().shown
                corrections.fix_wording_error(db, number, by, on, clock.now(), via=Means.DESK)
        except MonitorError as refused:
            errors[field_of(refused)] = str(refused)
    if errors:
        return _page(error, errors, typed), 422
    flash.tell(name=f"{number}号", what="已登记整改")
    return redirect("/slips", 303)


@page.post("/slips/<int:number>/withdraw")
@guard.for_duty
def withdraw(number: int) -> Answer:
    """Enter that an error is none; nothing brings it back."""
    error = _found(number)
    reason = request.form.get("reason", "").strip()
    errors: Faults = {}
    if not reason:
        errors["reason"] = "不能为空"
    elif refusal := confirm.refusal():
        errors[confirm.AGAIN] = refusal
    else:
        try:
            with office().writing() as db:
                by = guard.person().shown
                corrections.withdraw_wording_error(
                    db, number, by, reason, clock.now(), via=Means.DESK
                )
        except MonitorError as refused:
            errors[field_of(refused)] = str(refused)
    if errors:
        return _page(error, errors, {"reason": reason}), 422
    flash.tell(name=f"{number}号", what="已撤销，不再计入报告")
    return redirect("/slips", 303)


@page.get("/slips/import")
@guard.for_duty
def ask() -> str:
    """Ask for a list."""
    return _form(SheetForm())


@page.post("/slips/import")
@guard.for_duty
def take() -> Answer:
    """Show what a list comes to, or take it in once that was seen."""
    return sheet_form.answer(SheetForm.sent(), _two_steps, _form)


def _two_steps(form: SheetForm, path: Path, *, saves: bool) -> Answer:
    return _taken(form, path) if saves else _words(form, path)


def _words(form: SheetForm, path: Path) -> str:
    listed = _read(path)
    found = wording_errors.compared(_all(), listed.errors)
    return render_template(
        "slips_words.html",
        form=form,
        summary=words.counted(listed, len(found.new), len(found.changed)),
        remarks=tuple(words.remarks(listed)),
        new=found.new[:MOST],
        changed=found.changed[:MOST],
        unlisted=max(0, len(found.new) - MOST) + max(0, len(found.changed) - MOST),
        grave=sum(bool(error.veto) for error in listed.errors),
        state=words.state,
    )


def _taken(form: SheetForm, path: Path) -> Answer:
    listed = _read(path)
    with office().writing() as db:
        new, changed = WordingErrorStore(db).add_wording_errors(
            listed.errors, clock.now(), guard.person().shown, Means.DESK
        )
    uploads.drop(form.word)
    flash.tell(name="清单已导入", what=words.counted(listed, new, changed))
    return redirect("/slips", 303)


def _read(path: Path) -> WordingErrorList:
    registry = office().registry
    today = clock.day(clock.now())
    return wording_errors.read(path, registry.units, today, county=registry.jurisdiction.name)


def _form(form: SheetForm) -> str:
    return render_template("slips_import.html", form=form)


def _page(error: WordingError, errors: Faults, typed: dict[str, str] | None = None) -> str:
    return render_template(
        "slip.html", error=error, errors=errors, typed=typed or {}, veto=words.VETO[error.veto]
    )


def _all() -> tuple[WordingError, ...]:
    with office().reading() as db:
        return WordingErrorStore(db).wording_errors()


def _found(number: int) -> WordingError:
    error = next((error for error in _all() if error.id == number), None)
    if error is None:
        abort(404)
    return error


def _chosen(everything: tuple[WordingError, ...]) -> list[WordingError]:
    """Return the errors asked for: open ones first, of these the grave ones."""
    unit, state = request.args.get("unit", ""), request.args.get("state", "")
    rows = [
        error
        for error in everything
        if unit in ("", error.unit) and (state == _state(error) or not state)
    ]
    order = [value for value, _ in STATES]
    rows.sort(key=lambda error: error.found_on, reverse=True)
    return sorted(rows, key=lambda error: (order.index(_state(error)), not error.veto))


def _state(error: WordingError) -> str:
    if error.withdrawn:
        return "withdrawn"
    return "fixed" if error.fixed_on else "open"
