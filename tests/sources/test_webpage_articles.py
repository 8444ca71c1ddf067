"""What an article's own page says of its date, beside or instead of the list."""

from pathlib import Path
from typing import Any

import pytest

from monitor.model import Post, Precision, Reading
from monitor.model.errors import LookFailed, Unreachable
from monitor.model.outcome import Outcome
from monitor.sources.webpage import Webpage
from tests.fakes import answer
from tests.sources.column import Site, at, end_of

DATA = Path(__file__).parent.parent / "data" / "pages"
URL = "http://www.yunling.invalid/zwdt/"


def column(*dates: str, title: str = "简讯", host: str = "") -> str:
    lines = "".join(
        f"<li><a href='{host}/a/{n}.html'>{title}{n}</a><span>{date}</span></li>"
        for n, date in enumerate(dates)
    )
    return f"<html><body><ul class='list'>{lines}</ul></body></html>"


def article(stated: str, name: str = "PubDate", text: str = "正文") -> str:
    meta = f"<meta name='{name}' content='{stated}'>" if stated else ""
    return f"<html><head>{meta}<title>文章</title></head><body><p>{text}</p></body></html>"


def look(body: Any, *articles: Any, **options: Any) -> tuple[Reading, list[str]]:
    replies: dict[str, Any] = {"/zwdt/": answer(body)}
    for number, page in enumerate(articles):
        failed = isinstance(page, Exception) or hasattr(page, "status")
        replies[f"/a/{number}.html"] = page if failed else answer(page)
    http = Site(replies)
    reading = Webpage(url=URL, item="ul.list li", **options).collect(http)
    return reading, [url for _, url, _ in http.asked]


def newest(body: Any, *articles: Any, **options: Any) -> Post:
    return max(look(body, *articles, **options)[0].posts, key=lambda post: post.published_at)


@pytest.mark.parametrize("name", ["PubDate", "pubdate", "PUBDATE", "publishdate", "PublishDate"])
def test_the_newest_articles_page_says_the_minute(name: str) -> None:
    """PubDate and the list agree; the name's case varies."""
    post = newest(column("2021-12-22", "2021-12-10"), article("2021/12/22 09:30", name))

    assert post.published_at == at("2021-12-22T09:30:00")
    assert post.precision is Precision.MINUTE
    assert post.doubt == ""


def test_a_list_date_without_year_is_consistent_with_the_page() -> None:
    """Newest article's PubDate with its year, list shows month and day."""
    post = newest(column("12-22"), article("2021/12/22 09:30"))

    assert (post.published_at, post.doubt) == (at("2021-12-22T09:30:00"), "")


def test_a_recorded_article_page_is_read_by_its_meta_only() -> None:
    """Neither today's date nor 成文日期 nor 打印时间 is the date of publication."""
    post = newest(column("2021-12-22"), (DATA / "article_gb2312.html").read_bytes())

    assert post.published_at == at("2021-12-22T09:30:00")


def test_only_the_newest_articles_page_is_opened_once() -> None:
    _, asked = look(column("2021-12-10", "2021-12-22"), "", article("2021-12-22 09:30"))

    assert asked == [URL, "http://www.yunling.invalid/a/1.html"]


def test_a_page_that_knows_no_more_changes_nothing() -> None:
    post = newest(column("2021-12-22 10:00"), article("2021-12-22"))

    assert post.published_at == at("2021-12-22T10:00:00")


def test_of_two_equally_exact_times_of_one_day_the_list_counts() -> None:
    post = newest(column("2021-12-22 10:00"), article("2021-12-22 09:30"))

    assert post.published_at == at("2021-12-22T10:00:00")


def test_a_list_date_newer_than_the_page_leaves_both_in_doubt() -> None:
    """List date newer than page date: both kept, flagged."""
    post = newest(column("2021-12-22"), article("2021-11-02 09:30"))

    assert post.published_at == post.latest_at == end_of("2021-12-22")
    assert post.earliest_at == at("2021-11-02T09:30:00")
    assert "2021-12-22" in post.doubt
    assert "2021-11-02 09:30" in post.doubt


