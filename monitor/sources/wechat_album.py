"""A WeChat album (合集): public, to the second, but only what its owner files in it.

Shows life, never silence: an account may publish for months outside its album.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Post, Reading, as_notes
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.text import clean
from monitor.sources import block_pages

ADDRESS = "https://mp.weixin.qq.com/mp/appmsgalbum"
COUNT = 20
REFUSALS = {
    "200003": (Outcome.AUTH_EXPIRED, "平台称会话无效"),
    "200013": (Outcome.RATE_LIMITED, "平台提示访问过于频繁"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumPage:
    """One end of the album, read."""

    posts: tuple[Post, ...]
    listed: int
    has_more: bool
    shown_name: str | None
    notes: tuple[str, ...]

    @property
    def oldest_first(self) -> bool:
        moments = [post.published_at for post in self.posts]
        return len(moments) > 1 and moments[0] < moments[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatAlbum:
    """*biz* and *album_id* as the album's own address names them."""

    kind: ClassVar[str] = "wechat_album"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WECHAT})
    hosts: ClassVar[tuple[str, ...]] = ("mp.weixin.qq.com",)

    biz: str
    album_id: str

    def collect(self, http: Http) -> Reading:
        """Read the first page; the other end too, where the owner has turned the order round."""
        first = self._page(http, "0")
        pages = [first]
        if first.has_more and (first.oldest_first or not first.posts):
            pages.append(self._page(http, "1"))
        posts = {post.key: post for page in pages for post in page.posts}
        if not posts:
            raise LookFailed(Outcome.UNDATED, "合集内的文章都没有可用的发布时间")
        return Reading(
            posts=tuple(posts.values()),
            items_seen=sum(page.listed for page in pages),
            shown_name=first.shown_name,
            notes=as_notes(dict.fromkeys(note for page in pages for note in page.notes)),
        )

    def _page(self, http: Http, reverse: str) -> AlbumPage:
        params = {
            "action": "getalbum",
            "__biz": self.biz,
            "album_id": self.album_id,
            "count": str(COUNT),
            "is_reverse": reverse,
            "f": "json",
        }
        return parse(http.get(ADDRESS, params=params))


def parse(answer: HttpAnswer) -> AlbumPage:
    """Read one page of an album; raises LookFailed where it shows no articles."""
    block_pages.check(answer)
    if block_pages.looks_like_html(answer):
        block_pages.account_notice(block_pages.text_of(answer))
    payload = block_pages.json_of(answer)
    shown = payload.get("getalbum_resp") if isinstance(payload, dict) else None
    base = payload.get("base_resp") if isinstance(payload, dict) else None
    result = base.get("ret") if isinstance(base, dict) else None
    if str(result) != "0":
        unknown = (Outcome.LAYOUT_CHANGED, "平台返回未知结果")
        outcome, sentence = REFUSALS.get(str(result), unknown)
        raise LookFailed(outcome, f"{sentence}（ret {clean(str(result), 12)}）")
    if not isinstance(shown, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少合集内容")
    articles = shown.get("article_list")
    if articles and isinstance(articles, dict):
        articles = [articles]  # a page of exactly one article is an object
    if not articles or not isinstance(articles, list):
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, "合集没有列出文章，可能为空或标识有误")
    read = [_post(article, answer.received_at) for article in articles if isinstance(article, dict)]
    info = shown.get("base_info")
    name = info.get("nickname") if isinstance(info, dict) else None
    return AlbumPage(
        posts=tuple(post for post, _ in read if post is not None),
        listed=len(articles),
        has_more=str(shown.get("continue_flag") or "0") == "1",
        shown_name=str(name) if name else None,
        notes=tuple(note for _, note in read if note),
    )


def _post(article: dict[str, Any], seen_at: datetime) -> tuple[Post | None, str]:
    moment = dates.read(str(article.get("create_time") or ""), seen_at)
    if moment is None:
        return None, ""
    wrong = dates.fault(moment, seen_at)
    if wrong:
        return None, wrong
    return Post(
        key=f"{article.get('msgid')}_{article.get('itemidx')}",
        published_at=moment.at,
        precision=moment.precision,
        title=clean(str(article.get("title") or ""), 60),
        url=str(article.get("url") or ""),
    ), ""
