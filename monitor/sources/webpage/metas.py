"""Statements of publication in markup for programs: metas and linked data."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

NAMES = re.compile(  # in lower case: their case varies from site to site
    r"_?pub(?:lish|lication)?[-_]?(?:date|time)|(?:og:)?(?:article:)?published_time|og:pubdate|apub:time|og:time"
    r"|og:release_date|firstpublishedtime|date_?published|rnews:datepublished|sailthru\.date"
    r"|dcterms[:.]issued|dc[.:]date\.issued|dc\.issued|originalpublicationdate|article_date_original"
    r"|weibo:article:create_at|发布日期|发布时间"
)
ITEM = frozenset({"datepublished", "uploaddate"})
LINKED = ("datePublished", "uploadDate", "pubDate")
WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")  # where linked data speaks of the same page
OTHERS = frozenset({"itemlist", "breadcrumblist", "comment", "website", "organization"})
QUOTED = re.compile(r'"(datePublished|uploadDate|pubDate)"\s*:\s*"([^"]{4,60})"')
DASHED = re.compile(r"^(\d{4}-\d\d-\d\d)-(\d\d:\d\d(?::\d\d)?)$")  # 2026-11-27-10:20:00


class Stating(NamedTuple):
    """One statement as *written*; *by*: its place, as staff call it."""

    by: str
    written: str


def stated(tree: BeautifulSoup) -> tuple[Stating, ...]:
    """Return the statements in metas, marked tags and linked data of a page."""
    statements = (*_metas(tree), *_marked(tree), *_linked(tree))
    written = (
        (statement.by, DASHED.sub(r"\1 \2", statement.written.strip())) for statement in statements
    )
    return tuple(dict.fromkeys(Stating(by, text) for by, text in written if text))


def _metas(tree: BeautifulSoup) -> Iterator[Stating]:
    for meta in tree.find_all("meta"):
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = str(meta.get(attribute, "")).strip()
            folded = name.lower().replace(" ", "")
            if NAMES.fullmatch(folded) or (attribute == "itemprop" and folded in ITEM):
                yield Stating(name, str(meta.get("content", "")))
                break


def _marked(tree: BeautifulSoup) -> Iterator[Stating]:
    kinds = Counter(str(tag["itemtype"]) for tag in tree.select("[itemtype]"))
    for tag in tree.select("[itemprop]"):
        name = str(tag["itemprop"])
        if tag.name != "meta" and name.lower() in ITEM and not _of_another(tag, kinds):
            value = tag.get("datetime") or tag.get("content") or tag.get_text(" ", strip=True)
            yield Stating(name, str(value))
    for tag in tree.select("time[pubdate]"):
        yield Stating("time", str(tag.get("datetime") or tag.get_text(" ", strip=True)))


def _of_another(tag: Tag, kinds: Mapping[str, int]) -> bool:
    """Say whether *tag* marks one of several things on the page: a list of other articles."""
    scope = next((parent for parent in tag.parents if parent.has_attr("itemscope")), None)
    return scope is not None and kinds.get(str(scope.get("itemtype", "")), 0) > 1


def _linked(tree: BeautifulSoup) -> Iterator[Stating]:
    for script in tree.find_all("script"):
        if "ld+json" not in str(script.get("type", "")).lower():
            continue
        content = script.get_text()
        try:
            data = json.loads(content, strict=False)
        except (ValueError, RecursionError):
            yield from (Stating("JSON-LD", match[2]) for match in QUOTED.finditer(content))
            continue
        yield from (Stating("JSON-LD", text) for text in _dates(data, depth=0))


def _dates(data: object, *, depth: int) -> Iterator[str]:
    if isinstance(data, list) and depth < len(WITHIN):
        for entry in data:
            yield from _dates(entry, depth=depth + 1)
    if not isinstance(data, dict) or str(data.get("@type", "")).lower() in OTHERS:
        return
    for name in LINKED:
        if isinstance(data.get(name), str | int):
            yield str(data[name])
    for name in WITHIN:
        if depth < len(WITHIN):
            yield from _dates(data.get(name), depth=depth + 1)
