"""The answers of WeChat's owner interface, errors included, from JSON to values. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.model import Post, Precision, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.text import clean
from monitor.sources import block_pages

TOKEN_DEAD = frozenset({40001, 40014, 42001})
RANGE_REFUSED = frozenset({61500, 61501})
QUOTA, NOT_READY, BUSY = 45009, 61503, -1

ERRORS = {
    40013: (Outcome.AUTH_CONFIG, "AppID 无效"),
    40125: (Outcome.AUTH_CONFIG, "AppSecret 无效"),
    40243: (Outcome.AUTH_CONFIG, "AppSecret 已被冻结"),
    40164: (Outcome.FORBIDDEN_CONFIG, "本机 IP 不在公众号后台的白名单内"),
    QUOTA: (Outcome.RATE_LIMITED, "接口今日调用额度已用完"),
    45011: (Outcome.RATE_LIMITED, "接口调用过于频繁"),
    48001: (Outcome.FORBIDDEN_CONFIG, "公众号没有该接口的权限（未认证账号不开放）"),
    48004: (Outcome.ACCOUNT_BLOCKED, "公众号的接口已被平台封禁"),
    50002: (Outcome.ACCOUNT_BLOCKED, "公众号已被平台限制或冻结"),
    61500: (Outcome.LAYOUT_CHANGED, "平台不接受所查询的日期格式"),
    61501: (Outcome.LAYOUT_CHANGED, "平台不接受所查询的日期范围"),
    NOT_READY: (Outcome.DEFERRED, "平台统计数据尚未生成"),
    BUSY: (Outcome.NETWORK, "平台系统繁忙"),
} | dict.fromkeys(TOKEN_DEAD, (Outcome.AUTH_EXPIRED, "接口令牌失效，重新获取后仍不可用"))


class InterfaceRefused(LookFailed):
    """The interface answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        outcome, sentence = ERRORS.get(code, (Outcome.LAYOUT_CHANGED, "接口返回未知错误"))
        address = f"：{_address(message)}" if code == 40164 else ""
        super().__init__(outcome, f"{sentence}{address}（错误码{code}）")
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationSpan:
    """The publications of some days. *whole*: the platform says that none is missing."""

    posts: tuple[Post, ...]
    listed: int
    whole: bool


def parse_stretch(payload: dict[str, Any]) -> PublicationSpan:
    """Read one answer of getarticletotaldetail; *ref_date* is the day of publication."""
    rows = payload.get("list")
    if not isinstance(rows, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少发表记录列表")
    posts = []
    for row in rows:
        try:
            on = date.fromisoformat(str(row["ref_date"]))
            key = str(row["msgid"])
        except (TypeError, KeyError, ValueError) as error:
            raise LookFailed(Outcome.LAYOUT_CHANGED, "发表记录缺少日期或编号") from error
        posts.append(Post(key=key, published_at=clock.day_end(on), precision=Precision.DAY))
    return PublicationSpan(posts=tuple(posts), listed=len(rows), whole=not payload.get("is_delay"))


def parse_followers(payload: dict[str, Any]) -> int | None:
    """Read one answer of getusercumulate: the fewest followers of its days, None for no days."""
    rows = payload.get("list")
    if not isinstance(rows, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少关注人数列表")
    by_day: dict[str, int] = {}
    for row in rows:
        count = row.get("cumulate_user") if isinstance(row, dict) else None
        if re.fullmatch(r"[0-9]{1,18}", str(count)):
            on = str(row.get("ref_date"))
            by_day[on] = max(by_day.get(on, 0), int(str(count)))
    return min(by_day.values(), default=None)


def parse_published(
    payload: dict[str, Any], seen_at: datetime
) -> tuple[tuple[Post, ...], int, tuple[str, ...]]:
    """Read one answer of freepublish/batchget: (posts, items listed, notes).

    An empty list says nothing: what is sent to all followers is never in it.
    """
    items = payload.get("item")
    if not isinstance(items, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少已发布列表")
    posts: list[Post] = []
    notes: list[str] = []
    for item in items:
        content = item.get("content") if isinstance(item, dict) else None
        if not isinstance(content, dict):
            continue
        created, edited = content.get("create_time"), item.get("update_time")
        news = content.get("news_item")
        kept = (
            [article for article in news if isinstance(article, dict)]
            if isinstance(news, list)
            else []
        )
        for index, article in enumerate(kept):
            post = (
                None
                if article.get("is_deleted")
                else _published(
                    f"{item.get('article_id')}_{index}", article, created, edited, seen_at
                )
            )
            if post is not None:
                posts.append(post)
        if isinstance(created, int) and isinstance(edited, int) and edited > created:
            notes.append("部分内容发布后有过修改，以发布时间为准")
    return tuple(posts), len(items), tuple(dict.fromkeys(notes))


def _published(
    key: str, article: dict[str, Any], created: Any, edited: Any, seen_at: datetime
) -> Post | None:
    stated = created if isinstance(created, int) and created > 0 else edited
    moment = dates.read(stated, seen_at) if isinstance(stated, int) else None
    if moment is None or dates.fault(moment, seen_at):
        return None
    sure = stated is created
    return Post(
        key=key,
        published_at=moment.at,
        precision=moment.precision,
        title=clean(str(article.get("title") or ""), 60),
        url=str(article.get("url") or ""),
        earliest_at=None if sure else clock.BEGINNING,
        latest_at=None if sure else moment.at,
        doubt="" if sure else "平台只给出修改时间，发布时间可能更早",
    )


def accepted(payload: Any) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据结构与以往不同")
    code = payload.get("errcode", 0)
    if code not in (0, None):
        raise InterfaceRefused(block_pages.number_of(code), str(payload.get("errmsg") or ""))
    return payload


def _address(message: str) -> str:
    """Return the IP that the platform names, so that staff can put it on the list."""
    for word in message.replace(",", " ").split():
        if word.count(".") == 3 and word.isascii() and word.replace(".", "").isdigit():
            return clean(word, 45)
        if word.count(":") >= 2:
            return clean(word, 45)
    return "地址未注明"
