"""Pages for what went wrong: what it was, what to do; what was typed stays on them."""

import logging
from urllib.parse import quote

from flask import Flask, redirect, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from monitor.desk import guard
from monitor.model import ChecklistItem
from monitor.model.errors import Busy, MonitorError, RegistryError, RequestError
from monitor.model.system_errors import reason_of
from monitor.verdicts.checklist_rules import SHORT

log = logging.getLogger(__name__)

BACK = "尚未登记；处理之后返回上一页再登记，所填内容一般还在浏览器中，截图须重新选择。"
KEEPING = ("token", "account")  # reasons for which what was typed is shown again
KEPT = 60  # fields of a form, at most, that are shown again
SENTENCES = {
    "host": ("地址不对", "请用值班台启动时显示的地址打开本页。"),
    "site": ("来自其他网页的请求", "为防冒用，其他网页不能替您登记；请从值班台的页面上操作。"),
    "token": (
        "页面已经失效",
        "登录已变动或者页面放置过久。所填内容列在下面，请重新打开页面再登记。",
    ),
    "account": (
        "没有这个账号",
        "该账号已不在检查之列，可能已改标识、合并或者关停。所填内容列在下面，尚未登记。",
    ),
    "role": ("没有权限", "登记由值班员办理，您可以查阅。"),
}
HIDDEN = frozenset({"shown_at", "noes", "items", "saved_ms", "shown", "step"})
LABELS = {
    "link": "分享链接或整段分享文字",
    "newest": "最新内容的时间",
    "none_since": "自何时起没有内容",
    "seen": "查看时间",
    "all_good": "各项均正常（1 为是）",
    "note": "备注",
    "text": "内容",
    "reason": "理由",
    "document": "文号",
    "due": "期限",
    "until": "截止日期",
}
BY_CODE = {
    400: ("请求有误", "请返回上一页重试。"),
    403: ("不能办理", "没有办理这一事项的权限。"),
    404: ("没有这个页面", "地址有误，或者该账号已不在名单内。"),
    405: ("不能这样打开", "请从值班台的页面上操作。"),
    413: ("文件过大", "截图最大20 MB。请用手机或电脑的截图键截取，勿用相机拍摄；所填内容未登记。"),
}


def install(app: Flask) -> None:
    """Let *app* tell in Chinese whatever goes wrong."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(MonitorError, _failed)
    app.register_error_handler(Exception, _broken)


def _refused(error: HTTPException) -> AnyResponse | tuple[str, int]:
    code = error.code or 500
    if code == 401:
        return _to_the_door()
    reason = error.description or ""
    title, what = SENTENCES.get(reason) or BY_CODE.get(code, BY_CODE[400])
    return _page(title, what, code, kept=reason in KEEPING)


def _to_the_door() -> AnyResponse | tuple[str, int]:
    """Ask to log in; what was sent with an ended session stands on the page to be copied."""
    if request.method in guard.SAFE:
        return redirect(f"/login?next={_place()}", 303)
    what = "登录已过期。所填内容列在下面，尚未登记；请重新登录后再填一次（截图须重新选择）。"
    return _page("请重新登录", what, 401, kept=True)


def _failed(error: MonitorError) -> tuple[str, int]:
    if isinstance(error, RegistryError):
        what = "账号名单 accounts.yaml 有误，改正之后刷新本页。"
        kept = request.method not in guard.SAFE
        return _page("名单有误", what, 503, str(error), kept=kept)
    what = str(error).rstrip("。") + "。"
    if isinstance(error, RequestError):
        return _page("不能办理", what, 422, kept=True)
    return _page("暂时不能办理", what, 503 if isinstance(error, Busy) else 500, kept=True)


def _broken(error: Exception) -> tuple[str, int]:
    log.error("a page of the desk failed", exc_info=error)
    code = InternalServerError.code or 500
    if isinstance(error, OSError):  # a full disk, a folder that nobody may write to
        lost = "" if request.method in guard.SAFE else BACK
        return _page("暂时不能办理", f"{reason_of(error)}。{lost}", code, kept=True)
    return _page("程序内部出错", "未能完成，详情见数据目录中的 monitor.log。", code, kept=True)


def _page(
    title: str, what: str, code: int, details: str = "", *, kept: bool = False
) -> tuple[str, int]:
    typed = _typed() if kept and code != 413 else []
    text = render_template("error.html", title=title, what=what, details=details, typed=typed)
    return text, code


def _typed() -> list[tuple[str, str]]:
    try:
        fields = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    told = [(_label(name), text) for name, text in fields if text.strip()]
    return [(label, text) for label, text in told if label][:KEPT]


def _label(name: str) -> str:
    """Return what the forms call the field *name*, empty for what people did not type."""
    if name in guard.UNTOLD or name in HIDDEN:
        return ""
    item = name.removeprefix("item-")
    return SHORT[ChecklistItem(item)] if item in set(ChecklistItem) else LABELS.get(name, name)


def _place() -> str:
    return quote(request.full_path.rstrip("?") if request.query_string else request.path)
