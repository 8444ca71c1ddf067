"""Columns in the shapes that real sites have, over real servers: neither accused nor cleared."""

from pathlib import Path

import pytest

from tests.app.examination.webpages import (
    FRESH,
    OLD,
    TITLES,
    article,
    articles,
    column,
    day,
    lines,
    looked,
    verdict,
)

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

LIST = f"<ul class='list'>{lines(*OLD)}</ul>"
LATER = articles(2, first=3)  # the page of an article that the list does not hold
BARE = f"<a href='/swdt/3.html'>{TITLES[3]}</a>"
ALL = "link: a"


def with_list(before: str = "", after: str = "") -> str:
    return column(f"{before}<div class='main'>{LIST}</div>{after}")


BESIDE = {
    "a carousel": f"<div class='swiper'>{BARE.replace('>', '><img src=1.jpg>', 1)}</div>",
    "a slide that waits": f"<div class='flash'><div style='display:none'>{BARE}</div></div>",
    "pictures": f"<ul class='pics'>{lines(0, first=3, undated=True)}</ul>",
    "a lead in bold": f"<table><tr><td><b>{BARE}</b></td></tr><tr><td>日前，……</td></tr></table>",
    "a lead in a paragraph": f"<p class='bt'>{BARE}</p><p>日前，活动举行。[详细]</p>",
    "a list without dates": f"<h3>工作动态</h3><ul>{lines(0, first=3, undated=True)}</ul>",
}


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE.keys())
@pytest.mark.parametrize("where", ["before", "after"])
def test_an_article_that_the_list_does_not_hold_keeps_it_from_condemning(
    beside: str, where: str, tmp_path: Path
) -> None:
    page = with_list(**{where: beside})

    verdicts = looked(tmp_path, {"/swdt/": page} | articles(*OLD) | LATER)

    assert verdicts.of("a") == "unknown"
    assert TITLES[3] in verdicts.reason("a")


@pytest.mark.parametrize(
    ("beside", "more"),
    [
        (BESIDE["a carousel"], articles(25, first=3)),  # older than the newest of the list
        (BESIDE["a carousel"], {}),  # its page is gone
        (BESIDE["a carousel"].replace("/swdt/3", "/ztzl/jy"), LATER),  # a campaign's page
        (f"<div><h3>热点推荐</h3>{BARE}</div>", LATER),
        (f"<div class='sidebar'>{BARE}</div>", LATER),
        (BESIDE["a carousel"].replace("/swdt/3", "/swdt/0"), {}),  # one of the list's
        (BESIDE["pictures"].replace("/swdt/", "http://far.invalid/swdt/"), {}),
    ],
    ids=["older", "gone", "a campaign", "recommended", "aside", "listed", "elsewhere"],
)
def test_what_is_no_later_article_of_the_column_leaves_a_dead_list_condemned(
    beside: str, more: dict[str, str], tmp_path: Path
) -> None:
    stand = {"/swdt/": with_list(beside)} | articles(*OLD) | more

    assert verdict(tmp_path, stand) == "fail"


NOT_ALL = {
    "a tab that waits": f"<div style='display:none'><ul>{lines(1, 2, first=3)}</ul></div>",
    "lines written by a script": "<script>document.write('<li>'+d[0].t+'</li>')</script>",
    "the list is rewritten": "<script>$.get('/new',function(d){$('.list').prepend(d)})</script>",
    "its box is rewritten": "<script>$.post('/q',{},function(r){$('.main').html(r)})</script>",
    "a page within the page": "<iframe src='/swdt/inner.jsp?id=7' height='600'></iframe>",
    "a picture of a move": "<p><img src='m.png' alt='本网站已于2026年1月迁移至新域名'></p>",
    "kept up no more": "<p>2026年起请到“政务公开”查看，此处不再更新。</p>",
    "being built anew": "<p>网站正在升级改造，部分栏目暂停更新。</p>",
    "not there": "<h1>抱歉，您访问的页面不存在</h1><p>您可以看看：</p>",
    "not there, in a line": "<div>对不起，您要查看的内容已被删除。</div>",
    "a number": "<h2>404 - 页面不存在</h2>",
}


