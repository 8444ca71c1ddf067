"""What an article's own page states of its publication: each statement by itself."""

import pytest

from monitor.model.clock import BEIJING
from monitor.sources.webpage.article import article_date, meta_date, witnesses
from monitor.sources.webpage.page import Page
from tests.builders import NOON

TITLE = "云岭县关于做好冬春农田水利工作的通知"
BODY = "<div class='TRS_Editor'><p>各乡镇人民政府：</p><p>为做好水利工作，现通知如下。</p></div>"
FOREIGN = "发布时间：2021-03-21"


def page(body: str, head: str = "") -> Page:
    text = (
        f"<html><head><title>{TITLE}_云岭县人民政府</title>{head}</head><body>{body}</body></html>"
    )
    return Page(url="http://www.yunling.invalid/a/1.html", text=text)


def article(info: str, body: str = BODY, head: str = "") -> Page:
    return page(f"<h1>{TITLE}</h1>{info}{body}", head)


def statements(of: Page) -> list[tuple[str, str]]:
    """Return who states what: the day, or the fault."""
    return [
        (
            one.by,
            one.fault or f"{one.moment.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
            if one.moment
            else one.fault,
        )
        for one in witnesses(of, NOON, BEIJING)
    ]


def day(of: Page) -> str:
    stated = article_date(of, NOON, BEIJING)
    return f"{stated.moment.at.astimezone(BEIJING):%Y-%m-%d}" if stated.moment else ""


@pytest.mark.parametrize(
    ("info", "by"),
    [
        ("<p>发布时间：2021-12-20 来源：县水利局 浏览：2020次</p>", "发布时间"),
        ("<p>发 布 日 期∶2021-12-20</p>", "发布日期"),
        ("<p>来源：县水利局发布时间：2021-12-20</p>", "发布时间"),
        ("<div>【信息时间：2021/12/20　阅读次数：33】</div>", "信息时间"),
        ("<div>信息时间::2021-12-20</div>", "信息时间"),
        ("<p>时间：2021-12-20 来源：县水利局</p>", "时间"),
        ("<p>日期：2021年12月20日</p>", "日期"),
        ("<p>公开于 2021-12-20</p>", "公开于"),
        ("<p>作者：张镕 发布于2021-12-20</p>", "发布于"),
        ("<p>2021-12-20 来源： 县融媒体中心</p>", "来源旁日期"),
        ("<p>来源：<a href='/'>云岭县人民政府办公室</a> 2021-12-20</p>", "来源旁日期"),
        ("<div><span>来源：县水利局</span><span>2021-12-20</span></div>", "来源旁日期"),
        ("<div><div>来源：县水利局</div><div>2021-12-20</div></div>", "来源旁日期"),
        ("<p>成文日期：2021-12-01 发布日期：2021-12-20 施行日期：2022-01-01</p>", "发布日期"),
        ("<ul><li>来源：县水利局</li><li>发布日期：2021-12-20</li></ul>", "发布日期"),
        ("<p>发布时间：2021-12-20 <a href='#'>打印</a> <a href='#'>关闭</a></p>", "发布时间"),
        (
            "<p>来源：本站原创 作者：某某支部某某支部某某支部 责任编辑：某某某某某某 审核：某某某 "
            "时间：2021年12月20日 浏览： 33 字号：大 中 小 打印 关闭</p>",
            "时间",
        ),
        (
            "<table><tr><td>成文日期：</td><td>2021-12-01</td><td>发布日期：</td>"
            "<td>2021-12-20</td></tr></table>",
            "发布日期",
        ),
        (
            "<table><tr><th>索引号</th><td>1/2021</td><th>发布日期</th><td>2021-12-20</td></tr>"
            "</table>",
            "发布日期",
        ),
    ],
)
def test_the_head_of_an_article_says_when_it_was_published(info: str, by: str) -> None:
    of = article(info)

    assert statements(of) == [(by, "2021-12-20 23:59")]
    assert day(of) == "2021-12-20"


