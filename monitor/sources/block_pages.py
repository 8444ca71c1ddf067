"""Recognise answers without content: HTTP refusals, gates, captchas, bridge errors.

Pure; shared by all sources. Raises LookFailed with the outcome, returns for an answer in order.
A page is recognised by its structure first: an article may quote any of these sentences.
"""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.http import portals
from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome, Portal
from monitor.parsing.text import clean, declared_charset, decode, normal, plain
from monitor.sources.platform_messages import messages

LONGEST = 18  # digits of a number
HEAD = 20_000  # characters in which a page shows what it is

TAGS = (
    b"<!doctype html", b"<html", b"<head", b"<script", b"<body", b"<meta", b"<title", b"<form",
)  # fmt: skip
REFUSALS = frozenset({403, 412, 414, 418, 432, 461, 471, 521})
GATE_PATHS = (
    "/mp/wappoc_appmsgcaptcha",
    "/antispider",
    "passport.weibo.com/",
    "m.weibo.cn/login",
    "security.douyin.com",
    "verify.snssdk.com",
    "/website-login/captcha",
)
GATE_TITLES = (
    "sina visitor system",
    "环境异常",
    "验证码中间页",
    "安全验证",
    "访问验证",
    "人机验证",
    "滑动验证",
    "请完成验证",
    "创宇盾",
    "just a moment",
    "登录",
    "用户登录",
)
GATE_SIGNS = (
    "完成验证后即可继续访问",
    "visitor.passport.weibo.com",
    "__ac_signature",
    "captcha_container",
    "yunsuo_session",
    "seccodeform",
    "365cyd.com",
)

_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.I)
_ARTICLE = re.compile(r"""id\s*=\s*["']?js_(?:article|content)\b""", re.I)
_TARGET = re.compile(r"""transferTargetLink\s*=\s*["']([^"']+)""")


def charset_of(answer: HttpAnswer) -> str:
    """Return the encoding an answer declares, in its header or in its head."""
    return declared_charset(answer.headers.get("content-type", ""), answer.body[:2048])


def text_of(answer: HttpAnswer) -> str:
    """Return the characters of an answer."""
    return decode(answer.body, charset_of(answer)).text


def check(answer: HttpAnswer, *, expects: str = "", is_ours: bool = False) -> None:
    """Raise LookFailed where *answer* is a refusal, an error or a gate.

    *expects* ``json`` or ``xml``: an HTML page is a fault. *is_ours*: the answer is that of our
    own service, whose front page is a login page.
    """
    _check_place(answer)
    _check_status(answer)
    if not answer.body.strip():
        raise LookFailed(Outcome.CHALLENGE, "应答为空（HTTP 200），疑似被平台拦截")
    if answer.body.strip()[:16].lower() == b"blocked":
        raise LookFailed(Outcome.CHALLENGE, "应答内容为 blocked，已被平台拦截")
    if looks_like_html(answer):
        page = text_of(answer)
        if not is_ours:
            portals.raise_for(page, answer.url, sought=bool(expects))
        _check_gate(page[:HEAD])
        if expects:
            raise LookFailed(
                Outcome.LAYOUT_CHANGED, f"应返回 {expects.upper()} 数据，实际返回了网页"
            )


def check_login(answer: HttpAnswer) -> None:
    """Raise where a page without the expected content is a login page."""
    portals.raise_for(text_of(answer), answer.url, sought=True)


def looks_like_html(answer: HttpAnswer) -> bool:
    """Say whether an answer is an HTML page, by its first tag rather than its label."""
    head = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(TAGS):
        return True
    return head.startswith((b"<!--", b"<?xml")) and b"<html" in answer.body[:4096].lower()


def json_of(answer: HttpAnswer) -> Any:
    """Return the JSON of an answer; a page in its place, or broken text, is a LookFailed."""
    check(answer, expects="json")
    try:
        return json.loads(text_of(answer))
    except (ValueError, RecursionError) as error:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据不是有效的 JSON") from error


def number_of(value: object) -> int:
    """Return a code or a count as an interface writes it, 0 where it is none."""
    text = str(value)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformMessage:
    """A message of WeChat in place of an article. *outcome* None: about the article only.

    *target*: where the account has moved to, may be empty.
    """

    outcome: Outcome | None
    sentence: str
    target: str = ""


NOTICES: tuple[tuple[str, Outcome | None], ...] = (
    ("该公众号已迁移", Outcome.ACCOUNT_MOVED),
    ("账号处于账号迁移流程中", Outcome.ACCOUNT_MOVED),
    ("已申请公众号账号迁移流程", Outcome.ACCOUNT_MOVED),
    ("账号已被屏蔽", Outcome.ACCOUNT_BLOCKED),
    ("该账号存在违规行为", Outcome.ACCOUNT_BLOCKED),
    ("此账号存在违规行为", Outcome.ACCOUNT_BLOCKED),
    ("账号已自主注销", Outcome.ACCOUNT_GONE),
    ("账号已系统注销", Outcome.ACCOUNT_GONE),
    ("账号已被系统回收", Outcome.ACCOUNT_GONE),
    ("账号已注销", Outcome.ACCOUNT_GONE),
    ("请在微信客户端打开链接", Outcome.AUTH_REQUIRED),
    ("该内容已被发布者删除", None),
    ("thecontenthasbeendeletedbytheauthor", None),
    ("链接已过期", None),
    ("此内容因违规无法查看", None),
    ("此内容被投诉且经审核涉嫌侵权无法查看", None),
    ("此内容被多人投诉", None),
    ("该内容暂时无法查看", None),
    ("参数错误", None),
)


