"""Why a page shows no list; an empty column is never the reason."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import jcms_datastore, scripted
from monitor.sources.webpage.page import above, is_hidden, tags, upward
from monitor.sources.webpage.redirect_targets import refresh, script_leads

_THING = r"(?:页面|网页|内容|文章|信息|文件|栏目|链接|网址|资源)"
_LOST = r"(?:不存在|已?经?被?(?:删除|移除|下线)|失效|找不到|(?:未|没有?|无法|不能)(?:能?够?)找到)"
_ASKED = r"(?:您|你|所)\s*(?:要|想|正在)?(?:访问|浏览|查看|请求|查找|打开|找)的?"
NOT_THERE = re.compile(
    rf"{_ASKED}{_THING}[^。；]{{0,12}}?{_LOST}"
    rf"|^[^。；]{{0,8}}{_THING}\s*(?:可能)?(?:已经|已)?{_LOST}"
    rf"|(?:找不到|未找到)[^。；]{{0,6}}{_THING}|\bnot found\b",
    re.I,
)
VISITED = re.compile(rf"{_ASKED}{_THING}[^。；]{{0,12}}?{_LOST}")
NUMBER = re.compile(r"\W*(?:http|错误|error)?\W*404(?:\D|$)", re.I)
HOME = re.compile(r"(?:网站|本站|[^-_—|]{0,12}网)?首\s*页(?:\W|$)")
FEW = 300  # characters of a page that shows nothing but why
HEADS = ("title", "h1", "h2", "h3")


def is_not_found_page(tree: BeautifulSoup, lines: Sequence[str] = ()) -> bool:
    """Say whether a page answered with 200 says that there is no such page.

    *lines*: those outside the list, where the page shows one.
    """
    heads = [head.get_text(" ", strip=True) for head in tags(tree, *HEADS) if _is_own(head)]
    page_text = (tree.body or tree).get_text(" ", strip=True)
    short = [page_text] if len(page_text) <= FEW and not lines else []
    return (
        any(NUMBER.match(head) for head in heads)
        or any(NOT_THERE.search(text) for text in (*heads, *short))
        or any(VISITED.search(line) for line in lines)
    )


def is_titled_home(tree: BeautifulSoup) -> bool:
    """Say whether a page calls itself the home page."""
    title = tree.find("title")
    return title is not None and bool(HOME.match(title.get_text(strip=True)))


def _is_own(head: Tag) -> bool:
    """Say whether a heading is the page's own: no link's, and shown."""
    linked = head.find("a") is not None or above(head, "a") is not None
    return not linked and not any(map(is_hidden, upward(head)))


def reason(tree: BeautifulSoup, page_url: str, *, item: str) -> LookFailed:
    """Return why *tree* holds no item; *item*: the configured selector, if any."""
    if item and tree.select_one(f"[{jcms_datastore.MARK}]") is not None:
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
