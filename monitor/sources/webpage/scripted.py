"""Lists that a script fills: the list in the page may not be the one that visitors see."""

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

from monitor.sources.webpage import jcms_datastore
from monitor.sources.webpage.around import Surroundings
from monitor.sources.webpage.frames import may_show_list
from monitor.sources.webpage.page import Page, tags

FETCHES = re.compile(
    r"datastore|\$\.(?:ajax|get|post|getJSON)|fetch\(|XMLHttpRequest|axios|jsonp|"
    r"createApp|new Vue|__NEXT_DATA__|__NUXT__|jpage|\bajax\b",
    re.I,
)
_BOXES = ("div", "ul", "ol", "tbody", "table", "section", "dl", "main", "article")
_FILLS = re.compile(
    r"innerHTML|\.(?:html|append|prepend|load|render)\s*\(|document\.write|jpage|el\s*:|mount\("
)
_NAME = re.compile(
    r"list|news|article|datas?$|items?$|content|^main$|container|^app$|^root$|result|table|^con$",
    re.I,
)
_REWRITES = (  # what puts into a box that is named
    re.compile(
        r"\$\(\s*['\"]([^'\"]+)['\"]\s*\)\s*\.(?:html|append|prepend|load|replaceWith|empty)\("
    ),
    re.compile(r"getElementById\(\s*['\"]([\w-]+)['\"]\s*\)\.innerHTML\s*\+?="),
)
_WRITES_LINES = re.compile(r"document\.write(?:ln)?\s*\(\s*['\"]\s*<(?:li|tr|dl|dd)\b", re.I)
NOTHING = re.compile(
    r"暂无(?:相关)?(?:信息|内容|数据|记录|文章|资料)|没有(?:找到)?相关(?:信息|内容|记录)"
)
_TOKENS = re.compile(r"[-_\d\s]+|(?<=[a-z])(?=[A-Z])")
# boxes that scripts fill with something else, or that are for looks
_OTHER = re.compile(
    r"(?:pag|fanye|nav|menu|foot|banner|slid|swip|share|search|count|weather|login|dialog|modal|mask|popup"
    r"|player|comment|copyright|cookie|tool|crumb|calendar|qrcode|float|visit|ewm).*|.*page.*"
    r"|more|head|header|top|topbar|tabs?|pic|img|photo|clear|clearfix|line|friend|links?|pv|hits?|num|date|time"
    r"|user|msg|tips?|layer|map|chart|video|audio|code|bottom|read|voice|wza|position|location|title|left|right"
    r"|ads?|load|loading"
)
_LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|slick|superslide|layui|html5|respond|hm\.baidu|cnzz|51\.la|google|analytics|tongji"
    r"|share|bdstatic|jiathis|wza|toolbar|counter|dynclicks|statpagedown|base64|formfunc|vsb|ewm|print|common",
    re.I,
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]{1,80}\}\}|<%=|\$\{[\w.]+\}")
_TEMPLATE = re.compile(
    r"<script\b[^<>]*type\s*=\s*[\"']?(?:text/(?:template|x-template|html|x-handlebars\S*|x-tmpl|x-jsrender"
    r"|x-dot\S*|ng-template)|x-tmpl\S*)[^<>]*>|<template\b[^<>]*>",
    re.I,
)
_TEMPLATED = re.compile(r"templat|tmpl|text/(?:html|x-)|\.content\b", re.I)
_ID = re.compile(r"""\bid\s*=\s*["']?\s*([^\s"'<>]+)""", re.I)
# scripts that know no template of the page: none of the site's own, whatever it is called
_BRINGS_NONE = re.compile(
    r"jquery(?:[-.]\d[\d.]*)?(?:\.slim)?(?:[-.]min)?\.js|bootstrap|swiper|slick|superslide|html5|respond"
    r"|hm\.baidu|cnzz|51\.la|analytics|tongji|bdstatic|jiathis|dynclicks|statpagedown|counter|base64|formfunc",
    re.I,
)
_LINES = re.compile(r"<(?:li|tr|a|dl)\b", re.I)
_LOADING = re.compile(
    r"(?:数据|内容|列表|正在|努力|拼命)?\s*(?:加载|载入)\s*中[.。…]*|loading[.…]*|正在加载\S{0,6}",
    re.I,
)
_TOKEN = re.compile(r"[\w-]+")
_MENTIONED = re.compile(r"[#.\"']([\w-]+)")
_BINDING = frozenset({"v-for", "ng-repeat", "wx:for", "x-for", "*ngfor", "ms-for"})
UNSURE = "网页中另有由脚本填充的列表，不能确定哪个是本栏目，请写明 item 选择器"
REWRITTEN = "列表内容会由网页脚本改写，看不到改写后的内容，不据此认定未更新"
REASON = "网页中另有由脚本填充的列表，看不到其内容，不据此认定未更新"


