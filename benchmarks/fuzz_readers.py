"""Who reads: every reader of the program, each behind the door at which its failures end."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import fuzz_mutations as mutations
from benchmarks import fuzz_payloads as payloads
from benchmarks.fuzz_payloads import Sound
from monitor.evidence import archive
from monitor.http.exchange import Digest, HttpAnswer
from monitor.http.read import from_wire
from monitor.model import Account, Platform, Reading, Unit, clock
from monitor.model.errors import ConfigError
from monitor.parsing import dates
from monitor.parsing.text import odd
from monitor.registry.ledger import importer as ledger
from monitor.registry.parse.load import loaded
from monitor.review import share_links
from monitor.review.shared_pages import ArticlePage
from monitor.sources import block_pages
from monitor.sources.app_store import AppStore
from monitor.sources.douyin_open import DouyinOpen
from monitor.sources.feed import Feed
from monitor.sources.feed.bridge import Bridge
from monitor.sources.kuaishou_open import KuaishouOpen
from monitor.sources.netease import Netease
from monitor.sources.thepaper import ThePaper
from monitor.sources.webpage import Webpage
from monitor.sources.wechat_album import WechatAlbum
from monitor.sources.wechat_article import WechatArticle
from monitor.sources.wechat_official import WechatOfficial
from monitor.sources.weibo_open import WeiboOpen
from monitor.sources.weibo_public import WeiboPublic
from monitor.system.redact import Scrubber
from monitor.system.token_store import OwnerToken
from monitor.verdicts.freshness import age
from monitor.verdicts.storable import settled
from tests.county import answers

Read = Callable[[bytes], Reading | None]
Mutate = Callable[[bytes, Random], bytes]
URL = "http://demo.invalid/list/"
CONDEMNS = 14  # days without a post that an account is held to
HIDING = (b"<!--", b"<script", b"<style", b"<textarea", b"<template", b"<noscript", b"<iframe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader and what is sent to it, so often (*weight*)."""

    name: str
    read: Read
    sounds: list[Sound]
    mutate: Mutate = mutations.mutated
    weight: int = 10


class Echo:
    """An ``Http`` that answers everything with one body."""

    def __init__(self, body: bytes, moment: datetime) -> None:
        self.body = body
        self.moment = moment

    def get(self, url: str, **_: Any) -> HttpAnswer:
        return HttpAnswer(url=url, status=200, headers={}, body=self.body, received_at=self.moment)

    def post(self, url: str, **_: Any) -> HttpAnswer:
        return self.get(url)

    def digested(self, url: str, digest: Digest[Any]) -> tuple[HttpAnswer, Any]:
        answer = self.get(url)
        made = digest.of(answer)
        kept = digest.dump(made)
        return answer, digest.load(kept) if kept else made

    def once(self, _: Hashable, make: Callable[[], Any]) -> Any:
        return make()

    def renew(self, _: Hashable, stale: Any, make: Callable[[], Any]) -> Any:
        return make()

    def granted(self, given: OwnerToken) -> OwnerToken:
        return given

    def keep_grant(self, given: OwnerToken, renewed: OwnerToken) -> None:
        pass


def readers(now: datetime, folder: Path) -> list[Reader]:
    """Return all of them, as of *now*; files are written into *folder*."""

    def source(one: Any) -> Read:
        return lambda body: settled(one.collect(Echo(body, now)))

    def sent(name: str, read: Read, *sounds: Sound, **more: Any) -> Reader:
        return Reader(name=name, read=read, sounds=list(sounds), **more)

    at = payloads.moments(now)
    json = {"mutate": mutations.mutated_json}
    uid = "9000000001"
    own = source(Feed(url=URL, own=True))
    weibo = payloads.as_json(answers.user_timeline(at, "河湾", now))
    album = payloads.as_json(answers.album(at, "河湾"))
    index = payloads.as_json(answers.get_index(at, uid, "河湾", now))
    video, listing = payloads.videos(now), payloads.listings(now)
    douyin = DouyinOpen(
        open_id="o", token="t", refresh_token="r", client_key="k", client_secret="s"
    )
    kuaishou = KuaishouOpen(app_id="a", token="t", refresh_token="r", app_secret="s")
    written = Sound(body=answers.article(now, "关于做好工作的通知"))
    bridge = Bridge(
        kind="rsshub", probe="http://demo.invalid/healthz", canary="http://demo.invalid/c"
    )
    return [
        sent("webpage", source(Webpage(url=URL)), payloads.page(now), weight=4),
        sent("webpage, article", source(ArticlePage(url=URL)), written, weight=2),
        sent("feed, RSS", own, payloads.rss(now), weight=8),
        sent("feed, Atom", own, payloads.atom(now), weight=8),
        sent("feed, JSON", own, payloads.json_feed(now), **json),
        sent("feed, bridged", source(Feed(url=URL, bridge=bridge)), payloads.rss(now), weight=3),
        sent("wechat_official", source(WechatOfficial(appid="a", secret="s")),
             payloads.official(now), **json),
        sent("wechat_album", source(WechatAlbum(biz="b", album_id="1")), album, **json),
        sent("wechat_article", source(WechatArticle(url="https://mp.weixin.qq.com/s/abcdefghij")),
             payloads.article(now), weight=6),
        sent("weibo_open", source(WeiboOpen(uid=uid, token="t")), weibo, **json),
        sent("weibo_public", source(WeiboPublic(uid=uid)), index, **json),
        sent("douyin_open", source(douyin), video, **json),
        sent("kuaishou_open", source(kuaishou), video, **json),
        sent("thepaper", source(ThePaper(pph_id="1")), listing, **json),
        sent("netease", source(Netease(wemedia_id="W123")), listing, **json),
        sent("app_store", source(AppStore(app_id="1")), listing, **json),
        sent("walls", _walls(now), payloads.article(now), payloads.page(now)),
        sent("dates", _dates(now), *payloads.spoken(now), weight=60),
        sent("links by hand", _links, *payloads.shared(now), weight=60),
        sent("HTTP answers", _wire(now), payloads.wire(now), weight=30),
        sent("scrubber", _scrubbed, payloads.granted(now), payloads.wire(now), weight=40),
        sent("WARC", _recorded(folder), payloads.record(now), mutate=mutations.mutated_gzip),
        sent("ledger, CSV", _ledger(folder / "l.csv", now), payloads.table(now), weight=20),
        sent("ledger, xlsx", _ledger(folder / "l.xlsx", now), payloads.workbook(now),
             mutate=mutations.mutated_zip, weight=1),
        sent("accounts.yaml", _register(folder), payloads.register(now), weight=2),
    ]  # fmt: skip


