"""One page as characters and as a tree."""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import PageElement
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources import block_pages
from monitor.sources.webpage.jcms_datastore import unpacked
from monitor.sources.webpage.mending import mended

# an XHTML page is a web page all the same: nothing that staff need to read, in English at that
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

HEAD = 500  # characters within which an XHTML page says that it is one
MOST_TAGS = 40_000  # of one page, and comments: a column has some thousands
DEEP = 8_000_000  # tags around all tags of a page, together
UNSEEN = ("noscript", "template")  # what the parser takes for text, and no browser shows
DEEPEST = 100  # tags within each other: more are never closed, and nest for ever
_OPENED = re.compile(r"<[a-zA-Z]|-->")
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, its address and its characters.

    *made_at*: when its bytes were made, where that is known; relative words count from there.
    *next_url*: where the next group of its records stands; *bare*: it holds nothing but records.
    *source*: its characters as they came, where *text* is not them.
    """

    url: str
    text: str
    source: str = ""
    made_at: datetime | None = None
    next_url: str = ""
    bare: bool = False

    def tree(self, only: str = "") -> BeautifulSoup:
        """Return the tree of the page, or of its tags of one name."""
        tree = _soup(mended(self.text), "lxml", only)
        _must_be_shallow(tree)
        return tree

    def select(self, selector: str) -> tuple[BeautifulSoup, list[Tag]]:
        """Return the tree and what *selector* finds in it."""
        return self.find_with_fallback(lambda tree: list(tree.select(selector)))

    def find_with_fallback(
        self, find: Callable[[BeautifulSoup], list[Tag]]
    ) -> tuple[BeautifulSoup, list[Tag]]:
        """Return the tree and what *find* finds in it.

        Where lxml finds nothing the page is read once more by a parser with other habits:
        on broken markup each of them can lose what the other one keeps.
        """
        tree = shown(self.tree())
        elements = find(tree)
        if not elements:
            other = _soup(mended(self.text), "html.parser")
            _must_be_shallow(other)
            other = shown(other)
            elements = find(other)
            tree = other if elements else tree
        return tree, elements


def page_of(answer: HttpAnswer) -> Page:
    """Return the page of an answer that is no gate; raises LookFailed for one that is."""
    block_pages.check(answer)
    source = block_pages.text_of(answer)
    _must_be_readable(source)
    whole = unpacked(source)
    text = whole.text
    head = text[:HEAD].lstrip().lower()
    if "<" not in text or (head.startswith("<?xml") and "<html" not in head):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的是数据或纯文字，不是网页")
    return Page(
        url=answer.url,
        text=text,
        source=source if source != text else "",
        made_at=answer.made_at,
        next_url=whole.next,
        bare=whole.bare,
    )


def shown(tree: BeautifulSoup) -> BeautifulSoup:
    """Return *tree* without tags that a browser never shows."""
    for tag in list(tags(tree, *UNSEEN)):
        if not tag.decomposed:
            tag.decompose()
    return tree


def tags(root: Tag, *names: str) -> Iterator[Tag]:
    """Yield the tags within *root*, of *names* where some are given; faster than ``find_all``."""
    for node in root.descendants:
        if isinstance(node, Tag) and (not names or node.name in names):
            yield node


def holders(elements: Iterable[Tag]) -> frozenset[int]:
    """Return *elements* and all tags around them, by identity."""
    identities: set[int] = set()
    for element in elements:
        for tag in chain((element,), element.parents):
            if id(tag) in identities:
                break
            identities.add(id(tag))
    return frozenset(identities)


def above(node: PageElement, *names: str) -> Tag | None:
    """Return the nearest tag around *node* named so; much faster than ``find_parent``."""
    return next((tag for tag in islice(node.parents, DEEPEST) if tag.name in names), None)


def upward(tag: Tag) -> Iterator[Tag]:
    """Yield *tag* and the tags around it, up to DEEPEST: unclosed tags nest without end."""
    return islice(chain((tag,), tag.parents), DEEPEST)


def is_hidden(tag: Tag) -> bool:
    """Say whether *tag* itself is hidden by its own attributes."""
    if not tag.attrs:
        return False
    return "hidden" in tag.attrs or bool(HIDDEN.search(str(tag.attrs.get("style", ""))))


def reveal(tag: Tag) -> None:
    """Remove hidden tags within *tag*."""
    for inner in list(filter(is_hidden, tags(tag))):
        if not inner.decomposed:
            inner.decompose()


def _soup(text: str, parser: str, only: str = "") -> BeautifulSoup:
    """Return the tree of *text*; raises LookFailed where *parser* fails."""
    try:
        return BeautifulSoup(text, parser, parse_only=SoupStrainer(only) if only else None)
    except (ParserRejectedMarkup, AssertionError) as error:  # html.parser asserts what may fail
        raise LookFailed(Outcome.LAYOUT_CHANGED, "网页代码残缺，无法读取") from error


def _must_be_shallow(tree: BeautifulSoup) -> None:
    """Raise for a tree so deep that walking up from each tag would take too long."""
    around = [iter(tree.contents)]
    together = 0
    while around:
        inner = next((node for node in around[-1] if isinstance(node, Tag)), None)
        if inner is None:
            around.pop()
            continue
        around.append(iter(inner.contents))
        together += len(around)
        if together > DEEP:
            raise LookFailed(Outcome.LAYOUT_CHANGED, "网页代码残缺，标签嵌套过深，不予读取")


def _must_be_readable(text: str) -> None:
    """Raise for a page of so many tags that parsing would take too long."""
    if sum(1 for _ in _OPENED.finditer(text)) > MOST_TAGS:
        message = f"网页过大（标签超过 {MOST_TAGS // 10_000} 万个），不予读取"
        raise LookFailed(Outcome.TOO_COMPLEX, message)


def absolute(tree: Tag, page_url: str, href: str) -> str:
    """Return the http address that *href* leads to, empty where it leads nowhere."""
    return address_at(base_of(tree, page_url), href)


def base_of(tree: Tag, page_url: str) -> str:
    """Return the base address of the links in a page."""
    base = next((tag for tag in tags(tree, "base") if tag.has_attr("href")), None)
    try:
        return urljoin(page_url, str(base["href"])) if base is not None else page_url
    except ValueError:
        return page_url


def address_at(origin: str, href: str) -> str:
    """Return the http address that *href* leads to from *origin*, empty where nowhere."""
    if not href.strip() or href.strip().startswith("#"):
        return ""
    try:
        address = urljoin(origin, href.strip())
        host = urlsplit(address).hostname
    except ValueError:
        return ""
    is_web = bool(host) and address.startswith(("http://", "https://"))
    return address.partition("#")[0] if is_web else ""


def host_of(url: str) -> str:
    """Return the host of an address, empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
