"""Why a page shows no list: never because there is nothing to show."""

import re

from bs4 import BeautifulSoup

from monitor.errors import LookFailed
from monitor.outcomes import Outcome
from monitor.sources.webpage import records, scripted
from monitor.sources.webpage.places import refresh, script_leads

_THING = r"(?:页面|网页|内容|文章|信息|文件|栏目|链接|网址|资源)"
_LOST = r"(?:不存在|已?经?被?(?:删除|移除|下线)|失效|找不到|(?:未|没有?|无法|不能)(?:能?够?)找到)"
_ASKED = r"(?:您|你|所)\s*(?:要|想|正在)?(?:访问|浏览|查看|请求|查找|打开|找)的?"
NOT_THERE = re.compile(
    rf"{_ASKED}{_THING}[^。；]{{0,12}}?{_LOST}"
    rf"|^[^。；]{{0,8}}{_THING}\s*(?:可能)?(?:已经|已)?{_LOST}"
    rf"|(?:找不到|未找到)[^。；]{{0,6}}{_THING}|\bnot found\b",
    re.I,
)
NUMBER = re.compile(r"(?:^|\D)404(?:\D|$)")
NUMBERED = 24  # characters of a heading that tells the number of an error
FEW = 300  # characters of a page that shows nothing but why
HEADS = ("title", "h1", "h2", "h3")


def is_not_there(tree: BeautifulSoup) -> bool:
    """Say whether a page that came with success says that there is no such page."""
    heads = [head.get_text(" ", strip=True) for head in tree.find_all(HEADS) if not head.find("a")]
    said = (tree.body or tree).get_text(" ", strip=True)
    short = [said] if len(said) <= FEW else []
    return any(NOT_THERE.search(one) for one in (*heads, *short)) or any(
        NUMBER.search(head) and len(head) <= len("404 - 页面不存在 - 某某县人民政府")
        for head in heads
    )


def reason(tree: BeautifulSoup, page_url: str, *, item: str) -> LookFailed:
    """Return why *tree* holds no item; *item*: the selector that was given, if any."""
    if item and tree.select_one(f"[{records.MARK}]") is not None:
        return LookFailed(
            Outcome.LAYOUT_CHANGED,
            "列表存放在网页脚本的数据中，item 选择器与其中的条目不符，请核对（也可不写 item）",
        )
    if led := refresh(tree, page_url):
        return LookFailed(Outcome.CONFIG, f"网页连续转向，现指向 {led}，请核对栏目地址")
    if led := script_leads(tree, page_url):
        return LookFailed(Outcome.CONFIG, f"网页由脚本转向 {led}，请核对栏目地址")
    if scripted.fills(tree):
        return LookFailed(
            Outcome.LAYOUT_CHANGED, "列表由脚本填充，网页本身不含内容条目，无法据此判断"
        )
    if scripted.NOTHING.search((tree.body or tree).get_text(" ", strip=True)):
        return LookFailed(Outcome.EMPTY_AMBIGUOUS, "网页提示暂无内容，未能核实")
    if not item:
        return LookFailed(
            Outcome.LAYOUT_CHANGED, "网页中没有认出带日期的内容列表，请写明 item 选择器"
        )
    return LookFailed(
        Outcome.LAYOUT_CHANGED, "网页中没有找到内容条目，请核对 item 选择器是否仍与页面相符"
    )
