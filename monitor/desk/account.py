"""账号 (``/accounts/<id>``): verdict and why, the year, looks and evidence, cases, the entry."""

import re
from urllib.parse import quote

from flask import Blueprint, render_template, request

from monitor.app.account_page import account_page
from monitor.desk.office import office
from monitor.desk.register import found
from monitor.model import Assessment, Post, clock
from monitor.parsing import dates
from monitor.registry import lifecycle
from monitor.system.redact import written
from reports import account_entry, cases, dossier, formatting, verdict_sentence
from reports.dossier import ENTERED, Dossier
from reports.template_filters import examination_sentence

page = Blueprint("account", __name__)

FEW, MANY = 20, 300  # verdicts, looks and posts on the page
LINES = 30  # of one change
PLACE = re.compile(r"([\w.-]+\.warc\.gz)@(\d{1,18})")  # how answers name their picture


@page.get("/accounts/<id>")
def show(id: str) -> str:
    """Show all that is known of an account, those that have left the register among them."""
    place, now = office(), clock.now()
    registry = place.registry
    account = found(registry, id)
    limit = MANY if request.args.get("all") else FEW
    with place.reading() as db:
        known = account_page(db, registry, account, limit, now)
    today = clock.day(now)
    return render_template(
        "account.html",
        account=account,
        known=known,
        verdict=_shown(known.dossier) if known.current is None else known.current.assessment,
        limit=limit,
        entry=account_entry.entry(account),
        doubts=tuple(lifecycle.doubts(account, today)),
        today=today,
        term=cases.term,
        words=dossier,
        called=verdict_sentence.called,
        examined=examination_sentence,
        entered=ENTERED,
        source=formatting.source,
        evidence=_evidence,
        dated=_dated,
        changed=_changed,
    )


def _shown(history: Dossier) -> Assessment | None:
    """Return the last verdict on an account that has left the register, if there was any."""
    if history.account.judged:
        return None
    return next((verdict for _, verdict in dossier.verdicts_in_order(history)), None)


def _evidence(place: str) -> str:
    """Return where the evidence that ``file@offset`` names is shown, empty for anything else."""
    match = PLACE.fullmatch(place)
    return f"/evidence/{quote(match[1])}/{int(match[2])}" if match else ""


def _dated(post: Post) -> str:
    return dates.shown(post.published_at, post.precision)


def _changed(diff: str) -> str:
    """Return the lines of a change, without what is nobody's to read."""
    return "\n".join(map(written, diff.splitlines()[:LINES]))
