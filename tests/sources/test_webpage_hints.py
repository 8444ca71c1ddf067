"""What a page dates without saying that it was published then."""

import pytest

from monitor.model.clock import BEIJING
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage.article import witnesses
from monitor.sources.webpage.hints import hints, must_be_of
from monitor.sources.webpage.page import Page
from tests.builders import NOON

TITLE = "云岭县关于做好冬春农田水利工作的通知"
BODY = "<div id='zoom'><p>各乡镇人民政府：</p><p>为做好水利工作，现通知如下。</p>{}</div>"


def page(info: str, *, head: str = "", inside: str = "", after: str = "") -> Page:
    return Page(
        url="http://www.yunling.invalid/a/1.html",
        text=f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{info}"
        f"{BODY.format(inside)}{after}</body></html>",
    )


def days_of(of: Page) -> list[str]:
    return [
        f"{one.moment.at.astimezone(BEIJING):%m-%d}{'*' if one.signed else ''}"
        for one in hints(of, NOON, BEIJING)
        if one.moment is not None
    ]


@pytest.mark.parametrize(
    "of",
    [
        page("<p><img src='/fbsj.gif' alt='发布时间'>2021-12-20</p>"),
        page("<div><span>2021-12-20</span></div>"),
        page("<p class='time'>2021-12-20 10:22:31</p>"),
        page("<p>录入时间：2021-12-20 点击：12</p>"),
        page("<p>Published: 2021-12-20</p>"),
        page("<time datetime='2021-12-20T08:00'>12月20日</time>"),
        page("<p>发布时间：<script>document.write('2021-12-20')</script></p>"),
        page("<input type='hidden' id='pubdate' value='2021-12-20'>"),
        page("", head="<meta name='createDate' content='2021-12-20'>"),
        page("", head="<meta name='Maketime' content='2021-12-20 10:00'>"),
        page("", head="<script>var news={id:7,publishTime:'2021-12-20 09:00'}</script>"),
        page("", after="<div>发布时间：2021-12-20 编辑：王某</div>"),
    ],
    ids=[
        "an image for a label",
        "below the title",
        "with a time",
        "a label of a record",
        "in English",
        "a time of its own",
        "written by a script",
        "in a field",
        "in a meta",
        "in a meta of making",
        "in data",
        "below the body",
    ],
)
def test_a_day_that_nothing_calls_one_of_publication_is_a_hint(of: Page) -> None:
    assert set(days_of(of)) == {"12-20"}
    assert not witnesses(of, NOON, BEIJING)


@pytest.mark.parametrize(
    "of",
    [
        page("<p>发文机关：县水利局</p><p>发文日期：2021-12-20</p>"),
        page("<table><tr><td>成文日期</td><td>2021-12-20</td></tr></table>"),
        page("<p>写信时间：2021-12-20</p>"),
        page(
            "<table><tr><th>编号</th><th>来信时间</th></tr>"
            "<tr><td>7</td><td>2021-12-20</td></tr></table>"
        ),
    ],
)
def test_a_day_of_signing_is_told_as_such(of: Page) -> None:
    assert days_of(of) == ["12-20*"]


@pytest.mark.parametrize(
    "of",
    [
        page("<div>今天是2021-12-20 星期一</div>"),
        page("<p>网站最后更新：2021-12-20</p>"),
        page("<p>会议时间：2021-12-20</p>"),
        page("", inside="<p>定于2021年12月20日上午在县政府召开会议，请准时参加。</p>"),
        page("", inside="<p>云岭县水利局</p><p>2021年12月20日</p>"),
        page(
            "",
            after="<ul>" + "<li><a href='/b'>云岭县水利工作动态</a>2021-12-20</li>" * 3 + "</ul>",
        ),
        page("", after="<p>相关：<a href='/b'>云岭县水利工作动态</a> 发布时间：2021-12-20</p>"),
        page("", after="<div class='footer'>2021-12-20</div>"),
        page("", head="<meta name='viewport' content='2021-12-20'>"),
        page("", head="<script>var limit='2021-12-20'</script>"),
        page("<input id='keyword' value='2021-12-20'>"),
        page("<p>2022-02-20</p>"),
    ],
)
def test_a_day_of_something_else_is_none(of: Page) -> None:
    assert days_of(of) == []


@pytest.mark.parametrize(
    "info",
    [
        "<p><span>发 布 时 间</span><span>：</span><span>2021-12-20</span></p>",
        "<table><tr><th>索引号</th><th>成文日期</th><th>发布日期</th></tr>"
        "<tr><td>7</td><td>2021-12-01</td><td>2021-12-20</td></tr></table>",
    ],
    ids=["a label in several tags", "heads of columns"],
)
def test_labels_in_tags_of_their_own_are_labels(info: str) -> None:
    found = witnesses(page(info), NOON, BEIJING)

    assert [f"{one.moment.at:%m-%d}" for one in found if one.moment] == ["12-20"]


SHELL = "<html><head><title>详情</title></head><body><div id='app'></div>{}</body></html>"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (page("").text, None),
        (f"<body><h2>{TITLE[:8]}…</h2><script src='/a.js'></script></body>", None),
        ("<body><embed src='1.pdf'></body>", None),
        (SHELL.format("<script src='/app.js'></script>"), Outcome.LAYOUT_CHANGED),
        (SHELL.format(""), None),
        (SHELL.format(f"<p>{'长' * 300}</p><script src='/app.js'></script>"), None),
        ("<body><h1>您访问的页面不存在或已删除</h1><script></script></body>", Outcome.CONFIG),
        ("<title>404</title><body>首页</body>", Outcome.CONFIG),
    ],
)
def test_a_page_that_shows_another_thing_is_not_that_of_the_item(
    text: str, outcome: Outcome | None
) -> None:
    of = Page(url="http://www.yunling.invalid/a/1.html", text=text)
    if outcome is None:
        must_be_of(of, TITLE)
        return
    with pytest.raises(LookFailed) as failed:
        must_be_of(of, TITLE)
    assert failed.value.outcome is outcome
