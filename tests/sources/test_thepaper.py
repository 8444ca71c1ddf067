"""澎湃号: the public listing."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.thepaper import ThePaper, parse
from tests.builders import NOON, ago
from tests.fakes import FakeHttp, answer


def item(days_ago: float, **overrides: Any) -> dict[str, Any]:
    stamp = int(ago(days_ago).timestamp() * 1000)
    return {
        "contId": 90000000 + int(days_ago * 10),
        "name": "高台要闻",
        "pubTime": "3小时前",
        "pubTimeNew": "3小时前",
        "pubTimeLong": stamp,
        "updateTime": int(NOON.timestamp() * 1000),
        "authorInfo": {"userId": 1, "sname": "高台发布", "userType": 2},
    } | overrides


def listing(*items: Any) -> dict[str, Any]:
    now = int(NOON.timestamp() * 1000)
    return {"code": 200, "desc": "", "time": now, "data": {"hasNext": True, "list": list(items)}}


def test_the_exact_time_is_taken_and_no_other() -> None:
    """The envelope's time is now, the text is relative, an update comes later."""
    reading = parse(answer(listing(item(20), item(30))))

    assert [post.published_at for post in reading.posts] == [
        ago(20).replace(microsecond=0), ago(30).replace(microsecond=0)
    ]  # fmt: skip
    assert reading.posts[0].url == "https://www.thepaper.cn/newsDetail_forward_90000200"
    assert (reading.shown_name, reading.window, reading.items_seen) == ("高台发布", None, 2)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (listing(), Outcome.EMPTY_AMBIGUOUS),
        (listing(item(3, pubTimeLong=None)), Outcome.UNDATED),
        (
            listing(item(3, pubTimeLong=int((NOON + timedelta(days=9)).timestamp() * 1000))),
            Outcome.UNDATED,
        ),
        ({"code": 404, "desc": "用户不存在", "data": None}, Outcome.LAYOUT_CHANGED),
        ({"data": {"list": None}}, Outcome.LAYOUT_CHANGED),
        (listing("x"), Outcome.LAYOUT_CHANGED),
        ([], Outcome.LAYOUT_CHANGED),
    ],
)
def test_anything_else_is_a_gap(content: Any, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(content))

    assert failed.value.outcome is outcome


def test_an_odd_number_makes_no_address() -> None:
    (post,) = parse(answer(listing(item(1, contId="9/../x")))).posts

    assert (post.key, post.url) == ("9/../x", "")


@pytest.mark.parametrize(("gov", "path"), [(False, "user"), (True, "gov")])
def test_a_government_account_has_its_own_address(gov: bool, path: str) -> None:
    http = FakeHttp({f"/contentapi/cont/pph/{path}": answer(listing(item(1)))})

    ThePaper(pph_id="4321", gov=gov).collect(http)

    ((_, _, asked),) = http.asked
    assert asked["pphId"] == "4321"


def test_only_the_number_of_an_account_is_its_id() -> None:
    with pytest.raises(ConfigError, match="数字"):
        ThePaper(pph_id="https://www.thepaper.cn/user_4321")
