"""The page around the list: its visible texts outside the list, in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString

from monitor.sources.webpage.page import is_hidden, tags

SHOWN = (NavigableString, CData)  # comments and the like derive from the first
UNREAD = frozenset({"script", "style", "template", "noscript", "select", "textarea", "title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands outside the items. *before*: the texts above the first item, *after*: below."""

    before: tuple[NavigableString, ...]
    after: tuple[NavigableString, ...]
    items: frozenset[int]  # the elements of the items, by identity
    above: frozenset[int]  # the elements that hold items
    _links: dict[int, list[Tag]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def strings(self) -> tuple[NavigableString, ...]:
        return (*self.before, *self.after)

    def holds_items(self, tag: Tag) -> bool:
        """Say whether an item stands within *tag*."""
        return id(tag) in self.above

    def links(self, tag: Tag) -> list[Tag]:
        """Return the links within *tag* that are no item's."""
        if id(tag) not in self._links:  # asked for once a date: a page may bear thousands
            candidates = [tag] if tag.name == "a" else tags(tag, "a")
            self._links[id(tag)] = [
                link for link in candidates if link.has_attr("href") and not self.is_in_item(link)
            ]
        return self._links[id(tag)]

    def is_in_item(self, tag: Tag) -> bool:
        """Say whether *tag* is an item, or stands in one."""
        return any(id(element) in self.items for element in chain((tag,), tag.parents))


def around(tree: BeautifulSoup, elements: Iterable[Tag]) -> Surroundings:
    """Return what stands on the page around *elements*, the items of its list."""
    items = list(elements)
    of_items = frozenset(map(id, items))
    first = id(items[0]) if items else 0
    texts: tuple[list[NavigableString], list[NavigableString]] = ([], [])
    reached = 0
    for node in _walk(tree.body or tree, of_items):
        if isinstance(node, Tag):
            reached = 1 if id(node) == first else reached
        else:
            texts[reached].append(node)
    return Surroundings(
        before=tuple(texts[0]),
        after=tuple(texts[1]),
        items=of_items,
        above=frozenset(id(parent) for item in items for parent in item.parents),
    )


def _walk(root: Tag, items: frozenset[int]) -> Iterator[Tag | NavigableString]:
    """Yield the texts under *root* in order, and for each item its element."""
    open_tags = [iter(root.contents)]
    while open_tags:
        for node in open_tags[-1]:
            if isinstance(node, Tag):
                if id(node) in items:
                    yield node
                elif node.name not in UNREAD and not is_hidden(node):
                    open_tags.append(iter(node.contents))
                    break
            elif isinstance(node, NavigableString) and type(node) in SHOWN and node.strip():
                yield node
        else:
            open_tags.pop()
