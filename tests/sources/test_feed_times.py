"""The times of feed items: which one counts, which are none, what stays in doubt."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Post, Precision, Reading, clock, texts_of
from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.feed import Feed
from tests.builders import NOON
from tests.fakes import FakeHttp, answer
from tests.lengths import tries

DATA = Path(__file__).parent.parent / "data" / "feeds"
URL = "http://feeds.invalid/f"


def collect(body: bytes, **options: str) -> Reading:
    return Feed(url=URL, **options).collect(FakeHttp({"/f": answer(body)}))  # type: ignore[arg-type]


def sample(name: str, **options: str) -> Reading:
    return collect((DATA / name).read_bytes(), **options)


def rss(*dates: str, head: str = "") -> bytes:
    items = "".join(
        f"<item><title>简讯{n}</title><guid>g{n}</guid><pubDate>{escape(date)}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def entry(inner: str) -> bytes:
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><updated>2021-12-31T00:00:00Z</updated>'
    return f"{feed}<entry><id>e</id>{inner}</entry></feed>".encode()


def only(reading: Reading) -> Post:
    (post,) = reading.posts
    return post


def test_the_date_of_the_feed_itself_is_never_that_of_a_post() -> None:
    """Only lastBuildDate, no item dates."""
    reading = collect(rss("", "", head="<lastBuildDate>2021-12-31T10:00:00Z</lastBuildDate>"))

    assert reading.posts == ()
    assert [gap.outcome for gap in reading.gaps] == [Outcome.UNDATED]
    assert reading.items_seen == 2
    assert reading.window is None


@pytest.mark.parametrize(
    ("minutes", "made_up"),
    [
        ((0, 0, 0), True),
        ((-5, 0, 5), True),
        ((0, 0), False),  # two may well have been published together
        ((0, 0, -5.1), False),
        ((0, 0, 0, -60 * 24), False),
    ],
)
def test_the_moment_at_which_a_feed_is_made_is_no_time_of_its_items(
    minutes: tuple[float, ...], made_up: bool
) -> None:
    times = [NOON + timedelta(minutes=number) for number in minutes]

    posts = collect(rss(*(f"{at:%a, %d %b %Y %H:%M:%S} GMT" for at in times))).posts

    assert [post.published_at for post in posts] == [at.replace(microsecond=0) for at in times]
    assert {"订阅生成的时刻" in post.doubt for post in posts} == {made_up}
    assert {post.earliest_at == clock.BEGINNING for post in posts} == {made_up}


def test_what_was_put_up_just_now_is_of_just_now() -> None:
    assert not any(post.doubt for post in collect(rss("刚刚", "1分钟前", "刚刚")).posts)


def test_undated_items_count_as_seen_and_the_dated_ones_as_posts() -> None:
    """Undated items mixed with dated ones, an undated one first."""
    reading = sample("rsshub.xml")

    assert [post.published_at for post in reading.posts] == [
        datetime(2021, 12, 29, 2, 30, tzinfo=UTC),
        datetime(2021, 12, 20, 1, 0, tzinfo=UTC),
    ]
    assert reading.items_seen == 3
    assert reading.gaps == ()
    assert texts_of(reading.notes) == ("1 条内容未计入时间：没有可识别的发布时间",)


def test_a_title_in_markup_becomes_text() -> None:
    assert sample("rsshub.xml").posts[1].title == "A&B 班车时刻 调整"


def test_a_time_without_zone_is_taken_for_beijing_and_stays_in_doubt() -> None:
    """PubDate without zone, with a trailing space; nobody configured a zone."""
    post = sample("wemp_without_zone.xml").posts[0]

    at = datetime(2021, 12, 29, 9, 45, tzinfo=BEIJING).astimezone(UTC)
    assert post.published_at == at
    assert post.earliest_at == at
    assert post.latest_at == at + timedelta(hours=8)
    assert "时区" in post.doubt


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Shanghai", 1), ("+08:00", 1), ("UTC", 9), ("-05:30", 15), ("+0000", 9)],
)
def test_a_configured_zone_leaves_no_doubt(zone: str, hour: int) -> None:
    """Zone by configuration."""
    post = sample("wemp_without_zone.xml", zone=zone).posts[0]

    minute = 15 if zone == "-05:30" else 45
    assert post.published_at == datetime(2021, 12, 29, hour, minute, tzinfo=UTC)
    assert (post.doubt, post.earliest_at, post.latest_at) == ("", None, None)


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "+8", "+15:00", "+08:60", "../etc", "北京"])
def test_a_zone_that_is_none_is_a_configuration_error(zone: str) -> None:
    with pytest.raises(ConfigError, match="时区"):
        Feed(url=URL, zone=zone)


@pytest.mark.parametrize("date", ["Wed, 29 Dec 2021 09:45:00 +0800", "1640742300", "3小时前"])
def test_a_time_that_needs_no_zone_is_in_no_doubt(date: str) -> None:
    assert only(collect(rss(date))).doubt == ""


def test_a_bare_date_is_the_last_second_of_its_day() -> None:
    post = only(collect(rss("2021-12-20"), zone="Asia/Shanghai"))

    assert post.published_at == datetime(2021, 12, 20, 15, 59, 59, tzinfo=UTC)
    assert post.precision is Precision.DAY


def test_published_wins_over_updated() -> None:
    """An edit does not make a post new."""
    body = entry(
        "<updated>2021-12-30T00:00:00Z</updated><published>2021-12-01T00:00:00Z</published>"
    )

    reading = collect(body)

    assert only(reading).published_at == datetime(2021, 12, 1, tzinfo=UTC)
    assert reading.notes == ()


def test_an_unreadable_published_is_not_replaced_by_updated() -> None:
    reading = collect(entry("<published>soon</published><updated>2021-12-30T00:00:00Z</updated>"))

    assert reading.posts == ()


def test_updated_alone_counts_and_is_said() -> None:
    """Atom with updated only."""
    reading = sample("wewe_updated_only.atom")

    assert reading.posts[0].published_at == datetime(2021, 12, 28, 1, 45, tzinfo=UTC)
    assert texts_of(reading.notes) == ("2 条内容只标有更新时间，按更新时间计",)


def test_rfc_822_text_in_atom_is_tolerated() -> None:
    """RFC 822 text in Atom updated."""
    post = only(collect(entry("<updated>Mon, 20 Dec 2021 09:00:00 GMT</updated>")))

    assert post.published_at == datetime(2021, 12, 20, 9, tzinfo=UTC)


def test_a_json_feed_may_have_date_modified_only() -> None:
    """JSON Feed with date_modified only, and one where date_published wins."""
    first, second = sample("app_news.json").posts

    assert first.published_at == datetime(2021, 12, 26, tzinfo=UTC)
    assert second.published_at == datetime(2021, 12, 19, tzinfo=UTC)


@pytest.mark.parametrize("date", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0"])
def test_impossible_times_are_no_times(date: str) -> None:
    """An item dated 2099, one dated 1970."""
    reading = collect(rss(date, "Mon, 20 Dec 2021 09:00:00 GMT"))

    assert only(reading).key == "g1"
    assert reading.items_seen == 2
    assert len(reading.notes) == 1


@pytest.mark.parametrize(("minutes", "accepted"), [(3, True), (5, True), (6, False)])
def test_a_clock_may_run_a_few_minutes_ahead(minutes: int, accepted: bool) -> None:
    """Now + 3 minutes is another clock, not the future."""
    reading = collect(rss((NOON + timedelta(minutes=minutes)).isoformat()))

    assert bool(reading.posts) is accepted


def test_no_items_at_all_is_ambiguous() -> None:
    """200 with zero items."""
    with pytest.raises(LookFailed) as failed:
        collect(rss())

    assert failed.value.outcome is Outcome.EMPTY_AMBIGUOUS


def test_without_id_the_link_is_the_key() -> None:
    date = "<pubDate>2021-12-20</pubDate>"
    item = f"<item><title>一</title><link> /n/1.html#top </link>{date}</item>"

    post = only(collect(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode()))

    assert post.url == "http://feeds.invalid/n/1.html#top"
    assert post.key == "http://feeds.invalid/n/1.html"


def test_without_id_and_link_title_and_day_are_the_key() -> None:
    def key(title: str, date: str) -> str:
        item = f"<item><title>{title}</title><pubDate>{date}</pubDate></item>"
        return only(collect(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode())).key

    assert key("一", "2021-12-20T01:00:00Z") == key("一", "2021-12-20T03:00:00Z")
    assert key("一", "2021-12-20T01:00:00Z") != key("一", "2021-12-21T01:00:00Z")
    assert key("一", "2021-12-20T01:00:00Z") != key("二", "2021-12-20T01:00:00Z")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.invalid", "http://[bad"])
def test_a_link_that_leads_nowhere_is_no_address(link: str) -> None:
    item = f"<item><guid>g</guid><link>{link}</link><pubDate>2021-12-20</pubDate></item>"

    post = only(collect(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode()))

    assert not post.url.startswith(("javascript", "mailto"))
    assert post.key == "g"


def test_of_one_key_the_latest_time_is_kept() -> None:
    item = "<item><guid>same</guid><pubDate>2021-12-{}T00:00:00Z</pubDate></item>"
    items = "".join(item.format(day) for day in ("10", "20", "15"))

    post = only(collect(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()))

    assert post.published_at == datetime(2021, 12, 20, tzinfo=UTC)


@given(
    ages=st.lists(st.integers(min_value=0, max_value=9_000_000), min_size=1, max_size=8),
    random=st.randoms(use_true_random=False),
)
@settings(max_examples=tries(40))
def test_the_newest_post_is_the_same_in_whatever_order(ages: list[int], random: object) -> None:
    dates = [(NOON - timedelta(seconds=age)).isoformat() for age in ages]
    shuffled = list(dates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    newest = max(post.published_at for post in collect(rss(*shuffled)).posts)

    assert newest == NOON - timedelta(seconds=min(ages))


def test_the_same_answer_gives_the_same_reading() -> None:
    """A repeated run with the same answers."""
    assert sample("rsshub.xml") == sample("rsshub.xml")
