"""One WeChat article by its short link: public, to the second, and it names its account.

Shows life, never silence. ``svr_time`` is the moment of the fetch and never read; the page's
own visible time is filled in by a script and empty in what is fetched.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import ClassVar
from urllib.parse import urlsplit

from monitor import dates, walls
from monitor.dates import Moment
from monitor.errors import ConfigError, LookFailed
from monitor.http.exchange import Answer, Http
from monitor.model import Platform, Post, Reading
from monitor.outcomes import Outcome
from monitor.text import clean, plain

HOST = "mp.weixin.qq.com"
SHORT = re.compile(r"/s/[\w-]{8,64}/?", re.ASCII)

TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"""\bori_create_time\s*[:=]\s*["'](\d{10})["']""",
        r"""\boriCreateTime\s*=\s*["'](\d{10})["']""",
        r"""\bvar\s+ct\s*=\s*["'](\d{10})["']""",
        r"""\bvar\s+create_time\s*=\s*["'](\d{10})["']""",
        r"""\bcreate_time\s*:\s*JsDecode\(\s*["']([^"']+)["']\s*\)""",
        r"""\bvar\s+createTime\s*=\s*["']([^"']+)["']""",
        r"""\bvar\s+publish_time\s*=\s*["']([^"']+)["']""",
    )
)
NAMES = tuple(
    re.compile(pattern, re.S)
    for pattern in (
        r"""\bvar\s+nickname\s*=\s*htmlDecode\(\s*"([^"]+)"\s*\)""",
        r"""\bnick_name\s*:\s*JsDecode\(\s*'([^']+)'\s*\)""",
        r"""id\s*=\s*["']js_name["'][^>]*>(.*?)<""",
    )
)
TITLE = re.compile(r"""<meta\s+property=["']og:title["']\s+content=(["'])(.*?)\1""", re.S)
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.I | re.S)
ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")


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


def parse(answer: Answer) -> Reading:
    """Read one article; raises LookFailed where it is gone, gated or undated."""
    walls.check(answer)
    page = walls.text_of(answer)
    walls.account_notice(page)
    gone = walls.notice(page)
    if gone is not None:
        raise LookFailed(Outcome.ARTICLE_GONE, f"平台提示“{clean(gone.sentence, 80)}”")
    scripts = "\n".join(SCRIPT.findall(page))
    moment = _time(scripts, answer)
    title = TITLE.search(page)
    post = Post(
        key=urlsplit(answer.url).path.rstrip("/").rpartition("/")[2],
        published_at=moment.at,
        precision=moment.precision,
        title=clean(unescape(title[2]), 60) if title else "",
        url=answer.url,
    )
    return Reading(posts=(post,), items_seen=1, shown_name=_name(page))


def _time(scripts: str, answer: Answer) -> Moment:
    if not scripts:
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的网页不是公众号文章")
    wrong = "文章页面中没有可用的发布时间"
    for pattern in TIMES:
        found = pattern.search(scripts)
        moment = dates.read(found[1], answer.received_at) if found else None
        if moment is None:
            continue
        fault = dates.fault(moment, answer.received_at)
        if not fault:
            return moment
        wrong = fault
    raise LookFailed(Outcome.UNDATED, wrong)


def _name(page: str) -> str | None:
    for pattern in NAMES:
        found = pattern.search(page)
        name = plain(unescape(ESCAPE.sub(_char, found[1]))) if found else ""
        if name:
            return clean(name, 60)
    return None


def _char(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
