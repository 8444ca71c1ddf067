"""台账导入 (``/register/import``): first what the ledger comes to, as the command says it.

One fault, and nothing of it is taken. The register that is changed is the very one whose changes
were shown: the form carries its hash.
"""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue as Answer

from monitor.app import ledger_summary, register, sheet_kinds
from monitor.app.register import PreparedChange, Signature
from monitor.desk import flash, guard, sheet_form, uploads
from monitor.desk.office import office
from monitor.desk.register import current
from monitor.desk.sheet_form import MOST, SheetForm
from monitor.model import Means, clock
from monitor.model.errors import MonitorError, RequestError
from monitor.registry import Registry
from monitor.registry.edit.placing import ChangedMeanwhile
from monitor.registry.ledger.importer import Ledger
from monitor.registry.ways import ADD_UNITS, PAGES, STRICT

page = Blueprint("register_import", __name__)

BOXES = {"add_units": ADD_UNITS, "strict": STRICT}
WORKLIST = "这是核查清单，不是台账；请在本机导入：monitor observe --import 文件名 --by 姓名"
SAME = "内容与名单相同，无需导入"
MEANWHILE = "名单刚刚被另一人修改过，未导入，请按现在的名单再核对一次"


@page.get("/register/import")
@guard.for_duty
def ask() -> str:
    """Ask for the ledger."""
    return _form(SheetForm())


@page.post("/register/import")
@guard.for_duty
def take() -> Answer:
    """Show what the ledger comes to, or take it in if just that was seen."""
    return sheet_form.answer(SheetForm.sent(*BOXES), _two_steps, _form)


def _two_steps(form: SheetForm, path: Path, *, saves: bool) -> Answer:
    if sheet_kinds.is_worklist(path):
        raise RequestError(WORKLIST, "file")
    registry = current()
    given = register.read_ledger(
        path,
        registry,
        clock.day(clock.now()),
        add_units="add_units" in form.flags,
        strict="strict" in form.flags,
        reason=form.reason,
        ways=PAGES,
    )
    signature = Signature(by=guard.person().shown, reason=form.reason, via=Means.DESK)
    prepared = register.prepare(
        office().accounts_file, given.changes, "import", signature, clock.now(), units=given.units
    )
    seen = request.form.get("sha") == prepared.revision.old.sha256
    if saves and seen and not prepared.is_empty:
        return _saved(form, registry, given, prepared)
    return _words(form, registry, given, prepared, MEANWHILE if saves and not seen else "")


def _saved(form: SheetForm, registry: Registry, given: Ledger, prepared: PreparedChange) -> Answer:
    try:
        with office().writing() as db:
            register.save(db, prepared)
    except ChangedMeanwhile:
        return _words(form, registry, given, prepared, MEANWHILE)
    except MonitorError as failed:
        return _words(form, registry, given, prepared, str(failed))
    uploads.drop(form.word)
    flash.tell(name="台账已导入", what=ledger_summary.summary(given))
    return redirect("/register", 303)


def _words(
    form: SheetForm, registry: Registry, given: Ledger, prepared: PreparedChange, note: str
) -> Answer:
    lines = tuple(ledger_summary.lines(registry, given, unchanged=True, ways=PAGES))
    page_ = render_template(
        "register_import_words.html",
        form=form,
        summary=ledger_summary.summary(given),
        remarks=tuple(ledger_summary.remarks(given, PAGES)),
        lines=lines[:MOST],
        unlisted=max(0, len(lines) - MOST),
        note=note or (SAME if prepared.is_empty else ""),
        is_empty=prepared.is_empty,
        sha=prepared.revision.old.sha256,
    )
    return page_, 409 if note else 200


def _form(form: SheetForm) -> str:
    return render_template("register_import.html", form=form, boxes=BOXES)
