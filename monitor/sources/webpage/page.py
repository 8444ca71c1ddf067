"""One page as characters and as a tree."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from monitor import walls
from monitor.http.exchange import Answer

COMMENT = re.compile(r"<!--.*?(?:-->|--!>)", re.S)
OPENER = "<!--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, its address and its characters. *torn*: a comment in it never ends."""

    url: str
    text: str
    torn: bool = False

    def tree(self, only: str = "") -> BeautifulSoup:
        """Return the tree of the page, or of its tags of one name."""
        return BeautifulSoup(self.text, "lxml", parse_only=SoupStrainer(only) if only else None)

    def select(self, selector: str) -> tuple[BeautifulSoup, list[Tag]]:
        """Return the tree and what *selector* finds in it.

        Where lxml finds nothing the page is read once more by a parser with other habits:
        on broken markup each of them can lose what the other one keeps.
        """
        tree = self.tree()
        found = list(tree.select(selector))
        if not found:
            other = BeautifulSoup(self.text, "html.parser")
            found = list(other.select(selector))
            tree = other if found else tree
        return tree, found


def page_of(answer: Answer) -> Page:
    """Return the page of an answer that is no gate; raises LookFailed for one that is."""
    walls.check(answer)
    text = walls.text_of(answer)
    rest = COMMENT.sub("", text) if OPENER in text else text
    torn = OPENER in rest
    # A comment that never ends hides all that follows it; only its opening is dropped.
    return Page(url=answer.url, text=rest.replace(OPENER, "") if torn else text, torn=torn)


def absolute(tree: BeautifulSoup, page_url: str, href: str) -> str:
    """Return the http address that *href* leads to, empty where it leads nowhere."""
    base = tree.find("base", href=True)
    try:
        origin = urljoin(page_url, str(base["href"])) if isinstance(base, Tag) else page_url
        address = urljoin(origin, href.strip())
        host = urlsplit(address).hostname
    except ValueError:
        return ""
    fragmentless = address.partition("#")[0]
    is_script = href.strip().startswith("#") or not host
    return "" if is_script or not address.startswith(("http://", "https://")) else fragmentless


def host_of(url: str) -> str:
    """Return the host of an address, empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
