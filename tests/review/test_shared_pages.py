"""The page behind a share link: its publication time and its author."""

from dataclasses import replace

import pytest

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.review.shared_pages import ArticlePage, parse
from tests.builders import ago
from tests.fakes import FakeHttp, answer

URL = "https://www.demo.invalid/a/1.html"
MS = str(int(ago(3).timestamp() * 1000))


def page(head: str = "", body: str = "") -> str:
    return f"<html><head><title>今日要闻</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "stamp"),
    [
        ('<meta name="PubDate" content="2021-12-28 09:00">', "2021-12-28T01:00:00+00:00"),
        (
            '<meta property="article:published_time" content="2021-12-28T09:00:00+08:00">',
            "2021-12-28T01:00:00+00:00",
        ),
        (
            '<meta itemprop="datePublished" content="2021-12-28 09:00:00">',
            "2021-12-28T01:00:00+00:00",
        ),
        (
            '<script type="application/ld+json">{"datePublished":"2021-12-28T09:00:00"}</script>',
            "2021-12-28T01:00:00+00:00",
        ),
        (f'<script>{{"pubTimeLong":{MS},"updateTime":9}}</script>', ago(3).isoformat()),
        (f'<script>{{"pub_ts":"{MS[:10]}"}}</script>', ago(3).isoformat()),
    ],
)
def test_the_publication_is_read_where_pages_have_it(head: str, stamp: str) -> None:
    (post,) = parse(answer(page(head), url=URL)).posts

    assert post.published_at.isoformat() == stamp
    assert (post.title, post.url) == ("今日要闻", URL)


def test_a_labelled_text_is_read_too() -> None:
    (post,) = parse(answer(page(body="<p>发布时间：2021-12-28 09:00</p>"), url=URL)).posts

    assert post.published_at.isoformat() == "2021-12-28T01:00:00+00:00"


def test_the_headlines_of_other_articles_date_nothing() -> None:
    side = "<ul><li><a href='/x'>云岭县统计公报发布</a> <span>2021-03-21</span></li></ul>"
    body = f"<h1>云岭县召开水利工作会议</h1><p>时间：2021-12-28 来源：水利局</p>{side}"

    (post,) = parse(answer(page(body=body), url=URL)).posts

    assert post.published_at.isoformat() == "2021-12-28T15:59:59+00:00"


def test_a_page_that_contradicts_itself_leaves_both_times_in_doubt() -> None:
    dated = '<meta name="PubDate" content="2021-12-28 09:00">'
    body = "<h1>云岭县召开水利工作会议</h1><p>发布时间：2021-03-01 09:00</p>"

    (post,) = parse(answer(page(dated, body), url=URL)).posts

    assert post.earliest_at is not None
    assert post.latest_at == post.published_at
    assert f"{post.earliest_at:%Y-%m-%d}" == "2021-03-01"
    assert "不一致" in post.doubt


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta itemprop="author" name="author" content="高台发布">', "高台发布"),
        ('<meta property="article:author" content="高台发布">', "高台发布"),
        ('<meta name="author" content="">', None),
        ("", None),
        ('<meta name="author" content="网易"><meta name="author" content="高台发布">', "高台发布"),
        ('<meta name="author" content="网易">', None),
        ('<meta name="author" content="王某"><meta name="author" content="李某">', None),
        (
            '<meta name="author" content="王编辑">'
            '<meta property="article:author" content="高台发布">',
            "高台发布",
        ),
        (
            '<meta name="author" content="王编辑">'
            '<script>{"authorInfo":{"sname":"高台发布"}}</script>',
            "高台发布",
        ),
        (r'<script>{"authorInfo":{"userId":7,"sname":"高台\u53d1布"}}</script>', "高台发布"),
        ('<script>[{"authorInfo":{"sname":"甲"}},{"authorInfo":{"sname":"乙"}}]</script>', None),
        (r'<script>{"authorInfo":{"sname":"高台\q发布"}}</script>', "高台q发布"),
        ('<script>{"authorInfo":{},"x":{"sname":"甲"}}</script>', None),
    ],
)
def test_the_author_is_who_the_page_names(head: str, name: str | None) -> None:
    dated = '<meta name="PubDate" content="2021-12-28 09:00">'

    assert parse(answer(page(head + dated), url=URL)).shown_name == name


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (page(body="成文日期：2021年12月1日"), Outcome.UNDATED),
        (page('<meta name="PubDate" content="2099-01-01">'), Outcome.UNDATED),
        (
            page(
                '<meta name="PubDate" content="2021-12-28"><meta name="publishdate" '
                'content="2021-03-01"><script>{"datePublished":"2021-12-28"}</script>'
            ),
            Outcome.UNDATED,
        ),
        ("<html><title>安全验证</title></html>", Outcome.CHALLENGE),
    ],
)
def test_a_page_without_one_is_no_proof(body: str, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        ArticlePage(url=URL).collect(FakeHttp({"/a/1.html": answer(body)}))

    assert failed.value.outcome is outcome


@pytest.mark.parametrize(("led_to", "front"), [("/", True), ("/index.html", True), ("/b", False)])
def test_an_article_that_leads_to_the_front_page_is_gone(led_to: str, front: bool) -> None:
    dated = page('<meta name="PubDate" content="2021-12-28 09:00">')
    led = replace(answer(dated, url=f"https://www.demo.invalid{led_to}"), hops=(URL,))

    if not front:
        assert parse(led).items_seen == 1
        return
    with pytest.raises(LookFailed, match="被转到网站首页"):
        parse(led)


@pytest.mark.parametrize(
    "broken",
    [
        '<p <meta name="PubDate" content="2021-12-28">',
        "<!-- <b> 发布时间：2021-12-28 <!-- x -->",
        "<textarea>发布时间：2021-12-28",
    ],
)
def test_a_page_that_cannot_be_read_whole_may_be_of_the_day_it_lost(broken: str) -> None:
    text = "<p>发布时间：2021-12-01</p>"

    (post,) = parse(answer(page(body=f"{text}{broken}"), url=URL)).posts

    assert post.earliest_at is not None
    assert post.earliest_at.isoformat() == "2021-12-01T15:59:59+00:00"
    assert post.published_at.isoformat() == "2021-12-28T15:59:59+00:00"
    assert "不一致" in post.doubt