@pytest.mark.parametrize("beside", NOT_ALL.values(), ids=NOT_ALL.keys())
def test_a_page_that_says_the_list_is_not_all_condemns_nobody(beside: str, tmp_path: Path) -> None:
    stand = {"/swdt/": with_list(beside)} | articles(*OLD)

    assert verdict(tmp_path, stand) == "unknown"


def test_a_line_of_the_list_may_say_that_it_is_kept_up_no_more(tmp_path: Path) -> None:
    notice = f"<li><a href='/x/'>本栏目已停止更新，请移步新栏目</a><span>{day(19)}</span></li>"
    stand = {"/swdt/": with_list().replace("<li>", f"{notice}<li>", 1)} | articles(*OLD)

    assert verdict(tmp_path, stand) == "unknown"


HARMLESS = {
    "hidden, older": f"<div style='display:none'><ul>{lines(50, 60, first=3)}</ul></div>",
    "a hidden copy of the list": f"<div style='display:none'><ul>{lines(*OLD)}</ul></div>",
    "a hidden sidebar": f"<div class='side' hidden><ul>{lines(1, 2, first=3)}</ul></div>",
    "pages by a script": "<script>document.write('<a href=2.html>2</a>');pages(3,0)</script>",
    "a counter": "<b id='n'></b><script>$.get('/n',function(d){$('#n').html(d)})</script>",
    "looks of the list": "<script>$('.list').append('<i></i>')</script>",
    "a low frame": "<iframe src='/tq.html' height='40'></iframe>",
    "a frame of somebody else": "<iframe src='http://far.invalid/x' height='600'></iframe>",
    "a frame of the head": "<iframe src='/inc/head.html' height='300'></iframe>",
    "an old notice": "<p><a href='/b/7.html'>网站改版意见征集公告</a></p>",
    "a link that failed": "<p>如遇链接失效，请与我们联系。</p>",
    "404 in a name": "<h3>云岭县404地质队</h3>",
    "a hidden 404": "<div style='display:none'><h1>404</h1></div>",
}


