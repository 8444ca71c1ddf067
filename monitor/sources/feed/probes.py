"""Read the answers of bridges' status addresses; any unexpected answer means that one is not well.

An answer of 200 proves a web server: a login page, a page of scripts, an error in JSON come with
200 as well.
"""

import json
from typing import Any

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from monitor.sources import block_pages

UNAUTHORISED = range(40100, 40200)  # its codes for whoever is not logged in, or no more
VERSIONS = frozenset({"api_version", "core_version"})
SESSION = ("session", "登录", "登陆", "授权")


def rsshub(answer: HttpAnswer) -> None:
    """Return where ``/healthz`` says that the bridge is well; raise LookFailed otherwise."""
    if answer.body.strip().lower() != b"ok":
        raise LookFailed(Outcome.BRIDGE_DOWN, "桥接服务的探测地址没有答复 ok")


def we_mp_rss(answer: HttpAnswer) -> str:
    """Return the doubt about a bridge that says that it lives; raise LookFailed otherwise.

    ``/api/v1/wx/sys/info`` wraps its state as ``{"code": 0, "data": {"wx": {"login": true}}}``;
    ``base_info``, which asks for no login, tells its versions only.
    """
    payload = _json(answer)
    code = payload.get("code") if isinstance(payload, dict) else None
    if not isinstance(code, int) or isinstance(code, bool):
        raise _unclear("返回的不是其运行状态")
    if code != 0:
        raise _complaint(code, str(payload.get("message") or ""))
    data = payload.get("data")
    if not isinstance(data, dict) or not VERSIONS.intersection(data):
        raise _unclear("返回的不是其运行状态")
    state = data.get("wx")
    if not isinstance(state, dict) or "login" not in state:
        return "桥接服务有应答，但没有说明微信登录是否有效，不能确认其仍在同步"
    if state["login"] is not True:
        raise LookFailed(Outcome.AUTH_EXPIRED, "桥接服务的微信登录已失效")
    return ""


def _json(answer: HttpAnswer) -> Any:
    if block_pages.looks_like_html(answer):
        raise _unclear("返回的是网页")
    try:
        return json.loads(block_pages.text_of(answer))
    except (ValueError, RecursionError) as error:
        raise _unclear("返回的不是其运行状态") from error


def _complaint(code: int, message: str) -> LookFailed:
    detail = f"（{code} {clean(message, 60)}）" if message else f"（{code}）"
    if code in UNAUTHORISED or any(sign in message.casefold() for sign in SESSION):
        return LookFailed(Outcome.AUTH_EXPIRED, f"桥接服务的登录已失效{detail}")
    return LookFailed(Outcome.BRIDGE_DOWN, f"桥接服务报告出错{detail}")


def _unclear(what: str) -> LookFailed:
    return LookFailed(
        Outcome.BRIDGE_STALE, f"桥接服务的探测地址{what}，不能确认其仍在同步，请核对 probe"
    )