def test_a_page_newer_than_the_list_leaves_both_in_doubt() -> None:
    post = newest(column("2021-12-10"), article("2021-12-22 09:30"))

    assert post.published_at == post.latest_at == at("2021-12-22T09:30:00")
    assert post.precision is Precision.MINUTE
    assert post.earliest_at == end_of("2021-12-10")
    assert post.key == post.url


@pytest.mark.parametrize("stated", ["2099-01-01", "1970-01-01"])
def test_an_impossible_date_of_the_page_is_noted_and_ignored(stated: str) -> None:
    reading, _ = look(column("2021-12-22"), article(stated))

    assert reading.posts[0].published_at == end_of("2021-12-22")
    assert "未采用" in reading.notes[0].text


def test_a_page_that_states_nothing_leaves_the_list_date() -> None:
    reading, _ = look(column("2021-12-22", "2021-12-10"), article(""))

    assert reading.posts[0].published_at == end_of("2021-12-22")
    assert reading.notes == ()


def test_what_a_page_states_and_nobody_can_read_is_quoted() -> None:
    reading, _ = look(column("2021-12-22", "2021-12-10"), article("见正文"))

    assert reading.posts[0].published_at == end_of("2021-12-22")
    assert "PubDate“见正文”不是可识别的日期" in reading.notes[0].text


@pytest.mark.parametrize(
    "reply", [Unreachable("连接被拒绝"), answer("", 404), answer("<title>安全验证</title>", 403)]
)
def test_a_page_that_cannot_be_opened_is_noted_and_no_gap(reply: Any) -> None:
    reading, _ = look(column("2021-12-22", "2021-12-10"), reply)

    assert reading.gaps == ()
    assert reading.window is not None
    assert "以列表为准" in reading.notes[0].text


def test_no_other_host_is_asked_for_the_newest_article() -> None:
    reading, asked = look(column("2021-12-22", host="http://mp.weixin.qq.com"))

    assert asked == [URL]
    assert len(reading.posts) == 1


def test_articles_date_a_list_without_dates() -> None:
    pages = [article(f"2021-12-2{5 - n} 09:30") for n in range(3)]

    reading, _ = look(column("", "", ""), *pages, date_from="article")

    assert [post.published_at for post in reading.posts] == [
        at("2021-12-25T09:30:00"),
        at("2021-12-24T09:30:00"),
        at("2021-12-23T09:30:00"),
    ]
    assert reading.window is not None
    assert reading.window.since == at("2021-12-23T09:30:00")


@pytest.mark.parametrize("label", ["发布时间：", "发布日期:", "发布于 "])
def test_an_article_without_meta_is_dated_by_its_labelled_text(label: str) -> None:
    text = f"成文日期：2021-12-01　{label}2021-12-20 16:10　打印时间：2021-12-31"

    post = newest(column(""), article("", text=text), date_from="article")

    assert post.published_at == at("2021-12-20T16:10:00")


@pytest.mark.parametrize("text", ["今天是2021年12月31日", "成文日期：2021-12-01", "2021-12-20"])
def test_an_article_with_other_dates_only_is_undated(text: str) -> None:
    """Today's date in the header not taken; 成文日期 not taken for 发布时间."""
    reading, _ = look(column(""), article("", text=text), date_from="article")

    assert reading.posts == ()
    assert [gap.outcome for gap in reading.gaps] == [Outcome.UNDATED]


def test_at_most_five_articles_are_opened_and_the_rest_vouches_for_nothing() -> None:
    pages = [article(f"2021-12-{25 - n} 09:30") for n in range(7)]

    reading, asked = look(column(*[""] * 7), *pages, date_from="article")

    assert len(asked) == 6
    assert len(reading.posts) == 5
    assert reading.items_seen == 7
    assert reading.window is None


def test_pinned_articles_are_opened_last() -> None:
    body = column(*[""] * 6).replace("简讯0", "【置顶】须知")
    pages = ["", *[article(f"2021-12-{25 - n} 09:30") for n in range(5)]]

    reading, asked = look(body, *pages, date_from="article")

    assert "http://www.yunling.invalid/a/0.html" not in asked
    assert len(reading.posts) == 5


