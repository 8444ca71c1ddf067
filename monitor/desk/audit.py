"""What was done at the desk, noted once for all pages: every form sent, every file taken away.

A page need call nothing. One that knows better what an act was done to, or how it ended, says so
by ``note``. Strangers leave no trace but where they try to log in: else they could fill the disk.
"""

import logging
from typing import Any

from flask import Flask, g, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.app import acts
from monitor.desk import guard
from monitor.desk.office import office
from monitor.model import Means, clock
from monitor.model.act import Act, Ending
from monitor.model.errors import StoreError

log = logging.getLogger(__name__)

LOGIN = "session.login"
OBJECTS = ("account", "unit", "period", "kind", "number")  # fields that name what an act is done to
CODES = {400: Ending.DENIED, 401: Ending.DENIED, 403: Ending.DENIED, 429: Ending.WAITS}


def install(app: Flask) -> None:
    """Note the acts of *app*."""
    app.after_request(_noted)


def note(**known: Any) -> None:
    """Say of the act under way what the request does not: fields of an ``Act``."""
    g.setdefault("act", {}).update(known)


def _noted(response: AnyResponse) -> AnyResponse:
    if not _is_act(response):
        return response
    place = office()
    if place.demo is not None or not (place.data / "monitor.db").exists():
        return response  # a demonstration stays as it was recorded; the desk makes the database
    try:
        acts.record(place.data, _act(response))
    except StoreError:
        # what was done is done and cannot be taken back; that it is not noted must be found
        log.exception("an act was not noted: %s %s", request.method, request.endpoint)
    return response


def _is_act(response: AnyResponse) -> bool:
    if request.endpoint is None:
        return False
    if request.endpoint == LOGIN:
        return request.method not in guard.SAFE and "act" in g
    if request.method in guard.SAFE and not _is_taken(response):
        return False
    return guard.found_session() is not None


def _is_taken(response: AnyResponse) -> bool:
    """Say whether *response* is a file that is taken away, not a page that is looked at."""
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_file and response.status_code in (200, 206) and request.method != "HEAD"


def _act(response: AnyResponse) -> Act:
    row = guard.found_session() if request.endpoint != LOGIN else None
    known: dict[str, Any] = {
        "at": clock.now(),
        "person": row.person.name if row else "",
        "by": row.person.shown if row else "",
        "address": request.remote_addr or "",
        "via": Means.DESK,
        "verb": request.endpoint or "",
        "object": _object(response),
        "ending": _ending(response),
    }
    return Act(**known | g.get("act", {}))


def _ending(response: AnyResponse) -> Ending:
    code = response.status_code
    if code >= 500:
        return Ending.FAILED
    if code >= 400:
        return CODES.get(code, Ending.REFUSED)
    return Ending.DONE if code >= 300 or _is_taken(response) else Ending.SHOWN


def _object(response: AnyResponse) -> str:
    parts = [str(value) for value in (request.view_args or {}).values()]
    if request.method not in guard.SAFE and response.status_code != 413:
        parts += [text for name in OBJECTS for text in request.form.getlist(name)]
    return acts.named(*parts)