@pytest.mark.parametrize(
    "of",
    [
        page(
            f"<table><tr><td>发布日期：</td><td>2021-12-20</td></tr></table><h1>{TITLE}</h1>{BODY}"
        ),
        page(f"<div class='bt'>{TITLE}</div><div>发布日期：2021-12-20</div>{BODY}"),
        page(f"<div class='page-header'><h1>{TITLE}</h1><p>发布时间：2021-12-20</p></div>{BODY}"),
        page(f"<div class='nav-box'><h1>{TITLE}</h1><p>发布时间：2021-12-20</p></div>{BODY}"),
        page(
            f"<div><h1>{TITLE}</h1>"
            "<p>发布时间：2021-12-20 来源：<a href='/'>云岭县水利局网站</a></p>"
            "<p>为做好工作，2021年12月1日印发，见<a href='/y'>云岭县水利工作方案</a>。</p></div>"
        ),
        page(
            f"<h1>{TITLE}</h1><div><p>近日，工作展开。</p></div>"
            "<div>来源：县水利局 发布时间：2021-12-20</div>"
        ),
    ],
    ids=[
        "above the title",
        "a title without heading",
        "in a header",
        "in a box named nav",
        "links in the body",
        "below the body",
    ],
)
def test_the_head_is_found_wherever_it_stands(of: Page) -> None:
    assert day(of) == "2021-12-20"


