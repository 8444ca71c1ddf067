"""Pages with broken markup, on loopback: who published is never accused, the silent still are."""

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

BROKEN = (
    "<p ", "</", "<li", "<ul", "<!", "<![CDATA[", "<?php echo '", "<?", "<img alt='图>",
    '<a title="x', "<!-- 图", "<textarea>", "<title>", "<script>", "<select>", "<noscript>", "\0",
)  # fmt: skip
SLOPPY = (
    "<p>云岭<br>水务",
    "<b><font color=red>云岭</b></font>",
    "<a href=/jgsz/ target=_blank>机构</a>",
    '<a href="/jgsz/" title="关于"节水"的说明">机构</a>',
    "<!--[if lt IE 9]><script src='/js/jquery.js'></script><![endif]-->",
    "<!--$begin--><o:p></o:p><![endif]>",
    "<?xml version='1.0'?>",
    "<script>if(1<2){var a='<li>'}</script>",
    "<img src='/tj.gif' alt='a>b'>",
    "温度 < 5℃ &nbsp&copy",
    "</div></span>",
    "<!-- 生成于 " + day(0) + " -->",
)


def page(what: str, *ages: float, place: str = "before") -> str:
    """Return the column with *what* before the list, or inside its first item."""
    listed = lines(*ages)
    if place == "inside":
        listed = listed.replace("<li>", f"<li>{what}", 1)
    before = what if place == "before" else ""
    return column(f"<div>{before}</div><div class='main'><ul class='list'>{listed}</ul></div>")


@pytest.mark.share(3)
@pytest.mark.parametrize("place", ["before", "inside"])
@pytest.mark.parametrize("what", BROKEN)
def test_who_published_is_not_accused_for_a_broken_sign(
    what: str, place: str, tmp_path: Path
) -> None:
    stand = {"/swdt/": page(what, *FRESH, place=place)} | articles(*FRESH)

    assert verdict(tmp_path, stand) in ("pass", "unknown")


@pytest.mark.parametrize("source", ["", "item: ul.list li"])
@pytest.mark.parametrize(
    ("before", "after"), [("<select><option>", "</select>"), ("<!--[if IE]>", "<![endif]-->")]
)
def test_who_published_is_not_accused_for_what_stands_around_the_newest(
    before: str, after: str, source: str, tmp_path: Path
) -> None:
    newest = lines(FRESH[0])
    listed = before + newest + after + lines(*OLD, first=1)
    stand = {"/swdt/": column(f"<ul class='list'>{listed}</ul>")} | articles(*OLD, first=1)

    assert verdict(tmp_path, stand, source) in ("pass", "unknown")


@pytest.mark.share(2)
@pytest.mark.parametrize("what", SLOPPY)
def test_the_silent_are_condemned_however_sloppy_their_page(what: str, tmp_path: Path) -> None:
    stand = {"/swdt/": page(what, *OLD)} | articles(*OLD)

    assert verdict(tmp_path, stand) == "fail"


def test_the_verdict_says_where_the_page_is_broken(tmp_path: Path) -> None:
    verdicts = looked(tmp_path, {"/swdt/": page("<p ", *OLD)} | articles(*OLD))

    assert verdicts.of("a") == "unknown"
    assert "网页代码残缺（“<p " in verdicts.accounts["a"]["notes"][-1]


def broken_article(what: str, head: str = "", age: float = OLD[0]) -> str:
    """Return the page of the newest item, which says older than it is where *what* is read so."""
    return article(TITLES[0], f"<p>发布时间：{day(age)} 来源：县水务局</p>{what}", head=head)


META = f"<meta name='PubDate' content='{day(1)}'>"


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("head", "what"),
    [
        (f"<p {META}", ""),
        (f"<![CDATA[{META}", ""),
        (f"<!-- <b> {META} <!-- x -->", ""),
        (f"<title>{META}</title>", ""),
        (f"<meta name='PubDate' content='{day(1)}><link rel='x'>", ""),
        ("", f"<p 发布时间：<b>{day(1)}</b></p>"),
        ("", f"<textarea>发布时间：{day(1)}"),
    ],
)
@pytest.mark.parametrize("source", ["item: ul.list li", "item: ul.list li, date_from: article"])
def test_a_broken_article_confirms_no_older_date(
    head: str, what: str, source: str, tmp_path: Path
) -> None:
    undated = "article" in source
    listed = column(f"<ul class='list'>{lines(*OLD, undated=undated)}</ul>")
    stand = {"/swdt/": listed} | articles(*OLD)
    stand["/swdt/0.html"] = broken_article(what, head)

    assert verdict(tmp_path, stand, source) == "unknown"


@pytest.mark.share(2)
@pytest.mark.parametrize(
    "what",
    [
        "<p <b>正文</b></p>",
        f"<p <b>会议于{day(40)}举行</b></p>",
        f"<p><b<i>{'近日，' * 80}</p><div class='side'>{day(1)}</div>",
        "<o:p></o:p><!--[if gte mso 9]><xml><w:x/></xml><![endif]-->",
        f"<img alt='a>b'><!-- {day(1)} -->",
    ],
)
def test_an_article_that_is_broken_elsewhere_confirms_its_date(what: str, tmp_path: Path) -> None:
    listed = column(f"<ul class='list'>{lines(*OLD)}</ul>")
    stand = {"/swdt/": listed} | articles(*OLD) | {"/swdt/0.html": broken_article(what)}

    assert verdict(tmp_path, stand) == "fail"


def test_the_examination_is_told_nothing_older_by_a_broken_article(tmp_path: Path) -> None:
    listed = column(f"<ul class='list'>{lines(*OLD)}</ul>")
    stand = {"/swdt/": listed} | articles(*OLD)
    second = f"<p>发布时间：{day(OLD[1])} 来源：县水务局</p><textarea>发布时间：{day(1)}"
    stand["/swdt/1.html"] = article(TITLES[1], second)

    assert verdict(tmp_path, stand) == "unknown"
