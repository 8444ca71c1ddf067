"""Whether a list is the whole column: signs on its page that it is another, or a part."""

from collections.abc import Iterator, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from monitor.model import clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import absence, redirect_targets, scripted
from monitor.sources.webpage.around import SHOWN, UNREAD, Surroundings, around
from monitor.sources.webpage.items import ColumnItem, ListedItems, ListReader
from monitor.sources.webpage.list_contradictions import ContradictionFinder
from monitor.sources.webpage.page import Page, above, base_of, is_hidden, tags
from monitor.sources.webpage.structure import LEVELS, Groups
from monitor.sources.webpage.unread import UnreadText

INLINE = frozenset({"a", "span", "b", "strong", "font", "em", "i", "u"})
SIMPLE = 12  # parts of a line of its own
NOTICE = 200  # characters of a notice
HIDDEN = "列表在网页上是隐藏的，读者看不到，不据此认定未更新"
HIDDEN_NEWER = "网页中有隐藏的条目比列表更新，列表可能不全，不据此认定未更新"


def refusals(page: Page, listed: ListedItems, reader: ListReader) -> tuple[str, ...]:
    """Return why the list on *page* vouches for nothing; raises LookFailed where it has moved."""
    outside = around(listed.tree, listed.elements)
    lines = tuple(_lines(outside))
    if absence.is_not_found_page(listed.tree, lines):
        raise LookFailed(Outcome.CONFIG, "网页提示页面不存在，所列是其他内容，请核对栏目地址")
    moved = redirect_targets.moved((*lines, *_pictures(listed, outside)), page.url)
    if moved:
        message = f"网页提示“{moved}”，所列可能是其他栏目的内容，请核对栏目地址"
        raise LookFailed(Outcome.CONFIG, message)
    paused = redirect_targets.paused(lines, (item.title for item in listed.items))
    reasons = (
        f"网页提示“{paused}”，不据此认定未更新" if paused else "",
        *_reasons(page, listed, reader, outside),
    )
    return tuple(filter(None, reasons))


def _reasons(
    page: Page, listed: ListedItems, reader: ListReader, outside: Surroundings
) -> Iterator[str]:
    yield unread(page, listed, reader, listed.items)
    yield _hidden(listed)
    yield scripted.script_list_reason(page, listed.tree, outside, listed.elements)
    beside = ContradictionFinder(
        around=outside,
        elements=listed.elements,
        items=listed.items,
        base_url=base_of(listed.tree, page.url),
        page_time=reader.seen,
        seen_on=clock.day(reader.seen_at),
    )
    yield beside.contradiction() or beside.hidden_list(_unshown(listed, outside))


def unread(page: Page, listed: ListedItems, reader: ListReader, items: Sequence[ColumnItem]) -> str:
    """Say why *page* cannot be read whole, empty where it can; *items*: of the whole column."""
    seen_on = clock.day(reader.seen_at)
    whole = UnreadText(page=page, listed=listed, items=items, seen=reader.seen, seen_on=seen_on)
    return whole.reason()


def _unshown(listed: ListedItems, outside: Surroundings) -> list[NavigableString]:
    """Return the hidden texts outside the list, such as those of a tab."""
    taken: set[int] = set()
    strings: list[NavigableString] = []
    for tag in filter(is_hidden, tags(listed.tree)):
        if id(tag) in taken or outside.holds_items(tag) or outside.is_in_item(tag):
            continue
        for node in tag.descendants:
            if isinstance(node, Tag):
                taken.add(id(node))
            elif isinstance(node, NavigableString) and type(node) in SHOWN:
                strings.append(node)
    return [string for string in strings if above(string, *UNREAD) is None]


def _pictures(listed: ListedItems, outside: Surroundings) -> Iterator[str]:
    """Yield the alternative texts of pictures outside lists."""
    for image in tags(listed.tree, "img"):
        if not image.has_attr("alt"):
            continue
        lines = above(image, "li", "tr")
        if lines is None and not outside.is_in_item(image):
            yield str(image["alt"])


def _hidden(listed: ListedItems) -> str:
    if listed.unseen and len(listed.unseen) == len(listed.items):
        return HIDDEN
    shown = max((item.newest_at for item in listed.items if item.newest_at), default=None)
    hidden = max((item.newest_at for item in listed.unseen if item.newest_at), default=None)
    return HIDDEN_NEWER if hidden and shown and hidden > shown else ""


def _lines(outside: Surroundings) -> Iterator[str]:
    """Yield the lines of a page outside its lists, where a notice would stand."""
    lines = {
        id(element) for group in Groups(outside.strings).all for element in group.dated.values()
    }
    for string in outside.strings:
        parent = string.parent
        listed = above(string, "li", "tr") or any(
            id(element) in lines for element in islice(string.parents, LEVELS)
        )
        if parent is None or listed:
            continue
        block = parent.parent if parent.name in INLINE and parent.parent is not None else parent
        parts = list(islice(block.stripped_strings, SIMPLE + 1))
        whole = " ".join(parts) if len(parts) <= SIMPLE else string
        yield " ".join((whole if len(whole) <= NOTICE else string).split())
