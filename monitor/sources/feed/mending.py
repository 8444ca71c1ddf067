"""Correct small faults of XML, so that a feed can be read whole. Pure."""

import re
from html import escape
from html.entities import html5

NAMESPACES = {  # as feeds use them, declared or not
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LITERAL = re.compile(r"<!\[CDATA\[|<!--")  # there, & is a mere sign
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->"}
_AMPERSAND = re.compile(
    r"&(?:#(?P<decimal>\d{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?"
)
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})  # the entities that XML knows itself
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_PREFIX = re.compile(r"[<\s]([A-Za-z][\w-]{0,31}):[A-Za-z]")
_DECLARED = re.compile(r"xmlns:([\w-]+)\s*=")
_ROOT = re.compile(r"<(?:[A-Za-z]\w*:)?(?:rss|feed|RDF)(?=[\s>])", re.I)


def mended(feed: str) -> str:
    """Return *feed* as XML allows it.

    Control characters, HTML's entities, a bare & and prefixes that nobody declared are put right;
    what is cut off, or not nested, stays as it is.
    """
    parts = _parted(_ILLEGAL.sub("", feed))
    parts[::2] = (_AMPERSAND.sub(_entity, part) for part in parts[::2])
    tags = (tag for part in parts[::2] for tag in _TAG.findall(part) if ":" in tag)
    used = {name for tag in tags for name in _PREFIX.findall(tag)} - {"xmlns", "xml"}
    whole = "".join(parts)
    missing = sorted(used.difference(_DECLARED.findall(whole))) if used else []
    declared = "".join(f' xmlns:{name}="{NAMESPACES.get(name, f"urn:{name}")}"' for name in missing)
    return _ROOT.sub(lambda match: f"{match[0]}{declared}", whole, count=1) if declared else whole


def _parted(feed: str) -> list[str]:
    """Return *feed* in parts, markup and literal text by turns.

    In one pass: what nothing closes is looked for once, however often it is opened.
    """
    parts: list[str] = []
    here = at = 0
    endless: set[str] = set()
    while len(endless) < len(_CLOSERS) and (match := _LITERAL.search(feed, at)):
        closer = _CLOSERS[match[0]]
        end = -1 if closer in endless else feed.find(closer, match.end())
        if end < 0:
            endless.add(closer)
            at = match.end()
            continue
        parts += (feed[here : match.start()], feed[match.start() : end + len(closer)])
        here = at = end + len(closer)
    return [*parts, feed[here:]]


def _entity(match: re.Match[str]) -> str:
    name = match["name"]
    if name in _OWN:
        return match[0]
    if name is not None:
        return escape(html5.get(f"{name};", match[0]), quote=False)
    if match["decimal"] is None and match["hex"] is None:
        return "&amp;"
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    return "" if code > 0x10FFFF or _ILLEGAL.match(chr(code)) else match[0]
