"""证据 (``/evidence/<file>/<offset>``): a picture, or an exchange as text, and both to be saved."""

from flask import Blueprint, Response, abort, render_template

from monitor.app.evidence_view import EvidenceView, evidence_at
from monitor.desk import downloads
from monitor.desk.office import office

page = Blueprint("evidence", __name__)

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}


@page.get("/evidence/<file>/<int:offset>")
def show(file: str, offset: int) -> str:
    """Show what was received, and by what it is known to be that."""
    view = _found(file, offset)
    account = office().registry.find(view.account)
    return render_template("evidence.html", view=view, account=account)


@page.get("/evidence/<file>/<int:offset>/picture")
def picture(file: str, offset: int) -> Response:
    """Give the bytes of a picture as what they show themselves to be."""
    view = _found(file, offset)
    if not view.is_picture:
        abort(404)
    return downloads.sandboxed(view.data, view.kind)


@page.get("/evidence/<file>/<int:offset>/save")
def save(file: str, offset: int) -> Response:
    """Give the bytes as a file to save, never to show."""
    view = _found(file, offset)
    ending = ENDINGS.get(view.kind, "bin" if not view.parts else "http")
    name = f"{file.partition('.')[0]}-{offset}.{ending}"
    return downloads.saved(view.data, name, view.kind or downloads.UNKNOWN)


def _found(file: str, offset: int) -> EvidenceView:
    place = office()
    with place.reading() as db:
        view = evidence_at(db, place.data / "evidence", place.scrubber(), file, offset)
    if view is None:
        abort(404)
    return view
