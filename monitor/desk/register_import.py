"""台账导入 (``/register/import``): first what the ledger comes to, as the command says it.

One fault, and nothing of it is taken. The register that is changed is the very one whose changes
were shown: the form carries its hash.
"""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.app import ledger_summary, register, sheet_kinds
from monitor.app.register import PreparedChange, Signature
from monitor.desk import flash, guard, uploads
from monitor.desk.office import office
from monitor.desk.register import current
from monitor.model import Means, clock
from monitor.model.errors import ConfigError, MonitorError, RequestError, SheetError
from monitor.registry import Registry
from monitor.registry.edit.revise import ChangedMeanwhile
from monitor.registry.ledger.importer import Ledger
from monitor.registry.ways import PAGES

page = Blueprint("register_import", __name__)

FLAGS = ("add_units", "strict")
MOST = 600  # lines of what a ledger comes to, and of what is wrong with it
GONE = "暂存的文件已经不在，请重新选择"
WORKLIST = "这是核查清单，不是台账；请在本机导入：monitor observe --import 文件名 --by 姓名"
SAME = "内容与名单相同，无需导入"
MEANWHILE = "名单刚刚被另一人修改过，未导入，请按现在的名单再核对一次"
Answer = str | Response | tuple[str, int]


@dataclass(kw_only=True)
class SheetForm:
    """The form of a sheet. *word*: of the kept file, called *name*; *faults*: of its cells."""

    word: str = ""
    name: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    error: str = ""
    faults: list[str] = field(default_factory=list)


@page.get("/register/import")
@guard.for_duty
def ask() -> str:
    """Ask for the ledger."""
    return _form(SheetForm())


@page.post("/register/import")
@guard.for_duty
def take() -> Answer:
    """Show what the ledger comes to, or take it in if just that was seen."""
    form = SheetForm(
        word=request.form.get("word", ""),
        name=request.form.get("name", "")[:60],
        reason=request.form.get("reason", "").strip(),
        flags=tuple(name for name in FLAGS if request.form.get(name)),
    )
    try:
        office().refuse_demo()
    except RequestError as refused:
        form.error = str(refused)
        return _form(form), 403
    step = request.form.get("step", "")
    try:
        if step != "save":
            form.word, form.name = uploads.keep()
        path = uploads.path_of(form.word)
        if path is None:
            raise RequestError(GONE, "file")
        return _two_steps(form, path, saves=step == "save")
    except SheetError as refused:
        form.faults = uploads.faults(refused, form.word, form.name)
    except (RequestError, ConfigError) as refused:
        form.error = str(refused)
    uploads.drop(form.word)
    return _form(form), 422


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
    left = max(0, len(form.faults) - MOST)
    faults = form.faults[:MOST]
    return render_template("register_import.html", form=form, faults=faults, unlisted=left)
