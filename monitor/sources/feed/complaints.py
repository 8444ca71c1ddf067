"""Errors that a bridge reports; none of them means that an account is silent."""

import json

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import text
from monitor.sources import block_pages

SERVER_FAULT = 500


def raise_for(answer: HttpAnswer, *, bridged: bool) -> None:
    """Raise LookFailed where a bridge reports an error.

    *bridged*: a bridge is configured, so that every failure of the server is the bridge's;
    otherwise the text of the answer must show it.
    """
    block_pages.bridge_error(answer)
    if not bridged:
        return
    if answer.status >= SERVER_FAULT:
        message = text.clean(text.plain(block_pages.text_of(answer)[: block_pages.HEAD]), 80)
        raise LookFailed(Outcome.BRIDGE_DOWN, f"桥接服务出错（HTTP {answer.status}）：{message}")
    if message := _error_in_json(answer.body):
        raise LookFailed(Outcome.BRIDGE_DOWN, f"桥接服务报告：{text.clean(message, 80)}")


def _error_in_json(body: bytes) -> str:
    """Return the error of a bridge that answers 200 with it (RSSHub run as a package)."""
    if not body[:64].lstrip().startswith(b'{"error"'):
        return ""
    try:
        error = json.loads(body)["error"]
    except (ValueError, RecursionError):
        return ""
    return str(error.get("message", "") if isinstance(error, dict) else error) or "未说明原因"
