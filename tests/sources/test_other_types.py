"""A field of another type than documented costs one account one typed gap, never a crash."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model import Reading
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import storable
from monitor.sources import (
    app_store,
    douyin_open,
    kuaishou_open,
    netease,
    thepaper,
    wechat_album,
    wechat_owner,
    weibo_open,
    weibo_public,
)
from monitor.sources.feed import json_feed, probes
from monitor.verdicts.storable import normalized
from tests.builders import NOON
from tests.fakes import answer

AT = int(NOON.timestamp()) - 3600
OTHERS: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, float("inf"), "", "²", "９", "字" * 5_000, "9" * 5_000,
    "\ud83d", [], {}, [[]], [None], {"ret": {}}, [{"a": [1]}],
)  # fmt: skip

RAW_POST = {
    "id": "5000000000000000", "mid": "5000000000000000", "bid": "AbCdEf",
    "created_at": "Fri Dec 31 11:00:00 +0800 2021", "text": "今日动态", "isTop": 0,
    "mblogtype": 0, "title": {"text": "置顶"}, "visible": {"type": 0},
    "user": {"screen_name": "某县发布"}, "retweeted_status": {},
}  # fmt: skip
SAID: dict[str, tuple[Callable[[HttpAnswer], Any], Any]] = {
    "wechat_album": (
        wechat_album.parse,
        {
            "base_resp": {"ret": 0},
            "getalbum_resp": {
                "article_list": [
                    {"create_time": str(AT), "msgid": 1, "itemidx": 1, "title": "甲", "url": "u"}
                ],
                "base_info": {"nickname": "某县"},
                "continue_flag": "0",
            },
        },
    ),
    "weibo_open": (
        weibo_open.parse,
        {"statuses": [RAW_POST], "total_number": 1},
    ),
    "weibo_open_error": (weibo_open.parse, {"error_code": 21327, "error": "expired"}),
    "weibo_public": (
        lambda said: weibo_public.parse(said, "1"),
        {
            "ok": 1, "msg": "", "url": "",
            "data": {
                "cards": [
                    {"card_type": 9, "mblog": RAW_POST, "profile_type_id": "x"},
                    {"card_type": 11, "card_group": [{"card_type": 9, "mblog": RAW_POST}]},
                ],
                "cardlistInfo": {"total": 1, "since_id": 1},
                "userInfo": {"statuses_count": 1},
            },
        },
    ),
    "weibo_public_empty": (
        lambda said: weibo_public.parse(said, "1"),
        {"ok": 1, "data": {"cards": [], "userInfo": {"statuses_count": 1}, "cardlistInfo": {}}},
    ),
    "douyin_open": (
        douyin_open.parse,
        {
            "data": {
                "error_code": 0, "cursor": 1, "has_more": False,
                "list": [
                    {"item_id": "i", "create_time": AT, "title": "甲", "share_url": "u",
                     "is_top": False, "is_reviewed": True, "video_status": 5}
                ],
            },
            "extra": {"error_code": 0, "now": AT},
        },
    ),
    "kuaishou_open": (
        kuaishou_open.parse,
        {"result": 1, "video_list": [
            {"photo_id": "p", "create_time": AT * 1000, "caption": "甲", "pending": False}
        ]},
    ),
    "netease": (
        netease.parse,
        {"data": {"list": [
            {"docid": "ABCD1234", "ptime": "2021-12-31 10:00:00", "title": "甲", "source": "某县"}
        ]}},
    ),
    "thepaper": (
        thepaper.parse,
        {"data": {"list": [
            {"contId": "123", "pubTimeLong": AT * 1000, "name": "甲", "authorInfo": {"sname": "某"}}
        ]}},
    ),
    "app_store": (
        app_store.parse,
        {"results": [
            {"trackName": "某县", "currentVersionReleaseDate": "2021-12-01T00:00:00Z",
             "version": "1.0"}
        ]},
    ),
    "json_feed": (
        lambda said: json_feed.read(json.loads(said.body)),
        {"version": "https://jsonfeed.org/version/1.1", "title": "某县", "items": [
            {"id": "1", "url": "http://a.invalid/1", "title": "甲", "summary": "甲",
             "content_html": "<p>甲", "date_published": "2021-12-31T10:00:00+08:00",
             "date_modified": "2021-12-31T10:00:00+08:00", "attachments": [{"url": "u"}]}
        ]},
    ),
    "wechat_followers": (
        lambda said: wechat_owner.parse_followers(wechat_owner.accepted(json.loads(said.body))),
        {"list": [{"ref_date": "2021-12-30", "cumulate_user": 500}]},
    ),
    "wechat_published": (
        lambda said: wechat_owner.parse_published(
            wechat_owner.accepted(json.loads(said.body)), said.received_at
        ),
        {"item": [{"article_id": "a", "update_time": AT, "content": {
            "create_time": AT, "news_item": [{"title": "甲", "url": "u", "is_deleted": False}]
        }}]},
    ),
    "wechat_refused": (
        lambda said: wechat_owner.accepted(json.loads(said.body)),
        {"errcode": 40164, "errmsg": "invalid ip ²²².1.2.3 ipv6 ::1, not in whitelist"},
    ),
}  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value within *value*."""
    yield at
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*at, key))


def put(value: Any, at: tuple[Any, ...], other: Any) -> Any:
    if not at:
        return other
    made = deepcopy(value)
    within = made
    for key in at[:-1]:
        within = within[key]
    within[at[-1]] = other
    return made


@pytest.mark.parametrize("source", SAID)
def test_what_is_documented_is_read(source: str) -> None:
    parse, said = SAID[source]
    refused = ("weibo_open_error", "weibo_public_empty", "wechat_refused")

    if source in refused:
        with pytest.raises(LookFailed):
            parse(answer(said))
    else:
        assert parse(answer(said)) is not None


@pytest.mark.parametrize("source", SAID)
def test_a_field_of_another_type_is_a_gap_or_no_matter(source: str) -> None:
    parse, said = SAID[source]
    for at in places(said):
        for other in OTHERS:
            body = json.dumps(put(said, at, other)).encode()
            try:
                made = parse(answer(body))
            except LookFailed as failed:
                assert failed.message
                assert len(failed.message) < 1_000, (at, other)
                continue
            if isinstance(made, Reading):
                normalized(made)
            for post in getattr(made, "posts", ()):
                kept = normalized(Reading(posts=(post,))).posts[0]
                assert storable(kept.key) == kept.key


@pytest.mark.parametrize(
    "content",
    [
        {"base_resp": None}, {"base_resp": []}, {"base_resp": "0"}, {"base_resp": 0}, {}, [], "x",
        {"base_resp": {"ret": [0]}}, {"base_resp": {"ret": None}},
    ],
)  # fmt: skip
def test_an_album_without_a_result_has_another_layout(content: Any) -> None:
    with pytest.raises(LookFailed) as refused:
        wechat_album.parse(answer(content))

    assert refused.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize("other", OTHERS)
def test_a_bridge_that_says_something_else_of_itself_is_a_gap(other: Any) -> None:
    for said in (other, {"data": other}, {"code": other}, {"status": other}, {"last_sync": other}):
        for probe in (probes.we_mp_rss, probes.rsshub):
            try:
                probe(answer(json.dumps(said).encode()))
            except LookFailed:
                continue