@pytest.mark.parametrize("beside", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_says_nothing_of_the_list_leaves_a_dead_one_condemned(
    beside: str, tmp_path: Path
) -> None:
    stand = {"/swdt/": with_list(beside)} | articles(*OLD)

    assert verdict(tmp_path, stand) == "fail"


# pages that show news of others while the column itself is dead, or cannot be seen
OTHERS = f"<ul>{lines(1, 2, 3, first=3)}</ul>"
FOREIGN = {
    "not there": column(f"<h1>您访问的页面不存在</h1><p>看看：</p><ul class='list'>{OTHERS}</ul>"),
    "not there by its title": column(f"<ul class='list'>{OTHERS}</ul>", "页面不存在"),
    "moved": column(f"<p>本栏目已迁移至新网站</p><ul class='list'>{OTHERS}</ul>"),
    "the way home": column(
        f"<ul class='list'>{lines(*OLD)}<li><a href='/'>返回首页</a> {day(0)}</li></ul>"
    ),
}


@pytest.mark.parametrize("page", FOREIGN.values(), ids=FOREIGN.keys())
def test_news_of_others_clear_nobody(page: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, {"/swdt/": page} | articles(*OLD)) in ("unknown", "fail")


UNCERTAIN = {
    "a script's main part": "<div><div id='xxbox'></div></div><div><h3>热点推荐</h3>{}</div>",
    "a script's main part and a sidebar": "<div id='xxbox'></div><div class='sidebar'>{}</div>",
    "an empty main part": "<div><h2>通知公告</h2><p>暂无信息</p></div><div><h3>最新</h3>{}</div>",
    "one item": "<div><h2>通知公告</h2><p>"
    + BARE
    + " 2026-01-02</p></div><div><h3>要闻</h3>{}</div>",
    "items without dates": "<div><h2>通知公告</h2><ul>"
    + lines(0, 0, 0, undated=True)
    + "</ul></div><div><h3>县内要闻</h3>{}</div>",
    "a hot box": "<div class='hot'>{}</div>",
}


@pytest.mark.parametrize("body", UNCERTAIN.values(), ids=UNCERTAIN.keys())
@pytest.mark.parametrize("ages", [(1, 2, 3), (21, 32, 43)], ids=["fresh", "old"])
def test_without_a_selector_a_list_beside_the_column_is_not_taken_for_it(
    body: str, ages: tuple[float, ...], tmp_path: Path
) -> None:
    page = column(body.format(f"<ul>{lines(*ages, first=3)}</ul>"), "通知公告")

    assert verdict(tmp_path, {"/swdt/": page} | articles(*ages, first=3), ALL) == "unknown"


@pytest.mark.parametrize(
    ("ages", "expected"), [(FRESH, "pass"), (OLD, "fail")], ids=["live", "dead"]
)
@pytest.mark.parametrize("others", [(1, 2, 3), (60, 70, 80)], ids=["fresh", "old"])
@pytest.mark.parametrize("head", ["热点推荐", "最新更新", "县内要闻"])
def test_without_a_selector_the_list_under_the_pages_name_is_it(
    ages: tuple[float, ...], expected: str, others: tuple[float, ...], head: str, tmp_path: Path
) -> None:
    """However short it is beside another one."""
    longer = lines(*others, first=3) + lines(*others, first=3).replace("/swdt/", "/xw/")
    body = (
        f"<div><h2>通知公告</h2><ul>{lines(*ages)}</ul></div>"
        f"<div><h3>{head}</h3><ul>{longer}</ul></div>"
    )
    stand = {"/swdt/": column(body, "通知公告")} | articles(*ages) | articles(*others, first=3)

    newer = expected == "fail" and others[0] < ages[0] and head != "热点推荐"
    assert verdict(tmp_path, stand, ALL) == ("unknown" if newer else expected)


def test_a_column_whose_name_is_like_that_of_a_side_list_is_one(tmp_path: Path) -> None:
    body = f"<div><h2>图片新闻</h2><ul>{lines(*FRESH)}</ul></div>"

    assert verdict(tmp_path, {"/swdt/": column(body, "图片新闻")} | articles(*FRESH), ALL) == "pass"


def test_the_home_page_in_a_columns_place_clears_nobody(tmp_path: Path) -> None:
    home = column(f"<ul class='list'>{lines(*FRESH)}</ul>", "首页")

    assert verdict(tmp_path, {"/": home, "/swdt/": home}) == "unknown"


@pytest.mark.parametrize("home", [None, column("<ul class='list'></ul>", "首页")])
def test_a_column_with_the_title_of_the_home_page_is_one(home: str | None, tmp_path: Path) -> None:
    page = column(f"<ul class='list'>{lines(*FRESH)}</ul>", "首页")

    assert verdict(tmp_path, {"/swdt/": page} | ({"/": home} if home else {})) == "pass"


def test_a_page_of_letters_is_published_with_its_answers(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td><a href='/swdt/{n}.html'>{TITLES[n]}</a></td><td>{day(age)}</td></tr>"
        for n, age in enumerate(OLD)
    )
    page = column(f"<table><tr><th>标题</th><th>来信时间</th></tr>{rows}</table>")
    letters = {
        f"/swdt/{n}.html": article(TITLES[n], f"<p>来信时间：{day(age)}</p>")
        for n, age in enumerate(OLD)
    }

    assert verdict(tmp_path, {"/swdt/": page} | letters, "item: tr") == "unknown"
