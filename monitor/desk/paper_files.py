"""A file of a paper, as it stands: the page shown as a stranger's would be, all others to save."""

from flask import make_response, send_file
from werkzeug.wrappers import Response as AnyResponse

from monitor.app.paper_manifests import PaperFile
from monitor.desk.downloads import TYPES, UNKNOWN, attachment
from monitor.desk.paper_form import FORM_WORDS

# what a report holds came from outside once: its own styles work, nothing else does
VIEWED = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
)
SHEET = "领导阅签单"


def served(file: PaperFile) -> AnyResponse:
    """Return *file* to be viewed where it is a page, to be saved where it is not."""
    answer = make_response(send_file(file.path.absolute(), mimetype=UNKNOWN, etag=False))
    answer.headers["Content-Type"] = TYPES.get(file.form, UNKNOWN)
    answer.headers["Content-Security-Policy"] = VIEWED
    answer.headers["Cache-Control"] = "no-store"
    if file.form == "html":
        answer.headers.pop("Content-Disposition", None)
    else:
        answer.headers["Content-Disposition"] = attachment(file.name)
    return answer


def shown_name(file: PaperFile) -> str:
    """Return what a file is called in a list of its paper's."""
    if file.path.stem.split("(")[0].endswith(SHEET):
        return SHEET
    part = file.path.stem.rpartition("-")[2]
    if file.form == "html" and part.isdecimal() and len(part) == 3:
        return f"分页{int(part)}"
    return FORM_WORDS.get(file.form, file.form)
