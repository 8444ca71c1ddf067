"""A share link and what its address tells: the platform, often the time, sometimes the owner.

Pure. Ids carry the time on Weibo and Toutiao, a lower bound of it on Douyin; elsewhere the page
must be fetched.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, urlsplit

from monitor.http.addresses import USUAL, port_of, ports_of
from monitor.model import Account, Platform
from monitor.model.errors import ConfigError
from monitor.parsing import dates
from monitor.review import weibo_ids

PLATFORMS = {  # the first that fits
    "channels.weixin.qq.com": Platform.CHANNELS,
    "weixin.qq.com/sph": Platform.CHANNELS,
    "weixin.qq.com": Platform.WECHAT,
    "weibo.com": Platform.WEIBO,
    "weibo.cn": Platform.WEIBO,
    "toutiao.com": Platform.TOUTIAO,
    "toutiaoimg.cn": Platform.TOUTIAO,
    "toutiaoimg.com": Platform.TOUTIAO,
    "toutiaocdn.com": Platform.TOUTIAO,
    "douyin.com": Platform.DOUYIN,
    "iesdouyin.com": Platform.DOUYIN,
    "kuaishou.com": Platform.KUAISHOU,
    "chenzhongtech.com": Platform.KUAISHOU,
    "gifshow.com": Platform.KUAISHOU,
    "bilibili.com": Platform.BILIBILI,
    "b23.tv": Platform.BILIBILI,
    "bili2233.cn": Platform.BILIBILI,
    "xiaohongshu.com": Platform.XIAOHONGSHU,
    "xhslink.com": Platform.XIAOHONGSHU,
    "xhslink.cn": Platform.XIAOHONGSHU,
    "thepaper.cn": Platform.THEPAPER,
    "163.com": Platform.NETEASE,
    "pdnews.cn": Platform.PEOPLES,
}
MUTE = frozenset({Platform.KUAISHOU, Platform.XIAOHONGSHU, Platform.CHANNELS, Platform.PEOPLES})
ANYWHERE = frozenset({Platform.WEBSITE, Platform.APP, Platform.OTHER})
LED_TO = {  # where a platform's own links may lead
    Platform.DOUYIN: ("v.douyin.com", "m.douyin.com", "www.douyin.com", "www.iesdouyin.com"),
    Platform.TOUTIAO: ("m.toutiao.com", "www.toutiao.com"),
    Platform.BILIBILI: (
        "b23.tv",
        "bili2233.cn",
        "m.bilibili.com",
        "t.bilibili.com",
        "www.bilibili.com",
    ),
    Platform.THEPAPER: ("m.thepaper.cn", "www.thepaper.cn"),
    Platform.NETEASE: ("c.m.163.com", "m.163.com", "www.163.com"),
}

END = r"\s，。；、！？【】（）《》「」“”‘’…\"'<>"
WHOLE = re.compile(rf"https?://[^{END}]+", re.I)
BARE = re.compile(  # as people copy it by hand; of the platforms only
    rf"(?<![\w.@/-])(?:[\w-]+\.)*(?:{'|'.join(re.escape(host) for host in PLATFORMS)})/[^{END}]+",
    re.I | re.ASCII,
)
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "！，；？（）"}

TOUTIAO = re.compile(
    r"/(?:(?:article|w|video|group|item)/[ai]?|[aiw])(\d{16}|\d{18,20})/?", re.ASCII
)
DOUYIN = re.compile(r"(?:/share)?/(?:video|note|slides|article)/(\d{18,20})/?", re.ASCII)
SHORT = re.compile(
    r"https?://(?:v\.douyin\.com/[\w-]+|(?:m|www)\.toutiao\.com/is/[\w-]+)/?.*", re.I
)
SEALED = "短链接不含内容编号，请在浏览器中打开后复制网址"  # and a program is not let through


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """*at*: the time that the id carries, None where the page must be fetched.

    *at_least*: *at* is a lower bound only. *owner*: the account's number in the address; *owned*:
    the register gives this account the same number. *is_short*: it redirects to the address with
    the id.
    """

    url: str
    key: str
    at: datetime | None = None
    at_least: bool = False
    owner: str = ""
    owned: bool = False
    is_short: bool = False


def read(text: str, account: Account) -> ShareLink:
    """Return the link in *text*, which may be a whole share message.

    Raises ConfigError where there is none, or where it is of another platform or owner than
    *account*; and where there are links of two posts, of which one would be passed over.
    """
    plain = text.translate(WIDE)
    link = _link(_url(plain), account)
    if account.platform not in ANYWHERE and any(
        other.key != link.key and other.is_short is link.is_short
        for other in _links(plain, account)
    ):
        raise ConfigError("有两条内容的链接，请每次只填一条")
    return link


def _links(text: str, account: Account) -> Iterator[ShareLink]:
    """Yield the links in *text* that are of posts of *account*."""
    for match in WHOLE.finditer(text):
        with suppress(ConfigError):  # of somebody else, of no post
            yield _link(_url(match[0]), account)


def _link(url: str, account: Account) -> ShareLink:
    """Return what the address of one link tells; raises ConfigError."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        port = port_of(url)
    except ValueError as error:
        raise ConfigError("网址写法有误") from error
    place = f"{host}{parts.path}/"
    platforms = PLATFORMS.items() if port in USUAL else ()  # what stands elsewhere is another's
    platform = next((p for end, p in platforms if _within(place, end)), None)
    if platform is None and host == "t.cn":  # leads anywhere
        raise ConfigError(SEALED)
    if account.platform is Platform.OTHER or (platform is None and account.platform in ANYWHERE):
        return _on_own_site(url, host, account)
    if platform is not account.platform:
        theirs = platform.label if platform else f"网站 {host}"
        raise ConfigError(f"链接属于{theirs}，而该账号在{account.platform.label}")
    if host == "mapp.api.weibo.cn":
        raise ConfigError(SEALED)
    if platform in MUTE:
        raise ConfigError(f"{account.platform.label}的链接不含发布时间，请填写时间并附截图")
    reader = READERS.get(account.platform)
    return _checked(reader(url) if reader else ShareLink(url=url, key=url), account)


