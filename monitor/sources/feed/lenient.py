"""Read whatever else calls itself a feed: RDF, old RSS, broken XML, lying encodings."""

import re
from typing import Any

import feedparser

from monitor.parsing import text
from monitor.sources.feed.document import OLD_DC, OLD_TERMS, Entry, FeedDocument, address_of
from monitor.sources.feed.mending import mended

# Complaints that lose nothing: the bytes are re-encoded before, so the label cannot matter.
HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)

# What the parser itself stumbles over, where tags close that were never open.
UNREAD = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

OLD_WORDS = dict.fromkeys(OLD_DC, "http://purl.org/dc/elements/1.1/") | dict.fromkeys(
    OLD_TERMS, "http://purl.org/dc/terms/"
)
MODIFIED = re.compile(r"<(\w+:modified)\b[^<>]*>[^<>]{0,200}</\1\s*>")
PUBLISHED = re.compile(r"<(?:pubDate|\w+:(?:date|issued))\b", re.IGNORECASE)


def read(body: bytes, content_type: str) -> FeedDocument | None:
    """Return the feed, None where there is none."""
    declared = text.declared_charset(content_type, body[: text.HEAD])
    decoded = mended(text.decode(body, declared).text.lstrip())
    decoded, modified_only = _without_modified(_in_new_words(decoded))
    try:
        parsed = feedparser.parse(
            decoded.encode(),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except UNREAD:
        return None
    version = str(dict.get(parsed, "version") or "")
    filed_apart = version.startswith("atom") or modified_only
    entries = tuple(
        _entry(entry, filed_apart=filed_apart) for entry in dict.get(parsed, "entries") or ()
    )
    if not version and not entries:
        return None
    return FeedDocument(entries=entries, broken=_broken(parsed))


def _broken(parsed: Any) -> bool:
    return bool(parsed.get("bozo")) and not isinstance(parsed.get("bozo_exception"), HARMLESS)


def _in_new_words(decoded: str) -> str:
    for old, new in OLD_WORDS.items():
        decoded = decoded.replace(f'"{old}"', f'"{new}"')
    return decoded


def _without_modified(decoded: str) -> tuple[str, bool]:
    """Drop dates of modification beside others, for the parser keeps only the last of both.

    Returns also whether the feed has dates of modification alone.
    """
    if "modified" not in decoded:
        return decoded, False
    if PUBLISHED.search(decoded):
        return MODIFIED.sub("", decoded), False
    return decoded, True


def _entry(entry: Any, *, filed_apart: bool) -> Entry:
    """Take raw texts only: the parser's own dates are wrong for Chinese and zone-less ones."""
    id, link = _text(entry, "id"), _text(entry, "link")
    published, updated = _text(entry, "published"), _text(entry, "updated")
    if not filed_apart:  # where dc:date is filed under updated
        published, updated = published or updated, ""
    return Entry(
        id=id,
        link=address_of(link, id, permanent=False),  # a permanent id is its link already
        title=_text(entry, "title"),
        published=published,
        updated=updated,
    )


def _text(entry: Any, name: str) -> str:
    # dict.get: the parser's own mapping answers a missing date with another one.
    return str(dict.get(entry, name) or "").strip()
