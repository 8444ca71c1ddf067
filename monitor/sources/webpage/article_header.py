"""The head of an article: its title, and the lines around it that say when it was published.

Dates in the body belong to its story, those in links and lists to other articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from monitor.sources.webpage import labels
from monitor.sources.webpage.around import around
from monitor.sources.webpage.date_in_text import (
    FULL_DATE,
    LABEL,
    LINE,
    MAYBE,
    WHOLE,
    DateHint,
    PageTime,
    in_line,
)
from monitor.sources.webpage.labels import COLON, NEVER, TODAY_BANNER, Meaning
from monitor.sources.webpage.page import above, upward
from monitor.sources.webpage.structure import Groups, is_aside
from monitor.sources.webpage.table_headers import Tables

BLOCKS = re.compile(
    r"p|div|t[dhr]|li|h[1-6]|section|article|d[dtl]|table|[uo]l|center|header|blockquote|pre|form|fieldset|body"
)
TITLES = ("h1", "h2", "h3")
BESIDE = re.compile(r"来\s*源|稿\s*源|信\s*源|出\s*处")
WEAK = re.compile(r"(?:信息|文章|稿件|新闻|资讯|内容|公告|公示|公布)?(?:时间|日期)")
EVENT = re.compile(r"地\s*点|参会|参加人|与会|会期|主\s*持\s*人")  # what an invitation says, too
PROSE = re.compile(r"[。；]|，.*[，、]")
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[.．、](?!\d))"
)
LABELS = re.compile(
    r"(?:日期|时间|来源|作者|机构|编辑|索引号|文号|分类|主题词|名称|字体|字号|浏览|点击|次数|分享|状态|有效性)\s*[:：]\s*$"
)
CRUMB = re.compile(r"(?:您|你|当前|现在|所在)的?(?:所在)?位\s*置")
COLONS = re.compile(rf"\s*{COLON}+\s*")
GREETING = re.compile(r"[:：]\s*$")
BODY = re.compile(
    r"trs_editor|(?:^|[-_ ])zoom|v_news_content|vsb_content|ucapcontent|article-?con|news_?con",
    re.I,
)
SITE = re.compile(
    r"(?:政府|门户|网站?|[局厅委办镇乡]|街道|中心|发布)$"
)  # how the names of sites end
TITLED = 8  # characters, at least, of a link before a date that is the other article's
NAMED = 6  # characters, at least, of a link that names another article
LONG = 60  # characters of a paragraph
INFO = 200  # of a line of the head, with source, author and counts
NEAR = 2  # blocks between a date and the word that says whence the article comes


@dataclass(eq=False)
class TextBlock:
    """One line or cell of a page: its texts in their order. *linked*: all of them are links."""

    tag: Tag
    strings: list[NavigableString] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(string.split()) for string in self.strings)

    @cached_property
    def tells_source(self) -> bool:
        """Whether it says whence the article comes, as lines of the head do."""
        return bool(BESIDE.search(self.text))

    @property
    def linked(self) -> bool:
        return all(above(string, "a") is not None for string in self.strings)


def statements(tree: BeautifulSoup, seen: PageTime) -> tuple[DateHint, ...]:
    """Return the dates of publication in the head of an article."""
    head = _head(tree, seen)
    strict = tuple(head.labelled())
    return strict or tuple(head.weak())[:1]


def loose(tree: BeautifulSoup, seen: PageTime) -> tuple[DateHint, ...]:
    """Return the dates around an article that nothing labels as its publication."""
    return tuple(_head(tree, seen).loose())


def _head(tree: BeautifulSoup, seen: PageTime) -> "_Head":
    blocks = _blocks(tree)
    title = _title(tree, blocks)
    body = _body(blocks, title + 1)
    groups = Groups([string for block in blocks for string in block.strings])
    return _Head(blocks=blocks, groups=groups, title=title, body=body, seen=seen, tables=Tables())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The blocks of a page; *title*, *body*: numbers of the title (-1: none) and body's first."""

    blocks: Sequence[TextBlock]
    groups: Groups
    title: int
    body: int
    seen: PageTime
    tables: Tables

    def labelled(self) -> Iterator[DateHint]:
        """Yield the dates labelled as publication: around the title, or beside the source below."""
        for number, hint in self._hints(range(len(self.blocks))):
            if hint.meaning is not Meaning.PUBLISHED:
                continue
            if number < self.body or self._is_foot(number):
                yield hint

    def weak(self) -> Iterator[DateHint]:
        """Yield the dates that only their place makes likely, nearest to the title first."""
        for number, hint in self._hints(range(self.title + 1, self.body)):
            if hint.moment is None or hint.meaning in (Meaning.OTHER, Meaning.DOCUMENT):
                continue
            if CRUMB.search(self.blocks[number].text):
                continue  # a bar with the day of the visit
            beside = self._beside_source(number, hint)
            labelled = hint.meaning is Meaning.PLAIN and WEAK.fullmatch(hint.label)
            if beside or (labelled and not self._is_event(number)):
                yield hint

    def loose(self) -> Iterator[DateHint]:
        """Yield the dates outside the body, without those of events or of the visit."""
        for number, hint in self._hints(range(len(self.blocks))):
            block = self.blocks[number]
            line = len(block.text) <= LINE and not PROSE.search(block.text)
            chrome = TODAY_BANNER.search(block.text) or NEVER.search(block.text)
            inside = number >= self.body and self._is_inside(number)
            if line and not chrome and not inside and hint.meaning is not Meaning.OTHER:
                yield hint

    def _hints(self, numbers: range) -> Iterator[tuple[int, DateHint]]:
        title = self.blocks[self.title].tag if self.title >= 0 else None
        earlier = ""
        for number in numbers:
            block = self.blocks[number]
            foreign = False  # behind the title of another article all is of that one
            for string in block.strings:
                text = " ".join(string.split())
                link = above(string, "a")
                foreign = foreign or (link is not None and len(text) >= TITLED)
                other = link is not None or (
                    not block.tells_source
                    and (foreign or _is_listed(string, self.groups) or _is_apart(block.tag, title))
                )
                if not other and len(text) <= INFO and MAYBE.search(text):
                    for hint in _in_text(text, earlier, self.seen):
                        yield number, self._headed(block.tag, hint)
                before = earlier if COLONS.fullmatch(text) else ""  # a label in several tags
                earlier = "" if other else before + text

    def _headed(self, cell: Tag, hint: DateHint) -> DateHint:
        """Return *hint* with the meaning that the head of its column gives."""
        head = self.tables.head_over(cell) if hint.meaning is Meaning.NONE else ""
        if not head:
            return hint
        return replace(hint, rank=WHOLE, meaning=labels.cell(head), label=labels.shown(head))

    def _beside_source(self, number: int, hint: DateHint) -> bool:
        if self.blocks[number].tells_source:
            return hint.meaning is Meaning.NONE or bool(WEAK.fullmatch(hint.label))
        if hint.meaning is not Meaning.NONE or hint.rank != WHOLE:
            return False
        near = self.blocks[max(number - NEAR, self.title + 1) : min(number + NEAR + 1, self.body)]
        return any(block.tells_source and len(block.text) <= LINE for block in near)

    def _is_event(self, number: int) -> bool:
        near = self.blocks[number : number + NEAR + 1]
        return any(EVENT.search(block.text) for block in near)

    def _is_foot(self, number: int) -> bool:
        """Say whether a block below the body names the source of the article."""
        block = self.blocks[number]
        if self.body >= len(self.blocks) or not block.tells_source:
            return False
        return not self._is_inside(number) and not PROSE.search(block.text)

    def _is_inside(self, number: int) -> bool:
        """Say whether a block stands in the box of the body."""
        parent = self.blocks[self.body].tag.parent
        tag = self.blocks[number].tag
        return any(element is parent for element in upward(tag))


