"""Which tags hold the items of a list, on pages that close their tags and on those that do not."""

import pytest
from bs4 import BeautifulSoup, Tag

from monitor.sources.webpage.item_containers import item_containers


def containers(page: str) -> list[str]:
    """Return the names of the tags that hold the item with the id ``here``."""
    item = BeautifulSoup(page, "html.parser").find(id="here")
    assert isinstance(item, Tag)
    return [tag.name for tag in item_containers(item)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ul><li>甲</li><li id='here'>乙</li></ul>", ["ul"]),
        ("<body><div><div id='here'>甲</div></div></body>", ["div"]),
        ("<ul><li>甲<li id='here'>乙</ul>", ["li", "ul"]),
        ("<ul><li>甲<li>乙<li id='here'>丙</ul>", ["li", "li", "ul"]),
        ("<table><tr><td><ul><li id='here'>甲</li></ul></td></tr></table>", ["ul"]),
        ("<div><b><p id='here'>甲</p></b></div>", ["b", "div"]),
        # nothing but inline tags as far as one looks
        ("<div><b><i><u><em><strong><p id='here'>甲", ["strong", "em", "u", "i", "b"]),
    ],
)
def test_the_parent_holds_an_item_and_so_does_what_was_left_open(
    page: str, expected: list[str]
) -> None:
    assert containers(page) == expected
