"""报告 (``/reports``): what was made and issued; papers are made, issued, viewed and downloaded."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from monitor.app import published_papers
from monitor.app.paper_order import PaperOrder
from monitor.app.publish import NAMES
from monitor.app.published_papers import PublishedPaper
from monitor.desk import confirm, flash, guard, listing, paper_form, paper_pictures
from monitor.desk.faults import WHOLE, Faults
from monitor.desk.office import office
from monitor.desk.paper_files import served, shown_name
from monitor.desk.paper_maker import PaperMaker
from monitor.model import Means, clock
from monitor.model.errors import Busy
from reports import bars_svg

page = Blueprint("papers", __name__)

MAKER = "papers"  # in the application's configuration
MAKE, ISSUE, COMPARE = "make", "issue", "compare"


@page.record
def _installed(state: BlueprintSetupState) -> None:
    state.app.config[MAKER] = PaperMaker()


def maker(app: Flask | None = None) -> PaperMaker:
    """Return what makes papers at this desk."""
    return cast(PaperMaker, (app or current_app).config[MAKER])


@page.get("/reports")
def show() -> str:
    """Show all papers; ``issue`` names the folder and kind of the draft that is to be issued."""
    return _rendered()


@page.post("/reports/make")
@guard.for_duty
def make() -> Response | tuple[str, int]:
    """Begin to make a draft."""
    order = paper_form.parse(request.form, guard.person().shown, clock.now(), issue=False)
    if isinstance(order, dict):
        return _rendered(MAKE, order), 422
    return _begun(order, MAKE)


@page.post("/reports/issue")
@guard.for_duty
def issue() -> Response | tuple[str, int]:
    """Begin to issue a paper: its figures are fixed for good, so the password is asked again."""
    if refusal := office().demo_refusal():
        return _rendered(ISSUE, {WHOLE: refusal}), 403
    order = paper_form.parse(request.form, guard.person().shown, clock.now(), issue=True)
    if isinstance(order, dict):
        return _rendered(ISSUE, order), 422
    if refusal := confirm.refusal():
        return _rendered(ISSUE, {confirm.AGAIN: refusal}), 422
    return _begun(order, ISSUE)


@page.post("/reports/compare")
@guard.for_duty
def compare() -> Response | tuple[str, int]:
    """Begin to compare the figures of a paper with those of today; nothing is written."""
    asked = request.form.get("paper", "")
    with office().reading() as db:
        known = published_papers.published(db, office().out, clock.now())
        paper = next((paper for paper in known.papers if _name(paper) == asked), None)
        if paper is None or not paper.has_figures:
            abort(404)
        before = published_papers.figures_of(db, paper)
    decimals = paper_form.asked_before(paper.listed.asked if paper.listed else {}).get("decimals")
    order = PaperOrder(
        kind=paper.kind,
        period=paper.period,
        decimals=int(decimals) if decimals in paper_form.DECIMALS else 1,
        by=guard.person().shown,
        via=Means.DESK,
    )
    return _begun(order, COMPARE, before)


@page.get("/reports/<period>/<file>")
def draft_file(period: str, file: str) -> Response:
    """Show or send one file of a draft."""
    return _file(period, file)


@page.get("/reports/<period>/<folder>/<file>")
def issued_file(period: str, folder: str, file: str) -> Response:
    """Show or send one file of an issue."""
    return _file(f"{period}/{folder}", file)


def _begun(order: PaperOrder, act: str, before: str = "") -> Response | tuple[str, int]:
    try:
        begun = maker().begin(office(), order, clock.now(), before)
    except Busy as busy:
        return _rendered(act, {WHOLE: str(busy)}), 409
    if not begun:
        flash.tell(name=order.name, what="正在生成，不再重复")
    return redirect("/reports#progress", 303)


def _file(folder: str, name: str) -> Response:
    found = published_papers.find(office().out, folder, name)
    if found is None:
        abort(404)
    return served(found)


def _rendered(act: str = "", faults: Faults | None = None) -> str:
    """Return the page. *act*: whose form was refused, shown again as it was."""
    place, now = office(), clock.now()
    with place.reading() as db:
        known = published_papers.published(db, place.out, now)
    papers = listing.paged(known.papers)
    wanted = request.args.get("issue", "")
    draft = next((paper for paper in known.papers if wanted and wanted == _key(paper)), None)
    typed = request.form.to_dict() if act else {}
    proposed = paper_form.first(now)
    return render_template(
        "papers.html",
        papers=papers,
        faults=known.faults,
        job=maker().last,
        told=flash.told(),
        names=NAMES,
        key=_key,
        name_of=_name,
        refusal=(faults or {}).get(WHOLE, "") if act == COMPARE else "",
        file_name=shown_name,
        address=_address,
        here_page=lambda number: listing.here(page=number),
        track=bars_svg.track,
        pictures=paper_pictures.pictures(known.quarters),
        make_fields=typed if act == MAKE else proposed,
        make_errors=faults or {} if act == MAKE else {},
        issue_open=act == ISSUE or draft is not None,
        issue_fields=typed if act == ISSUE else _of(draft) or proposed,
        issue_errors=faults or {} if act == ISSUE else {},
        words=paper_form,
        periods=paper_form.proposed(now),
    )


def _key(paper: PublishedPaper) -> str:
    return f"{paper.period.name}.{paper.kind}"


def _name(paper: PublishedPaper) -> str:
    """Return what tells *paper* from all others."""
    version = paper.issued.version if paper.issued else 0
    return f"{_key(paper)}.{version}.{clock.iso(paper.made_at)}"


def _of(draft: PublishedPaper | None) -> dict[str, Any]:
    """Return the fields with which *draft* is issued: its own options, of today."""
    if draft is None:
        return {}
    fields: dict[str, Any] = {"period": draft.period.name, "kind": draft.kind}
    return fields | paper_form.asked_before(draft.listed.asked if draft.listed else {})


def _address(paper: PublishedPaper, name: str) -> str:
    """Return the address of a file of *paper*."""
    folder = paper.listed.folder if paper.listed else ""
    period, _, issue = folder.partition("/")
    if issue:
        return url_for("papers.issued_file", period=period, folder=issue, file=name)
    return url_for("papers.draft_file", period=period, file=name)
