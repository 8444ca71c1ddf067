"""What a feed says: the fast reader, the lenient one, JSON; and what is no feed."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import LookFailed
from monitor.outcomes import Outcome
from monitor.sources.feed import Feed, lenient, rapid
from monitor.sources.feed.document import Document, Entry
from tests.fakes import FakeHttp, answer

DATA = Path(__file__).parent.parent / "data" / "feeds"
URL = "http://feeds.invalid/f"
CHARSET_LIE = {"content-type": "application/xml; charset=gb2312"}


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>云岭发布</title>{items}</channel></rss>"
    ).encode()


def item(title: str = "云岭县简讯", date: str = "Wed, 29 Dec 2021 02:30:00 GMT") -> str:
    return f"<item><title>{title}</title><guid>{title}</guid><pubDate>{date}</pubDate></item>"


def parse(body: Any, **more: Any) -> Document:
    return Feed(url=URL).parse(answer(body, url=URL, **more))


def failure(body: Any, **more: Any) -> LookFailed:
    with pytest.raises(LookFailed) as failed:
        parse(body, **more)
    return failed.value


def test_an_ordinary_rss_feed_is_read_without_the_lenient_reader() -> None:
    document = rapid.read((DATA / "rsshub.xml").read_bytes())

    assert document is not None
    assert [entry.id[-1] for entry in document.entries] == ["0", "3", "2"]
    assert document.entries[1].published == "Wed, 29 Dec 2021 02:30:00 GMT"
    assert not document.broken


def test_the_guid_that_we_mp_rss_writes_last_is_the_id() -> None:
    document = rapid.read((DATA / "wemp_without_zone.xml").read_bytes())

    assert document is not None
    assert document.entries[0].id == "https://mp.weixin.qq.com/s/YUNLING0"


def test_atom_entries_are_read_with_their_own_dates_only() -> None:
    document = rapid.read((DATA / "wewe_updated_only.atom").read_bytes())

    assert document is not None
    assert document.entries[0] == Entry(
        id="YUNLING10",
        link="https://mp.weixin.qq.com/s/YUNLING10",
        title="前三季度经济运行情况",
        updated="2021-12-28T01:45:00.000Z",
    )


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
@settings(max_examples=60)
def test_where_both_readers_read_an_rss_feed_they_agree(items: list[str]) -> None:
    body = rss("".join(items))

    quick = rapid.read(body)

    assert quick is not None
    assert quick == lenient.read(body, "")


@given(entries=st.lists(atom_entries(), min_size=1, max_size=4))
@settings(max_examples=60)
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


def test_rdf_declared_gb2312_keeps_its_rare_characters() -> None:
    document = parse((DATA / "gb2312_rdf.xml").read_bytes())

    assert document.entries[0].title == "张镕主持召开二〇二一年第七次会议"
    assert document.entries[0].published == "2021-12-27T16:00:00+08:00"


def test_a_feed_whose_label_lies_about_its_encoding_is_read() -> None:
    document = parse(rss(item("张镕同志")), headers=CHARSET_LIE)

    assert document.entries[0].title == "张镕同志"


def test_a_feed_in_gbk_that_only_its_label_declares_is_read() -> None:
    body = rss(item("张镕同志"), head="").decode().encode("gb18030")

    document = parse(body, headers=CHARSET_LIE)

    assert document.entries[0].title == "张镕同志"
    assert not document.broken


def test_broken_utf8_costs_characters_but_no_items() -> None:
    body = rss(item("云岭" + "\x01") + item("二")).replace("云".encode(), b"\xe4\xba")

    document = parse(body)

    assert len(document.entries) == 2
    assert document.entries[1].title == "二"


def test_a_truncated_feed_is_broken() -> None:
    document = parse(rss(item("一") + item("二"))[:-60])

    assert document.broken
    assert document.entries[0].title == "一"


def test_an_entity_bomb_is_not_expanded() -> None:
    names = "abcdefghi"
    bomb = "".join(
        f'<!ENTITY {name} "{f"&{names[i - 1]};" * 10 if i else "x" * 10}">'
        for i, name in enumerate(names)
    )
    started = perf_counter()

    document = parse(rss(item("&i;"), head=f"<!DOCTYPE r [{bomb}]>"))

    assert perf_counter() - started < 20
    assert len(document.entries[0].title) < 100


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    head = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'

    document = parse(rss(item("&x;"), head=head))

    assert "机密" not in document.entries[0].title


@pytest.mark.parametrize(
    "items",
    [
        f"<item><title>{'长' * 3_400_000}</title><pubDate>2021-12-29</pubDate></item>",
        f"<item>{'<d>' * 20_000}{'</d>' * 20_000}<pubDate>2021-12-29</pubDate></item>",
    ],
    ids=["a line of 10 MB", "20 000 levels"],
)
def test_a_monstrous_feed_is_still_read(items: str) -> None:
    reading = Feed(url=URL).collect(FakeHttp({"/f": answer(rss(items))}))

    assert len(reading.posts) == 1
    assert len(reading.posts[0].title) <= 200


def test_json_feed_items_keep_numbers_as_ids() -> None:
    document = parse((DATA / "app_news.json").read_bytes())

    assert document.entries[0].id == "31"
    assert document.entries[0].published == "2021-12-26T08:00:00+08:00"
    assert document.entries[1] == Entry(
        id="30",
        link="https://example.invalid/v/30",
        title="温棚里的冬天",
        updated="2021-12-19T08:00:00+08:00",
    )


def test_a_json_feed_behind_a_byte_order_mark_is_read() -> None:
    document = parse(b"\xef\xbb\xbf" + (DATA / "app_news.json").read_bytes())

    assert len(document.entries) == 2


def test_json_feed_items_that_are_no_objects_break_the_feed() -> None:
    version = "https://jsonfeed.org/version/1.1"

    document = parse({"version": version, "items": [{"id": True, "title": "一"}, "二"]})

    assert document.broken
    assert document.entries == (Entry(title="一"),)


@pytest.mark.parametrize(
    "body",
    [
        {"title": "云岭", "item": []},
        {"version": "https://jsonfeed.org/version/1", "items": {}},
        [1, 2],
        '{"version": ',
        "[" * 100_000,
        "云岭发布",
        "<opml><body/></opml>",
        "<?xml version='1.0'?><error>no</error>",
        "<rss version='2.0'><channel><it",
        "<!DOCTYPE html><html><head><title>云岭县人民政府</title></head><body>欢迎</body></html>",
    ],
)
def test_anything_else_is_a_changed_layout(body: Any) -> None:
    assert failure(body).outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>验证码中间页</title></head><body></body></html>",
        "<html><head><title>用户登录</title></head><body>请登录</body></html>",
        "<html><body><form><input type='password'></form></body></html>",
        "",
    ],
)
def test_a_login_or_captcha_page_with_200_is_no_empty_feed(body: str) -> None:
    """Case 60: a page in the feed's place, or nothing at all."""
    assert failure(body).outcome is Outcome.CHALLENGE


@pytest.mark.parametrize(
    "said",
    [
        {"status_code": 0, "aweme_list": [], "author": {"aweme_count": 295}},
        {"aweme_list": [], "not_login_module": {"guide_login_tip_exist": True}},
        {"result": 50, "feeds": []},
        {"result": 2001, "error_msg": "antispam need captcha"},
        {"message": "error", "data": None},
        {"message": "success", "data": [], "has_more": True},
        {"code": -352, "message": "风控校验失败", "data": {"v_voucher": "demo"}},
        {"code": 0, "data": {"v_voucher": "demo"}},
    ],
)
def test_a_platforms_own_refusal_in_the_feeds_place_is_no_empty_feed(said: Any) -> None:
    """Cases 43, 45 to 47: platforms that are looked at through a bridge only."""
    assert failure(json.dumps(said)).outcome is Outcome.LAYOUT_CHANGED


def test_a_message_about_no_feed_shows_how_it_begins() -> None:
    assert "云岭发布系统维护" in failure("云岭发布系统维护").message
