"""Where a column's address leads, and what of an item's address is no part of its key."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.model import Reading
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import Webpage
from monitor.sources.webpage.places import same_column
from tests.fakes import answer
from tests.sources.column import URL, Site, collect, line, page

HOST = "http://www.yunling.invalid"
LIST = page(line(date="2021-09-20"), line(href="2.html", date="2021-09-10"))


def led(to: str) -> Reading:
    reply = replace(answer(LIST, url=to), hops=(URL,))
    return Webpage(url=URL, item="ul.list li").collect(Site({"/zwdt/": reply}))


@pytest.mark.parametrize(
    "to",
    [
        f"{HOST}/zwdt/index.html",
        f"{HOST}/zwdt/index.shtml",
        f"{HOST}/zwdt",
        f"{HOST}//zwdt/",
        "https://www.yunling.invalid/zwdt/",
        "https://yunling.invalid/zwdt/",
        f"{HOST}/zwdt/list.html",
        f"{HOST}/zwdt/;jsessionid=0A1B?utm_source=x",
    ],
)
def test_the_same_column_under_another_name_vouches(to: str) -> None:
    assert led(to).window is not None


@pytest.mark.parametrize(
    "to",
    [
        f"{HOST}/news/",
        f"{HOST}/zwdt/old/",
        f"{HOST}/zwdt/?id=2",
        f"{HOST}/zwdt/notice.html",
        "http://other.invalid/zwdt/",
    ],
)
def test_another_place_vouches_for_nothing_and_is_named(to: str) -> None:
    reading = led(to)

    assert len(reading.posts) == 2
    assert reading.window is None
    assert f"被转到 {to}" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.invalid", "http://a.invalid/index.html", True),
        ("http://a.invalid/x/list.html", "http://a.invalid/x/", True),
        (
            "http://a.invalid/x/list.html?id=3",
            "http://a.invalid/x/list.html?id=3&_=1640923200123",
            True,
        ),
        ("http://a.invalid/x/list.html?id=3", "http://a.invalid/x/list.html?id=4", False),
        ("http://a.invalid/x/1.html", "http://a.invalid/x/2.html", False),
    ],
)
def test_two_addresses_of_one_column(one: str, other: str, same: bool) -> None:
    assert same_column(one, other) is same


def refreshing(content: str, inner: str = "") -> str:
    meta = f'<meta http-equiv="Refresh" content="{content}">'
    return f"<html><head>{meta}</head><body>{inner}</body></html>"


def visit(first: str, **pages: str) -> tuple[Reading, list[str]]:
    replies = {path.replace("_", "/"): answer(body) for path, body in pages.items()}
    site = Site({"/zwdt/": answer(first), **replies})
    reading = Webpage(url=URL, item="ul.list li").collect(site)
    return reading, [url.removeprefix(HOST) for _, url, _ in site.asked]


@pytest.mark.parametrize(
    "content",
    [
        "0;url=/zwdt/index.html",
        "0; URL='/zwdt/index.html'",
        "3;URL=index.html",
        "0;/zwdt/index.html",
        "url=./index.html",
        f"0;url={HOST}/zwdt/index.html",
    ],
)
def test_a_page_that_only_sends_on_is_followed_once(content: str) -> None:
    reading, asked = visit(refreshing(content), **{"/zwdt/index.html": LIST})

    assert asked[:2] == ["/zwdt/", "/zwdt/index.html"]
    assert len(reading.posts) == 2
    assert reading.window is not None


def test_a_page_that_sends_on_to_another_column_vouches_for_nothing() -> None:
    reading, _ = visit(refreshing("0;url=/news/"), **{"/news/": LIST})

    assert reading.window is None
    assert "/news/" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("0;url=http://other.invalid/zwdt/", "http://other.invalid/zwdt/"),
        ("0;url=/", "网站首页"),
        ("0;url=/zwdt/next.html", "/zwdt/third.html"),
    ],
)
def test_a_page_that_sends_elsewhere_says_where(content: str, sentence: str) -> None:
    pages = {"/": LIST, "/zwdt/next.html": refreshing("0;url=third.html")}

    with pytest.raises(LookFailed) as failed:
        visit(refreshing(content), **pages)

    assert failed.value.outcome is Outcome.CONFIG
    assert sentence in failed.value.message


@pytest.mark.parametrize(
    "page_of_its_own",
    [
        refreshing("300", LIST),
        refreshing("60;url=/zwdt/", LIST),
        refreshing("5;url=/elsewhere/", LIST),
        LIST.replace(
            "<ul", "<noscript><meta http-equiv='refresh' content='0;url=/n/'></noscript><ul"
        ),
    ],
)
def test_a_page_with_a_list_is_left_for_nothing(page_of_its_own: str) -> None:
    reading, asked = visit(page_of_its_own)

    assert len(reading.posts) == 2
    assert "/elsewhere/" not in asked


def test_a_page_that_a_script_sends_on_names_the_address() -> None:
    with pytest.raises(LookFailed) as failed:
        visit("<html><body><script>window.location.href='/zwdt/new.html'</script></body></html>")

    assert failed.value.outcome is Outcome.CONFIG
    assert f"{HOST}/zwdt/new.html" in failed.value.message


def test_a_session_in_the_address_makes_no_other_item() -> None:
    posts, other = (
        collect(page(line(href=f"/a/1.jsp;jsessionid={id}?id=3", date="2021-12-20"))).posts
        for id in ("AAAA", "BBBB")
    )

    assert posts[0].key == other[0].key == f"{HOST}/a/1.jsp?id=3"


@pytest.mark.parametrize(
    "hrefs", [["javascript:;"] * 4, ["#", "", "/", "/zwdt/"], ["/show.html"] * 4]
)
def test_items_without_an_address_of_their_own_are_counted_each(hrefs: list[str]) -> None:
    items: Any = (line(f"云岭县简讯{n}", href, f"2021-12-{20 - n}") for n, href in enumerate(hrefs))

    reading = collect(page(*items))

    assert len(reading.posts) == 4
    assert {post.url for post in reading.posts} == {""}
    assert reading.window is not None