def _is_listed(string: NavigableString, groups: Groups) -> bool:
    """Say whether a date stands beside the title of another article, in a list of such."""
    group = groups.of(string)
    if group is None:
        return False
    member = next((parent for parent in string.parents if id(parent) in group.dated), None)
    links = member.find_all("a") if member is not None and member.name != "a" else [member]
    return any(link is not None and len(link.get_text(strip=True)) >= NAMED for link in links)


def _is_apart(tag: Tag, title: Tag | None) -> bool:
    """Say whether *tag* stands in a side part of the page, and the title does not."""
    if not is_aside(tag):
        return False
    return title is None or not is_aside(title)


def _in_text(text: str, earlier: str, seen: PageTime) -> Iterator[DateHint]:
    if len(text) <= LINE:
        yield from in_line(text, earlier, seen)
        return
    for match in FULL_DATE.finditer(text):
        start = max(match.start() - LABEL, 0)
        yield from in_line(text[start : match.end()], "" if start else earlier, seen)


def _blocks(tree: BeautifulSoup) -> list[TextBlock]:
    blocks: list[TextBlock] = []
    for string in around(tree, ()).strings:
        tag = next((parent for parent in string.parents if BLOCKS.fullmatch(parent.name)), tree)
        if blocks and blocks[-1].tag is tag:
            blocks[-1].strings.append(string)
        else:
            blocks.append(TextBlock(tag, [string]))
    return blocks


def _title(tree: BeautifulSoup, blocks: Sequence[TextBlock]) -> int:
    """Return the number of the title's block: the page's title, else the first heading; or -1."""
    called = [
        str(meta.get("content", ""))
        for meta in tree.find_all("meta")
        if str(meta.get("name", "")).lower() == "articletitle"
    ]
    named = tree.find("title")
    called.append(named.get_text() if named else "")
    whole = ["".join(name.split()) for name in called if name.strip()]
    texts = ["".join(block.text.split()) for block in blocks]
    fits = [
        n
        for n, text in enumerate(texts)
        if len(text) > 5 and not SITE.search(text) and any(text in name for name in whole)
    ]
    if fits:
        return max(fits, key=lambda n: (len(texts[n]), -n))
    for name in TITLES:
        first = next((n for n, block in enumerate(blocks) if _is_within(block.tag, name)), None)
        if first is not None:
            return first
    return -1


def _is_within(tag: Tag, name: str) -> bool:
    return tag.name == name or tag.find_parent(name) is not None


def _body(blocks: Sequence[TextBlock], after: int) -> int:
    """Return the number of the body's first block: the first paragraph, else behind the last."""
    for number in range(after, len(blocks)):
        block = blocks[number]
        text = block.text
        info = block.tells_source and FULL_DATE.search(text) and len(text) <= INFO
        if block.linked or (info and not NUMBERED.match(text)):
            continue
        if _in_body(block.tag) or NUMBERED.match(text) or len(text) > LONG * 2:
            return number
        if PROSE.search(text) and not BESIDE.search(text[:4]):
            return number
        if GREETING.search(text) and len(text) > 4 and not _labels(text):
            return number
    return len(blocks)


def _in_body(tag: Tag) -> bool:
    for element in upward(tag):
        names = " ".join((*(element.get("class") or ()), str(element.get("id") or "")))
        if names and BODY.search(names) and element.find(TITLES) is None:
            return True
    return False


def _labels(text: str) -> bool:
    """Say whether a line that ends in a colon is a label, and no salutation."""
    return bool(LABELS.search(text))
