"""Explain a feed entry by entry, with the date taken from each, for whoever sets it up."""

from typing import Any

from monitor.http.exchange import Digest, Http, HttpAnswer
from monitor.parsing import dates
from monitor.parsing.text import clean, plain
from monitor.sources import sandbox
from monitor.sources.explaining import Explained, Shown, explained
from monitor.sources.feed.document import Entry
from monitor.sources.feed.source import Feed
from monitor.sources.listing import zone_of


class _Kept:
    """An ``Http`` that keeps the answer of the listing."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.answer: HttpAnswer | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.http, name)

    def digested(self, url: str, digest: Digest[Any]) -> tuple[HttpAnswer, Any]:
        self.answer, value = self.http.digested(url, digest)
        return self.answer, value


def explain(feed: Feed, http: Http) -> Explained:
    """Return the reading of *feed*, and of each entry the date that was taken."""
    kept: Any = _Kept(http)
    explanation = explained(feed, feed.collect(kept))
    answer: HttpAnswer | None = kept.answer
    if answer is None or not answer.body:
        return explanation
    entries = sandbox.bounded(feed.parse, answer).entries
    items = tuple(_shown(entry, answer, feed) for entry in entries)
    return Explained(reading=explanation.reading, items=items, refusal=explanation.refusal)


def _shown(entry: Entry, answer: HttpAnswer, feed: Feed) -> Shown:
    written = (entry.published or entry.updated or "").strip()
    name = "发布时间" if entry.published else "更新时间"
    moment = dates.read(written, answer.made_at, zone=zone_of(feed.zone)) if written else None
    refused = (
        "" if moment else (f"{name}“{clean(written, 40)}”不是可识别的日期" if written else NONE)
    )
    if moment is not None:
        refused = dates.fault(moment, answer.received_at)
    taken = None if refused else moment
    return Shown(
        title=clean(plain(entry.title)),
        url=entry.link,
        published_at=taken.at if taken else None,
        precision=taken.precision if taken else None,
        why=f"{name}“{clean(written, 40)}”" if taken else "",
        refused=refused,
    )


NONE = "没有标明时间"
