"""抖音 through the account's own grant: the owner's listing, to the second.

The access token lives 15 days and is renewed with the refresh token, which stays the same and
ends 30 days after the grant (open.douyin.com, 刷新 access_token). A video that is pinned comes
first, one that is private or under review is not public, and ``extra.now`` is no post's time.
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

HOST = "https://open.douyin.com"
COUNT = 20
PUBLIC = frozenset({"", "1", "5"})  # of video_status
HIDDEN = frozenset({"2", "4", "6", "7"})  # unfit, under review, for friends, private
MORE = {"true": True, "1": True, "false": False, "0": False}
ERRORS = {  # open.douyin.com, 状态码排查工具 and 刷新 access_token; the newer codes begin with 28
    "10002": (Outcome.CONFIG, "平台不接受所给的参数"),
    "10003": (Outcome.AUTH_CONFIG, "应用标识 client_key 有误"),
    "10004": (Outcome.FORBIDDEN_CONFIG, "应用没有相应权限"),
    "10005": (Outcome.CONFIG, "平台称缺少参数"),
    "10008": (Outcome.AUTH_EXPIRED, "授权令牌已过期"),
    "10010": (Outcome.AUTH_EXPIRED, "刷新令牌已过期，须由账号本人重新授权"),
    "10013": (Outcome.AUTH_CONFIG, "应用标识 client_key 或应用密钥有误"),
    "10014": (Outcome.AUTH_CONFIG, "应用标识 client_key 不是授权时所用的"),
    "2100004": (Outcome.NETWORK, "平台系统繁忙"),
    "2100005": (Outcome.CONFIG, "平台不接受所给的参数"),
    "2100007": (Outcome.FORBIDDEN_CONFIG, "平台称没有操作权限"),
    "2100009": (Outcome.FORBIDDEN_CONFIG, "平台禁止该账号使用此接口"),
    "2190001": (Outcome.RATE_LIMITED, "接口调用次数已达上限"),
    "2190002": (Outcome.AUTH_EXPIRED, "授权令牌无效"),
    "2190003": (Outcome.FORBIDDEN_CONFIG, "账号授权时未包含此接口，须由账号本人重新授权"),
    "2190004": (Outcome.FORBIDDEN_CONFIG, "应用未开通此接口"),
    "2190008": (Outcome.AUTH_EXPIRED, "授权令牌已过期"),
    "2190015": (Outcome.AUTH_CONFIG, "open_id 与授权令牌不是同一账号的"),
    "2190016": (Outcome.FORBIDDEN_CONFIG, "应用已被平台封禁或下线"),
    "28001003": (Outcome.AUTH_EXPIRED, "授权令牌无效"),
    "28001005": (Outcome.NETWORK, "平台系统繁忙"),
    "28001006": (Outcome.NETWORK, "平台系统繁忙"),
    "28001007": (Outcome.CONFIG, "平台不接受所给的参数"),
    "28001008": (Outcome.AUTH_EXPIRED, "授权令牌已过期"),
    "28001012": (Outcome.FORBIDDEN_CONFIG, "账号授权时未包含此接口，须由账号本人重新授权"),
    "28001014": (Outcome.FORBIDDEN_CONFIG, "应用未开通此接口"),
    "28001015": (Outcome.AUTH_CONFIG, "open_id 与授权令牌不是同一账号的"),
    "28001016": (Outcome.FORBIDDEN_CONFIG, "应用已被平台封禁或下线"),
    "28001018": (Outcome.FORBIDDEN_CONFIG, "应用未开通此接口"),
    "28001019": (Outcome.FORBIDDEN_CONFIG, "此接口已被平台封禁或下线"),
    "28001045": (Outcome.ACCOUNT_GONE, "平台称该账号已注销"),
    "28001046": (Outcome.ACCOUNT_BLOCKED, "平台称该账号已被封禁"),
    "28001047": (Outcome.FORBIDDEN_CONFIG, "该账号设为私密账号，平台不提供数据"),
    "28001052": (Outcome.RATE_LIMITED, "平台称访问存在异常风险，须降低频率"),
    "28001056": (Outcome.FORBIDDEN_CONFIG, "此接口已下线，请改用其他来源或人工观测"),
    "28003017": (Outcome.RATE_LIMITED, "接口调用次数已达上限"),
    "28003018": (Outcome.RATE_LIMITED, "平台提示请求过于频繁"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DouyinOpen:
    """*open_id* and *token* as granted by the account.

    *refresh_token* and the app's *client_key*: renew it; *client_secret* may stand with them,
    the interface does not ask for it. *token_until*: the day on which the grant ends.
    """

    kind: ClassVar[str] = "douyin_open"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.DOUYIN})
    hosts: ClassVar[tuple[str, ...]] = ("open.douyin.com",)
    questions: ClassVar[Questions] = LISTING

    open_id: str
    token: str
    refresh_token: str = ""
    client_key: str = ""
    client_secret: str = ""
    token_until: date | None = None

    def __post_init__(self) -> None:
        if bool(self.refresh_token) != bool(self.client_key):
            raise ConfigError("refresh_token 和 client_key 须同时填写，用以自动续期")

    def collect(self, http: Http) -> Reading:
        """Read back, with a renewed token where the one at hand has expired."""
        given = OwnerToken(token=self.token, refresh_token=self.refresh_token)
        return collect(http, given, partial(self._ask, http), partial(self._renew, http), "0")

    def _renew(self, http: Http, refresh_token: str) -> OwnerToken:
        answer = http.post(
            f"{HOST}/oauth/refresh_token/",
            form={
                "client_key": self.client_key,
                "grant_type": "refresh_token",
                "refresh_token": refresh_token,
            },
        )
        data = _accepted(answer)
        return OwnerToken(
            token=token_in(data, "access_token"),
            refresh_token=str(data.get("refresh_token") or refresh_token),
            ends=until(data.get("refresh_expires_in"), answer.received_at),
        )

    def _ask(self, http: Http, token: str, cursor: str) -> OwnedPage:
        return parse(
            http.get(
                f"{HOST}/api/douyin/v1/video/video_list/",
                params={"open_id": self.open_id, "cursor": cursor, "count": str(COUNT)},
                headers={"access-token": token},
            )
        )


def parse(answer: HttpAnswer) -> OwnedPage:
    """Read one page of the listing; raises LookFailed for the interface's own errors."""
    data = _accepted(answer)
    cursor = str(data.get("cursor") or "")
    has_more = MORE.get(str(data.get("has_more")).lower())
    if has_more is None or (has_more and not cursor):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据没有说明列表是否到头")
    return OwnedPage(
        videos=tuple(_video(item, answer) for item in listed(data, "list")),
        next=cursor if has_more else "",
        received_at=answer.received_at,
    )


