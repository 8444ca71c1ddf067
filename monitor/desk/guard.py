"""Who may ask what: host, session, origin, token, size; the same for every page, before any page.

A session cookie alone proves nothing: a page from another port of the same PC may send it along.
So whoever changes anything must come from one of our own addresses and know the session's token.
"""

import hmac
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.app import people
from monitor.app.people_store import Person, Role, SessionRow
from monitor.desk.addresses import Addresses as Addresses  # with the guard, which holds to them
from monitor.desk.office import office
from monitor.model import clock
from monitor.system.sharing import is_shared

COOKIE = "monitor-desk"
DOOR = "monitor-door"  # proves that a form of log-in is ours, before there is a session
TOKEN = "token"  # noqa: S105  # the name of a field
UNTOLD = frozenset({TOKEN, "password", "password2", "again"})  # fields that no page shows again
ADDRESSES = "addresses"  # in the application's configuration
SPOOL = "tmp"  # in the data directory: files under way
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = frozenset(  # endpoints that need no session; machines show a word of their own
    {"static", "session.login", "machines.healthz", "machines.metrics", "machines.findings"}
)
MOST = 64 * 1024 * 1024  # bytes of a request; a larger picture than 20 MiB is told of by its field
SMALL = 256 * 1024  # bytes from somebody who has not logged in
LONG_TEXT = 2 * 1024 * 1024  # bytes of the fields of a form that takes whole lists
MANY_PARTS = 4000  # of such a form
TEXT = 1024 * 1024  # bytes of a form without files, which is read at once, whatever its fields hold
PLAIN = "application/x-www-form-urlencoded"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TRUSTED = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")  # by browsers, without https too
OWN = frozenset({"Cache-Control", "Content-Security-Policy"})  # which an answer may state itself


class DeskRequest(Request):
    """A request whose files lie in the data directory while they are read, and nowhere later."""

    max_content_length: int | None = MOST
    # werkzeug holds what may be the begin of a boundary and a chunk of 64 KiB against it: at 64 KiB
    # most pictures that are larger than a chunk are refused
    max_form_memory_size = 128 * 1024
    max_form_parts = 40

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        spooled = tempfile.TemporaryFile("rb+", dir=spool_folder())  # noqa: SIM115  # ends with it
        return cast(IO[bytes], spooled)


def install(app: Flask) -> None:
    """Put the guard before every page of *app*, and its headers on every answer."""
    app.request_class = DeskRequest
    app.before_request(_admit)
    app.after_request(_headed)


def person() -> Person:
    """Return who asks; only for pages that need a session."""
    return session().person


def session() -> SessionRow:
    """Return the session of the request under way."""
    row = found_session()
    if row is None:
        abort(401)
    return row


def found_session() -> SessionRow | None:
    """Return the session of the request under way, None where there is none."""
    if "session" not in g:
        word = cookie(COOKIE)
        g.session = people.session(office().data, word, clock.running())
    return cast(SessionRow | None, g.session)


def for_duty(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page as one that only 值班员 may use."""
    view.__dict__["for_duty"] = True
    return view


def takes_lists(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page whose form takes whole lists, with fields for each account."""
    view.__dict__["takes_lists"] = True
    return view


def _addresses() -> Addresses:
    return cast(Addresses, current_app.config[ADDRESSES])


def cookie(name: str) -> str:
    """Return what the browser holds under *name*, empty where it holds nothing."""
    return request.cookies.get(_addresses().cookie(name), "")


def give(response: AnyResponse, name: str, word: str, max_age: int | None = None) -> None:
    """Have the browser hold *word* under *name*, for us alone and for no script."""
    addresses = _addresses()
    response.set_cookie(
        addresses.cookie(name), word, max_age=max_age, path=addresses.prefix or "/",
        secure=addresses.is_secure, httponly=True, samesite="Lax",
    )  # fmt: skip


def take(response: AnyResponse, name: str) -> None:
    """Have the browser forget what it holds under *name*."""
    give(response, name, "", max_age=0)


def may_open(place: str) -> bool:
    """Say whether the page at *place* is for whoever asks, as far as their role goes."""
    row = found_session()
    if row is None or row.person.role is Role.DUTY:
        return True
    endpoint, _ = current_app.url_map.bind("").match(place)
    return not getattr(current_app.view_functions[endpoint], "for_duty", False)


def safe_place(place: str) -> str:
    """Return *place* where it leads to a page of ours, the first page otherwise."""
    if not place.startswith("/") or place.startswith("//") or "\\" in place:
        return "/"
    return place if place.isprintable() and not urlsplit(place).netloc else "/"


def _admit() -> Response | None:
    """Let a request through, or end it with the code whose page says why."""
    addresses = _addresses()
    if request.headers.get("Host", "").lower() not in addresses.hosts:
        abort(400, description="host")
    if request.routing_exception is not None:
        raise request.routing_exception
    unsafe = request.method not in SAFE
    if unsafe:
        _refuse_others(addresses)
    request.max_content_length = SMALL
    if request.endpoint in OPEN:  # whoever asks: no session is looked up for it
        if unsafe:
            _compare(cookie(DOOR))
        return None
    row = found_session()
    if row is None:
        abort(401)
    request.max_content_length = TEXT if request.mimetype == PLAIN else MOST
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_lists", False):
        request.max_form_memory_size = LONG_TEXT
        request.max_form_parts = MANY_PARTS
    if unsafe:
        _compare(row.token)
    if getattr(view, "for_duty", False) and row.person.role is not Role.DUTY:
        abort(403, description="role")
    return None


def _refuse_others(addresses: Addresses) -> None:
    """Refuse what another site's page sends. Old browsers, and plain http, send only an origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403, description="site")
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in addresses.origins:
        abort(403, description="site")


def _compare(expected: str) -> None:
    given = request.form.get(TOKEN, "")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        abort(403, description="token")


def _headed(response: AnyResponse) -> AnyResponse:
    """Give an answer the headers of all; what is kept or shown as a stranger's has its own."""
    for name, value in HEADERS.items():
        if name not in OWN or name not in response.headers:
            response.headers[name] = value
    if not (request.is_secure or TRUSTED.fullmatch(request.host)):
        # a browser ignores it there, and complains on its console at every page
        del response.headers["Cross-Origin-Opener-Policy"]
    response.headers.pop("Server", None)
    return response


def spool_folder() -> Path:
    """Return where files under way lie, made as needed for whoever may write to the data."""
    folder = office().data / SPOOL
    rights = 0o770 if is_shared(office().data) else 0o700
    folder.mkdir(mode=rights, parents=True, exist_ok=True)
    return folder


def static_folder() -> Path:
    """Return where the stylesheet and the script stand."""
    return Path(__file__).parent / "static"
