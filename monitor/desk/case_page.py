"""One case (``/cases/<number>``): what was found, all steps, the forms that take it further."""

from dataclasses import dataclass, field

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from monitor.app import case_steps, follow_up
from monitor.app.case_details import CaseDetails, case_details
from monitor.app.case_steps import CaseMoved
from monitor.app.letter_archive import written_letters
from monitor.cases.by_hand import StepRefused
from monitor.cases.case import StepKind
from monitor.desk import case_form, confirm, flash, guard
from monitor.desk.faults import WHOLE, Faults
from monitor.desk.office import office
from monitor.model import Platform, Verdict, clock
from monitor.model.codes import BY_HAND
from monitor.model.errors import MonitorError, RequestError
from monitor.parsing import naming
from monitor.system.connection import Database
from reports import case_table, cases, verdict_sentence

page = Blueprint("case_page", __name__)

MOVES = {kind.value: kind for kind in case_form.FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A form that was refused. *move*: which; *fields*: what was typed; *errors*: by field."""

    move: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    errors: Faults = field(default_factory=dict)


@page.get("/cases/<int:number>")
def show(number: int) -> str:
    """Show one case."""
    return _rendered(number, Refused())


@page.post("/cases/<int:number>/<move>")
@guard.for_duty
def act(number: int, move: str) -> Response | tuple[str, int]:
    """Take a case one step further; whatever is wrong stands beside its field."""
    kind = MOVES.get(move)
    if kind is None:
        abort(404)
    try:
        with office().writing() as db:
            outcome = _moved(db, number, kind)
    except CaseMoved as moved:
        return _again(number, move, {WHOLE: str(moved)}), 409
    except RequestError as refused:
        return _again(number, move, {WHOLE: str(refused)}), 422
    except MonitorError as failed:
        return _again(number, move, {WHOLE: str(failed)}), 503
    if isinstance(outcome, dict):
        return _again(number, move, outcome), 422
    flash.tell(name=f"{number}号问题", what=outcome)
    return redirect(f"/cases/{number}", 303)


@page.post("/cases/<int:number>/verify")
@guard.for_duty
def verify(number: int) -> Response | tuple[str, int]:
    """Recheck all open cases by the verdicts that stand now, and tell what became of this one."""
    place, now = office(), clock.now().replace(microsecond=0)
    try:
        with place.writing() as db:
            if case_details(db, place.registry, number, now) is None:
                abort(404)
            followed = follow_up.verify(db, place.registry, now)
            details = case_details(db, place.registry, number, now)
    except MonitorError as failed:
        code = 422 if isinstance(failed, RequestError) else 503
        return _again(number, "verify", {WHOLE: str(failed)}), code
    still = bool(details and details.case.is_open)
    flash.tell(
        name="复查",
        what=followed.summary or "没有可以销号的问题",
        sentence=f"本问题未销号，{_known(details)}{_why_open(details)}"
        if details and still
        else "",
    )
    return redirect(f"/cases/{number}", 303)


def _moved(db: Database, number: int, kind: StepKind) -> str | Faults:
    """Take the step that the form asks for; return what is told of it, or what is wrong."""
    registry, now = office().registry, clock.now().replace(microsecond=0)
    details = case_details(db, registry, number, now)
    if details is None:
        abort(404)
    shown = case_form.shown()
    if shown != details.steps:
        raise CaseMoved(details.case)
    step, faults = case_form.parse(kind, details.case, now)
    if not faults and kind in case_form.AGAIN and (refusal := confirm.refusal()):
        faults[confirm.AGAIN] = refusal
    if faults:
        return faults
    try:
        added = case_steps.add(db, registry, [number], step, shown={number: shown})
    except StepRefused as refused:  # the register's rules changed in between
        return {name or WHOLE: text for name, text in refused.faults}
    if added.repeated:
        return cases.told_before(added.repeated[0])
    (update,) = added.updates
    caveats = follow_up.term_caveats(registry, [update.case])
    return cases.entered(update.case, caveats.get(number, ""))


def _again(number: int, move: str, errors: Faults) -> str:
    """Return the page with the form as it was typed, each refusal beside its field."""
    return _rendered(number, Refused(move=move, fields=case_form.typed(), errors=errors))


def _rendered(number: int, refused: Refused) -> str:
    place, now = office(), clock.now()
    with place.reading() as db:
        details = case_details(db, place.registry, number, now)
    if details is None:
        abort(404)
    case = details.case
    term, *late = cases.term_parts(case, details.today, details.caveat)
    return render_template(
        "case.html",
        details=details,
        case=case,
        platform=Platform(case.platform).label,
        term="" if term == cases.NO_TERM else term,
        late="".join(late),
        left=case_table.left(case, details.today, details.days_left),
        by_person=case.check == BY_HAND,
        looks=[(look, naming.entered_by(look.by, look.via)) for look in details.looks],
        unit=case.unit,
        letters=[
            letter
            for letter in written_letters(place.out)
            if case.account in letter.accounts and letter.made_at >= case.opened_at
        ],
        steps=[
            (step, naming.entered_by(step.by, step.via), cases.said(step, details.today))
            for step in case.steps
        ],
        usual_days=place.registry.rectifying.due_workdays,
        known=_known(details),
        moves=[kind.value for kind in details.moves],
        refused=refused,
        told=flash.told(),
    )


def _why_open(details: CaseDetails) -> str:
    """Return why a case stays open though its account passes, empty where it does not pass."""
    known = details.verdict
    if known is None or known.verdict is not Verdict.PASS or known.as_of > details.found.at:
        return ""
    return "，但所见不晚于发现问题之时，不能据以销号：请再查看一次并登记，或者等下次检查"


def _known(details: CaseDetails) -> str:
    """Return what is known of the account now, without a full stop."""
    if details.account is None:
        return "该账号已不在检查之列"
    if details.verdict is None:
        return "该账号尚未检查过"
    as_of = clock.show(details.verdict.as_of)
    return f"该账号现为{verdict_sentence.sentence(details.verdict)}（截至{as_of}）"
