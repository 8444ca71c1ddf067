"""What machines ask: ``/healthz``, ``/metrics``, ``/findings.atom``; no session, no cookie.

The last two want a word of their own from secrets.yaml: a shared log-in would let whoever watches
the program act in it, and numbers that anybody may read were found open elsewhere.
"""

import hmac

from flask import Blueprint, Response, request

from monitor.app import health, status_page
from monitor.app.health import Health
from monitor.desk.office import MACHINES, DeskOffice, office
from monitor.model import clock
from monitor.model.schedule import StatusPage
from reports.health_text import Gauge, render, single

page = Blueprint("machines", __name__)

METRICS, FEED = "DESK_METRICS", "DESK_FEED"  # of ``office.MACHINES``
SHORTEST = 16  # characters of a word that nobody can guess
BEARER = "Bearer "


@page.get("/healthz")
def healthz() -> Response:
    """Say whether all is well, and nothing else."""
    well = health.is_well(office().data, clock.now())
    return _plain("ok\n" if well else "unavailable\n", 200 if well else 503)


@page.get("/metrics")
def metrics() -> Response:
    """Return the program in numbers, to who knows the word."""
    if (code := _refusal(METRICS)) != 0:
        return _plain("", code)
    place = office()
    with place.reading() as db:
        measured = health.measured(db, place.data, place.registry, clock.now())
    answer = _plain(render(_gauges(measured)), 200)
    answer.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    return answer


@page.get("/findings.atom")
def findings() -> Response:
    """Return the feed of what changed, to who knows the word."""
    if (code := _refusal(FEED)) != 0:
        return _plain("", code)
    place = office()
    registry = place.registry
    public = registry.schedule.status_page is StatusPage.PUBLIC
    with place.reading() as db:
        text = status_page.rendered_feed(db, registry, clock.now(), public=public)
    answer = _plain(text, 200)
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer


def short_words(place: DeskOffice) -> list[str]:
    """Return the names of words that are too short to be taken."""
    return sorted(name for name in MACHINES if 0 < len(place.word(name)) < SHORTEST)


def _refusal(name: str) -> int:
    """Return the code that refuses the request, 0 where it knows the word called *name*."""
    expected = office().word(name)
    if len(expected) < SHORTEST:
        return 404
    header = request.headers.get("Authorization", "")
    given = request.args.get("token", "") or header.removeprefix(BEARER)
    known = hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
    return 0 if known else 401


def _plain(text: str, code: int) -> Response:
    return Response(text, code, mimetype="text/plain")


def _gauges(measured: Health) -> tuple[Gauge, ...]:
    return (
        single("monitor_heartbeat_age_seconds", "Since the daemon's heartbeat.", measured.beat_age),
        single("monitor_last_look_age_seconds", "Since the last check.", measured.look_age),
        Gauge(
            name="monitor_accounts",
            about="Accounts by verdict and state.",
            samples=tuple(
                ({"verdict": verdict, "state": state}, number)
                for (verdict, state), number in sorted(measured.accounts.items())
            ),
        ),
        Gauge(
            name="monitor_looks_last_day",
            about="Looks of the last 24 hours by what came of them.",
            samples=tuple(
                ({"outcome": outcome}, number) for outcome, number in sorted(measured.looks.items())
            ),
        ),
        single("monitor_outbox_waiting", "Notices not delivered yet.", measured.outbox),
        single("monitor_cases_overdue", "Cases past their term.", measured.overdue),
        single("monitor_database_bytes", "Size of the database.", measured.database_bytes),
    )
