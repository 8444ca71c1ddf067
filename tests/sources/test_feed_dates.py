"""Where a feed says when an item was published, and how: the surest word first."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Reading, texts_of
from monitor.model.clock import BEIJING
from monitor.sources.feed import Feed
from tests.builders import NOON, ago
from tests.fakes import FakeHttp, answer

URL = "http://www.yunling.invalid/f"
TERMS = "http://purl.org/dc/terms/"
DC = "http://purl.org/dc/elements/1.1/"
MORNING = datetime(2021, 12, 29, 9, 0, tzinfo=BEIJING)
EARLY, LATE = "2021-12-29T09:00:00+08:00", "2021-12-30T09:00:00+08:00"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/" xmlns:dc="{dc}" xmlns:t="{terms}">{items}</rdf:RDF>'
)
RSS = '<rss version="2.0" xmlns:dc="{dc}" xmlns:t="{terms}"><channel>{items}</channel></rss>'


def collect(items: str, form: str = RSS, *, terms: str = TERMS, dc: str = DC) -> Reading:
    body = form.format(items=items, terms=terms, dc=dc).encode()
    return Feed(url=URL).collect(FakeHttp({"/f": answer(body)}))


def item(inner: str) -> str:
    return f"<item><title>春耕</title><link>http://www.yunling.invalid/1</link>{inner}</item>"


@pytest.mark.parametrize("form", [RSS, RDF], ids=["rss", "rdf"])
@pytest.mark.parametrize(
    ("terms", "dc"),
    [
        (TERMS, DC),
        ("http://purl.org/rss/1.0/modules/dcterms/", "http://purl.org/rss/1.0/modules/dc/"),
        ("http://purl.org/dc/terms", "http://purl.org/dc/elements/1.0/"),
    ],
)
@pytest.mark.parametrize(
    "inner",
    [
        f"<t:issued>{EARLY}</t:issued>",
        f"<dc:date>{EARLY}</dc:date>",
        f"<dc:date>{LATE}</dc:date><t:issued>{EARLY}</t:issued>",
        f"<t:issued>{EARLY}</t:issued><t:modified>{LATE}</t:modified>",
        f"<t:modified>{LATE}</t:modified><dc:date>{EARLY}</dc:date>",
        f"<pubDate>{EARLY}</pubDate><t:modified>{LATE}</t:modified>",
    ],
)
def test_publication_counts_before_modification(form: str, terms: str, dc: str, inner: str) -> None:
    reading = collect(item(inner), form, terms=terms, dc=dc)

    assert [post.published_at for post in reading.posts] == [MORNING]
    assert reading.notes == ()


@pytest.mark.parametrize("form", [RSS, RDF], ids=["rss", "rdf"])
def test_modification_alone_counts_and_is_said(form: str) -> None:
    reading = collect(item(f"<t:modified>{EARLY}</t:modified>"), form)

    assert [post.published_at for post in reading.posts] == [MORNING]
    assert texts_of(reading.notes) == ("1 条内容只标有更新时间，按更新时间计",)


def test_the_feeds_own_date_is_still_that_of_no_item() -> None:
    feed = RSS.replace("<channel>", f"<channel><t:issued>{LATE}</t:issued>")

    assert collect(item(f"<t:modified>{EARLY}</t:modified>"), feed).posts[0].published_at == MORNING


def dated(*dates: str, **options: str) -> Reading:
    items = "".join(
        f"<item><guid>{n}</guid><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates)
    )
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    return Feed(url=URL, **options).collect(  # type: ignore[arg-type]
        FakeHttp({"/f": answer(body)})
    )


def test_unread_dates_are_quoted_where_nothing_is_dated() -> None:
    (gap,) = dated("第四季度", "腊月廿三", "第四季度", "另行通知").gaps

    assert gap.message == (
        "订阅中 4 条内容均没有可用的发布时间，所标时间写作“第四季度”、“腊月廿三”"
    )


def test_unread_dates_are_quoted_beside_those_that_are_read() -> None:
    reading = dated(ago(1).isoformat(), f"第四季度\u202e{'长' * 60}", "")

    assert texts_of(reading.notes) == (
        "1 条内容未计入时间：没有可识别的发布时间",
        f"1 条内容未计入时间：看不懂所标时间“第四季度{'长' * 35}…”",
    )


def test_cst_is_chinas_and_americas_where_the_source_is_american() -> None:
    text = "Wed, 29 Dec 2021 09:00:00 CST"

    (here,), (there,) = dated(text).posts, dated(text, zone="America/Chicago").posts

    assert here.published_at == MORNING
    assert there.published_at == datetime(2021, 12, 29, 15, 0, tzinfo=UTC)
    assert (here.doubt, there.doubt) == ("", "")


def test_a_zone_that_nobody_knows_is_a_doubt_of_fourteen_hours() -> None:
    (post,) = dated("Wed, 29 Dec 2021 09:00:00 XYZ", zone="Asia/Shanghai").posts

    shown = datetime(2021, 12, 29, 9, 0, tzinfo=UTC)
    assert post.published_at == MORNING
    assert post.earliest_at == shown - timedelta(hours=14)
    assert post.latest_at == shown + timedelta(hours=14)
    assert "时区" in post.doubt


def test_a_doubtful_time_that_may_lie_in_the_future_is_kept_as_of_now() -> None:
    (post,) = dated("Fri, 31 Dec 2021 14:00:00 XYZ").posts

    assert post.published_at == NOON
    assert post.latest_at is not None and post.latest_at > NOON


def test_relative_words_count_from_when_the_copy_was_made() -> None:
    reply = answer(
        RSS.format(items=item("<pubDate>3小时前</pubDate>"), terms=TERMS, dc=DC),
        headers={"age": str(20 * 86400)},
    )

    (post,) = Feed(url=URL).collect(FakeHttp({"/f": reply})).posts

    assert post.published_at == ago(20) - timedelta(hours=3)


def test_the_future_begins_when_the_answer_came_not_when_its_copy_was_made() -> None:
    written = item(f"<pubDate>{ago(1).isoformat()}</pubDate>")
    reply = answer(RSS.format(items=written, terms=TERMS, dc=DC), headers={"age": str(20 * 86400)})

    assert len(Feed(url=URL).collect(FakeHttp({"/f": reply})).posts) == 1


@pytest.mark.parametrize("seconds", [1640739600, 1640739600.123, "1640739600"])
def test_a_json_feed_may_date_in_seconds(seconds: object) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "date_published": seconds}],
    }

    (post,) = Feed(url=URL).collect(FakeHttp({"/f": answer(feed)})).posts

    assert post.published_at == MORNING
