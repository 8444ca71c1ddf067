"""Why a page shows no list: never because there is nothing to show."""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from monitor.errors import LookFailed
from monitor.http.exchange import Answer
from monitor.outcomes import Outcome

HOME = re.compile(r"/(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.I)
SCRIPTED = re.compile(
    r"datastore|\$\.(?:ajax|get|post|getJSON)|fetch\(|XMLHttpRequest|axios|jsonp|"
    r"createApp|new Vue|__NEXT_DATA__|__NUXT__|jpage|\bajax\b",
    re.I,
)
NOTHING = re.compile(
    r"暂无(?:相关)?(?:信息|内容|数据|记录|文章|资料)|没有(?:找到)?相关(?:信息|内容|记录)"
)


def check_place(answer: Answer, asked: str) -> None:
    """Raise where the column led to the home page, whose news are not the column's."""
    led_home = HOME.fullmatch(urlsplit(answer.url).path or "/")
    asked_home = HOME.fullmatch(urlsplit(asked).path or "/")
    if answer.hops and led_home and not asked_home:
        raise LookFailed(Outcome.CONFIG, "栏目地址被转到网站首页，该栏目可能已迁移或撤销")


def reason(tree: BeautifulSoup) -> LookFailed:
    """Return why *tree* holds no item."""
    scripts = tree.find_all("script")
    if any(SCRIPTED.search(script.get_text()) for script in scripts):
        return LookFailed(
            Outcome.LAYOUT_CHANGED, "列表由脚本填充，网页本身不含内容条目，无法据此判断"
        )
    for hidden in tree.find_all(["script", "style"]):
        hidden.decompose()
    if NOTHING.search(tree.get_text(" ", strip=True)):
        return LookFailed(Outcome.EMPTY_AMBIGUOUS, "网页提示暂无内容，未能核实")
    return LookFailed(
        Outcome.LAYOUT_CHANGED, "网页中没有找到内容条目，请核对 item 选择器是否仍与页面相符"
    )
