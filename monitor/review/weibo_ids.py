"""The addresses of a post on Weibo, and the number in them that carries its time. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, urlsplit

from monitor.model.errors import ConfigError
from monitor.parsing import dates

BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
POST = re.compile(
    r"/(?:(?P<uid>\d{5,12})|status(?:es)?|detail|comment|repost|tv/v)/(?P<id>\w{9,20})/?", re.ASCII
)
SHARED = re.compile(r"(?:/[\w.-]+)*/share/\d+(?:,(?P<mid>\d{13,20}))?\.html", re.ASCII)
VIDEO = re.compile(r"(?:/[\w-]+)*/show(?:/[\w:]+)?/?", re.ASCII)
ARTICLE = re.compile(  # in the path, the query or the fragment, as the site and the app write it
    r"/ttarticle/\S*?\bid[=/](?P<id>\d+)|/article/m/show/id/(?P<app>\d+)"
    r"|/p/(?P<page>(?:100160|230940)\d{16})\b",
    re.ASCII,
)
NUMBERED = re.compile(r"\d{6}(?P<mid>\d{16})", re.ASCII)  # six digits say what kind of thing
HOME = re.compile(  # of an account
    r"https?://(?:\w+\.)?weibo\.(?:com|cn)/(?:u/|profile/)?(?P<uid>\d{5,12})(?:[/?#].*)?", re.ASCII
)
FORM = "不是一条微博的网址，应形如 https://weibo.com/1234567890/Abc123DEf"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeiboPost:
    """*mid*: the number of the post; *owner*: the account's, empty where the address has none."""

    mid: str
    at: datetime
    owner: str = ""


def read(url: str) -> WeiboPost:
    """Return the post at *url*; raises ConfigError where *url* is not a post's."""
    id, owner = _id(url)
    mid = id if id.isascii() and id.isdigit() and len(id) > 12 else decoded(id)
    at = dates.weibo_mid_at(mid)
    if at is None:
        raise _broken()
    return WeiboPost(mid=mid, at=at, owner=owner)


def decoded(bid: str) -> str:
    """Return the number that a short id stands for: four characters are seven digits."""
    ends = range(len(bid), 0, -4)
    parts = [_base62(bid[max(0, end - 4) : end]) for end in ends]
    digits = [f"{part:07}" for part in parts[:-1]] + [str(parts[-1])]
    return "".join(reversed(digits))


def _id(url: str) -> tuple[str, str]:
    """Return the post's id in *url*, and the account's number, empty where there is none."""
    parts = urlsplit(url)
    if match := POST.fullmatch(parts.path):
        return match["id"], match["uid"] or ""
    if match := ARTICLE.match(url.partition(parts.netloc)[2]):
        numbered = NUMBERED.fullmatch(match[match.lastgroup or 0])
        if numbered is None:
            raise _broken()
        return numbered["mid"], ""
    ids = _beside(parts)
    if not ids:
        raise ConfigError(FORM)
    if len(ids) > 1:
        raise _broken()  # neither is sure
    return ids.pop(), ""


def _beside(parts: SplitResult) -> set[str]:
    """Return the post ids in the query of a page for sharing or of a video."""
    asked = parse_qs(parts.query)
    if match := SHARED.fullmatch(parts.path):
        return {id for id in (match["mid"], *asked.get("weibo_id", ())) if id}
    return set(asked.get("mid", ())) if VIDEO.fullmatch(parts.path) else set()


def _base62(word: str) -> int:
    number = 0
    for sign in word:
        place = BASE62.find(sign)
        if place < 0:
            raise _broken()
        number = number * 62 + place
    return number


def _broken() -> ConfigError:
    return ConfigError("微博编号有误，请重新复制网址")
