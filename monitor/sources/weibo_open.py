"""Weibo through the account's own grant: the only unattended proof of silence there.

``statuses/user_timeline`` of api.weibo.com shows everything to the token's own account, newest
first, a pinned post perhaps before that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Post, Reading, Window, as_notes, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from monitor.sources import block_pages, weibo_post
from monitor.sources.questions import LISTING, Questions

ADDRESS = "https://api.weibo.com/2/statuses/user_timeline.json"
COUNT = 100
PAGES = 3
BACK = timedelta(days=100)  # far enough to tell a zombie

ERRORS = {
    10014: (Outcome.FORBIDDEN_CONFIG, "应用没有该接口的权限"),
    10022: (Outcome.RATE_LIMITED, "本机 IP 的请求次数已达上限"),
    10023: (Outcome.RATE_LIMITED, "该用户的请求次数已达上限"),
    10024: (Outcome.RATE_LIMITED, "该接口的请求次数已达上限"),
    20003: (Outcome.ACCOUNT_GONE, "平台答复用户不存在"),
    21314: (Outcome.AUTH_EXPIRED, "授权令牌已被使用"),
    21315: (Outcome.AUTH_EXPIRED, "授权令牌已过期"),
    21316: (Outcome.AUTH_EXPIRED, "授权令牌已被撤销"),
    21317: (Outcome.AUTH_EXPIRED, "授权令牌已被拒绝"),
    21321: (Outcome.FORBIDDEN_CONFIG, "应用尚未通过审核"),
    21327: (Outcome.AUTH_EXPIRED, "授权令牌已过期"),
    21332: (Outcome.AUTH_EXPIRED, "授权令牌无效"),
    21335: (Outcome.FORBIDDEN_CONFIG, "授权令牌不属于该账号，请由该账号本人授权"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """One answer, read. *oldest*: the oldest time in the listing proper, pins aside."""

    posts: tuple[Post, ...]
    listed: int
    total: int
    whole: bool
    ordered: bool
    oldest: datetime | None
    shown_name: str | None
    ids: frozenset[str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeiboOpen:
    """*uid*: the account's number; *token*: granted by that very account.

    *token_until*: the day on which the grant ends, as the platform said when it was granted.
    """

    kind: ClassVar[str] = "weibo_open"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WEIBO})
    hosts: ClassVar[tuple[str, ...]] = ("api.weibo.com",)
    questions: ClassVar[Questions] = LISTING

    uid: str
    token: str
    token_until: date | None = None

    def collect(self, http: Http) -> Reading:
        """Read back until the listing ends, reaches far enough, or repeats itself."""
        pages: list[TimelinePage] = []
        ids: frozenset[str] = frozenset()
        received_at = http.moment
        for number in range(1, PAGES + 1):
            answer = self._ask(http, number)
            page = parse(answer)
            received_at = answer.received_at if number == 1 else received_at
            if pages and page.ids <= ids:
                break
            ids |= page.ids
            pages.append(page)
            reached = page.oldest is not None and page.oldest < received_at - BACK
            if reached or not page.ids or len(ids) >= page.total:
                break
        return together(pages, len(ids), received_at)

    def _ask(self, http: Http, page: int) -> HttpAnswer:
        return http.get(
            ADDRESS,
            params={
                "access_token": self.token,
                "uid": self.uid,
                "count": str(COUNT),
                "page": str(page),
                "feature": "0",
            },
        )


def parse(answer: HttpAnswer) -> TimelinePage:
    """Read one answer; raises LookFailed for the interface's own errors."""
    payload = _accepted(answer)
    statuses = [status for status in payload["statuses"] if isinstance(status, dict)]
    public = [status for status in statuses if weibo_post.is_public(status)]
    read = [_post(status, answer.received_at) for status in public]
    posts = tuple(post for post, _ in read if post is not None)
    listing = [post.published_at for post in posts if not post.pinned]
    return TimelinePage(
        posts=posts,
        listed=len(statuses),
        total=payload["total_number"],
        whole=len(posts) == len(public),
        ordered=listing == sorted(listing, reverse=True),
        oldest=min(listing, default=None),
        shown_name=weibo_post.shown_name(statuses),
        ids=frozenset(weibo_post.mid_of(status) for status in statuses),
        notes=tuple(note for _, note in read if note),
    )


def together(pages: Sequence[TimelinePage], seen: int, received_at: datetime) -> Reading:
    """Return the reading of all pages; the window reaches back as far as the listing is whole."""
    posts = {post.key: post for page in pages for post in page.posts}
    total = max((page.total for page in pages), default=0)
    if not posts and total > 0:
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, f"未列出任何微博，但平台称共有 {total} 条")
    return Reading(
        posts=tuple(posts.values()),
        window=_window(pages, seen, total, received_at),
        items_seen=sum(page.listed for page in pages),
        shown_name=next((page.shown_name for page in pages if page.shown_name), None),
        notes=as_notes(note for page in pages for note in page.notes),
    )


def _window(
    pages: Sequence[TimelinePage], seen: int, total: int, received_at: datetime
) -> Window | None:
    """An undated or disordered listing vouches for nothing."""
    if not all(page.whole and page.ordered for page in pages):
        return None
    if seen >= total:
        return Window(since=clock.BEGINNING, until=received_at)
    oldest = min((page.oldest for page in pages if page.oldest), default=None)
    return Window(since=oldest, until=received_at) if oldest is not None else None


def _accepted(answer: HttpAnswer) -> dict[str, Any]:
    if answer.status in (400, 401, 403) and b"error_code" in answer.body[:2000]:
        answer = HttpAnswer(
            url=answer.url,
            status=200,
            headers=answer.headers,
            body=answer.body,
            received_at=answer.received_at,
        )
    payload = block_pages.json_of(answer)
    if isinstance(payload, dict) and "error_code" in payload:
        code = payload["error_code"]
        outcome, sentence = ERRORS.get(
            block_pages.number_of(code), (Outcome.LAYOUT_CHANGED, "接口返回未知错误")
        )
        raise LookFailed(outcome, f"{sentence}（错误码{clean(str(code), 12)}）")
    if (
        not isinstance(payload, dict)
        or not isinstance(payload.get("statuses"), list)
        or not isinstance(payload.get("total_number"), int)
    ):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少微博列表")
    return payload


def _post(raw: weibo_post.RawPost, seen_at: datetime) -> tuple[Post | None, str]:
    url = f"https://m.weibo.cn/detail/{weibo_post.mid_of(raw)}"
    return weibo_post.post_of(raw, seen_at, pinned=weibo_post.is_pinned(raw), url=url)
