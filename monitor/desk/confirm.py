"""The password again, before an act that cannot be taken back: whoever sits there is the person.

A page left open, or a borrowed phone, must not issue a paper. Failures count with those of log-in:
here, too, nobody guesses faster.
"""

from flask import request

from monitor.app import people
from monitor.desk import audit, guard, session
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.act import Ending
from monitor.model.errors import RequestError

AGAIN = "again"  # the name of the field: parts.html, again_field


def refusal() -> str:
    """Return why the act may not be done, empty where the field holds the person's password.

    A sentence without its full stop, to stand beside the field; a form asks once all else is right.
    """
    given = request.form.get(AGAIN, "")
    if not given:
        return "请再次输入登录密码，以确认由本人办理"
    person = guard.person()
    address = request.remote_addr or ""
    try:
        with session.turn():
            people.confirm(office().data, person.name, given, clock.running(), address=address)
    except people.TooMany as refused:
        audit.note(ending=Ending.WAITS)
        return str(refused)
    except people.WrongPassword as refused:
        audit.note(ending=Ending.WRONG)
        return str(refused)
    except RequestError as refused:
        return str(refused)
    return ""
