"""Weibo as any visitor sees it: proof of life, never of silence.

m.weibo.cn ``getIndex``. Guests are shown less than there is: single posts and whole accounts
are hidden without a word, so no window is ever vouched for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Post, Reading, as_notes
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from monitor.sources import block_pages, weibo_post

ADDRESS = "https://m.weibo.cn/api/container/getIndex"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148"
)
PAGES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """One answer, read: *since_id* leads to the next page, *total* is what the platform claims."""

    posts: tuple[Post, ...]
    seen: int
    undated: int
    shown_name: str | None
    since_id: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeiboPublic:
    """*uid*: the account's number; *cookie*: optional, of a visitor or a dedicated login."""

    kind: ClassVar[str] = "weibo_public"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WEIBO})
    hosts: ClassVar[tuple[str, ...]] = ("m.weibo.cn",)

    uid: str
    cookie: str = ""

    def collect(self, http: Http) -> Reading:
        """Read the first page, and a second one where the first shows pinned posts only."""
        page = self._page(http, "")
        posts, seen = page.posts, page.seen
        only_pins = bool(posts) and all(post.pinned for post in posts)
        if page.since_id and (only_pins or not posts):
            second = self._page(http, page.since_id)
            keys = {post.key for post in posts}
            posts += tuple(post for post in second.posts if post.key not in keys)
            seen += second.seen
        if not posts:
            raise LookFailed(Outcome.UNDATED, f"列出 {seen} 条内容，但都没有可用的发布时间")
        return Reading(
            posts=posts, items_seen=seen, shown_name=page.shown_name, notes=as_notes(page.notes)
        )

    def _page(self, http: Http, since_id: str) -> CardPage:
        params = {"type": "uid", "value": self.uid, "containerid": f"107603{self.uid}"}
        if since_id:
            params["since_id"] = since_id
        headers = {
            "Referer": f"https://m.weibo.cn/u/{self.uid}",
            "MWeibo-Pwa": "1",
            "X-Requested-With": "XMLHttpRequest",
            "User-Agent": PHONE,
        }
        if self.cookie:
            headers["Cookie"] = self.cookie
        return parse(http.get(ADDRESS, params=params, headers=headers), self.uid)


def parse(answer: HttpAnswer, uid: str) -> CardPage:
    """Read one getIndex answer; raises LookFailed where it shows no list of posts."""
    payload = block_pages.json_of(answer)
    data = _accepted(payload)
    cards = data.get("cards")
    if not isinstance(cards, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的是账号资料而不是微博列表，请核对 uid")
    info = data.get("cardlistInfo")
    info = info if isinstance(info, dict) else {}
    listed = [(raw, pinned) for raw, pinned in _raw_posts(cards) if weibo_post.is_public(raw)]
    if not listed:
        total = block_pages.number_of(info.get("total")) or _claimed(data.get("userInfo"))
        hidden = f"，但平台称共有 {total} 条" if total else ""
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, f"未列出任何微博{hidden}，可能对访客隐藏")
    read = [_post(raw, pinned, uid, answer.received_at) for raw, pinned in listed]
    posts = tuple(post for post, _ in read if post is not None)
    return CardPage(
        posts=posts,
        seen=len(listed),
        undated=len(listed) - len(posts),
        shown_name=weibo_post.shown_name(raw for raw, _ in listed),
        since_id=str(info.get("since_id") or ""),
        notes=tuple(note for _, note in read if note),
    )


def _claimed(user: Any) -> int:
    return block_pages.number_of(user.get("statuses_count")) if isinstance(user, dict) else 0


def _accepted(payload: Any) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据结构与以往不同")
    ok, message = payload.get("ok"), str(payload.get("msg") or "")
    if ok == -100 or "passport.weibo" in str(payload.get("url") or ""):
        raise LookFailed(Outcome.AUTH_REQUIRED, "平台要求登录后才能查看（ok -100）")
    if "频繁" in message:
        raise LookFailed(Outcome.RATE_LIMITED, f"平台提示“{clean(message, 40)}”")
    if ok == 0:
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, f"平台提示“{clean(message, 40) or '无内容'}”")
    if ok != 1:
        raise LookFailed(Outcome.CHALLENGE, f"平台拒绝访问（ok {clean(str(ok), 10)}）")
    data = payload.get("data")
    if not isinstance(data, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少 data")
    return data


def _raw_posts(cards: list[Any]) -> Iterator[tuple[weibo_post.RawPost, bool]]:
    """Yield (post, pinned) from cards, grouped ones too; advertisements hold no post."""
    for card in cards:
        if not isinstance(card, dict):
            continue
        if card.get("card_type") == 11 and isinstance(card.get("card_group"), list):
            yield from _raw_posts(card["card_group"])
        raw = card.get("mblog")
        if card.get("card_type") == 9 and isinstance(raw, dict):
            yield raw, weibo_post.is_pinned(raw, card)


def _post(
    raw: weibo_post.RawPost, pinned: bool, uid: str, seen_at: datetime
) -> tuple[Post | None, str]:
    bid = str(raw.get("bid") or "")
    url = f"https://weibo.com/{uid}/{bid}" if bid else ""
    url = url or f"https://m.weibo.cn/detail/{weibo_post.mid_of(raw)}"
    return weibo_post.post_of(raw, seen_at, pinned=pinned, url=url)
