"""A WeChat album: numbers as text, a list that may be an object, an order that may be turned."""

from typing import Any

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.wechat_album import WechatAlbum, parse
from tests.builders import ago
from tests.county.answers import captcha, moved_page
from tests.fakes import FakeHttp, answer

SOURCE = WechatAlbum(biz="MzDemo==", album_id="1500")
PATH = "/mp/appmsgalbum"


def article(age: float, number: int = 1) -> dict[str, str]:
    return {
        "create_time": str(int(ago(age).timestamp())),
        "msgid": str(2247480000 + number),
        "itemidx": "1",
        "title": f"第{number}期",
        "url": f"http://mp.weixin.qq.com/s?mid={number}",
    }


def album(articles: Any, **overrides: Any) -> dict[str, Any]:
    shown = {"base_info": {"nickname": "城关发布"}, "continue_flag": "0"} | overrides
    if articles is not None:
        shown["article_list"] = articles
    return {"base_resp": {"ret": 0}, "getalbum_resp": shown}


def collect(*pages: Any) -> Any:
    return SOURCE.collect(FakeHttp({PATH: [answer(page) for page in pages]}))


def refused(page: Any) -> Outcome:
    with pytest.raises(LookFailed) as failed:
        parse(page if isinstance(page, HttpAnswer) else answer(page))
    return failed.value.outcome


def test_the_newest_is_the_maximum_and_nothing_is_vouched_for() -> None:
    reading = collect(album([article(9, 2), article(3, 3), article(12, 1)]))

    assert max(post.published_at for post in reading.posts) == ago(3)
    assert reading.window is None
    assert reading.shown_name == "城关发布"


def test_a_single_article_is_an_object() -> None:
    assert len(collect(album(article(3))).posts) == 1


@pytest.mark.parametrize("articles", [None, [], {}])
def test_a_missing_list_is_ambiguous(articles: Any) -> None:
    assert refused(album(articles)) is Outcome.EMPTY_AMBIGUOUS


def test_a_closed_flag_does_not_hide_sixteen_items() -> None:
    reading = collect(album([article(n, n) for n in range(1, 17)], continue_flag="0"))

    assert len(reading.posts) == 16


def test_the_other_end_is_read_when_the_oldest_comes_first() -> None:
    """The owner has turned the order; the newest is on the last page."""
    first = album([article(90, 1), article(80, 2)], continue_flag="1")
    last = album([article(2, 9), article(3, 8)], continue_flag="1")

    reading = collect(first, last)

    assert max(post.published_at for post in reading.posts) == ago(2)


def test_one_page_is_enough_when_the_newest_comes_first() -> None:
    http = FakeHttp({PATH: answer(album([article(2, 9), article(3, 8)], continue_flag="1"))})

    SOURCE.collect(http)

    assert len(http.asked) == 1


def test_a_moved_account_is_named_with_its_target() -> None:
    page = answer(moved_page("城关发布"))

    with pytest.raises(LookFailed, match="mp/demo-new") as failed:
        parse(page)
    assert failed.value.outcome is Outcome.ACCOUNT_MOVED


def test_a_captcha_is_a_challenge() -> None:
    assert refused(answer(captcha())) is Outcome.CHALLENGE


@pytest.mark.parametrize(
    ("ret", "outcome"),
    [
        (200013, Outcome.RATE_LIMITED),
        ("200013", Outcome.RATE_LIMITED),
        (200003, Outcome.AUTH_EXPIRED),
        (-1, Outcome.LAYOUT_CHANGED),
    ],
)
def test_results_have_their_own_outcomes(ret: Any, outcome: Outcome) -> None:
    assert refused({"base_resp": {"ret": ret}, "getalbum_resp": {}}) is outcome


@pytest.mark.parametrize("expected", [{}, [], {"base_resp": {"ret": 0}}])
def test_an_unknown_shape_is_said_to_be_one(expected: Any) -> None:
    assert refused(expected) is Outcome.LAYOUT_CHANGED


def test_articles_without_a_time_are_undated() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(album([{"title": "无时间", "msgid": "1", "itemidx": "1"}]))

    assert failed.value.outcome is Outcome.UNDATED


def test_an_article_from_the_future_is_noted_and_left_out() -> None:
    reading = collect(album([article(-3, 2), article(5, 1)]))

    assert len(reading.posts) == 1
    assert "在将来" in reading.notes[0].text
