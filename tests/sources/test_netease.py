"""网易号: the public listing."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.netease import Netease, parse
from tests.fakes import FakeHttp, answer

ITEM = {
    "docid": "DEMO000105340001",
    "title": "高台",
    "ptime": "2021-12-20 08:00:00",
    "source": "高台",
}


def listing(*items: Any) -> dict[str, Any]:
    return {"code": 1, "data": {"list": list(items)}}


@pytest.fixture
def utc() -> Iterator[None]:
    kept = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    yield
    os.environ.pop("TZ") if kept is None else os.environ.__setitem__("TZ", kept)
    time.tzset()


@pytest.mark.usefixtures("utc")
def test_a_time_without_a_zone_is_beijing_time() -> None:
    reading = parse(answer(listing(ITEM)))

    (post,) = reading.posts
    assert post.published_at.isoformat() == "2021-12-20T00:00:00+00:00"
    assert post.url == "https://www.163.com/dy/article/DEMO000105340001.html"
    assert (reading.shown_name, reading.window) == ("高台", None)


def test_an_undated_item_is_counted_and_does_not_count() -> None:
    reading = parse(answer(listing({**ITEM, "ptime": ""}, ITEM)))

    assert (len(reading.posts), reading.items_seen) == (1, 2)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (listing(), Outcome.EMPTY_AMBIGUOUS),
        (listing({**ITEM, "ptime": "不详"}), Outcome.UNDATED),
        ({"data": {}}, Outcome.LAYOUT_CHANGED),
        ({"code": -1}, Outcome.LAYOUT_CHANGED),
        (listing("x"), Outcome.LAYOUT_CHANGED),
    ],
)
def test_anything_else_is_a_gap(content: Any, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(content))

    assert failed.value.outcome is outcome


def test_what_an_article_was_taken_from_is_not_the_accounts_name() -> None:
    taken = {**ITEM, "docid": "DEMO000105340002", "source": "新华社"}

    assert parse(answer(listing(taken, ITEM))).shown_name is None
    assert parse(answer(listing(taken, taken))).shown_name == "新华社"


def test_an_odd_id_makes_no_address() -> None:
    (post,) = parse(answer(listing({**ITEM, "docid": "9/../x"}))).posts

    assert (post.key, post.url) == ("9/../x", "")


def test_the_listing_is_asked_for_by_the_accounts_id() -> None:
    http = FakeHttp({"/v2/article/list.do": answer(listing(ITEM))})

    Netease(wemedia_id="W123").collect(http)

    assert "wemediaId=W123" in http.asked[0][1]
