"""The list of a page is found without a selector, or is not guessed."""

import pytest

from monitor.model import Reading
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from tests.sources.column import collect, end_of

TITLE = "云岭县水利工作动态"


def lines(count: int, tag: str = "li", start: int = 28, name: str = "a") -> str:
    return "".join(
        f"<{tag}><a href='/{name}/{n}.html'>{TITLE}{n}</a>"
        f"<span>2021-12-{start - n:02d}</span></{tag}>"
        for n in range(count)
    )


def find(inner: str) -> Reading:
    return collect(f"<html><head><title>动态</title></head><body>{inner}</body></html>", item="")


MENU = (
    "<div class='nav'><ul><li><a href='/'>首页</a></li>"
    "<li><a href='/zwdt/'>政务动态</a></li></ul></div>"
    "<div class='top'>今天是2021年12月31日</div>"
)
FOOT = "<div class='foot'><p><a href='/about.html'>关于我们</a> 2012-2021</p></div>"
SIX = [end_of(f"2021-12-{28 - n}") for n in range(6)]
FOUND = {
    "a list": f"<ul>{lines(6)}</ul>",
    "paragraphs": f"<div>{lines(6, 'p')}</div>",
    "boxes": f"<div>{lines(6, 'div')}</div>",
    "rows": f"<table>{lines(6, 'td').replace('<td>', '<tr><td>')}</table>",
    "rows with heads": "<table><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
    + "".join(
        f"<tr><td><a href='/a/{n}.html'>{TITLE}{n}</a></td><td>2021-11-{28 - n}</td>"
        f"<td>2021-12-{28 - n}</td></tr>"
        for n in range(6)
    )
    + "</table>",
    "links around everything": "<div>"
    + "".join(
        f"<a href='/a/{n}.html'><div><span>{28 - n}</span><p>2021-12</p></div><p>{TITLE}{n}</p></a>"
        for n in range(6)
    )
    + "</div>",
    "lines of 博达": "<div class='list1'>"
    + "".join(
        f"<li id='line_u5_{n}'><a href='../info/1039/{n}.htm'><h4>{TITLE}{n}</h4>"
        f"<p class='date'>2021-12-{28 - n}</p><p>{'本公告自发布之日起施行。' * 8}</p></a></li>"
        for n in range(6)
    )
    + "</div>",
    "portions": "<div>"
    + "".join(f"<ul>{lines(2, start=28 - 2 * n, name=f'p{n}')}</ul><hr>" for n in range(3))
    + "</div>",
    "a pager in the list": f"<ul>{lines(6)}<li><a href='index_1.html'>下一页</a></li></ul>",
    "a smaller list of something else": f"<ul>{lines(6)}</ul>"
    f"<div><ul>{lines(3, start=20, name='b')}</ul></div>",
    "a longer list in a sidebar": f"<div class='side'><ul>{lines(9, name='b')}</ul></div>"
    f"<ul>{lines(6)}</ul>",
}


@pytest.mark.parametrize("inner", FOUND.values(), ids=FOUND.keys())
def test_the_list_is_known_by_what_repeats(inner: str) -> None:
    reading = find(MENU + inner + FOOT)

    assert [post.published_at for post in reading.posts] == SIX
    assert all(post.title.startswith(TITLE) for post in reading.posts)
    assert reading.window is not None
    assert reading.window.since == SIX[-1]


def test_an_undated_line_of_the_list_is_one_of_it() -> None:
    undated = f"<li><a href='/a/x.html'>{TITLE}</a></li>"

    reading = find(f"<ul>{lines(3)}{undated}</ul>")

    assert reading.items_seen == 4
    assert reading.window is None


@pytest.mark.parametrize(
    "inner",
    [
        f"<div><ul>{lines(6)}</ul></div><div><ul>{lines(6, name='b')}</ul></div>",
        f"<div><ul>{lines(8)}</ul></div><div><table>{lines(5, 'tr', name='b')}</table></div>",
        f"<div><h3>要闻</h3><ul>{lines(5)}</ul><h3>公告</h3><ul>{lines(5, name='b')}</ul></div>",
        "<div>"
        + "".join(f"<li id='line_u5_{n}'><a href='/a/{n}.html'>甲{n}</a></li>" for n in range(3))
        + "".join(f"<li id='line_u9_{n}'><a href='/b/{n}.html'>乙{n}</a></li>" for n in range(3))
        + "</div>",
    ],
    ids=["two alike", "two of nearly the same length", "two headed", "two of 博达"],
)
def test_two_lists_that_may_be_it_are_not_guessed_between(inner: str) -> None:
    with pytest.raises(LookFailed) as failed:
        find(inner)

    assert failed.value.outcome is Outcome.CONFIG
    assert "请写明 item 选择器" in failed.value.message


@pytest.mark.parametrize("inner", ["", MENU + FOOT, f"<ul>{lines(1)}</ul>", "<p>2021-12-28</p>"])
def test_a_page_without_a_dated_list_asks_for_a_selector(inner: str) -> None:
    with pytest.raises(LookFailed) as failed:
        find(inner)

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED
    assert "请写明 item 选择器" in failed.value.message


def test_a_smaller_list_that_is_newer_takes_the_window_away() -> None:
    newer = f"<div><ul>{lines(2, start=30, name='b')}</ul></div>"

    reading = find(f"<ul>{lines(6)}</ul>{newer}")

    assert len(reading.posts) == 6
    assert reading.window is None


def test_a_selector_still_decides() -> None:
    body = f"<ul class='x'>{lines(3, name='b')}</ul><ul>{lines(9)}</ul>"

    assert collect(f"<html><body>{body}</body></html>", item="ul.x li").items_seen == 3
