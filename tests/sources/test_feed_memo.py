"""A feed's listing kept until the feed changes: the same when loaded, or not kept at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Precision
from monitor.sources.feed import Feed, memo
from monitor.sources.feed.bridge import Bridge
from monitor.sources.feed.posts import Listing, post_of
from monitor.sources.feed.source import FeedListing
from tests.builders import NOON
from tests.fakes import FakeHttp, answer

URL = "http://feeds.invalid/f"
SECONDS = st.integers(1_262_304_000, 1_893_456_000)  # 2010 to 2030
TIMES = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
POSTS = st.builds(
    post_of,
    st.text(min_size=1),
    TIMES,
    st.sampled_from(Precision),
    st.text(),
    st.text(),
    doubtful=st.booleans(),
)
LISTINGS = st.builds(
    Listing,
    posts=st.lists(POSTS, max_size=4).map(tuple),
    items_seen=st.integers(0, 99),
    by_update_time=st.integers(0, 9),
    notes=st.lists(st.text(), max_size=2).map(tuple),
    broken=st.booleans(),
    lasting=st.just(True),
)


@given(LISTINGS)
def test_a_lasting_listing_is_loaded_as_it_was(listing: Listing) -> None:
    assert memo.load(memo.dump(listing)) == listing


def listed(*dates: str, zone: str = "") -> Listing:
    items = "".join(
        f"<item><guid>{n}</guid><pubDate>{d}</pubDate></item>" for n, d in enumerate(dates)
    )
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    reply = FakeHttp({"/f": answer(body)}).get(URL)
    return Feed(url=URL, zone=zone).listing(reply)


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (("2021-12-30T08:00:00+08:00",), True),
        (("Thu, 30 Dec 2021 08:00:00 +0800", "2021-12-29 08:00"), True),
        (("2021-12-30T08:00:00+08:00", "3小时前"), False),
        (("12-30 08:00",), False),
        (("昨天",), False),
        (("2021-12-30T08:00:00+08:00", "no date"), False),
        ((f"{NOON + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",), False),
    ],
    ids=["iso", "rfc and bare", "ago", "no year", "yesterday", "none", "ahead"],
)
def test_only_what_says_the_same_on_any_day_is_kept(dates: tuple[str, ...], kept: bool) -> None:
    assert bool(memo.dump(listed(*dates))) is kept


def test_a_source_set_otherwise_makes_its_own() -> None:
    bridge = Bridge(kind="rsshub")
    feeds = (Feed(url=URL), Feed(url=URL, zone="UTC"), Feed(url=URL, bridge=bridge))

    assert len({FeedListing(feed).tag for feed in feeds}) == 3
