"""One WeChat article by its short link: public, to the second, and it names its account.

Shows life, never silence, and nothing of an account that it does not name: what cannot be told
from another account's article clears nobody.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import ClassVar
from urllib.parse import urlsplit

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Post, Reading, as_notes
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.dates import Moment
from monitor.parsing.text import clean
from monitor.sources import block_pages
from monitor.sources.wechat_page import StatedPage, stated

HOST = "mp.weixin.qq.com"
SHORT = re.compile(r"/s/[\w-]{8,64}/?", re.ASCII)

TITLE = re.compile(r"""<meta\s+property=["']og:title["']\s+content=(["'])(.{0,500}?)\1""", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatArticle:
    """*url*: the short link that the phone copies, ``https://mp.weixin.qq.com/s/…``."""

    kind: ClassVar[str] = "wechat_article"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WECHAT})
    hosts: ClassVar[tuple[str, ...]] = (HOST,)

    url: str

    def __post_init__(self) -> None:
        at = urlsplit(self.url)
        if at.hostname != HOST or not SHORT.fullmatch(at.path):
            raise ConfigError("url 应为手机上复制的短链接，形如 https://mp.weixin.qq.com/s/…")

    def collect(self, http: Http) -> Reading:
        """Fetch the article."""
        return parse(http.get(f"https://{HOST}{urlsplit(self.url).path}"))


def parse(answer: HttpAnswer) -> Reading:
    """Read one article; raises LookFailed where it is gone, gated or undated."""
    block_pages.check(answer)
    page = block_pages.text_of(answer)
    block_pages.account_notice(page)
    gone = block_pages.notice(page)
    if gone is not None:
        raise LookFailed(Outcome.ARTICLE_GONE, f"平台提示“{clean(gone.sentence, 80)}”")
    statement = stated(page)
    if statement is None:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的网页不是公众号文章")
    moment = _time(statement, answer.received_at)
    title = TITLE.search(page)
    post = Post(
        key=urlsplit(answer.url).path.rstrip("/").rpartition("/")[2],
        published_at=moment.at,
        precision=moment.precision,
        title=clean(unescape(title[2]), 60) if title else "",
        url=answer.url,
    )
    name, note = _account(statement)
    return Reading(posts=(post,), items_seen=1, shown_name=name, notes=as_notes(note))


def _account(statement: StatedPage) -> tuple[str, tuple[str, ...]]:
    """Return the account's name, and a note where it is only the signature.

    Raises LookFailed where the page names nobody, or several: it may be another account's.
    """
    if len(statement.names) == 1:
        return statement.names[0], ()
    if statement.names:
        several = "、".join(f"“{clean(name, 40)}”" for name in statement.names[:3])
        raise _nobody(f"文章页面上的账号名称不止一个（{several}）")
    if statement.author:
        return statement.author, (
            f"文章页面没有显示账号名称，只有署名“{clean(statement.author, 40)}”",
        )
    raise _nobody("文章页面中没有读到账号名称")


def _nobody(problem: str) -> LookFailed:
    return LookFailed(Outcome.LAYOUT_CHANGED, f"{problem}，不能确认是哪个账号的文章")


def _time(statement: StatedPage, seen_at: datetime) -> Moment:
    wrong = "文章页面中没有可用的发布时间"
    for text in statement.times:
        moment = dates.read(text, seen_at)
        if moment is None:
            continue
        fault = dates.fault(moment, seen_at)
        if not fault:
            return moment
        wrong = fault
    raise LookFailed(Outcome.UNDATED, wrong)
