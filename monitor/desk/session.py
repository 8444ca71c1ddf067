"""Logging in and out; a session that ended in the middle of a form gives the form back."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.app import people
from monitor.desk import audit, guard
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.act import Ending
from monitor.model.errors import RequestError

page = Blueprint("session", __name__)

AT_ONCE = BoundedSemaphore(2)  # who guesses in parallel must not stop the pages of others
BUSY = "正在处理其他人的登录，请稍后再试"


@page.route("/login", methods=["GET", "POST"])
def login() -> AnyResponse:
    """Show the form, or begin a session."""
    if request.method == "GET":
        return form(request.args.get("next", "/"))
    place = guard.safe_place(request.form.get("next", "/"))
    name = request.form.get("name", "")
    try:
        with turn():
            began = people.log_in(
                office().data,
                name,
                request.form.get("password", ""),
                clock.running(),
                address=request.remote_addr or "",
                agent=request.headers.get("User-Agent", ""),
                lasting="lasting" in request.form,
            )
    except people.TooMany as refused:
        _note(name, Ending.WAITS)
        return form(place, name=name, error=str(refused), code=429)
    except people.WrongPassword as refused:
        _note(name, Ending.WRONG)
        return form(place, name=name, error=str(refused), code=422)
    except RequestError as refused:
        return form(place, name=name, error=str(refused), code=422)
    audit.note(person=began.person.name, by=began.person.shown)
    if (before := guard.found_session()) is not None:
        people.log_out(office().data, before.id)  # of this very browser: nobody can go on with it
    response = redirect(place, 303)
    age = int(people.LASTING.total_seconds()) if began.lasting else None
    guard.give(response, guard.COOKIE, began.word, age)
    guard.take(response, guard.DOOR)
    return response


def _note(name: str, ending: Ending) -> None:
    """Note that somebody could not log in. A name that nobody has may be a password, mistyped."""
    known = people.known(office().data, name)
    times = people.failures(office().data, request.remote_addr or "", clock.running())
    audit.note(
        ending=ending,
        person=known.name if known else "",
        by=known.shown if known else "",
        times=max(1, times) if ending is Ending.WRONG else 1,
    )


@page.post("/logout")
def logout() -> AnyResponse:
    """End the session."""
    people.log_out(office().data, guard.session().id)
    response = redirect("/login", 303)
    guard.take(response, guard.COOKIE)
    return response


def form(place: str, *, name: str = "", error: str = "", code: int = 200) -> Response:
    """Return the page of log-in; *place*: where it leads afterwards."""
    door = guard.cookie(guard.DOOR) or secrets.token_urlsafe(24)
    page_ = render_template(
        "login.html",
        place=guard.safe_place(place),
        name=name,
        error=error,
        door=door,
        nobody=not people.everybody(office().data),
    )
    response = make_response(page_, code)
    guard.give(response, guard.DOOR, door)
    return response


@contextmanager
def turn() -> Iterator[None]:
    """Hold one of the few places at which passwords are compared; raises RequestError."""
    if not AT_ONCE.acquire(blocking=False):
        raise RequestError(BUSY)
    try:
        yield
    finally:
        AT_ONCE.release()