def _walls(now: datetime) -> Read:
    def read(body: bytes) -> None:
        answer = Echo(body, now).get(URL)
        block_pages.notice(block_pages.text_of(answer))
        block_pages.check(answer, expects="json")

    return read


def _dates(now: datetime) -> Read:
    def read(body: bytes) -> None:
        text = body.decode("utf-8", "replace").replace("\ufffd", "\ud83d")
        for typed in (False, True):
            moment = dates.read(text, now, typed=typed, bounded=True)
            if moment is not None:
                dates.fault(moment, now)
                clock.show(moment.at)

    return read


def _links(body: bytes) -> None:
    unit = Unit(id="u", name="某局", kind="department")
    text = body.decode("utf-8", "replace")
    for platform in (Platform.WEIBO, Platform.DOUYIN, Platform.TOUTIAO, Platform.OTHER):
        try:
            share_links.read(text, Account(id="a", name="河湾", platform=platform, unit=unit))
        except ConfigError:
            continue


def _wire(now: datetime) -> Read:
    def read(body: bytes) -> None:
        from_wire(body, url=URL, method="GET", received_at=now)

    return read


def _scrubbed(body: bytes) -> None:
    scrubber = Scrubber()
    wire = b"HTTP/1.1 200 OK\r\n\r\n" + body
    kept, _ = scrubber.wire(wire, learn=True)
    scrubber.learn("goodtoken123")
    after, _ = scrubber.wire(b"goodtoken123")
    if len(kept) != len(wire) or b"goodtoken" in after:
        raise ValueError("a secret is told, or bytes are lost")


def _recorded(folder: Path) -> Read:
    path = folder / "r.warc.gz"

    def read(body: bytes) -> None:
        path.write_bytes(body)
        list(archive.read(path))

    return read


def _ledger(path: Path, now: datetime) -> Read:
    def read(body: bytes) -> None:
        path.write_bytes(body)
        unit = Unit(id="u", name="某局", kind="department")
        ledger.read(path, (), (unit,), date(now.year, now.month, now.day), spell=lambda name: "x")

    return read


def _register(folder: Path) -> Read:
    def read(body: bytes) -> None:
        loaded(body, folder / "accounts.yaml")

    return read


# what may not come of it


def unstorable(reading: Reading) -> str:
    """Name a character of *reading* that no store, file or form can hold."""
    return next(filter(None, map(odd, _texts(reading))), "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


def condemns(reading: Reading, now: datetime) -> bool:
    """Say whether *reading* vouches for a silence that is too long."""
    window = reading.window
    if window is None or age(window.since, now) <= CONDEMNS or window.until < now:
        return False
    return all(age(post.published_at, now) > CONDEMNS for post in reading.posts)


def stands(payload: bytes, fresh: bytes) -> bool:
    """Say whether the item *fresh* stands in *payload* where a reader of the page would see it."""
    at = payload.find(fresh) if fresh else -1
    before = payload[: max(at, 0)].lower()
    return at >= 0 and not any(
        before.rfind(opener) > before.rfind(b"-->" if opener == b"<!--" else b"</" + opener[1:])
        for opener in HIDING
    )
