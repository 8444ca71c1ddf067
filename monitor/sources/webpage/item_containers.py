"""The tags that hold the items of a list, also on pages that leave tags open."""

from itertools import islice

from bs4 import Tag

LEVELS = 5  # of tags around an item
LISTS = frozenset({"ul", "ol", "dl", "table", "body"})
INLINE = frozenset({"a", "span", "b", "strong", "font", "em", "i", "u", "p"})
ITEMS = frozenset({"li", "tr", "dd", "dt"})


def item_containers(element: Tag) -> list[Tag]:
    """Return the tags around an item, innermost first, up to the one that holds its list.

    That is its parent, as a rule. But an item that its author did not close holds the items after
    it, and an inline tag that was not closed before the list holds all of them.
    """
    around = list(islice(element.parents, LEVELS))
    list_at = next((n for n, tag in enumerate(around) if tag.name in LISTS), len(around))
    unclosed = [n for n, tag in enumerate(around[:list_at]) if tag.name == element.name]
    outermost = unclosed[-1] + 1 if unclosed and element.name in ITEMS else 0
    while outermost + 1 < len(around) and around[outermost].name in INLINE:
        outermost += 1
    return around[: outermost + 1]
