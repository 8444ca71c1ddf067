"""The fast reader agrees with the lenient one, or leaves the feed to it."""

import json
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.feed import lenient, rapid
from tests.lengths import tries
from tests.sources.feeds import DATA, item, rss


@pytest.mark.parametrize("name", ["rsshub.xml", "wemp_without_zone.xml", "wewe_updated_only.atom"])
def test_both_readers_agree_on_recorded_shapes(name: str) -> None:
    body = (DATA / name).read_bytes()

    assert rapid.read(body) == lenient.read(body, "")


TEXTS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cc", "Cn"]),
    max_size=12,
)
WORDS = TEXTS.map(str.strip)
DATES = st.sampled_from(
    ["", "Wed, 29 Dec 2021 02:30:00 GMT", "2021-12-29T02:30:00Z", "2021-12-29", "昨天 09:00"]
)
LINKS = st.sampled_from(["", "http://x.invalid/1?a=1&b=2", "/rel/2", "https://x.invalid/中"])


def element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(text)}</{name}>" if text else ""


@st.composite
def rss_items(draw: st.DrawFn) -> str:
    permanent = draw(st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"']))
    parts = [
        element("title", draw(WORDS)),
        element("link", draw(LINKS)),
        element("guid", draw(st.sampled_from(["", "id-7", "http://x.invalid/g"])), permanent),
        element("pubDate", draw(DATES)),
        element("dc:date", draw(DATES)),
        element("description", draw(WORDS)),
    ]
    return f"<item>{''.join(draw(st.permutations(parts)))}</item>"


@st.composite
def atom_entries(draw: st.DrawFn) -> str:
    link = draw(LINKS)
    href = f"<link href={json.dumps(escape(link), ensure_ascii=False)}/>" if link else ""
    parts = [
        element("title", draw(WORDS), draw(st.sampled_from(["", ' type="html"']))),
        element("id", draw(st.sampled_from(["", "id-7", "http://x.invalid/g"]))),
        element("published", draw(DATES)),
        element("updated", draw(DATES)),
        href,
        draw(st.sampled_from(["", '<link rel="enclosure" href="http://x.invalid/e"/>'])),
    ]
    return f"<entry>{''.join(draw(st.permutations(parts)))}</entry>"


@given(items=st.lists(rss_items(), min_size=1, max_size=4))
@settings(max_examples=tries(60))
def test_where_both_readers_read_an_rss_feed_they_agree(items: list[str]) -> None:
    body = rss("".join(items))

    quick = rapid.read(body)

    assert quick is not None
    assert quick == lenient.read(body, "")


@given(entries=st.lists(atom_entries(), min_size=1, max_size=4))
@settings(max_examples=tries(60))
def test_where_both_readers_read_an_atom_feed_they_agree(entries: list[str]) -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>云岭</title>'
        f"<updated>2021-12-31T00:00:00Z</updated>{''.join(entries)}</feed>"
    ).encode()

    quick = rapid.read(body)

    assert quick is not None
    assert quick == lenient.read(body, "")


@pytest.mark.parametrize(
    "body",
    [
        rss(item(), head='<!DOCTYPE rss [<!ENTITY a "b">]>'),
        rss("<item><title>一</title><title>二</title></item>"),
        rss("<item><title>一<b>二</b></title></item>"),
        rss("<item><pubDate>2021-12-01</pubDate><pubDate>2021-12-02</pubDate></item>"),
        b'<rss version="2.0"><item><title>x</title></item></rss>',
        b'<rss version="0.91"><channel><item><title>x</title></item></channel></rss>',
        b'<rss version="2.0"><channel/><channel/></rss>',
        b"<rss><channel/></rss>",
        rss(item())[:-9],
        b" " + rss(item()),
        b"",
    ],
)
def test_the_fast_reader_refuses_whatever_is_not_plain(body: bytes) -> None:
    assert rapid.read(body) is None


def test_what_the_lenient_parser_stumbles_over_is_no_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(*_: object, **__: object) -> None:
        raise KeyError("links")

    monkeypatch.setattr("feedparser.parse", stumbles)

    assert lenient.read(b"<rss><channel></channel></rss>", "") is None
