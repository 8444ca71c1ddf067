"""One way of reading an account per file; the table of all kinds stands here.

A source is a frozen dataclass. Its fields are the keys of ``sources:`` in accounts.yaml
(``kind`` aside); text fields may hold ``${NAME}``, which is filled in before a look.
``collect(http)`` fetches, ``parse…`` is pure. A look that shows nothing usable raises
LookFailed; one that shows something, but not all, returns its posts with gaps beside them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import ClassVar, Protocol, runtime_checkable
from urllib.parse import urlsplit

from monitor.http.exchange import Http
from monitor.model import Platform, Reading
from monitor.sources.app_store import AppStore
from monitor.sources.douyin_open import DouyinOpen
from monitor.sources.feed import Feed
from monitor.sources.kuaishou_open import KuaishouOpen
from monitor.sources.netease import Netease
from monitor.sources.thepaper import ThePaper
from monitor.sources.webpage import Webpage
from monitor.sources.wechat_album import WechatAlbum
from monitor.sources.wechat_article import WechatArticle
from monitor.sources.wechat_official import WechatOfficial
from monitor.sources.weibo_open import WeiboOpen
from monitor.sources.weibo_public import WeiboPublic


@runtime_checkable
class Source(Protocol):
    """One configured way of looking at one account."""

    kind: ClassVar[str]
    platforms: ClassVar[frozenset[Platform]]  # where this kind fits; empty: anywhere
    hosts: ClassVar[tuple[str, ...]]  # fixed hosts it asks, () where its own url names them

    def collect(self, http: Http) -> Reading: ...

    def __hash__(self) -> int: ...


KINDS: dict[str, type[Source]] = {
    source.kind: source
    for source in (
        WechatOfficial,
        WechatAlbum,
        WechatArticle,
        WeiboOpen,
        WeiboPublic,
        DouyinOpen,
        KuaishouOpen,
        Feed,
        Webpage,
        ThePaper,
        Netease,
        AppStore,
    )
}


def labels(sources: Iterable[Source]) -> Iterator[tuple[str, Source]]:
    """Yield each source with its label: ``feed``, and ``feed#2`` for a second of the kind."""
    seen: Counter[str] = Counter()
    for source in sources:
        seen[source.kind] += 1
        number = seen[source.kind]
        yield (source.kind if number == 1 else f"{source.kind}#{number}"), source


@lru_cache(maxsize=16384)
def hosts_of(source: Source) -> frozenset[str]:
    """Return the hosts a source may be led to: its kind's own, and those of its addresses."""
    return frozenset(source.hosts) | _hosts_within(source)


def _hosts_within(value: object) -> frozenset[str]:
    if isinstance(value, str):
        if not value.startswith(("http://", "https://")):
            return frozenset()
        try:
            host = urlsplit(value).hostname
        except ValueError:  # whoever asks for it is told so
            host = None
        return frozenset({host} if host else ())
    if is_dataclass(value) and not isinstance(value, type):
        parts = (_hosts_within(getattr(value, field.name)) for field in fields(value))
        return frozenset().union(*parts)
    return frozenset()
