"""Read an ordinary, well-formed RSS 2.0 or Atom feed fast, and refuse everything else.

Strictness is the point: whatever could be read in two ways is left to the lenient reader.
"""

from lxml import etree

from monitor.sources.feed import document
from monitor.sources.feed.document import Entry, FeedDocument, address_of

ATOM = "{http://www.w3.org/2005/Atom}"
DC = ("http://purl.org/dc/elements/1.1/", *document.OLD_DC)
TERMS = ("http://purl.org/dc/terms/", *document.OLD_TERMS)
# when it was published, the surest first: pubDate, issued, date
PUBLISHED = ("pubDate", *(f"{{{uri}}}issued" for uri in TERMS), *(f"{{{uri}}}date" for uri in DC))
MODIFIED = tuple(f"{{{uri}}}modified" for uri in TERMS)
HEAD = 4096  # bytes within which a document type would stand
MAX_BYTES = 5_000_000  # the transport brings no more; libxml2's own limits stand behind it

RSS_FIELDS = {
    "guid": "id",
    "id": "id",  # we-mp-rss writes both, the guid last
    "link": "link",
    "title": "title",
    **dict.fromkeys((*PUBLISHED, *MODIFIED), "date"),
}
ATOM_FIELDS = {
    f"{ATOM}id": "id",
    f"{ATOM}link": "link",
    f"{ATOM}title": "title",
    f"{ATOM}published": "published",
    f"{ATOM}updated": "updated",
}
STRANGE = {f"{ATOM}updated", f"{ATOM}published", f"{ATOM}link", f"{ATOM}id", f"{ATOM}title"}


class _Unusual(Exception):
    """The feed could be read in two ways."""


def read(body: bytes) -> FeedDocument | None:
    """Return the feed, None where it is not plainly RSS 2.0 or Atom."""
    if b"<!DOCTYPE" in body[:HEAD] or b"xml:base" in body or len(body) > MAX_BYTES:
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
        return FeedDocument(entries=_entries(root))
    except (etree.XMLSyntaxError, _Unusual):
        return None


def _entries(root: etree._Element) -> tuple[Entry, ...]:
    if root.getroottree().docinfo.internalDTD is not None:
        raise _Unusual
    if root.tag == f"{ATOM}feed":
        return tuple(_atom(entry) for entry in root.iterchildren(f"{ATOM}entry"))
    channels = root.findall("channel")
    if root.tag != "rss" or not root.get("version", "").startswith("2.") or len(root) != 1:
        raise _Unusual
    if len(channels) != 1:
        raise _Unusual
    return tuple(_rss(item) for item in channels[0].iterchildren("item"))


def _rss(item: etree._Element) -> Entry:
    fields: dict[str, str] = {}
    dates: dict[str, str] = {}
    permanent = True
    for child in item:
        tag = str(child.tag)
        if tag in STRANGE:
            raise _Unusual
        name = RSS_FIELDS.get(tag)
        if name is None:
            continue
        text = _text(child)
        if name == "date":
            _once(dates, tag, text)
        elif name == "id":
            fields["id"] = text
            permanent = child.get("isPermaLink", "true") == "true"
        else:
            _once(fields, name, text)
    return _entry(
        fields | {"updated": _first(dates, MODIFIED)},
        link=address_of(fields.get("link", ""), fields.get("id", ""), permanent=permanent),
        published=_first(dates, PUBLISHED),
    )


def _atom(entry: etree._Element) -> Entry:
    fields: dict[str, str] = {}
    for child in entry:
        name = ATOM_FIELDS.get(str(child.tag))
        if name == "link":
            if child.get("rel", "alternate") == "alternate":
                _once(fields, name, child.get("href", "").strip())
        elif name is not None:
            _once(fields, name, _text(child))
    return _entry(
        fields,
        link=address_of(fields.get("link", ""), fields.get("id", "")),
        published=fields.get("published", ""),
    )


def _entry(fields: dict[str, str], *, link: str, published: str) -> Entry:
    return Entry(
        id=fields.get("id", ""),
        link=link,
        title=fields.get("title", ""),
        published=published,
        updated=fields.get("updated", ""),
    )


def _first(dates: dict[str, str], tags: tuple[str, ...]) -> str:
    return next((dates[tag] for tag in tags if dates.get(tag)), "")


def _once(fields: dict[str, str], name: str, text: str) -> None:
    if name in fields:
        raise _Unusual
    fields[name] = text


def _text(child: etree._Element) -> str:
    if len(child) or child.get("type", "text") not in ("text", "html", "text/plain", "text/html"):
        raise _Unusual
    return (child.text or "").strip()
