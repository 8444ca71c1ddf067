"""Whether redirects and notices lead to the configured column or elsewhere."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from monitor.sources.identity import key_of
from monitor.sources.webpage.page import absolute, host_of

HOME = re.compile(r"/(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.I)
FRONT = re.compile(r"(?:index|default|home|main|list|lists)(?:[_-]?\d{0,2})?\.\w{2,5}$", re.I)
REFRESH = re.compile(  # possessive: blanks by the thousand are gone through once
    r"\s*+[\d.]*+\s*+[;,]?+\s*+(?:url\s*+=)?+\s*+['\"]?+([^'\"]++)['\"]?+\s*+", re.I
)
SCRIPT_LEADS = re.compile(
    r"(?:window|self|top|document)?\.?location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*"
    r"['\"]([^'\"]+)['\"]"
)
_PLACE = r"(?:网址|栏目|页面|版块|板块|频道|网站|站点|域名)"
_LEFT = (
    r"(?:迁移|搬迁|迁往|迁至|移至|转移|变更|更换|搬家|并入|合并|整合|停用|关闭|下线|撤销|停止更新"
    r"|不再更新)"
)
LED_HOME = "栏目地址被转到网站首页，该栏目可能已迁移或撤销"
MOVED = (
    re.compile(
        rf"{_PLACE}(?:地址)?\s*(?:已经|现已|目前已|已|将|即将|自)[^。，,；;\s]{{0,20}}?{_LEFT}"
    ),
    re.compile(r"新\s*(?:网址|域名|地址|网站地址|址)\s*(?:为|是|[:：∶])"),
    re.compile(
        r"(?:已|已经|现已)\s*(?:整体|全部|正式)?\s*(?:迁移|搬迁|迁|移)\s*(?:至|到)\s*(?:新|http|www\.)"
    ),
    re.compile(
        r"请\s*+(?:您\s*+)?(?:访问|前往|移步|登录|点击|查看)\s*新\s*(?:网址|域名|地址|网站|栏目|版)"
    ),
)
_OWN_PLACE = r"(?:此处|这里|本(?:网站|网|站点?|栏目|版块|板块|频道|页面?))"
STOPPED = re.compile(
    rf"{_OWN_PLACE}[^。，,；;\s]{{0,10}}(?:不再|停止|终止)(?:进行)?(?:内容|信息|日常)?更新"
)
PAUSED = re.compile(
    r"(?:网站|栏目|页面|频道|平台|系统)[^。；;]{0,16}(?:暂停|停止)(?:信息|内容)?(?:更新|发布|访问)"
    r"|(?:网站|系统|平台|栏目)正在\s*(?:进行)?\s*(?:升级|改版|维护|改造|迁移|整合)"
)
LEFT_BY_ITEM = re.compile(
    rf"^\W*{_OWN_PLACE}[^。，,；;]{{0,20}}?{_LEFT}(?!\s*的?\s*(?:公告|通知|通告|公示|说明))"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w.-]+", re.I)


def check(answer: HttpAnswer, asked: str) -> None:
    """Raise where the column redirects to the home page, whose news are others."""
    if answer.hops and is_home(answer.url) and not is_home(asked):
        raise LookFailed(Outcome.CONFIG, LED_HOME)


def elsewhere(asked: str, answer: HttpAnswer) -> str:
    """Say where a redirect led, empty where that is the configured column."""
    if not answer.hops or same_column(asked, answer.url):
        return ""
    led = clean(answer.url, 120)
    return f"栏目地址被转到 {led}，不能确认仍是原栏目，不据此认定未更新"


def same_column(asked: str, shown: str) -> bool:
    """Say whether two addresses are of one column: its folder, its first page, its scheme."""
    return _column(asked) == _column(shown)


def _column(url: str) -> tuple[str, str, str]:
    parts = urlsplit(key_of(url))
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub(r"/{2,}", "/", parts.path) or "/"
    folder, _, file = path.rpartition("/")
    if FRONT.fullmatch(file) or not file:
        return host, folder, parts.query
    return host, path.rstrip("/"), parts.query


def is_home(url: str) -> bool:
    return bool(HOME.fullmatch(urlsplit(url).path or "/"))


def refresh(tree: BeautifulSoup, page_url: str) -> str:
    """Return the address that a page refreshes to, empty for none."""
    for meta in tree.find_all("meta"):
        if str(meta.get("http-equiv", "")).strip().lower() != "refresh":
            continue
        match = REFRESH.fullmatch(str(meta.get("content", "")))
        led = absolute(tree, page_url, match[1].strip()) if match else ""
        if led and key_of(led) != key_of(page_url):
            return led
    return ""


def script_leads(tree: BeautifulSoup, page_url: str) -> str:
    """Return the address that the script of a page without text opens instead, empty for none."""
    if tree.get_text(strip=True) and len(tree.get_text(strip=True)) > 60:
        return ""
    for script in tree.find_all("script"):
        match = SCRIPT_LEADS.search(script.get_text())
        led = absolute(tree, page_url, match[1].strip()) if match else ""
        if led and key_of(led) != key_of(page_url):
            return led
    return ""


def moved(texts: Iterable[str], page_url: str) -> str:
    """Return the sentence that says that the column has moved, empty for none.

    A new site that announces its own address has not moved again.
    """
    host = host_of(page_url).removeprefix("www.")
    for text in texts:
        if any(form.search(text) for form in (*MOVED, STOPPED)):
            hosts = [_bare(address) for address in _ADDRESS.findall(text)]
            if not hosts or host not in hosts:
                return clean(text, 60)
    return ""


def paused(lines: Iterable[str], titles: Iterable[str]) -> str:
    """Return the sentence by which a page or an item says that updates have stopped."""
    sentences = [line for line in lines if PAUSED.search(line)]
    sentences += [title for title in titles if LEFT_BY_ITEM.search(title)]
    return clean(sentences[0], 60) if sentences else ""


def same_name(asked: str, shown: str) -> bool:
    """Say whether two addresses end in the same folder: a column may move with its site."""
    names = [_column(url) for url in (asked, shown)]
    folders = [(path.rpartition("/")[2], query) for _, path, query in names]
    return folders[0] == folders[1] and bool(folders[0][0])


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.lower()).removeprefix("www.")