_SIGNS = tuple((normal(sign), outcome) for sign, outcome in NOTICES)


def notice(text: str) -> PlatformMessage | None:
    """Return the message of a WeChat page, None for an article."""
    if _ARTICLE.search(text):
        return None
    sentences = map(plain, messages(text))
    first = next(sentences, None)
    if first is None:
        body = plain(text)
        first = body if len(body) < 300 else ""
    for sentence in (first, *sentences):
        folded = normal(sentence)
        for sign, outcome in _SIGNS:
            if sign in folded:
                target = _TARGET.search(text)
                return PlatformMessage(
                    outcome=outcome, sentence=sentence, target=target.group(1) if target else ""
                )
    return None


def account_notice(text: str) -> None:
    """Raise LookFailed where a page says that the account is gone or not accessible."""
    message = notice(text)
    if message is not None and message.outcome is not None:
        led = f"，迁移至 {clean(message.target, 80)}" if message.target else ""
        raise LookFailed(message.outcome, f"平台提示“{clean(message.sentence, 80)}”{led}")


def bridge_error(answer: HttpAnswer) -> None:
    """Raise LookFailed where a feed bridge reports an error of its own or of the platform."""
    if answer.status < 400:
        return
    page_text = plain(text_of(answer)[:HEAD])
    folded = page_text.casefold()
    for sign, outcome, sentence in BRIDGE_ERRORS:
        if sign in folded:
            raise LookFailed(outcome, sentence)
    if answer.status == 404:
        raise LookFailed(Outcome.CONFIG, "桥接服务没有这个订阅地址（HTTP 404）")
    if answer.status in (500, 502, 503, 504) and "rsshub" in folded:
        raise LookFailed(Outcome.BRIDGE_DOWN, f"桥接服务出错（HTTP {answer.status}）")


BRIDGE_ERRORS = (
    ("this route is empty", Outcome.BRIDGE_DOWN, "桥接服务未能取到内容（this route is empty）"),
    ("cookies expired", Outcome.AUTH_EXPIRED, "桥接服务所用的登录凭据已过期"),
    ("cookie has expired", Outcome.AUTH_EXPIRED, "桥接服务所用的登录凭据已过期"),
    ("could not find chrome", Outcome.BRIDGE_DOWN, "桥接服务缺少浏览器组件，无法取得内容"),
    ("confignotfound", Outcome.CONFIG, "桥接服务缺少该平台的配置"),
    ("rejected by waf", Outcome.CHALLENGE, "桥接服务被平台拦截"),
    ("filtered by waf", Outcome.CHALLENGE, "桥接服务被平台拦截"),
    ("wereaderror401", Outcome.AUTH_EXPIRED, "桥接服务的读书账号已失效"),
    ("暂无可用读书账号", Outcome.AUTH_EXPIRED, "桥接服务没有可用的读书账号"),
    ("wereaderror429", Outcome.RATE_LIMITED, "桥接服务的读书账号今日受限"),
    ("wereaderror400", Outcome.BRIDGE_DOWN, "桥接服务向平台请求失败"),
    ("不存在该feed", Outcome.CONFIG, "桥接服务没有登记这个订阅"),
)


def _check_place(answer: HttpAnswer) -> None:
    for path in GATE_PATHS:
        if path in answer.url:
            raise LookFailed(Outcome.CHALLENGE, "被跳转到登录或验证页面")


def _check_status(answer: HttpAnswer) -> None:
    status = answer.status
    if status == 511:
        portal = Portal(page="511", host=urlsplit(answer.url).hostname or "", network=True)
        message = f"本机所在网络要求先登录认证（HTTP 511），{portals.REMEDY}"
        raise LookFailed(Outcome.NETWORK, message, portal=portal)
    if status == 407:
        message = "代理服务器要求登录（HTTP 407），请核对 network.proxy 中的用户名和密码"
        raise LookFailed(Outcome.NETWORK, message)
    if status == 401:
        raise LookFailed(Outcome.AUTH_REQUIRED, "对方要求登录（HTTP 401）")
    if status in REFUSALS:
        raise LookFailed(Outcome.CHALLENGE, f"访问被拦截（HTTP {status}）")
    if status in (404, 410):
        raise LookFailed(Outcome.CONFIG, f"地址不存在（HTTP {status}）")
    if status == 429:
        raise LookFailed(Outcome.RATE_LIMITED, "访问过于频繁（HTTP 429）")
    if status >= 500:
        raise LookFailed(Outcome.NETWORK, f"对方服务器出错（HTTP {status}）")
    if not 200 <= status < 300:
        raise LookFailed(Outcome.LAYOUT_CHANGED, f"未预料的应答（HTTP {status}）")


def _check_gate(page: str) -> None:
    if _ARTICLE.search(page):
        return
    match = _TITLE.search(page)
    title = plain(match.group(1)).casefold() if match else ""
    named = any(sign in title for sign in GATE_TITLES[:-2]) or title in GATE_TITLES[-2:]
    body = plain(page)
    signed = any(sign in page.casefold() for sign in GATE_SIGNS) and len(body) < 600
    spoken = len(body) < 300 and "环境异常" in body and "验证" in body
    if named or signed or spoken:
        raise LookFailed(
            Outcome.CHALLENGE, f"返回的是登录或验证页面（{clean(title, 40) or '无标题'}）"
        )
