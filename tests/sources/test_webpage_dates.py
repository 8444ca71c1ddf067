"""The dates of a column's items; what is not an item's date."""

from datetime import UTC, datetime

import pytest

from monitor.model import Precision
from monitor.model.outcome import Outcome
from tests.builders import NOON
from tests.sources.column import at, collect, end_of, line, only, page


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("2021-12-09", "2021-12-09T23:59:59", Precision.DAY),
        ("[2021.12.09]", "2021-12-09T23:59:59", Precision.DAY),
        ("2021年12月9日", "2021-12-09T23:59:59", Precision.DAY),
        ("2021/12/09 09:30", "2021-12-09T09:30:00", Precision.MINUTE),
        ("12-09", "2021-12-09T23:59:59", Precision.DAY),
        ("昨天", "2021-12-30T23:59:59", Precision.DAY),
        ("二〇二一年十二月九日", "2021-12-09T23:59:59", Precision.DAY),
        ("来源：县政府办 2021-12-09 浏览 33 次", "2021-12-09T23:59:59", Precision.DAY),
        ("发布时间：2021-12-09 10:20:30", "2021-12-09T10:20:30", Precision.SECOND),
        ("<b>09</b><i>2021-12</i>", "2021-12-09T23:59:59", Precision.DAY),
        ("<b>2021-12</b><i>09</i>", "2021-12-09T23:59:59", Precision.DAY),
        ("<b>12-09</b><i>2020</i>", "2020-12-09T23:59:59", Precision.DAY),
        ("<b>2020</b><i>12-09</i>", "2020-12-09T23:59:59", Precision.DAY),
    ],
)
def test_the_first_date_beside_the_title_is_the_items(
    written: str, moment: str, precision: Precision
) -> None:
    post = only(page(line(date=written)))

    assert post.published_at == at(moment)
    assert post.precision is precision


@pytest.mark.parametrize(
    "written",
    [
        "有效期至 2021-12-09",
        "<b>截止</b><i>2021-12-09</i>",
        "10:30",
        "浏览 1209 次",
        "第12期",
        "0936-6621234",
        "",
        "近日（2021年12月9日），县委、县政府召开会议，" + "研究部署下一阶段工作。" * 8,
    ],
)
def test_what_is_not_the_date_of_publication_is_no_date(written: str) -> None:
    """成文日期 not taken for 发布时间; nor are other figures."""
    reading = collect(page(line(date=written)))

    assert reading.posts == ()
    assert [gap.outcome for gap in reading.gaps] == [Outcome.UNDATED]
    assert reading.items_seen == 1


@pytest.mark.parametrize(
    "written",
    [
        "成文日期：2021-12-09",
        "<b>成文日期：</b><i>2021-12-09</i>",
        "<b>成文日期</b><i>2021-12-09</i>",
        "生成日期 2021-12-09",
        "印发 2021年12月9日",
    ],
)
def test_the_day_of_signing_bounds_the_publication_and_vouches_for_nothing(written: str) -> None:
    reading = collect(page(line(date=written), line(href="2.html", date=written)))

    for post in reading.posts:
        assert post.earliest_at == end_of("2021-12-09")
        assert post.latest_at == NOON
        assert "发布日期不早于此" in post.doubt
    assert reading.window is None
    assert "没有发布日期" in reading.notes[0].text


def test_the_date_of_publication_is_found_behind_another_one() -> None:
    post = only(page(line(date="成文日期：2021-12-09 发布日期：2021-12-15")))

    assert post.published_at == end_of("2021-12-15")


def test_a_date_in_the_summary_does_not_hide_the_items_own() -> None:
    summary = "<p>2021年12月1日，县委召开会议。</p><em>2021-12-03</em>"

    assert only(page(line(date=summary))).published_at == end_of("2021-12-03")


def test_a_date_in_the_title_is_not_the_items() -> None:
    post = only(page(line(title="2021年11月1日天气公报", date="2021-12-20")))

    assert post.published_at == end_of("2021-12-20")


def test_a_title_that_is_a_date_stays_a_title() -> None:
    reading = collect(page(line(title="2021-11-01", date="")))

    assert reading.posts == ()


def test_the_date_selector_decides() -> None:
    extra = "<li><a href='1.html'>简讯</a><i>2021-12-28</i><em class='t'>2021-12-20</em></li>"

    assert only(page(extra), date="em.t").published_at == end_of("2021-12-20")
    assert only(page(extra), date="i").published_at == end_of("2021-12-28")


def test_a_date_selector_that_finds_nothing_finds_no_other_date() -> None:
    assert collect(page(line()), date="em.gone").posts == ()


def test_a_time_tag_says_more_in_its_attribute() -> None:
    body = page(line(date="<time datetime='2021-12-20T08:15:00+08:00'>12月20日</time>"))

    post = only(body, date="time")

    assert post.published_at == at("2021-12-20T08:15:00")


@pytest.mark.parametrize("date", ["2099-01-01", "2022-01-01", "1970-01-01"])
def test_impossible_dates_are_no_dates(date: str) -> None:
    reading = collect(page(line(href="2.html", date=date), line()))

    assert [post.published_at for post in reading.posts] == [end_of("2021-12-20")]
    assert reading.items_seen == 2
    assert reading.window is None


def test_a_date_of_today_is_none_of_the_future() -> None:
    assert only(page(line(date="2021-12-31"))).published_at == end_of("2021-12-31")


def test_a_configured_zone_is_used() -> None:
    post = only(page(line(date="2021-12-20 10:00")), zone="UTC")

    assert post.published_at == datetime(2021, 12, 20, 10, tzinfo=UTC)