def script_list_reason(
    page: Page, tree: BeautifulSoup, around: Surroundings, elements: Sequence[Tag]
) -> str:
    """Say that a script fills a list beside *elements*, or rewrites theirs; empty for neither."""
    is_filled = (
        _has_template(page.text, tree)
        or any(_PLACEHOLDER.search(text) for text in around.strings)
        or any(_LOADING.fullmatch(text.strip()) for text in around.strings)
        or _has_bindings(tree, elements)
        or any(_filled_by_script(tree, elements, page.url))
        or any(_WRITES_LINES.search(script.get_text()) for script in tree.find_all("script"))
    )
    return REASON if is_filled else REWRITTEN if _rewritten(tree, elements) else ""


def _rewritten(tree: BeautifulSoup, elements: Sequence[Tag]) -> bool:
    """Say whether a script writes fetched contents into a box that holds the list."""
    around = {id(tag): tag for element in elements for tag in (element, *element.parents)}
    holders = {name for tag in around.values() for name in _names(tag)}
    for script in tree.find_all("script"):
        code = script.get_text()
        boxes = [box for form in _REWRITES for box in form.findall(code)]
        if not boxes or not (FETCHES.search(code) or ".load(" in code):
            continue
        last = (box.split()[-1] for box in boxes if box.split())
        if any(holders.intersection(_TOKEN.findall(box)) for box in last):
            return True
    return False


def fills(tree: BeautifulSoup) -> bool:
    """Say whether a page without items has a script that would fetch some."""
    return any(FETCHES.search(script.get_text()) for script in tree.find_all("script"))


def _has_template(text: str, tree: BeautifulSoup) -> bool:
    """Say whether the page holds a template of a list that a script may use."""
    for match in _TEMPLATE.finditer(text):
        inside = text[match.end() : match.end() + 2000]
        close = re.search(r"</(?:script|template)", inside, re.I)
        inside = inside[: close.start()] if close else inside
        lines = _LINES.search(inside) and re.search(r"[{<$@%]\s*[{%=#]|\{\w|v-for", inside)
        if lines and _may_be_used(match.group(), text, tree):
            return True
    return False


def _may_be_used(opening: str, text: str, tree: BeautifulSoup) -> bool:
    """Say whether anything on the page may copy the template of that *opening* tag."""
    scripts = [
        script for script in tags(tree, "script") if not _TEMPLATE.match(_opening_of(script))
    ]
    if not all(
        _BRINGS_NONE.search(str(script["src"])) for script in scripts if script.has_attr("src")
    ):
        return True
    inline = [script.get_text() for script in scripts]
    named = _ID.search(opening)
    if named and len(re.findall(rf"(?<![\w/-]){re.escape(named[1])}(?![\w-])", text)) == 1:
        return any(map(_TEMPLATED.search, inline))
    forms = (_TEMPLATED, FETCHES, _FILLS)
    return bool(named) or any(form.search(code) for code in inline for form in forms)


def _opening_of(script: Tag) -> str:
    return f'<script type="{script.get("type", "")}">'


def _has_bindings(tree: BeautifulSoup, elements: Sequence[Tag]) -> bool:
    ours = {id(element) for element in elements}
    return any(not _BINDING.isdisjoint(tag.attrs) and id(tag) not in ours for tag in tags(tree))


def _filled_by_script(
    tree: BeautifulSoup, elements: Sequence[Tag], page_url: str
) -> Iterator[bool]:
    holders = {id(parent) for element in elements for parent in element.parents}
    inline = [script.get_text() for script in tree.find_all("script")]
    filling = [code for code in inline if FETCHES.search(code) or _FILLS.search(code)]
    mentioned = {name for code in filling for name in _MENTIONED.findall(code)}
    sources = [str(script["src"]) for script in tree.find_all("script", src=True)]
    foreign = any(FETCHES.search(code) for code in inline) or not all(map(_LIBRARY.search, sources))
    yield any(id(tag.parent) not in holders for tag in tags(tree) if "querydata" in tag.attrs)
    yield any(may_show_list(frame, page_url) for frame in tags(tree, "iframe"))
    for box in tags(tree, *_BOXES):
        names = _names(box) or (_names(box.parent) if box.name == "tbody" else [])
        if not names or id(box) in holders or any(map(_is_other, names)) or not _is_empty(box):
            continue
        yield any(name in mentioned for name in names)
        yield foreign and any(_NAME.search(name) for name in names)


def _names(box: Tag | None) -> list[str]:
    names = (*(box.get("class") or ()), box.get("id") or "") if box is not None else ()
    return [str(name) for name in names if name]


def _is_other(name: str) -> bool:
    tokens = [token.lower() for token in _TOKENS.split(name)]
    return any(map(_OTHER.fullmatch, tokens))


def _is_empty(box: Tag) -> bool:
    if (
        box.get(jcms_datastore.MARK)
        or box.find(["a", "img", "iframe", "video", "input"]) is not None
    ):
        return False
    return not any(
        text.strip() and not (NOTHING.search(text) or _LOADING.fullmatch(text.strip()))
        for text in box.strings
    )
