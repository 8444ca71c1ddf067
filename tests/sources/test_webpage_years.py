"""Dates without a year: who says which one it is, and what follows where nobody does."""

import pytest

from monitor.model import Reading
from monitor.sources.webpage import Webpage
from tests.fakes import answer
from tests.sources.column import URL, Site, collect, end_of, page


def line(date: str, href: str, title: str = "简讯") -> str:
    return f"<li><a href='{href}'>{title}</a><span>[{date}]</span></li>"


def article(stated: str) -> str:
    return (
        "<html><head><title>文章</title></head><body><h1>云岭县水利工作情况</h1>"
        f"<p>发布时间：{stated} 来源：县水利局</p><p>近日，工作展开。</p></body></html>"
    )


def look(*lines: str, articles: dict[str, str] | None = None) -> Reading:
    pages = {path: answer(body) for path, body in (articles or {}).items()}
    site = Site({"/zwdt/": answer(page(*lines)), **pages})
    return Webpage(url=URL, item="ul.list li").collect(site)


def days(reading: Reading) -> list[str]:
    return [f"{post.published_at:%Y-%m-%d}" for post in reading.posts]


LIST = (line("12-28", "/a/1.html"), line("12-20", "/a/2.html"), line("12-05", "/a/3.html"))


@pytest.mark.parametrize(
    ("hrefs", "year"),
    [
        (("/zwdt/202112/t20211228_1.html", "/zwdt/202112/t20211220_2.html"), 2021),
        (("/zwdt/202012/t20201228_1.html", "/zwdt/202012/t20201220_2.html"), 2020),
        (("/art/2020/12/28/art_1_1.html", "/art/2020/12/20/art_1_2.html"), 2020),
        (("/202112/1.html", "/202112/2.html"), 2021),
        (("/2019/1.html", "/2019/2.html"), 2019),
        (("/202101/1.html", "/202101/2.html"), 2020),
    ],
    ids=["day", "day of last year", "folders of a day", "month", "year", "the month after"],
)
def test_the_address_tells_the_year(hrefs: tuple[str, str], year: int) -> None:
    reading = look(line("12-28", hrefs[0]), line("12-20", hrefs[1]))

    assert days(reading) == [f"{year}-12-28", f"{year}-12-20"]
    assert [post.doubt for post in reading.posts] == ["", ""]
    assert reading.window is not None


def test_a_folder_of_the_year_that_began_holds_the_end_of_the_last() -> None:
    reading = look(line("12-31", "/2022/1.html"), line("12-20", "/2021/2.html"))

    assert days(reading) == ["2021-12-31", "2021-12-20"]


@pytest.mark.parametrize("year", [2021, 2020, 2018])
def test_the_newest_articles_page_tells_the_year(year: int) -> None:
    reading = look(*LIST, articles={"/a/1.html": article(f"{year}-12-28 10:20")})

    newest = reading.posts[0]
    assert (newest.published_at.year, newest.doubt) == (year, "")


def test_what_the_article_tells_goes_for_the_lines_below() -> None:
    reading = look(*LIST, articles={"/a/1.html": article("2021-12-28 10:20")})

    assert days(reading) == ["2021-12-28", "2021-12-20", "2021-12-05"]
    assert reading.window is not None
    assert reading.window.since == end_of("2021-12-05")


def test_an_article_of_another_day_leaves_both_in_doubt() -> None:
    reading = look(*LIST, articles={"/a/1.html": article("2021-08-01 10:20")})

    newest = max(reading.posts, key=lambda post: post.latest_at or post.published_at)
    assert newest.earliest_at is not None
    assert newest.earliest_at < end_of("2021-08-01")
    assert newest.doubt


def test_no_article_is_opened_for_a_year_alone() -> None:
    site = Site({"/zwdt/": answer(page(*LIST))})
    Webpage(url=URL, item="ul.list li").collect(site)

    assert [url for _, url, _ in site.asked] == [URL, "http://www.yunling.invalid/a/1.html"]


def test_a_year_that_only_the_calendar_tells_neither_clears_nor_condemns() -> None:
    reading = look(*LIST)

    for post in reading.posts:
        assert post.earliest_at is not None
        assert post.published_at.year - post.earliest_at.year == 1
        assert post.latest_at == post.published_at
        assert "仅按日历推算为 2021 年" in post.doubt
    assert reading.window is None
    assert "仅按日历推算" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("12-28", "01-03", "2020-12-30"), ["2021-12-28", "2021-01-03", "2020-12-30"]),
        (("12-10", "2020-12-20", "2020-11-01"), ["2021-12-10", "2020-12-20", "2020-11-01"]),
        (("2021-12-28", "2021-12-20", "12-05"), ["2021-12-28", "2021-12-20", "2021-12-05"]),
        (("2021-03-05", "2021-02-01", "12-20"), ["2021-03-05", "2021-02-01", "2020-12-20"]),
        (("2021-03-05", "12-20", "2020-10-01"), ["2021-03-05", "2020-12-20", "2020-10-01"]),
        (("12-30", "2021-12-30", "2020-10-01"), ["2021-12-30", "2021-12-30", "2020-10-01"]),
        (("2020-12-28", "12-28", "2020-10-01"), ["2020-12-28", "2020-12-28", "2020-10-01"]),
        (
            ("2020-05-01", "12-28", "2021-12-20", "2021-12-10"),
            ["2020-05-01", "2021-12-28", "2021-12-20", "2021-12-10"],
        ),
    ],
    ids=[
        "above a full date",
        "just above",
        "below",
        "a jump upward",
        "between two",
        "above the same day",
        "below the same day",
        "above a line that is newer than a pinned head",
    ],
)
def test_neighbours_tell_the_year(lines: tuple[str, ...], expected: list[str]) -> None:
    reading = look(*(line(date, f"/a/{n}.html") for n, date in enumerate(lines)))

    assert days(reading) == expected
    assert {post.doubt for post in reading.posts} == {""}


