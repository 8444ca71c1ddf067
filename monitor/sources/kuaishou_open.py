"""快手 through the account's own grant: the owner's listing, in milliseconds.

The access token lives 48 hours; the refresh token, 180 days from the grant, and each renewal
replaces it without prolonging it (open.kuaishou.com, 用户授权). A video that is ``pending`` is
not public yet; a listing that is missing is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Reading
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.text import clean
from monitor.sources.owner_listing import (
    OwnedPage,
    Video,
    collect,
    listed,
    parse_json,
    token_in,
    until,
)
from monitor.sources.questions import LISTING, Questions
from monitor.system.token_store import OwnerToken

HOST = "https://open.kuaishou.com"
COUNT = 100
PUBLIC = {"false": True, "0": True, "none": True, "true": False, "1": False}  # of pending
REVOKED = "授权已失效，须由账号本人重新授权"
ERRORS = {  # open.kuaishou.com, 错误码 and 授权错误码简介
    "2": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
    "21": (Outcome.CONFIG, "平台称没有这个用户，请核对授权的是哪个账号"),
    "50": (Outcome.LAYOUT_CHANGED, "平台称请求没有签名，未列出内容"),
    "109": (Outcome.AUTH_EXPIRED, REVOKED),
    "2001": (Outcome.CHALLENGE, "平台要求完成验证码"),
    "6001": (Outcome.AUTH_EXPIRED, REVOKED),
    "100400": (Outcome.CONFIG, "平台不接受所给的参数"),
    "400002": (Outcome.CHALLENGE, "平台要求完成验证码"),
    "100100402": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
    "100100403": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
    "100100404": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
    "100200100": (Outcome.CONFIG, "平台称缺少参数或参数有误"),
    "100200101": (Outcome.AUTH_CONFIG, "应用标识 app_id 或应用密钥有误"),
    "100200102": (Outcome.AUTH_EXPIRED, REVOKED),  # of any token: unknown, used up, revoked
    "100200106": (Outcome.FORBIDDEN_CONFIG, "账号授权时未包含此接口，须由账号本人重新授权"),
    "100200107": (Outcome.CONFIG, "平台称用户标识无效"),
    "100200108": (Outcome.AUTH_EXPIRED, REVOKED),
    "100200109": (Outcome.AUTH_EXPIRED, "账号已取消授权，须由账号本人重新授权"),
    "100200110": (Outcome.AUTH_EXPIRED, REVOKED),
    "100200111": (Outcome.AUTH_EXPIRED, "账号未曾授权，须由账号本人授权"),
    "100200113": (Outcome.AUTH_EXPIRED, "刷新令牌已过期，须由账号本人重新授权"),
    "100200500": (Outcome.NETWORK, "平台系统出错"),
    "200100410": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KuaishouOpen:
    """*app_id* of the app; *token* as granted by the account.

    *refresh_token* and *app_secret*: renew it. *token_until*: the day on which the grant ends.
    """

    kind: ClassVar[str] = "kuaishou_open"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.KUAISHOU})
    hosts: ClassVar[tuple[str, ...]] = ("open.kuaishou.com",)
    questions: ClassVar[Questions] = LISTING

    app_id: str
    token: str
    refresh_token: str = ""
    app_secret: str = ""
    token_until: date | None = None

    def __post_init__(self) -> None:
        if bool(self.refresh_token) != bool(self.app_secret):
            raise ConfigError("refresh_token 和 app_secret 须同时填写，用以自动续期")

    def collect(self, http: Http) -> Reading:
        """Read back, with a renewed token where the one at hand has expired."""
        given = OwnerToken(token=self.token, refresh_token=self.refresh_token)
        return collect(http, given, partial(self._ask, http), partial(self._renew, http), "")

    def _renew(self, http: Http, refresh_token: str) -> OwnerToken:
        answer = http.get(
            f"{HOST}/oauth2/refresh_token",
            params={
                "app_id": self.app_id,
                "app_secret": self.app_secret,
                "grant_type": "refresh_token",
                "refresh_token": refresh_token,
            },
        )
        data = _accepted(answer)
        return OwnerToken(
            token=token_in(data, "access_token"),
            refresh_token=token_in(data, "refresh_token"),
            ends=until(data.get("refresh_token_expires_in"), answer.received_at),
        )

    def _ask(self, http: Http, token: str, cursor: str) -> OwnedPage:
        params = {"app_id": self.app_id, "access_token": token, "count": str(COUNT)}
        params |= {"cursor": cursor} if cursor else {}
        return parse(http.get(f"{HOST}/openapi/photo/list", params=params))


def parse(answer: HttpAnswer) -> OwnedPage:
    """Read one page of the listing; the next one begins after its oldest item."""
    data = _accepted(answer)
    videos = tuple(_video(item, answer) for item in listed(data, "video_list"))
    return OwnedPage(
        videos=videos,
        next=videos[-1].key if videos else "",  # a short page may have more behind it
        received_at=answer.received_at,
    )


def _video(item: Mapping[str, Any], answer: HttpAnswer) -> Video:
    return Video(
        key=str(item.get("photo_id") or ""),
        moment=dates.read(str(item.get("create_time") or ""), answer.received_at),
        title=str(item.get("caption") or ""),
        public=PUBLIC.get(str(item.get("pending", False)).lower()),
    )


def _accepted(answer: HttpAnswer) -> dict[str, Any]:
    payload = parse_json(answer)
    if not isinstance(payload, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据结构已变化")
    result = str(payload.get("result") or "")
    if result == "1":
        return payload
    shown = f"（结果码{clean(result, 12) or '缺失'}）"
    outcome, sentence = ERRORS.get(result, (Outcome.LAYOUT_CHANGED, "接口返回未知错误"))
    raise LookFailed(outcome, f"{sentence}{shown}")
