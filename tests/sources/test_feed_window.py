"""When a feed may vouch that there is nothing else: its site's own, whole and in order."""

from datetime import timedelta

import pytest

from monitor.model import Reading, Window, texts_of
from monitor.model.errors import ConfigError, RedirectRefused
from monitor.sources import KINDS, Source, hosts_of
from monitor.sources.feed import Bridge, Feed
from tests.builders import NOON, ago
from tests.fakes import FakeHttp, answer

URL = "http://www.yunling.invalid/f"


def rss(*ages: float | None, tail: str = "</channel></rss>") -> bytes:
    items = "".join(f"<item><guid>{n}</guid>{_date(age)}</item>" for n, age in enumerate(ages))
    return f'<rss version="2.0"><channel>{items}{tail}'.encode()


def _date(age: float | None) -> str:
    return "" if age is None else f"<pubDate>{ago(age).isoformat()}</pubDate>"


def collect(body: bytes, *, own: bool = True) -> Reading:
    return Feed(url=URL, own=own).collect(FakeHttp({"/f": answer(body)}))


def test_a_feed_of_others_vouches_for_nothing() -> None:
    reading = collect(rss(1, 2, 40), own=False)

    assert reading.window is None
    assert reading.notes == ()


def test_the_units_own_feed_vouches_back_to_its_oldest_item() -> None:
    reading = collect(rss(30, 41, 60))

    assert reading.window == Window(since=ago(60), until=NOON)


def test_the_window_ends_when_the_answer_came() -> None:
    late = NOON + timedelta(minutes=10)
    http = FakeHttp({"/f": answer(rss(1, 2), received_at=late)})

    reading = Feed(url=URL, own=True).collect(http)

    assert reading.window is not None
    assert reading.window.until == late


def test_one_undated_item_takes_the_window_away() -> None:
    reading = collect(rss(30, None, 60))

    assert reading.window is None
    assert "没有可用的发布时间" in reading.notes[-1].text


@pytest.mark.parametrize("ages", [(60,), (0.5,)])
def test_a_single_item_vouches_for_nothing_and_the_note_says_why(ages: tuple[float, ...]) -> None:
    reading = collect(rss(*ages))

    assert reading.window is None
    assert "只列出一条内容" in reading.notes[-1].text
    assert len(reading.posts) == 1


def test_one_item_told_twice_is_a_single_item() -> None:
    twice = f"<item><guid>1</guid>{_date(60)}</item>" * 2

    reading = collect(f'<rss version="2.0"><channel>{twice}</channel></rss>'.encode())

    assert reading.window is None


def test_an_item_of_the_future_is_named_and_kept_beside_the_window() -> None:
    ahead = "<item><title>春耕</title><guid>a</guid><pubDate>2028-01-01 09:00</pubDate></item>"
    reading = collect(rss(30, 41, tail=f"{ahead}</channel></rss>"))

    (item,) = reading.misdated
    assert (item.key, item.title, item.written) == ("a", "春耕", "2028-01-01 09:00")
    assert reading.window == Window(since=ago(41), until=NOON)
    assert "1 条内容未计入时间：《春耕》所标时间 2028-01-01 09:00 在将来，不予采信" in texts_of(
        reading.notes
    )


def test_an_item_of_the_future_that_nothing_tells_apart_takes_the_window_away() -> None:
    ahead = "<item><title>春耕</title><pubDate>2028-01-01 09:00</pubDate></item>"
    reading = collect(rss(30, 41, tail=f"{ahead}</channel></rss>"))

    assert reading.window is None
    assert reading.misdated == ()


def test_items_of_the_future_in_a_feed_of_others_bar_nothing() -> None:
    ahead = "<item><guid>a</guid><pubDate>2028-01-01 09:00</pubDate></item>"

    assert collect(rss(30, tail=f"{ahead}</channel></rss>"), own=False).misdated == ()


def test_a_listing_is_current_up_to_when_its_copy_was_made() -> None:
    reply = answer(rss(30, 41), headers={"age": "86400"})

    reading = Feed(url=URL, own=True).collect(FakeHttp({"/f": reply}))

    assert reading.current_at == ago(1)
    assert reading.window is not None and reading.window.until == NOON


def test_a_truncated_feed_vouches_for_nothing() -> None:
    reading = collect(rss(30, 41, tail="<item><guid>9</gu"))

    assert len(reading.posts) == 2
    assert reading.window is None
    assert "残缺" in reading.notes[-1].text


def test_pinned_heads_do_not_stretch_the_window() -> None:
    reading = collect(rss(400, 1, 2, 3))

    assert reading.window == Window(since=ago(3), until=NOON)


@pytest.mark.parametrize("ages", [(3, 2, 1), (5, 1, 4, 2, 6)])
def test_a_feed_in_another_order_vouches_for_nothing(ages: tuple[float, ...]) -> None:
    reading = collect(rss(*ages))

    assert reading.window is None
    assert "由新到旧" in reading.notes[-1].text


def test_order_within_one_day_does_not_matter() -> None:
    reading = collect(rss(1.1, 1.05, 2))

    assert reading.window == Window(since=ago(2), until=NOON)


def test_a_bare_date_of_today_makes_no_window_from_the_future() -> None:
    reading = collect(
        b'<rss version="2.0"><channel><item><guid>1</guid><pubDate>2021-12-31</pubDate></item>'
        b"<item><guid>2</guid><pubDate>2021-12-31</pubDate></item></channel></rss>"
    )

    assert reading.window == Window(since=NOON, until=NOON)


def test_a_feed_made_by_a_bridge_is_never_the_units_own() -> None:
    with pytest.raises(ConfigError, match="own"):
        Feed(url=URL, own=True, bridge=Bridge(kind="rsshub"))


def test_a_refused_redirect_ends_the_look() -> None:
    """The feed's address leads to another host."""
    http = FakeHttp({"/f": RedirectRefused("跳转到未登记的主机 10.0.0.1")})

    with pytest.raises(RedirectRefused):
        Feed(url=URL).collect(http)


def test_a_redirect_may_lead_only_to_hosts_that_are_configured() -> None:
    """The allow-list is the feed's own host and its bridge's."""
    bridge = Bridge(kind="rsshub", probe="http://rsshub.invalid/healthz")
    source: Source = Feed(url=URL, bridge=bridge)

    assert hosts_of(source) == {"www.yunling.invalid", "rsshub.invalid"}


def test_the_kind_is_on_the_table() -> None:
    assert KINDS["feed"] is Feed
    assert isinstance(Feed(url=URL), Source)