def test_the_lists_own_dates_do_not_count_beside_the_articles() -> None:
    post = newest(column("2021-12-30"), article("2021-12-20 09:30"), date_from="article")

    assert post.published_at == at("2021-12-20T09:30:00")
    assert post.doubt == ""


def test_one_article_that_cannot_be_opened_is_noted() -> None:
    reading, _ = look(
        column("", ""), Unreachable("连接被拒绝"), article("2021-12-20"), date_from="article"
    )

    assert len(reading.posts) == 1
    assert reading.window is None
    assert "1 个文章页未能打开" in reading.notes[0].text


def test_articles_none_of_which_opens_are_a_failed_look() -> None:
    gate = answer("<html><title>安全验证</title></html>")

    with pytest.raises(LookFailed) as failed:
        look(column("", ""), gate, gate, date_from="article")

    assert failed.value.outcome is Outcome.CHALLENGE


def test_an_impossible_date_of_an_article_is_none() -> None:
    reading, _ = look(column(""), article("2099-01-01"), date_from="article")

    assert reading.posts == ()
    assert "将来" in reading.notes[0].text


def labelled(text: str, meta: str = "") -> str:
    head = f"<meta name='PubDate' content='{meta}'>" if meta else ""
    return (
        f"<html><head>{head}<title>文章</title></head><body><h1>云岭县召开水利工作会议</h1>"
        f"<p>{text}</p><div><p>近日，会议召开。</p></div></body></html>"
    )


def test_a_label_in_the_article_that_disagrees_leaves_both_in_doubt() -> None:
    post = newest(column("2021-12-22"), labelled("发布时间：2021-03-02 09:30"))

    assert post.earliest_at == at("2021-03-02T09:30:00")
    assert post.latest_at == end_of("2021-12-22")


def test_a_label_that_contradicts_list_and_meta_is_told_as_well() -> None:
    post = newest(column("2021-12-22"), labelled("发布时间：2021-03-02 09:30", "2021-12-22 10:00"))

    assert post.earliest_at == at("2021-03-02T09:30:00")
    assert "2021-12-22 10:00、2021-03-02 09:30" in post.doubt


def test_articles_whose_meta_and_label_disagree_are_in_doubt() -> None:
    pages = [labelled(f"发布时间：2021-12-2{5 - n}", f"2021-03-0{5 - n}") for n in range(2)]

    reading, _ = look(column("", ""), *pages, date_from="article")

    post = reading.posts[0]
    assert (post.earliest_at, post.latest_at) == (end_of("2021-03-05"), end_of("2021-12-25"))
    assert reading.window is None


def test_a_page_newer_than_the_list_takes_its_window_away() -> None:
    reading, _ = look(column("2021-12-10", "2021-12-01"), article("2021-12-22 09:30"))

    assert reading.window is None
    assert "晚于列表日期" in reading.notes[-1].text


@pytest.mark.parametrize("stated", ["2021-12-10 09:30", "2021-03-01 09:30"])
def test_a_page_no_newer_than_the_list_leaves_it_its_window(stated: str) -> None:
    reading, _ = look(column("2021-12-10", "2021-12-01"), article(stated))

    assert reading.window is not None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2021-12-01 09:30", True),
        ("2021-12-15 09:30", True),
        ("2021-12-31 09:30", True),
        ("2021-11-30 09:30", False),
    ],
)
def test_what_the_list_leaves_open_the_page_tells(stated: str, expected: bool) -> None:
    """The list has the day of signing only: no page can be older than that."""
    body = column("成文日期：2021-12-01", "成文日期：2021-11-01")

    post = look(body, article(stated))[0].posts[0]

    assert (post.doubt == "") is expected
    if expected:
        assert post.published_at == at(stated.replace(" ", "T") + ":00")
        assert (post.earliest_at, post.latest_at) == (None, None)


def test_two_unnamed_dates_are_settled_by_the_page_only_where_it_states_one_of_their_days() -> None:
    body = column("<b>2021-11-20</b><i>2021-12-20</i>", "<b>2021-11-10</b><i>2021-12-10</i>")

    settled = look(body, article("2021-12-20 09:30"))[0].posts[0]

    assert settled.published_at == at("2021-12-20T09:30:00")
    assert settled.doubt == ""
