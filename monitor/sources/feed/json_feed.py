"""Read a JSON Feed."""

from typing import Any

from monitor.sources.feed.document import Entry, FeedDocument, address_of


def read(value: Any) -> FeedDocument | None:
    """Return the feed, None where the JSON is something else."""
    if not isinstance(value, dict) or "jsonfeed.org" not in str(value.get("version", "")):
        return None
    items = value.get("items")
    if not isinstance(items, list):
        return None
    return FeedDocument(
        entries=tuple(_entry(item) for item in items if isinstance(item, dict)),
        broken=not all(isinstance(item, dict) for item in items),
    )


def _entry(item: dict[str, Any]) -> Entry:
    id = _text(item, "id")
    return Entry(
        id=id,
        link=address_of(_text(item, "url") or _text(item, "external_url"), id),
        title=_text(item, "title") or _text(item, "summary"),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    usable = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).strip() if usable else ""
