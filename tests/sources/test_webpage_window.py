"""How far back a column vouches, over how many pages, and what it costs to ask."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.http.exchange import HttpAnswer
from monitor.model import Reading, Window, texts_of
from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError, Unreachable
from monitor.sources import KINDS, Source, hosts_of
from monitor.sources.webpage import Webpage
from tests.builders import NOON
from tests.fakes import FakeHttp, answer
from tests.lengths import tries

URL = "http://www.yunling.invalid/zwdt/"
ARTICLE = answer("<html><head><title>文章</title></head><body>正文</body></html>")


class Site(FakeHttp):
    """Serves lists; every article exists and states nothing."""

    def get(self, url: str, **options: Any) -> HttpAnswer:
        self.answers.setdefault(urlsplit(url).path, ARTICLE)
        return super().get(url, **options)


def end_of(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=BEIJING).astimezone(UTC)


def column(*lines: str, next: str = "") -> HttpAnswer:
    items = "".join(
        f"<li><a href='/a/{hash_of(line)}.html'>简讯{line}</a><span>{line}</span></li>"
        if not line.startswith("<")
        else line
        for line in lines
    )
    more = f"<a class='next' href='{next}'>下一页</a>" if next else ""
    return answer(f"<html><body><ul class='list'>{items}</ul>{more}</body></html>")


def hash_of(line: str) -> str:
    return line.replace("-", "") or "undated"


def pinned(date: str) -> str:
    return f"<li><a href='/a/top.html'>【置顶】须知</a><span>{date}</span></li>"


def look(first: HttpAnswer, **options: Any) -> tuple[Reading, Site]:
    replies: dict[str, Any] = {"/zwdt/": first} | options.pop("pages", {})
    site = Site(replies)
    reading = Webpage(url=URL, item="ul.list li", **options).collect(site)
    return reading, site


def lists(site: Site) -> list[str]:
    return [url for _, url, _ in site.asked if "/zwdt/" in url]


def test_a_dated_and_ordered_list_vouches_back_to_its_oldest_item() -> None:
    reading, _ = look(column("2021-12-22", "2021-12-15", "2021-11-28"))

    assert reading.window == Window(since=end_of("2021-11-28"), until=NOON)
    assert reading.notes == ()


def test_the_window_ends_when_the_list_was_received() -> None:
    late = NOON + timedelta(minutes=7)
    body = column("2021-12-22", "2021-12-15").body

    reading, _ = look(answer(body, received_at=late))

    assert reading.window is not None
    assert reading.window.until == late


def test_a_list_of_today_makes_no_window_from_the_future() -> None:
    today = "<li><a href='/b.html'>另一条</a><span>2021-12-31</span></li>"

    reading, _ = look(column("2021-12-31", today))

    assert reading.window == Window(since=NOON, until=NOON)


@pytest.mark.parametrize("head", [pinned("2020-12-16"), "2020-12-16"])
def test_a_pinned_notice_first_is_not_the_newest_and_not_the_oldest(head: str) -> None:
    """Pinned notice first, marked or known by its date alone."""
    reading, _ = look(column(head, "2021-12-22", "2021-12-15"))

    assert max(post.published_at for post in reading.posts) == end_of("2021-12-22")
    assert reading.window == Window(since=end_of("2021-12-15"), until=NOON)


def test_a_pinned_notice_may_be_the_newest() -> None:
    """Pinned, and newer than all others."""
    reading, _ = look(column(pinned("2021-12-30"), "2021-12-22", "2021-12-15"))

    assert max(post.published_at for post in reading.posts) == end_of("2021-12-30")
    assert reading.window == Window(since=end_of("2021-12-15"), until=NOON)


def test_a_pinned_notice_alone_vouches_for_nothing() -> None:
    """Only the pinned item is shown."""
    reading, _ = look(column(pinned("2021-11-30")))

    assert len(reading.posts) == 1
    assert reading.window is None


@pytest.mark.parametrize(
    "lines", [("2021-11-30",), (pinned("2020-12-16"), "2021-11-30"), ("2021-11-30", "2021-11-30")]
)
def test_one_item_alone_shows_no_order_and_vouches_for_nothing(lines: tuple[str, ...]) -> None:
    """The last one stands twice, with one address."""
    reading, _ = look(column(*lines))

    assert reading.window is None
    assert "只有一条" in reading.notes[-1].text


def test_one_undated_item_takes_the_window_away() -> None:
    reading, _ = look(column("2021-12-22", "", "2021-12-15"))

    assert len(reading.posts) == 2
    assert reading.window is None
    assert texts_of(reading.notes) == (
        "1 条内容未计入时间：没有可识别的发布时间",
        "部分条目没有可用的发布时间，不据此认定未更新",
    )


@pytest.mark.parametrize(
    "dates",
    [
        ("2021-12-15", "2021-12-22"),
        ("2021-12-01", "2021-12-02", "2021-12-03"),
        ("2021-12-22", "2021-12-01", "2021-12-20", "2021-12-02", "2021-12-19"),
    ],
)
def test_a_list_in_another_order_vouches_for_nothing(dates: tuple[str, ...]) -> None:
    reading, _ = look(column(*dates))

    assert reading.window is None
    assert "由新到旧" in reading.notes[-1].text


def test_further_pages_lengthen_the_window() -> None:
    pages = {"/zwdt/index_1.html": column("2021-12-01", "2021-11-20")}

    reading, _ = look(
        column("2021-12-22", "2021-12-15", next="index_1.html"), next="a.next", pages=pages
    )

    assert reading.window == Window(since=end_of("2021-11-20"), until=NOON)
    assert reading.items_seen == 4


def test_a_pinned_notice_on_every_page_counts_once() -> None:
    top = pinned("2020-12-16")
    pages = {"/zwdt/2.html": column(top, "2021-12-01")}

    reading, _ = look(column(top, "2021-12-22", next="2.html"), next="a.next", pages=pages)

    assert reading.items_seen == 3
    assert reading.window == Window(since=end_of("2021-12-01"), until=NOON)


def test_no_more_than_three_pages_are_opened() -> None:
    pages = {
        f"/zwdt/{n}.html": column(f"2021-11-{30 - n}", next=f"{n + 1}.html") for n in range(2, 9)
    }

    reading, site = look(column("2021-12-22", next="2.html"), next="a.next", pages=pages)

    assert lists(site) == [URL, f"{URL}2.html", f"{URL}3.html"]
    assert reading.items_seen == 3


@pytest.mark.parametrize(
    "next", ["", "#", "javascript:go(2)", URL, "http://other.invalid/zwdt/2.html", "same.html"]
)
def test_pages_that_lead_nowhere_new_end_the_list(next: str) -> None:
    pages = {"/zwdt/same.html": column("2021-12-22", next="2.html")}

    reading, site = look(column("2021-12-22", next=next), next="a.next", pages=pages)

    assert reading.items_seen == 1
    assert len(lists(site)) == (2 if next == "same.html" else 1)


def test_a_page_that_cannot_be_opened_only_shortens_the_list() -> None:
    pages = {"/zwdt/2.html": Unreachable("连接被拒绝")}

    first = column("2021-12-22", "2021-12-15", next="2.html")

    reading, _ = look(first, next="a.next", pages=pages)

    assert reading.window == Window(since=end_of("2021-12-15"), until=NOON)
    assert "后续页未能打开" in reading.notes[0].text


def test_a_torn_further_page_takes_the_window_away() -> None:
    torn = answer("<html><!-- <ul class='list'><li><a href='/a/1'>讯</a>2021-12-01</li></ul>")

    reading, _ = look(
        column("2021-12-22", next="2.html"), next="a.next", pages={"/zwdt/2.html": torn}
    )

    assert reading.items_seen == 2
    assert reading.window is None


@given(ages=st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=8))
@settings(max_examples=tries(30))
def test_no_window_reaches_beyond_what_the_list_shows(ages: list[int]) -> None:
    dates = [(NOON - timedelta(days=age)).astimezone(BEIJING).date().isoformat() for age in ages]

    reading, _ = look(column(*dates))

    if reading.window is not None:
        shown = [post.published_at for post in reading.posts]
        assert min(shown) <= reading.window.since or reading.window.since == NOON
    if dates == sorted(dates, reverse=True) and len(set(dates)) > 1:
        assert reading.window is not None


@pytest.mark.parametrize("name", ["item", "link", "date", "next"])
def test_a_selector_that_is_none_is_a_configuration_error(name: str) -> None:
    options = {"item": "li", name: "li[["}

    with pytest.raises(ConfigError, match=f"{name} 不是有效的 CSS 选择器"):
        Webpage(url=URL, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"date_from": "article"},
        {"item": "li", "link": ""},
        {"item": "li", "zone": "Mars/Base"},
    ],
)
def test_other_settings_are_checked_too(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Webpage(url=URL, **options)


def test_dates_come_from_the_list_or_the_article() -> None:
    with pytest.raises(ConfigError, match="date_from"):
        Webpage(url=URL, item="li", date_from="both")  # type: ignore[arg-type]


def test_the_kind_is_on_the_table() -> None:
    source: Source = Webpage(url=URL, item="li")

    assert KINDS["webpage"] is Webpage
    assert hosts_of(source) == {"www.yunling.invalid"}
