"""整改通知书 (``/letters``): the units that have something to be told, and a letter to each."""

from datetime import date, datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.app import letter_archive, letter_files, letters, report
from monitor.app.letter_archive import WrittenLetter, written_letters
from monitor.app.letter_units import units_to_tell
from monitor.desk import downloads, flash, guard, listing
from monitor.desk.faults import WHOLE, Faults, day_in, field_of
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.errors import MonitorError, RequestError

page = Blueprint("letters", __name__)

FORMS = ("docx",)
BETWEEN = "/"  # of names in the flash: no name of a file has one


@page.get("/letters")
def show() -> str:
    """Show the units that have something to be told, and the letters that were written."""
    unit = request.args.get("unit", "")
    return _rendered(unit, [unit], "", {})


@page.post("/letters")
@guard.for_duty
def make() -> AnyResponse | tuple[str, int]:
    """Write a letter to each unit that was chosen, as ``report notice`` does."""
    now, chosen = clock.now(), request.form.getlist("unit")
    due = request.form.get("due", "")
    faults: Faults = {}
    known = {unit.id for unit in office().registry.units}
    if not chosen or not known.issuperset(chosen):
        faults["unit"] = "请选择单位"
    by = day_in(due, "due", faults, clock.day(now))
    if not faults:
        try:
            flash.tell(**_written(chosen, by, now))
        except RequestError as refused:
            faults[field_of(refused)] = str(refused)
        except MonitorError as failed:
            return _rendered("", chosen, due, {WHOLE: str(failed)}), 503
    if faults:
        return _rendered("", chosen, due, faults), 422
    return redirect("/letters", 303)


@page.get("/letters/files/<file>")
def one(file: str) -> AnyResponse:
    """Give one letter."""
    (letter,) = _asked([file])
    return downloads.saved(letter.path.read_bytes(), letter.name)


@page.get("/letters/zip")
def several() -> AnyResponse:
    """Give the letters that the address names as one file."""
    chosen = _asked(request.args.getlist("name"))
    day = clock.day(max(letter.made_at for letter in chosen))
    return downloads.saved(letter_archive.zipped(chosen), f"整改通知书-{day}.zip")


def _written(units: list[str], due: date | None, now: datetime) -> dict[str, str]:
    """Write the letters; return what the next page tells."""
    place = office()
    registry, on = place.registry, clock.day(now)
    letter = report.letter(registry, place.accounts_file.parent, on, due)
    with place.reading() as db:
        prepared = letters.prepare_all(db, registry, letter, now, due=due, units=units)
    folder = place.out / letter_archive.FOLDER
    made = letter_files.write(prepared, folder, place.data / "half", FORMS)
    told = [f"已生成 {len(made.files)} 份"]
    told += [f"未出通知书：{reason}" for reason in prepared.skipped]
    if not registry.jurisdiction.contact:
        told.append("名单没有写明联系方式，通知书中留空，请填写后发出")
    return {
        "name": "整改通知书",
        "what": "；".join(told),
        "made": BETWEEN.join(path.name for path in made.files),
        "waiting": BETWEEN.join(map(str, prepared.waiting)),
    }


def _asked(names: list[str]) -> list[WrittenLetter]:
    """Return the letters of *names*, as the manifests list them; no other file is ever given."""
    standing = {letter.name: letter for letter in written_letters(office().out)}
    chosen = [standing[name] for name in dict.fromkeys(names) if name in standing]
    if not chosen or len(chosen) < len(set(names)):
        abort(404)
    return chosen


def _rendered(unit: str, chosen: list[str], due: str, errors: Faults) -> str:
    place, now = office(), clock.now()
    registry = place.registry
    with place.reading() as db:
        units = units_to_tell(db, registry, now)
    told = flash.told()
    names = {account.id: account.unit.name for account in registry.accounts}
    refused = {one.account.id: one.refused for entry in units for one in entry.accounts}
    standing = [
        (
            letter,
            "、".join(sorted({names[id] for id in letter.accounts if id in names})),
            [why for id in letter.accounts if (why := refused.get(id))],
        )
        for letter in written_letters(place.out)
        if not unit or any(a.unit.id == unit and a.id in letter.accounts for a in registry.accounts)
    ]
    return render_template(
        "letters.html",
        units=[entry for entry in units if unit in ("", entry.unit.id)],
        unit=unit,
        others=len(units),
        chosen=chosen,
        due=due,
        errors=errors,
        usual=report.letter(registry, place.accounts_file.parent, clock.day(now)),
        page=listing.paged(standing),
        here=listing.here,
        told=told,
        made=_parts(told, "made"),
        waiting=_parts(told, "waiting"),
    )


def _parts(told: dict[str, str] | None, name: str) -> list[str]:
    text = told.get(name, "") if told else ""
    return text.split(BETWEEN) if text else []
