"""登记所见 (``POST /accounts/<id>/look``): one card's form to one look, judged at once.

Whatever is refused stands beside its field, and the form comes back as it was typed; a file is
the one thing that no page can put back.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from monitor.app import judged_round
from monitor.app.judged_round import JudgedRound
from monitor.app.standing_noes import standing_noes
from monitor.desk import flash, guard, screenshot_field
from monitor.desk.faults import WHOLE, Faults
from monitor.desk.office import office
from monitor.desk.today import Typed, following, listed, rendered
from monitor.desk.tones import tone
from monitor.model import Account, ChecklistItem, Means, clock
from monitor.model.errors import Busy, ConfigError, EvidenceError, RequestError, StoreError
from monitor.parsing import naming
from monitor.parsing.text import clean
from monitor.review import claims, screenshots, shifted_words
from monitor.review.answers import ReviewAnswers, parse_answers
from monitor.review.attachments import Proof
from monitor.review.claims import ClaimFields, FieldError, PersonClaim
from monitor.review.refusals import ImportRefused
from monitor.verdicts.freshness import CLAIM_DAYS
from reports import verdict_sentence

page = Blueprint("look", __name__)

FIELDS = ("link", "newest", "none_since", "seen", "note")
TIMES = ("newest", "none_since", "seen")
YES = "是"
NOTHING = "尚未填写所见：请填链接、最新内容时间、无更新起始时间或者核对结果"


class FormRefused(ConfigError):
    """What is wrong with a form, all of it at once: sentences by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = dict(faults)


@page.post("/accounts/<id>/look")
@guard.for_duty
def enter(id: str) -> Response | tuple[str, int]:
    """Keep a look at one account and judge it; then the next card."""
    account = office().registry.find(id)
    if account is None or not account.judged:
        abort(404, description="account")
    if refusal := office().demo_refusal():
        return _again(id, {WHOLE: refusal}), 403
    before = listed()
    try:
        told = _entered(account)
    except FormRefused as refused:
        return _again(id, refused.faults), 422
    except ImportRefused as refused:
        return _again(id, {fault.field: fault.message for fault in refused.faults}), 422
    except Busy as busy:
        return _again(id, {WHOLE: str(busy)}), 503
    except (RequestError, StoreError, EvidenceError) as failed:
        return _again(id, {WHOLE: str(failed)}), 503
    flash.tell(**told)
    card = quote(following(id, before, listed()), safe="")
    return redirect(f"/?at={card}#card-{card}" if card else "/", 303)


def _entered(account: Account) -> dict[str, str]:
    """Keep what the form says; return what the next page tells."""
    now = clock.now().replace(microsecond=0)
    form = request.form
    faults = _shifted(form, now)
    proof, claim, answers = None, None, None
    with claims.noting(faults):
        proof = _proof(form, now)
    with claims.noting(faults):
        claim = _claim(account, form, proof, now)
    with claims.noting(faults):
        answers = _answers(account, form, None if claim else proof, now)
    if answers is not None:
        faults |= _overlooked(account, answers, form, now)
    if faults:
        raise FormRefused(faults)
    if claim is None and answers is None:
        raise FormRefused({WHOLE: NOTHING})
    judged = judged_round.enter(
        office().recorder(),
        [claim] if claim else [],
        now,
        [answers] if answers else [],
        via=Means.DESK,
    )
    return _told(account, judged)


def _claim(
    account: Account, form: Mapping[str, str], proof: Proof | None, now: datetime
) -> PersonClaim | None:
    """Return the claim in *form*, None where nothing was seen but answered."""
    if not any(form.get(name, "").strip() for name in claims.OBSERVATIONS):
        if proof is not None and not _words(form):
            raise FieldError("newest", "请写明截图上最新内容的时间，或者自何时起没有内容")
        return None
    words = ClaimFields(
        link=form.get("link", ""),
        newest=form.get("newest", ""),
        none_since=form.get("none_since", ""),
        seen=form.get("seen", ""),
        note=form.get("note", ""),
        by=guard.person().shown,
        screenshot="截图" if proof else "",
    )
    return claims.parse_claim(words, account, now, lambda _: _given(proof))


def _given(proof: Proof | None) -> Proof:
    if proof is None:
        raise ConfigError("请选择截图")
    return proof


def _proof(form: Mapping[str, str], now: datetime) -> Proof | None:
    proof = screenshot_field.sent("screenshot", "saved_ms", now)
    if proof is None:
        return None
    return screenshots.as_old_as_look(proof, form.get("seen", ""), now, now, CLAIM_DAYS)


def _words(form: Mapping[str, str]) -> dict[ChecklistItem, str]:
    """Return the answers in *form*: one button for all of them, or each by itself."""
    each = {item: form.get(f"item-{item.value}", "").strip() for item in ChecklistItem}
    given = {item: word for item, word in each.items() if word}
    if form.get("all_good"):
        asked = form.get("items", "").split(",")
        return {item: YES for item in ChecklistItem if item.value in asked} | given
    return given


def _answers(
    account: Account, form: Mapping[str, str], proof: Proof | None, now: datetime
) -> ReviewAnswers | None:
    return parse_answers(
        _words(form),
        account,
        by=guard.person().shown,
        note=form.get("note", ""),
        proof=proof,
        looked=lambda: claims.looked_at(form.get("seen", ""), now, now, CLAIM_DAYS),
    )


def _shifted(form: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return the times in words that meant another day when the page was shown, by field."""
    word = form.get("shown_at", "")
    if not (word.isascii() and word.isdecimal() and len(word) <= 11):
        return {}
    shown_at = datetime.fromtimestamp(int(word), UTC)
    found = {name: shifted_words.fault(form.get(name, ""), shown_at, now) for name in TIMES}
    return {name: text for name, text in found.items() if text}


def _overlooked(
    account: Account, answers: ReviewAnswers, form: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return the noes that our yes would put aside though the page did not show them, by item."""
    with office().reading() as db:
        noes = standing_noes(db, [account.id], now)[account.id]
    shown = form.get("noes", "").split(",")
    return {
        no.item.value: f"{no.by}{clock.show(no.at)}已答“否”（{clean(no.note, 60)}），"
        "请核对：仍有问题的答“否”，确已改正的再次登记"
        for no in noes
        if answers.answers.get(no.item) and no.item.value not in shown
    }


def _told(account: Account, judged: JudgedRound) -> dict[str, str]:
    kept = judged.recorded
    repeated = not (kept.observations or kept.answers)
    verdict = next(iter(judged.assessments), None)
    return {
        "account": account.id,
        "name": naming.full(account),
        "what": "所填此前已登记，不再重复" if repeated else "已登记",
        "verdict": verdict.verdict.value if verdict else "",
        "tone": tone(verdict) if verdict else "",
        "sentence": verdict_sentence.sentence(verdict) if verdict else "",
    }


def _again(id: str, errors: Faults) -> str:
    """Return the page with the form as it was typed, each refusal beside its field."""
    names = (*FIELDS, "all_good", *(f"item-{item.value}" for item in ChecklistItem))
    fields = {name: request.form.get(name, "") for name in names}
    known = {*names, "screenshot"}
    placed = {
        name if name in known else f"item-{name}" if f"item-{name}" in known else WHOLE: text
        for name, text in errors.items()
    }
    return rendered(typed=Typed(account=id, fields=fields, errors=placed))
