"""本人 (``/me``): one's own password, and from where else one is logged in."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.app import passwords, people
from monitor.desk import confirm, flash, guard
from monitor.desk.faults import Faults
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.errors import RequestError

page = Blueprint("me", __name__)

SAME = "新密码与现在的密码相同"
OTHER = "两次输入的新密码不同"
DEVICES = (  # what a browser says of itself, and what people call it; the first that fits
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
UNKNOWN = "其他设备"


@page.get("/me")
def show() -> str:
    """Show both forms and the list of sessions."""
    return _rendered()


@page.post("/me/password")
def password() -> Response | tuple[str, int]:
    """Set one's own password; whoever else is logged in by the old one is logged out."""
    faults = _faults()
    if not faults and (refused := confirm.refusal()):
        faults[confirm.AGAIN] = refused
    if faults:
        return _rendered(faults), 422
    row = guard.session()
    people.change_password(office().data, row.person.name, request.form["password"], keeping=row.id)
    flash.tell(what="密码已修改，其他登录均已退出")
    return redirect("/me", 303)


@page.post("/me/others-out")
def others_out() -> Response:
    """End one's other sessions."""
    row = guard.session()
    number = people.log_out_others(office().data, row.person.name, keeping=row.id)
    flash.tell(what=f"已退出其他登录{number}处" if number else "没有其他登录")
    return redirect("/me", 303)


def _faults() -> Faults:
    """Return what is wrong with the new password, all of it; the old one is compared after that."""
    old, new, twice = (request.form.get(name, "") for name in ("again", "password", "password2"))
    faults: Faults = {}
    if not old:
        faults[confirm.AGAIN] = "请输入现在的密码"
    try:
        passwords.checked(new)
    except RequestError as refused:
        faults["password"] = str(refused)
    if new and new == old:
        faults.setdefault("password", SAME)
    if new != twice:
        faults["password2"] = OTHER
    return faults


def _rendered(errors: Faults | None = None) -> str:
    row = guard.session()
    return render_template(
        "me.html",
        errors=errors or {},
        told=None if errors else flash.told(),
        sessions=people.sessions(office().data, row.person.name, clock.running()),
        own=row.id,
        device=_device,
        shortest=passwords.SHORTEST,
    )


def _device(agent: str) -> str:
    return next((words for sign, words in DEVICES if sign in agent), UNKNOWN)
