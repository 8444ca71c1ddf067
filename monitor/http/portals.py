"""Login pages and network portals that come in the place of what was asked.

County pages do have login boxes in their heads: a page is known by what it lacks beside the box,
which are dates and titles, never by the box alone. Pure.
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from monitor.http.addresses import is_literal, is_public
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome, Portal
from monitor.parsing.text import clean, plain

REMEDY = "多半是本机所在网络需要先登录认证，请在本机浏览器中完成上网认证后再查看"
NAS = frozenset(
    {"wlanuserip", "wlanacname", "wlanacip", "wlanparameter", "nasip", "nas_ip", "usermac",
     "user_mac", "userip", "apmac", "acname", "switchip", "nasportid"}
)  # fmt: skip  # what access controllers add to the address of their portal
LEAP = 5000  # characters of a page that only leaps; longer ones hold scripts for their buttons
SHORT, SHORTER = 400, 200  # characters that a page of nothing but a form, or a leap, may show
TITLE = 10  # characters from which a link's text may be the title of a content
DATES, TITLES = 3, 5  # so many of them make a list, whatever box stands beside it

_LOGIN = re.compile(
    r"(?:^|[/._-])(?:login|logon|signin|sso|cas|passport|oauth2?|auth|authserver|authentication|"
    r"e?portal|webauth|webportal|srun\w*|drcom|wlan\w*)(?:$|[/._?-])",
    re.I,
)
_NETWORK = re.compile(
    r"上网认证|上网登录|上网实名|网络认证|认证上网|入网认证|网络准入|准入认证|无线认证|宽带认证|"
    r"校园网登录|网络登录认证|portal\s*认证|web\s*认证|wi-?fi\s*认证|无线网络登录|"
    r"network (?:authentication|login)|captive portal",
    re.I,
)
_PASSWORD = re.compile(r"""<input\b[^<>]*\btype\s*=\s*["']?\s*password\b""", re.I)
_INPUT = re.compile(r"""<input\b[^<>]*?\bname\s*=\s*["']?([\w.-]+)""", re.I)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.I)
_LINK = re.compile(r"<a\b[^<>]*>(.{0,400}?)</a\s*>", re.I | re.S)
_HIDDEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*日")
_LEAP = re.compile(
    r"""location(?:\.href)?\s*=\s*["']([^"']+)|location\.(?:replace|assign)\(\s*["']([^"']+)|"""
    r"""window\.open\(\s*["']([^"']+)["']\s*,\s*["']_(?:self|top)""",
    re.I,
)
_META = re.compile(r"<meta\b[^<>]*refresh[^<>]*>", re.I)
_META_URL = re.compile(r"""url\s*=\s*["']?([^"'>\s]+)""", re.I)


def is_login(url: str) -> bool:
    """Say whether the words of an address are those of a login page."""
    parts = urlsplit(url)
    return bool(_LOGIN.search(parts.path) or _LOGIN.search((parts.hostname or "").split(".")[0]))


def is_of_network(url: str, *, asked: str) -> bool:
    """Say whether an address, to which the host *asked* was led, is our own network's portal.

    Either an access controller's words stand in its query, or a public host led to an inside one.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == asked:
        return False
    if any(key.lower() in NAS for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return True
    inside = is_literal(host) and not is_public(host)
    asked_inside = is_literal(asked) and not is_public(asked)
    return inside and (not asked_inside or is_login(url))


def raise_for(page: str, url: str, *, sought: bool = False) -> None:
    """Raise where the *page* that came from *url* is a login page or a network's portal.

    *sought*: what was asked for is not in it. Then a page needs more than a login box, an
    odd title or a date to be taken for one that merely looks different from before.
    """
    asked = urlsplit(url).hostname or ""
    _raise_for_leap(page, url, asked)
    boxed = bool(_PASSWORD.search(page))
    if not boxed and not _NETWORK.search(page):
        return
    shown = _shown(page)
    match = _TITLE.search(page)
    title = clean(plain(match[1]), 40) if match else ""
    bare = len(shown) <= SHORT and not _DATE.search(shown) and not any(_titles(page))
    form = boxed or "<form" in page.casefold()
    if bare and form and _NETWORK.search(shown):
        message = f"返回的是上网认证页面（{title or '无标题'}），{REMEDY}"
        raise LookFailed(Outcome.NETWORK, message, portal=_portal(page, shown, asked, network=True))
    if boxed and (bare or (sought and not _is_list(page, shown))):
        message = f"返回的是登录页面（{title or '无标题'}），不是所要的内容"
        raise LookFailed(Outcome.CHALLENGE, message, portal=_portal(page, shown, asked))


def _raise_for_leap(page: str, url: str, asked: str) -> None:
    """Raise where a page with nothing to read leads its reader to a login elsewhere."""
    if len(page) > LEAP or len(_shown(page)) > SHORTER:
        return
    for target in _targets(page, url):
        host = urlsplit(target).hostname or ""
        if is_of_network(target, asked=asked):
            message = f"访问 {asked} 时被转到上网认证页面（{host}），{REMEDY}"
            portal = Portal(page=f"redirect:{host}", host=asked, network=True)
            raise LookFailed(Outcome.NETWORK, message, portal=portal)
        if host != asked and is_login(target):
            message = f"网页只把人转到其他主机的登录页面（{host}），对方可能要求登录后才能查看"
            raise LookFailed(Outcome.CHALLENGE, message)


def _targets(page: str, url: str) -> Iterator[str]:
    targets = [next(filter(None, groups)) for groups in _LEAP.findall(page)]
    targets += [address for meta in _META.findall(page) for address in _META_URL.findall(meta)]
    for target in targets:
        try:
            led = urljoin(url, target.replace("&amp;", "&"))
            _ = urlsplit(led).hostname
        except ValueError:
            continue
        yield led


def _shown(page: str) -> str:
    """Return the text of a page in one pass, unclosed tags included."""
    for opener, closer in _HIDDEN:
        page = _without(page, opener, closer)
    return plain(page)


def _without(page: str, opener: str, closer: str) -> str:
    """Drop each stretch from *opener* to *closer*; an unclosed one stays."""
    folded = page.lower()
    if len(folded) != len(page):
        folded = page
    kept, here = [], 0
    while (start := folded.find(opener, here)) >= 0:
        kept.append(page[here:start])
        end = folded.find(closer, start)
        if end < 0:
            kept.append(re.sub(re.escape(opener), " <i ", page[start:], flags=re.I))
            return "".join(kept)
        here = end + len(closer)
    return "".join([*kept, page[here:]])


def _is_list(page: str, shown: str) -> bool:
    return len(_DATE.findall(shown)) >= DATES or len(list(_titles(page))) >= TITLES


def _titles(page: str) -> Iterator[str]:
    for inner in _LINK.findall(page):
        text = plain(inner)
        if len(text) >= TITLE:
            yield text


def _portal(page: str, shown: str, host: str, *, network: bool = False) -> Portal:
    """Return the identity of a page: its words and fields without numbers and tokens."""
    words = re.sub(r"[\d\W_]+", "", shown) + "|" + ",".join(sorted(_INPUT.findall(page)))
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return Portal(page=digest, host=host, network=network)
