"""Labels beside an item's date, dates in several tags, numbers that are no year, what is hidden."""

import pytest

from monitor.model import Reading
from tests.sources.column import at, collect, end_of, page

SIGNED, PUBLISHED = "2021-11-26", "2021-12-24"


def lines(inside: str) -> Reading:
    """Read a list whose items hold *inside* beside their title, one day apart."""
    items = (
        f"<li><a href='/a/{n}.html'>云岭县水利工作通知之{n}</a>"
        + inside.replace("{s}", f"2021-11-{26 - n}").replace("{p}", f"2021-12-{24 - n}")
        + "</li>"
        for n in range(3)
    )
    return collect(page(*items))


@pytest.mark.parametrize(
    "inside",
    [
        "<p>成文日期：{s} 发布日期：{p}</p>",
        "<p>【成文日期】{s} 【发布日期】{p}</p>",
        "<p><b>成文日期：</b>{s}<b>发 布 时 间：</b>{p}</p>",
        "<dl><dt>成文日期</dt><dd>{s}</dd><dt>公开日期</dt><dd>{p}</dd></dl>",
        "<i>{s}</i><em>发布于 {p}</em>",
        "<i>{s}</i><b>发布：</b><em>{p}</em>",
        "<i>截止时间：{s}</i><em>{p}</em>",
        "<i>有效期至 {s}</i><em>{p}</em>",
        "<i style='display: none'>{s}</i><em>{p}</em>",
        "<i hidden>{s}</i><em>{p}</em>",
        "<!-- 录入 {s} --><em>{p}</em><!-- {s} -->",
        "<script>document.write('{s}')</script><em>{p}</em>",
        "<template><i>{s}</i></template><noscript><i>{s}</i></noscript><em>{p}</em>",
        "<style>/* {s} */</style><em>{p}</em>",
    ],
)
def test_the_date_of_publication_is_known_by_its_label(inside: str) -> None:
    reading = lines(inside)

    assert [post.published_at for post in reading.posts] == [
        end_of("2021-12-24"),
        end_of("2021-12-23"),
        end_of("2021-12-22"),
    ]
    assert reading.window is not None


def test_a_title_that_ends_in_a_word_of_events_labels_nothing() -> None:
    items = [
        f"<li>云岭县召开水利工作会议{t}<i>2021-12-2{n}</i></li>" for n, t in ((4, ""), (3, " "))
    ]

    assert len(collect(page(*items)).posts) == 2
    assert len(collect(page("<li><b>全县水利工作会议 2021-12-20</b></li>")).posts) == 1


def test_two_labelled_days_of_publication_are_none() -> None:
    reading = lines("<p>发布日期：{s}</p><p>发布时间：{p}</p>")

    assert reading.posts == ()
    assert "两个不同的发布日期（2021-11-26、2021-12-24）" in reading.notes[0].text


def test_a_headline_that_ends_in_a_word_of_publication_labels_nothing() -> None:
    reading = lines("<p>云岭县统计公报发布 {s}</p><em>{p}</em>")

    assert reading.posts[0].published_at == end_of(PUBLISHED)


def test_a_label_whose_date_cannot_be_read_is_quoted() -> None:
    reading = lines("<em>发布日期：2021年13月45日</em>")

    assert reading.posts == ()
    assert "发布日期“2021年13月45日”不是可识别的日期" in reading.notes[0].text


def test_what_looks_like_a_date_and_is_none_is_quoted() -> None:
    assert "“2021年冬月”不是可识别的日期" in lines("<em>2021年冬月</em>").notes[0].text


def test_titles_hold_no_comment() -> None:
    items = [
        f"<li><a href='{n}.html'><!-- {SIGNED} -->简讯{n}<!-- 旧 --></a>{PUBLISHED}</li>"
        for n in range(2)
    ]

    assert [post.title for post in collect(page(*items)).posts] == ["简讯0", "简讯1"]


@pytest.mark.parametrize(
    "written",
    [
        "<b>09</b><i>12月</i>",
        "<b>9</b><i>12月</i>",
        "<em>12月</em><b>09日</b>",
        "<b>09</b><u>/</u><i>12月</i>",
        "<b>09</b><i>Dec</i>",
        "<b>09</b><i>2021.12</i>",
        "<b>09日</b><i>2021年12月</i>",
        "<b>09</b><i>12月</i><u>2021</u>",
        "<b>2021</b><b>12</b><b>09</b>",
        "<b>2021年</b><b>12月</b><b>09日</b>",
        "<div>09<span>2021-12</span></div>",
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_a_date_in_several_tags_is_one_date(written: str, inside: bool) -> None:
    link = "<a href='/2021/1.html'>{}<p>云岭县水利工作通知</p></a>{}"
    item = link.format(written, "") if inside else link.format("", written)

    (post,) = collect(page(f"<li>{item}</li>")).posts

    assert post.published_at == end_of("2021-12-09")
    assert post.title == "云岭县水利工作通知"


@pytest.mark.parametrize(
    "beside",
    ["浏览：2020", "2020次", "云政办发〔2020〕12号", "第2020期", "2020-", "（2020）"],
)
def test_a_number_next_door_is_no_year(beside: str) -> None:
    item = f"<li><a href='/2021/1.html'>简讯</a><i>{beside}</i><span>12-09</span></li>"

    (post,) = collect(page(item)).posts

    assert post.published_at == end_of("2021-12-09")


@pytest.mark.parametrize(
    "counts", [("2020", "310", "27"), ("2020", "2019", "2021", "2018", "2020")]
)
def test_bare_numbers_that_no_list_of_years_could_be_are_counts(counts: tuple[str, ...]) -> None:
    items = [
        f"<li><a href='/2021/{n}.html'>简讯{n}</a><span>12-{20 - n}</span><i>{count}</i></li>"
        for n, count in enumerate(counts)
    ]

    reading = collect(page(*items))

    assert {post.published_at.year for post in reading.posts} == {2021}


def test_bare_numbers_that_fall_with_the_list_are_years() -> None:
    items = [
        f"<li><a href='/a/{n}.html'>简讯{n}</a><b>0{3 - n}-09</b><i>{2021 - n}</i></li>"
        for n in range(3)
    ]

    reading = collect(page(*items))

    assert [post.published_at for post in reading.posts] == [
        end_of("2021-03-09"),
        end_of("2020-02-09"),
        end_of("2019-01-09"),
    ]


def test_relative_words_count_from_when_the_page_was_made() -> None:
    from dataclasses import replace

    from monitor.sources.webpage import Webpage
    from tests.fakes import FakeHttp, answer
    from tests.sources.column import URL, Site

    body = page("<li><a href='1.html'>简讯</a>3小时前</li>", "<li><a href='2.html'>二</a>昨天</li>")
    copied = replace(answer(body), headers={"age": str(5 * 86400)})
    http: FakeHttp = Site({"/zwdt/": copied})

    reading = Webpage(url=URL, item="ul.list li").collect(http)

    assert reading.posts[0].published_at == at("2021-12-26T09:00:00")
    assert reading.posts[1].published_at == end_of("2021-12-25")
    assert reading.current_at == at("2021-12-26T12:00:00")