@pytest.mark.parametrize(
    "foreign",
    [
        "<ul><li><a href='#'>云岭县2021年统计公报发布</a> <span>2021-03-21</span></li></ul>",
        "<p>云岭县2021年统计公报发布 2021-03-21</p>",
        "<p>云岭县2021年统计公报发布：2021-03-21</p>",
        "<p>县级财政预算公开 2021-03-21</p>",
        "<p><b>县级财政预算公开</b> <span>2021-03-21</span></p>",
        f"<!-- {FOREIGN} --><script>var s='{FOREIGN}'</script><style>/* {FOREIGN} */</style>",
        f"<template><p>{FOREIGN}</p></template><noscript><p>{FOREIGN}</p></noscript>",
        f"<p style='display: none'>{FOREIGN}</p><p hidden>{FOREIGN}</p>",
        f"<p style='visibility:hidden'>{FOREIGN}</p>",
        f"<p><a href='/x'>{FOREIGN}</a></p>",
        f"<div class='side'><p>{FOREIGN}</p></div>",
        "<ul>"
        + "".join(
            f"<li><a href='/{n}'>云岭县热点新闻之{n}</a><em>{FOREIGN[:-1]}{n}</em></li>"
            for n in range(3)
        )
        + "</ul>",
        "<p>原文发布时间：2021-03-21</p>",
        "<p>会议时间：2021-03-21</p><p>打印时间：2021-12-31</p>",
        "<p>今天是2021年12月31日</p>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_dates_of_other_things_are_none_of_the_article(foreign: str, first: bool) -> None:
    info = "<p>发布时间：2021-12-20</p>"
    around = foreign + f"<h1>{TITLE}</h1>{info}{BODY}", f"<h1>{TITLE}</h1>{info}{BODY}{foreign}"
    silent = foreign + f"<h1>{TITLE}</h1>{BODY}", f"<h1>{TITLE}</h1>{BODY}{foreign}"
    number = 0 if first else 1

    assert statements(page(around[number])) == [("发布时间", "2021-12-20 23:59")]
    assert statements(page(silent[number])) == []


@pytest.mark.parametrize(
    "body",
    [
        f"<div><p>据报道，工作展开。</p><p>（来源：县日报 {FOREIGN}）</p></div>",
        f"<div><p>据报道，工作展开。</p><p>{FOREIGN}</p></div>",
        f"<div><p>各乡镇人民政府：</p><p>{FOREIGN} 来源：县日报</p></div>",
        f"<div class='TRS_Editor'><p>{FOREIGN}</p></div>",
        f"<p>一、时间：2021-03-21</p><p>二、{FOREIGN}</p>",
    ],
)
def test_a_quotation_in_the_body_is_no_statement(body: str) -> None:
    assert statements(article("<p>来源：县水利局 2021-12-20</p>", body)) == [
        ("来源旁日期", "2021-12-20 23:59")
    ]
    assert statements(article("", body)) == []


@pytest.mark.parametrize(
    "info",
    [
        "<p>时间：2021-12-20上午9时</p><p>地点：县政府三楼会议室</p>",
        "<p>2021-12-20</p>",
        "<p>更新时间：2021-12-20</p>",
        "<p>成文日期：2021-12-20</p>",
        "<p>来源：县水利局 更新时间：2021-12-20</p>",
        "<p>来源：县水利局 成文日期：2021-12-20</p>",
        "<p>来源：县水利局 打印时间：2021-12-20</p>",
        "<div>来源：县水利局</div><div>大</div><div>中</div><div>2021-12-20</div>",
        "<div>来源：县水利局</div><div>2021-12-20至2021-12-24</div>",
    ],
    ids=[
        "an invitation",
        "a bare date",
        "a change",
        "a signing",
        "a change beside the source",
        "a signing beside the source",
        "a printing beside the source",
        "far from the source",
        "a span beside the source",
    ],
)
def test_what_may_be_another_date_is_no_statement(info: str) -> None:
    assert statements(article(info)) == []


@pytest.mark.parametrize(
    "title",
    [f"<h1>{TITLE}</h1>", f"<div class='bt'>{TITLE}</div>", f"<h2>{TITLE}（试行）</h2>"],
    ids=["heading", "as the page is called", "another heading"],
)
@pytest.mark.parametrize("site", ["", "<h1><a href='/'>云岭县人民政府</a></h1>"])
def test_a_plain_date_counts_below_the_title_only(title: str, site: str) -> None:
    plain = "<p>时间：2021-12-20 来源：县水利局</p>"
    called = "" if "h2" in title else site  # the first heading is the title where none fits

    assert day(page(f"{called}{title}{plain}{BODY}")) == "2021-12-20"
    assert day(page(f"{called}{plain}{title}{BODY}")) == ""


def test_the_title_is_what_the_page_says_that_it_is() -> None:
    named = "<meta name='ArticleTitle' content='关于水利工作的通知'>"
    body = f"<h1>云岭要闻</h1><p>日期：2021-03-21</p><div>关于水利工作的通知</div>{{}}{BODY}"

    assert day(page(body.format("<p>日期：2021-12-20</p>"), named)) == "2021-12-20"


def test_the_plain_date_nearest_to_the_title_counts() -> None:
    info = "<p>时间：2021-12-20 来源：县水利局</p><p>日期：2021-03-21</p>"

    assert statements(article(info)) == [("时间", "2021-12-20 23:59")]


def test_two_labelled_days_are_told_each_and_give_no_date() -> None:
    of = article("<p>发布时间：2021-12-20</p><p>发布日期：2021-09-01</p>")

    assert statements(of) == [("发布时间", "2021-12-20 23:59"), ("发布日期", "2021-09-01 23:59")]
    stated = article_date(of, NOON, BEIJING)
    assert stated.moment is None
    assert stated.fault == "发布时间 2021-12-20 与发布日期 2021-09-01 不一致"


def test_two_labels_of_one_day_agree() -> None:
    assert day(article("<p>发布时间：2021-12-20 09:00</p><p>发布日期：2021年12月20日</p>")) == (
        "2021-12-20"
    )


@pytest.mark.parametrize(
    ("info", "sentence"),
    [
        ("<p>发布时间：2021年13月45日</p>", "“2021年13月45日”不是可识别的日期"),
        ("<p>发布时间：2022-03-01</p>", "在将来"),
    ],
)
def test_a_label_whose_date_cannot_be_is_a_fault_that_quotes_it(info: str, sentence: str) -> None:
    ((by, fault),) = statements(article(info))

    assert by == "发布时间"
    assert sentence in fault
    assert day(article(info)) == ""


def meta(name: str, content: str, attribute: str = "name") -> str:
    return f"<meta {attribute}='{name}' content='{content}'>"


@pytest.mark.parametrize(
    "head",
    [
        meta("PubDate", "2021-12-20 10:20"),
        meta("PUBLISHDATE", "2021/12/20 10:20"),
        meta("article:published_time", "2021-12-20T10:20:00+08:00", "property"),
        meta("apub:time", "2021-12-20 10:20"),
        meta("DCTERMS.issued", "2021-12-20 10:20"),
        meta("dcterms:issued", "2021-12-20 10:20", "property"),
        meta("DC.Date.Issued", "2021-12-20 10:20"),
        meta("firstpublishedtime", "2021-12-20-10:20:00"),
        meta("datePublished", "2021-12-20T10:20:00", "itemprop"),
        meta("publish_time", "2021-12-20 10:20"),
        meta("og:pubdate", "2021-12-20 10:20", "property"),
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle",'
        '"datePublished":"2021-12-20T10:20:00+08:00"}</script>',
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","datePublished":'
        '"2012-01-01"},{"@type":"Article","datePublished":"2021-12-20T10:20:00+08:00"}]}</script>',
        '<script type="application/ld+json">{"pubDate":"2021-12-20T10:20:00"}</script>',
        '<script type="application/ld+json">{"datePublished":"2021-12-20T10:20:00",,}</script>',
    ],
)
def test_metas_and_linked_data_state_the_minute(head: str) -> None:
    of = article("", head=head)

    assert [stated for _, stated in statements(of)] == ["2021-12-20 10:20"]
    assert meta_date(of, NOON, BEIJING).moment is not None


def test_a_tag_may_be_marked_as_the_date() -> None:
    of = article("<time itemprop='datePublished' datetime='2021-12-20T10:20:00'>12月20日</time>")

    assert ("datePublished", "2021-12-20 10:20") in statements(of)


@pytest.mark.parametrize(
    "head",
    [
        meta("Maketime", "2021-12-31 10:08:21"),
        meta("lastmodifiedtime", "2021-12-31"),
        meta("PubDate", ""),
        meta("PubDate", "  "),
        f"<!-- {meta('PubDate', '2021-12-20')} -->",
        '<script type="application/ld+json">{"@type":"ItemList","itemListElement":'
        '[{"datePublished":"2021-03-21"}]}</script>',
    ],
)
def test_what_states_no_publication_is_no_witness(head: str) -> None:
    assert statements(article("", head=head)) == []


def test_of_two_metas_an_unreadable_one_is_a_fault_and_no_absence() -> None:
    of = article("", head=meta("PubDate", "2021-13-45") + meta("publishdate", "2021-12-20"))

    assert statements(of) == [
        ("PubDate", "PubDate“2021-13-45”不是可识别的日期"),
        ("publishdate", "2021-12-20 23:59"),
    ]
    for stated in (meta_date(of, NOON, BEIJING), article_date(of, NOON, BEIJING)):
        assert stated.moment is None
        assert "“2021-13-45”" in stated.fault


def test_metas_that_disagree_by_a_day_give_no_date() -> None:
    of = article("", head=meta("PubDate", "2021-12-20") + meta("publishdate", "2021-12-19"))

    stated = meta_date(of, NOON, BEIJING)
    assert stated.moment is None
    assert stated.fault == "PubDate 2021-12-20 与publishdate 2021-12-19 不一致"


def test_of_metas_that_agree_the_finer_one_is_taken() -> None:
    of = article("", head=meta("publishdate", "2021-12-20") + meta("PubDate", "2021-12-20 10:20"))

    moment = meta_date(of, NOON, BEIJING).moment
    assert moment is not None
    assert f"{moment.at.astimezone(BEIJING):%H:%M}" == "10:20"


def test_a_meta_and_a_label_that_disagree_are_both_told() -> None:
    of = article("<p>发布时间：2021-12-20</p>", head=meta("PubDate", "2020-12-20"))

    stated = article_date(of, NOON, BEIJING)
    assert stated.by == "PubDate"
    assert stated.other is not None
    assert stated.other.by == "发布时间"


@pytest.mark.parametrize(("content", "taken"), [("$PUBDATE$", True), ("2021-13-45", False)])
def test_a_placeholder_leaves_the_label_a_broken_date_does_not(content: str, taken: bool) -> None:
    of = article("<p>发布时间：2021-12-20</p>", head=meta("PubDate", content))

    assert bool(day(of)) is taken
