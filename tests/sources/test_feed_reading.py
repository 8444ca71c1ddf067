"""What a feed says: the fast reader, the lenient one, JSON; and what is no feed."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.feed import Feed, rapid
from monitor.sources.feed.document import Entry, FeedDocument
from tests.fakes import FakeHttp, answer
from tests.sources.feeds import DATA, item, rss

URL = "http://feeds.invalid/f"
CHARSET_LIE = {"content-type": "application/xml; charset=gb2312"}


def parse(body: Any, **options: Any) -> FeedDocument:
    return Feed(url=URL).parse(answer(body, url=URL, **options))


def failure(body: Any, **options: Any) -> LookFailed:
    with pytest.raises(LookFailed) as failed:
        parse(body, **options)
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("春灌 A&B 进展", "春灌 A&B 进展"),
        ("春灌&nbsp;进展", "春灌\u00a0进展"),
        ("春灌&mdash;进展&hellip;", "春灌—进展…"),
        ("&ldquo;春灌&rdquo;&LT;进展&GT;", "“春灌”<进展>"),
        ("春灌&nosuchthing;进展", "春灌&nosuchthing;进展"),
        ("春灌&amp;进展 &#24180; &#x5e74;", "春灌&进展 年 年"),
        ("春灌\x0b进展\ufffe", "春灌进展"),
        ("春灌&#11;&#xB;&#xD83C;&#9999999;进展", "春灌进展"),
        ("<![CDATA[A&B&nbsp;\x07春灌]]>", "A&B&nbsp;春灌"),
        ("春灌</title><x:y z:w='1'/><dc:creator>水务</dc:creator><title2>", "春灌"),
        ("春灌<!-- A&B & --></title><link>/a?b=1&c=2</link><title2>", "春灌"),
    ],
)
def test_small_faults_of_xml_break_no_feed(written: str, read: str) -> None:
    closing = "</title2>" if written.endswith("<title2>") else "</title>"
    body = f"<rss version='2.0'><channel><item><title>{written}{closing}</item></channel></rss>"

    document = parse(body)

    assert [entry.title for entry in document.entries] == [read]
    assert not document.broken


@pytest.mark.parametrize("link", ["/a?b=1&c=2", "/a?b=1&copy=2", "<![CDATA[/a?b=1&c=2]]>"])
def test_an_address_keeps_its_signs(link: str) -> None:
    document = parse(rss(f"<item><title>一\x01</title><link>{link}</link></item>"))

    assert document.entries[0].link == link.removeprefix("<![CDATA[").removesuffix("]]>")
    assert not document.broken


@pytest.mark.parametrize("tail", ["<item><title>二", "<item></title>", "</item>", "<"])
def test_what_is_not_nested_stays_broken(tail: str) -> None:
    assert parse(rss(item("一&nbsp;") + tail)).broken


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
    """A page in the feed's place, or nothing at all."""
    assert failure(body).outcome is Outcome.CHALLENGE


@pytest.mark.parametrize(
    "content",
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
def test_a_platforms_own_refusal_in_the_feeds_place_is_no_empty_feed(content: Any) -> None:
    """Cases 43, 45 to 47: platforms that are looked at through a bridge only."""
    assert failure(json.dumps(content)).outcome is Outcome.LAYOUT_CHANGED


def test_a_message_about_no_feed_shows_how_it_begins() -> None:
    assert "云岭发布系统维护" in failure("云岭发布系统维护").message
