"""The list of a column: items, addresses, titles; what is no item."""

from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from tests.lengths import tries
from tests.sources.column import collect, end_of, line, only, page

DATA = Path(__file__).parent.parent / "data" / "pages"


def test_a_column_in_gbk_that_declares_gb2312_is_read() -> None:
    """GBK page decoded; header and footer dates not taken; pinned notice first."""
    reading = collect((DATA / "column_gb2312.html").read_bytes())

    assert [post.title for post in reading.posts] == [
        "【置顶】政务服务大厅办事须知",
        "张镕主持召开二〇二一年第七次会议研究部署冬春农田水利工作",
        "云岭县开展岁末安全生产检查",
        "云岭县召开秋粮收购工作座谈会",
    ]
    assert max(post.published_at for post in reading.posts) == end_of("2021-12-22")
    assert reading.items_seen == 4
    assert [post.pinned for post in reading.posts] == [True, False, False, False]


def test_addresses_are_absolute_and_external_links_count_as_posts() -> None:
    reading = collect((DATA / "column_gb2312.html").read_bytes())

    assert [post.url for post in reading.posts] == [
        "http://www.yunling.invalid/zwdt/top.html",
        "http://www.yunling.invalid/zwdt/202112/t20211222_7.html",
        "http://mp.weixin.qq.com/s/YUNLING3",
        "http://www.yunling.invalid/zwdt/202111/t20211128_5.html",
    ]
    assert [post.key for post in reading.posts] == [post.url for post in reading.posts]


def test_the_base_of_a_page_is_honoured() -> None:
    post = only(page(line(href="n/1.html")).replace("<title>", "<base href='/news/'><title>"))

    assert post.url == "http://www.yunling.invalid/news/n/1.html"


@pytest.mark.parametrize("href", ["javascript:open(1)", "#", "", "http://[bad", "mailto:a@b.c"])
def test_a_link_that_leads_nowhere_leaves_title_and_day_as_key(href: str) -> None:
    post = only(page(line(href=href)))

    assert post.url == ""
    assert len(post.key) == 32


def test_the_part_of_a_page_is_no_other_address() -> None:
    assert only(page(line(href="1.html#top"))).key == "http://www.yunling.invalid/zwdt/1.html"


def test_a_link_around_the_whole_item_holds_title_and_date() -> None:
    body = page("<li><a href='1.html'><p>云岭县简讯</p><i>2021-12-20</i></a></li>")

    post = only(body)

    assert post.title == "云岭县简讯"
    assert post.published_at == end_of("2021-12-20")


def test_an_item_may_be_the_link_itself() -> None:
    body = page("<li><a href='1.html'><p>云岭县简讯</p><i>2021-12-20</i></a></li>")

    assert only(body, item="ul.list a").url == "http://www.yunling.invalid/zwdt/1.html"


def test_the_link_selector_decides_which_link_is_meant() -> None:
    body = page("<li><a href='/c/'>[通知]</a><a class='t' href='1.html'>简讯</a> 2021-12-20</li>")

    post = only(body, link="a.t")

    assert (post.title, post.url) == ("简讯", "http://www.yunling.invalid/zwdt/1.html")


def test_an_item_without_link_is_a_post_where_it_has_a_date() -> None:
    post = only(page("<li onclick='go(1)'>云岭县简讯 <span>2021-12-20</span></li>"))

    assert post.published_at == end_of("2021-12-20")


def test_separators_are_no_items() -> None:
    reading = collect(page("<li class='line'></li>", line(), "<li>动态</li>"))

    assert reading.items_seen == 1


def test_one_article_listed_twice_is_one_post() -> None:
    reading = collect(page(line(date="2021-12-10"), line(date="2021-12-20")))

    assert [post.published_at for post in reading.posts] == [end_of("2021-12-20")]
    assert reading.items_seen == 2


@pytest.mark.parametrize(
    ("title", "pinned"),
    [
        ("[置顶] 须知", True),
        ("置顶：须知", True),
        ("<img src='t.png' alt='置顶'>须知", True),
        ("<em>置顶</em>须知", True),
        ("关于置顶栏目调整的通知", False),
        ("置顶栏目调整的通知", False),
    ],
)
def test_pinned_items_are_known_by_their_mark(title: str, pinned: bool) -> None:
    assert only(page(line(title=title))).pinned is pinned


def test_a_comment_that_never_ends_hides_nothing() -> None:
    reading = collect((DATA / "broken_comment.html").read_bytes())

    assert [post.title for post in reading.posts] == [
        "云岭县举行冬季运动会",
        "云岭县表彰先进工作者",
    ]
    assert reading.window is None
    assert "残缺" in reading.notes[-1].text


def test_a_second_parser_is_asked_where_the_first_finds_nothing() -> None:
    """lxml drops a ``td`` that stands outside a table, the other parser keeps it."""
    body = "<html><body><td class='n'><a href='1.html'>简讯</a> 2021-12-20</td></body></html>"

    assert only(body, item="td.n").published_at == end_of("2021-12-20")


def test_broken_utf8_costs_a_character_only() -> None:
    body = page(line(title="云岭县简讯")).encode().replace("云".encode(), b"\xe4\xba")

    assert only(body).published_at == end_of("2021-12-20")


@pytest.mark.share(2)
@pytest.mark.parametrize(
    "around",
    [
        "<div>" * 20_000,
        "长" * 3_400_000,
        "<!--" + "x" * 1_000_000,
        "<p>&amp;" * 20_000,
        "<!--" * 100_000,
    ],
    ids=[
        "20 000 levels",
        "a line of 10 MB",
        "1 MB of comment",
        "20 000 paragraphs",
        "100 000 comments",
    ],
)
def test_a_monstrous_page_ends_with_posts_or_a_reason(around: str) -> None:
    started = perf_counter()

    try:
        outcomes = [gap.outcome for gap in collect(page(line(), around=around)).gaps]
    except LookFailed as failed:
        outcomes = [failed.outcome]

    assert outcomes in ([], [Outcome.LAYOUT_CHANGED])
    assert perf_counter() - started < 20


def test_the_same_answers_give_the_same_reading() -> None:
    """A repeated run with the same answers."""
    body = (DATA / "column_gb2312.html").read_bytes()

    assert collect(body) == collect(body)


PIECES = (
    "<ul class='list'>", "</ul>", "<li>", "</li>", "<li hidden>", "<a href='/a/1.html'>", "</a>",
    "<a href='javascript:;'>", "<a>", "<div style='display:none'>", "</div>", "<table>", "<tr>",
    "<td rowspan='3'>", "<td colspan='x'>", "</td>", "<th>发布日期</th>", "2021-12-20", "12-20",
    "27", "12月", "2020", "发布时间：", "来源：县水利局", "昨天", "<!--", "-->", "<script>",
    "</script>", "<template>", "<noscript>", "<h1>云岭县水利工作会议</h1>", "<datastore>",
    "<record><![CDATA[", "]]></record>", "<base href='http://[bad'>", "{{x}}", "置顶",
    "<meta name='PubDate' content='2021-12-20'>", "<li id='line_u1_0'>", "本栏目已迁移",
    "<a href='http://x:99999999/'>", "2021年13月45日", "<tbody id='list'>",
)  # fmt: skip


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60), item=st.sampled_from(("", "li")))
@settings(max_examples=tries(60))
def test_any_soup_of_tags_ends_with_a_reading_or_a_reason(pieces: list[str], item: str) -> None:
    try:
        reading = collect("".join(pieces), item=item)
    except LookFailed as failed:
        assert failed.message
    else:
        assert reading.window is not None or reading.notes or reading.gaps
