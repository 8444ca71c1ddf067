"""Why a page shows no list: never because there is nothing to show."""

from bs4 import BeautifulSoup

from monitor.errors import LookFailed
from monitor.outcomes import Outcome
from monitor.sources.webpage import records, scripted
from monitor.sources.webpage.places import refresh, script_leads


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
