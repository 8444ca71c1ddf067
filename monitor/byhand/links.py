"""A share link and what it says by itself: the platform, often the time, sometimes the owner.

Pure. Ids carry the time on Weibo and Toutiao, a lower bound of it on Douyin; elsewhere the page
must be fetched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from monitor import dates
from monitor.errors import ConfigError
from monitor.model import Account, Platform

PLATFORMS = {
    "weixin.qq.com": Platform.WECHAT,
    "weibo.com": Platform.WEIBO,
    "weibo.cn": Platform.WEIBO,
    "toutiao.com": Platform.TOUTIAO,
    "douyin.com": Platform.DOUYIN,
    "iesdouyin.com": Platform.DOUYIN,
    "kuaishou.com": Platform.KUAISHOU,
    "chenzhongtech.com": Platform.KUAISHOU,
    "bilibili.com": Platform.BILIBILI,
    "b23.tv": Platform.BILIBILI,
    "xiaohongshu.com": Platform.XIAOHONGSHU,
    "xhslink.com": Platform.XIAOHONGSHU,
    "thepaper.cn": Platform.THEPAPER,
    "163.com": Platform.NETEASE,
}
MUTE = frozenset({Platform.KUAISHOU, Platform.XIAOHONGSHU, Platform.CHANNELS, Platform.PEOPLES})
SHORTENERS = frozenset({"v.douyin.com", "b23.tv", "v.kuaishou.com", "xhslink.com", "t.cn"})
ANYWHERE = frozenset({Platform.WEBSITE, Platform.APP, Platform.OTHER})

BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIBO = re.compile(r"/(?:(?P<uid>\d{5,12})|status|detail)/(?P<id>\w{9,20})/?", re.ASCII)
HOME = re.compile(  # of an account of Weibo
    r"https?://(?:\w+\.)?weibo\.(?:com|cn)/(?:u/|profile/)?(?P<uid>\d{5,12})(?:[/?#].*)?", re.ASCII
)
TOUTIAO = re.compile(r"/(?:(?:article|w|video|group|item)/|[aiw])(\d{18,20})/?", re.ASCII)
DOUYIN = re.compile(r"(?:/share)?/(?:video|note)/(\d{18,20})/?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """*at*: the time that the id carries, None where the page must be fetched.

    *at_least*: it is a lower bound only. *owner*: the account's number in the address; *owned*:
    it is the one that the register gives.
    """

    url: str
    key: str
    at: datetime | None = None
    at_least: bool = False
    owner: str = ""
    owned: bool = False


def read(text: str, account: Account) -> Link:
    """Return the link in *text*, which may be a whole share message, if it can be *account*'s.

    Raises ConfigError where there is none, or it is another platform's or another owner's.
    """
    found = re.search(r"https?://[^\s，。；、【】（）《》“”\"'<>]+", text)
    if found is None:
        raise ConfigError("没有找到以 http:// 或 https:// 开头的网址")
    url = found[0]
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError as error:
        raise ConfigError("网址写法有误") from error
    if host in SHORTENERS:
        raise ConfigError("短链接不含内容编号，请在浏览器中打开后复制完整网址")
    platform = next((p for end, p in PLATFORMS.items() if _ends(host, end)), None)
    if platform is None and account.platform in ANYWHERE:
        return _own(url, host, account)
    if platform is not account.platform and account.platform is not Platform.OTHER:
        theirs = platform.label if platform else f"网站 {host} "
        raise ConfigError(f"链接属于{theirs}，而该账号在{account.platform.label}")
    if platform in MUTE:
        raise ConfigError(f"{account.platform.label}的链接不含发布时间，请填写时间并附截图")
    reader = READERS.get(account.platform)
    return _checked(reader(url) if reader else Link(url=url, key=url), account)


def _weibo(url: str) -> Link:
    found = WEIBO.fullmatch(urlsplit(url).path)
    if found is None:
        raise ConfigError("不是一条微博的网址，应形如 https://weibo.com/1234567890/Abc123DEf")
    mid = found["id"] if found["id"].isdigit() and len(found["id"]) > 12 else _mid(found["id"])
    at = dates.weibo_mid_at(mid)
    if at is None:
        raise ConfigError("微博编号有误，请重新复制网址")
    return Link(url=url, key=mid, at=at, owner=found["uid"] or "")


def _toutiao(url: str) -> Link:
    return _numbered(url, TOUTIAO, dates.toutiao_group_at, "https://www.toutiao.com/article/编号/")


def _douyin(url: str) -> Link:
    modal = parse_qs(urlsplit(url).query).get("modal_id", [""])[0]
    whole = f"https://www.douyin.com/video/{modal}" if modal else url
    return _numbered(
        whole, DOUYIN, dates.douyin_aweme_at, "https://www.douyin.com/video/编号", at_least=True
    )


def _numbered(
    url: str,
    pattern: re.Pattern[str],
    at_of: Callable[[str], datetime | None],
    example: str,
    *,
    at_least: bool = False,
) -> Link:
    found = pattern.fullmatch(urlsplit(url).path)
    at = at_of(found[1]) if found else None
    if found is None or at is None:
        raise ConfigError(f"网址中没有内容编号，应形如 {example}")
    return Link(url=url, key=found[1], at=at, at_least=at_least)


READERS: dict[Platform, Callable[[str], Link]] = {
    Platform.WEIBO: _weibo,
    Platform.TOUTIAO: _toutiao,
    Platform.DOUYIN: _douyin,
}


def _mid(bid: str) -> str:
    """Return the number that a short Weibo id stands for: four characters are seven digits."""
    ends = range(len(bid), 0, -4)
    parts = [_base62(bid[max(0, end - 4) : end]) for end in ends]
    digits = [f"{part:07}" for part in parts[:-1]] + [str(parts[-1])]
    return "".join(reversed(digits))


def _base62(word: str) -> int:
    number = 0
    for sign in word:
        place = BASE62.find(sign)
        if place < 0:
            raise ConfigError("微博编号有误，请重新复制网址")
        number = number * 62 + place
    return number


def _own(url: str, host: str, account: Account) -> Link:
    """A page of no known platform must stand on a host that the register gives the account."""
    places = [account.url, *(getattr(source, "url", "") for source in account.sources)]
    known = {urlsplit(place).hostname for place in places if place.startswith("http")}
    if host not in known:
        raise ConfigError(f"网站 {host} 不是名单中该账号的网站，请核对链接或补登 url")
    return Link(url=url, key=url)


def _checked(link: Link, account: Account) -> Link:
    uids = {str(uid) for source in account.sources if (uid := getattr(source, "uid", ""))}
    if home := HOME.fullmatch(account.url):
        uids.add(home["uid"])
    if link.owner and uids and link.owner not in uids:
        said = "、".join(sorted(uids))
        raise ConfigError(f"链接属于用户 {link.owner}，而该账号登记的标识是 {said}")
    return replace(link, owned=bool(link.owner) and link.owner in uids)


def _ends(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")