def _url(text: str) -> str:
    match = WHOLE.search(text)
    bare = None if match else BARE.search(text)
    if match is None and bare is None:
        raise ConfigError("没有找到以 http:// 或 https:// 开头的网址")
    url = match[0] if match else f"https://{bare[0] if bare else ''}"
    if BARE.match(url.partition("://")[2]):  # what stands behind it without a space is not of it
        url = re.split(r"[^!-~]", url)[0]
    return url.rstrip(".,;:!?)]}|")


def _weibo(url: str) -> ShareLink:
    post = weibo_ids.read(url)
    return ShareLink(url=url, key=post.mid, at=post.at, owner=post.owner)


def _toutiao(url: str) -> ShareLink:
    return _numbered(url, TOUTIAO, dates.toutiao_group_at, "https://www.toutiao.com/article/编号/")


def _douyin(url: str) -> ShareLink:
    asked = parse_qs(urlsplit(url).query)
    id = (asked.get("modal_id") or asked.get("vid") or [""])[0]
    whole = f"https://www.douyin.com/video/{id}" if id else url
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
) -> ShareLink:
    if SHORT.fullmatch(url):
        return ShareLink(url=url, key=url, is_short=True)
    match = pattern.fullmatch(urlsplit(url).path)
    at = at_of(match[1]) if match else None
    if match is None or at is None:
        raise ConfigError(f"网址中没有内容编号，应形如 {example}")
    return ShareLink(url=url, key=match[1], at=at, at_least=at_least)


READERS: dict[Platform, Callable[[str], ShareLink]] = {
    Platform.WEIBO: _weibo,
    Platform.TOUTIAO: _toutiao,
    Platform.DOUYIN: _douyin,
}


def _on_own_site(url: str, host: str, account: Account) -> ShareLink:
    """Return the link to a page on a site of *account*'s own; raises ConfigError elsewhere."""
    addresses = [account.url, *(getattr(source, "url", "") for source in account.sources)]
    given = [address for address in addresses if address.startswith(("http://", "https://"))]
    places = [urlsplit(address) for address in given]
    named = host in {place.hostname for place in places}
    if not named or port_of(url) not in ports_of(host, given):
        raise ConfigError(f"网站 {host} 不是名单中该账号的网站，请核对链接或补登 url")
    page = _page(urlsplit(url))  # a list of posts has dates that are no one post's
    if page in {("", ""), *map(_page, places)}:
        raise ConfigError("这是网站首页或栏目页的网址，请打开最新一条内容后复制其网址")
    return ShareLink(url=url, key=url)


def _checked(link: ShareLink, account: Account) -> ShareLink:
    uids = {str(uid) for source in account.sources if (uid := getattr(source, "uid", ""))}
    if home := weibo_ids.HOME.fullmatch(account.url):
        uids.add(home["uid"])
    if link.owner and uids and link.owner not in uids:
        registered = "、".join(sorted(uids))
        raise ConfigError(f"链接属于用户 {link.owner}，而该账号登记的标识是 {registered}")
    return replace(link, owned=bool(link.owner) and link.owner in uids)


def _page(url: SplitResult) -> tuple[str, str]:
    return re.sub(r"/(?:index|default)\.\w+$|/$", "", url.path), url.query


def _within(place: str, end: str) -> bool:
    """Say whether *place*, a host and a path, is on the host (and under the path) *end*."""
    return re.match(rf"(?:[\w-]+\.)*{re.escape(end)}/", place) is not None