@pytest.mark.parametrize(
    "lines",
    [
        ("2020-05-01", "12-28", "12-20", "12-05"),
        ("12-20", "2020-12-22", "2020-12-25"),
        ("03-05", "02-01", "12-20", "10-01"),
        ("12-30", "2020-12-20", "2020-11-01"),
    ],
    ids=[
        "what may be a pinned head above",
        "a list from old to new",
        "no year anywhere",
        "either year fits",
    ],
)
def test_neighbours_that_prove_nothing_leave_the_year_in_doubt(lines: tuple[str, ...]) -> None:
    reading = look(*(line(date, f"/a/{n}.html") for n, date in enumerate(lines)))

    for post, date in zip(reading.posts, lines, strict=True):
        assert bool(post.doubt) == (len(date) == 5)
    assert reading.window is None


@pytest.mark.parametrize(("below", "expected"), [(1, True), (2, True), (3, False)])
def test_lines_below_are_told_by_no_fewer_above_that_may_be_pinned_heads(
    below: int, expected: bool
) -> None:
    above = (line("2021-03-05", "/a/1.html"), line("2021-02-01", "/a/2.html"))
    lines = (line(f"12-{20 - n}", f"/b/{n}.html") for n in range(below))

    reading = look(*above, *lines)

    assert {bool(post.doubt) for post in reading.posts[2:]} == {not expected}
    assert (reading.window is not None) is expected


@pytest.mark.parametrize(
    ("date", "href"),
    [
        ("05-01", "/202112/t20211228_1.html"),
        ("01-02", "/202112/t20211230_1.html"),
        ("02-29", "/a/1.html"),
    ],
    ids=["far from the address's day", "to come", "a leap day"],
)
def test_a_day_that_no_year_near_the_address_fits_is_in_doubt(date: str, href: str) -> None:
    (post,) = look(line(date, href)).posts

    assert "仅按日历推算" in post.doubt
    assert post.earliest_at is not None
    assert post.earliest_at < post.published_at


@pytest.mark.parametrize(("on", "known"), [("20210430", True), ("20210503", False)])
def test_an_address_dates_what_is_listed_within_four_months(on: str, known: bool) -> None:
    (post,) = look(line("08-31", f"/202104/t{on}_1.html")).posts

    assert ("仅按日历" not in post.doubt) is not known


def test_after_a_jump_upward_the_calendar_begins_a_year_earlier() -> None:
    reading = look(*(line(d, f"/a/{n}.html") for n, d in enumerate(("03-05", "12-20", "10-01"))))

    assert days(reading) == ["2021-03-05", "2020-12-20", "2020-10-01"]
    assert reading.posts[1].latest_at == end_of("2021-12-20")


def test_a_pinned_line_without_year_takes_no_window_away() -> None:
    top = line("05-01", "/top.html", "【置顶】须知")

    reading = look(
        top, line("12-28", "/202112/t20211228_1.html"), line("12-20", "/202112/t20211220_2.html")
    )

    assert reading.window is not None
    assert reading.window.since == end_of("2021-12-20")


@pytest.mark.parametrize(
    ("href", "bounds"),
    [
        ("/202112/t20211222_1.html", None),
        ("/202112/t20211215_1.html", None),
        ("/202111/t20211122_1.html", None),
        ("/202111/t20211120_1.html", ("2021-11-20", "2021-12-22")),
        ("/202003/t20200301_1.html", ("2020-03-01", "2021-12-22")),
        ("/202112/t20211223_1.html", ("2021-12-22", "2021-12-23")),
    ],
    ids=["same", "a week's draft", "a month's draft", "more", "re-dated", "put up later"],
)
def test_a_day_in_the_address_may_be_a_drafts_and_no_later(
    href: str, bounds: tuple[str, str] | None
) -> None:
    (post,) = collect(page(line("2021-12-22", href))).posts

    expected = tuple(map(end_of, bounds)) if bounds else (None, None)
    assert (post.earliest_at, post.latest_at) == expected
    assert bool(post.doubt) == (bounds is not None)
    assert post.published_at == (expected[1] or end_of("2021-12-22"))


def test_addresses_newer_than_the_lists_dates_take_the_window_away() -> None:
    reading = look(line("2021-11-20", "/202112/t20211212_1.html"), line("2021-11-10", "/a/2.html"))

    assert reading.window is None
    assert "列表日期（2021-11-20）早于网址中的日期（2021-12-12）" in reading.notes[-1].text


def test_an_old_address_stands_back_where_the_page_confirms_the_list() -> None:
    reading = look(
        line("2021-12-22", "/202103/t20210301_1.html"),
        line("2021-12-20", "/a/2.html"),
        articles={"/202103/t20210301_1.html": article("2021-12-22 10:00")},
    )

    assert reading.posts[0].doubt == ""
    assert reading.window is not None
