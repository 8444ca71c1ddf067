"""粘贴清单 (``/paste``): an offline list's text, shown in words, then kept whole or not at all.

The text travels in the form from the page that shows it to the one that keeps it; nothing lies
anywhere in between. Pictures that the text could not carry are put beside their accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue as Answer
from werkzeug.wrappers import Response

from monitor.app import offline_lists
from monitor.app.judged_round import JudgedRound
from monitor.app.offline_lists import RoundRefused
from monitor.app.standing_noes import standing_noes
from monitor.desk import audit, downloads, flash, guard, screenshot_field
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.errors import Busy, EvidenceError, RequestError, StoreError
from monitor.parsing import text as texts
from monitor.review import offline_text, screenshots
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError
from monitor.review.offline_round import OfflineRound
from monitor.review.offline_text import ListError, OfflineEntry, OfflineList
from monitor.verdicts.checklist_rules import SHORT
from reports import offline_words, verdict_sentence

page = Blueprint("paste", __name__)

MOST = 4 * offline_text.LARGEST  # bytes of a file
LEFT = "都已勾选“不登记”，没有可登记的账号"
NOTHING = "请粘贴清单文字，或者选择清单文字的文件"
SHEET = "这是表格；填好的表格请在本机导入：monitor observe --import 文件名 --by 姓名"
SUFFIXES = (".xlsx", ".xls", ".csv")


@dataclass(kw_only=True)
class PasteForm:
    """What was pasted. *left*: accounts that shall not be entered. *error*: why it is no list."""

    text: str = ""
    left: frozenset[str] = frozenset()
    shown: dict[str, str] = field(default_factory=dict)  # times of pictures, as typed
    error: str = ""


@page.get("/paste")
@guard.for_duty
def ask() -> str:
    """Ask for the text."""
    return _shown(PasteForm())


@page.get("/paste/list.html")
@guard.for_duty
def hand_out() -> Response:
    """Hand out this week's list as a page to fill in where the desk cannot be reached."""
    place, now = office(), clock.now()
    with place.reading() as db:
        made = offline_lists.page(db, place.registry, now)
    response = make_response(made)
    name = f"核查清单-{clock.day(now)}.html"
    response.headers["Content-Disposition"] = downloads.attachment(name)
    return response


@page.post("/paste")
@guard.for_duty
@guard.takes_lists
def take() -> Answer:
    """Show what a text comes to, or keep it if that was seen."""
    form = PasteForm()
    try:
        form.text = _text()
        office().refuse_demo()
        given = offline_lists.read(office().registry, form.text)
    except ListError as wrong:
        form.error = str(wrong)
        return _shown(form), 422
    except RequestError as refused:
        form.error = str(refused)
        return _shown(form), 403 if office().demo else 422
    ids = [entry.account for entry in given.entries]
    form.left = frozenset(id for id in ids if request.form.get(f"leave-{id}"))
    form.shown = {id: request.form.get(f"shot_at-{id}", "") for id in ids}
    now = clock.now().replace(microsecond=0)
    if request.form.get("step") != "keep":
        return _shown(form, given, _round(given, now))
    return _kept(form, given, now)


def _kept(form: PasteForm, given: OfflineList, now: datetime) -> Answer:
    entries = tuple(entry for entry in given.entries if entry.account not in form.left)
    audit.note(object=f"{given.on} {given.by}")
    if not entries:
        form.error = LEFT
        return _shown(form, given, _round(given, now)), 422
    round_ = _round(replace(given, entries=entries), now)
    try:
        judged = offline_lists.keep(office().recorder(), round_, now)
    except RoundRefused as refused:
        form.error = "有账号不能登记，全部未登记"
        left = replace(given, entries=tuple(e for e in given.entries if e.account in form.left))
        rows = {row.entry.account: row for row in (*refused.round.rows, *_round(left, now).rows)}
        whole = replace(round_, list=given, rows=tuple(rows[e.account] for e in given.entries))
        return _shown(form, given, whole), 422
    except (Busy, RequestError, StoreError, EvidenceError) as failed:
        form.error = str(failed)
        return _shown(form, given, _round(given, now)), 503
    flash.tell(name="清单", what=_told(given, entries, judged))
    return redirect("/", 303)


def _text() -> str:
    """Return the text as pasted, or as it stands in the file that was chosen."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        if not (typed := request.form.get("text", "")).strip():
            raise ListError(NOTHING)
        return typed
    if sent.filename.lower().endswith(SUFFIXES):
        raise ListError(SHEET)
    return texts.decode(sent.stream.read(MOST + 1)).text


def _round(given: OfflineList, now: datetime) -> OfflineRound:
    pictures: dict[str, Proof | FieldError] = {}
    for entry in given.entries:
        try:
            picture = _picture(entry, now)
        except FieldError as wrong:
            pictures[entry.account] = wrong
        else:
            if picture is not None:
                pictures[entry.account] = picture
    return offline_lists.preview(
        office().registry, given, now, by=guard.person().shown, pictures=pictures
    )


def _picture(entry: OfflineEntry, now: datetime) -> Proof | None:
    id = entry.account
    picture = screenshot_field.sent(f"shot-{id}", f"saved-{id}", now)
    typed = request.form.get(f"shot_at-{id}", "")
    if picture is None or not typed.strip():
        return picture
    try:
        return screenshots.with_entered_time(picture, typed, now, now)
    except FieldError as wrong:
        raise FieldError("screenshot", str(wrong)) from wrong


def _told(given: OfflineList, entries: tuple[OfflineEntry, ...], judged: JudgedRound) -> str:
    kept = judged.recorded
    new = {look.account for look in kept.observations} | {id for id, _ in kept.answers}
    parts = [f"{len(new)}个账号已登记（{texts.clean(given.by, 40)}查看）"] if new else []
    if repeated := {entry.account for entry in entries} - new:
        parts += [f"{len(repeated)}个账号所填此前已登记，不再重复"]
    if judged.assessments:
        parts += [f"登记后判定：{verdict_sentence.counted(judged.assessments)}"]
    return "；".join(parts)


def _shown(
    form: PasteForm, given: OfflineList | None = None, round_: OfflineRound | None = None
) -> str:
    return render_template(
        "paste.html",
        form=form,
        given=given,
        round=round_,
        words=offline_words,
        overruled=_overruled(round_) if round_ else {},
    )


def _overruled(round_: OfflineRound) -> Mapping[str, list[str]]:
    """Return the noes that answers of the list put aside, a sentence each, by account.

    A colleague may have given one since the list was filled in, or since it was made.
    """
    checked = {row.entry.account: row.checked for row in round_.rows if row.checked}
    with office().reading() as db:
        noes = standing_noes(db, checked, clock.now())
    return {
        id: [
            f"{no.by}{clock.show(no.at)}已答“否”（{SHORT[no.item]}：{texts.clean(no.note, 60)}），"
            "登记后改为“是”；仍有问题的请勾选“不登记这个账号”"
            for no in noes[id]
            if given.answers.get(no.item) and given.at >= no.at
        ]
        for id, given in checked.items()
    }