def _video(item: Mapping[str, Any], answer: HttpAnswer) -> Video:
    return Video(
        key=str(item.get("item_id") or item.get("video_id") or ""),
        moment=dates.read(str(item.get("create_time") or ""), answer.received_at),
        title=str(item.get("title") or ""),
        url=str(item.get("share_url") or ""),
        pinned=item.get("is_top") in (True, 1),
        public=_public(item),
    )


def _public(item: Mapping[str, Any]) -> bool | None:
    status = str(item.get("video_status") or "")
    if item.get("is_reviewed") is False or status in HIDDEN:
        return False
    return True if status in PUBLIC else None


def _accepted(answer: HttpAnswer) -> dict[str, Any]:
    payload = parse_json(answer)
    codes = _codes(payload) if isinstance(payload, dict) else ()
    code = next((code for code in codes if code != "0"), "")
    if code:
        outcome, sentence = ERRORS.get(code, (Outcome.LAYOUT_CHANGED, "接口返回未知错误"))
        raise LookFailed(outcome, f"{sentence}（错误码{clean(code, 12)}）")
    data = payload.get("data") if isinstance(payload, dict) else None
    if not isinstance(data, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少 data")
    if not codes:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据没有说明是否成功")
    return data


def _codes(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all error codes: newer answers have theirs beside an empty ``data``."""
    places = (payload.get("data"), payload.get("extra"), payload)
    codes = (
        place.get(name)
        for place in places
        if isinstance(place, dict)
        for name in ("error_code", "err_no")
    )
    return tuple(str(code) for code in codes if code not in (None, ""))
