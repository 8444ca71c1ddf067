"""What is sent: sound answers in the platforms' shapes."""

import gzip
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from openpyxl import Workbook

from tests.county import answers

FRESH, OLD = timedelta(days=2), timedelta(days=60)  # of a sound list's items; the second condemns


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One sound payload; *fresh*: the bytes of its newest item."""

    body: bytes
    fresh: bytes = b""


def moments(now: datetime) -> list[datetime]:
    return [now - FRESH, *(now - OLD - timedelta(days=day) for day in range(6))]


def page(now: datetime) -> Sound:
    rows = [
        f"<li><a href='/n/{number}.html'>关于做好第{number}项工作的通知</a>"
        f"<span>{at:%Y-%m-%d}</span></li>"
        for number, at in enumerate(moments(now))
    ]
    body = f"<html><head><title>工作动态</title></head><body><ul>{''.join(rows)}</ul></body></html>"
    return Sound(body=body.encode(), fresh=rows[0].encode())


def rss(now: datetime) -> Sound:
    body = answers.rss(moments(now), "河湾", now)
    return Sound(body=body, fresh=body[body.index(b"<item>") : body.index(b"</item>") + 7])


def atom(now: datetime) -> Sound:
    body = answers.atom(moments(now), "河湾")
    return Sound(body=body, fresh=body[body.index(b"<entry>") : body.index(b"</entry>") + 8])


def json_feed(now: datetime) -> Sound:
    body = answers.json_feed(moments(now), "河湾")
    start = body.index(b'{"id"')
    return Sound(body=body, fresh=body[start : body.index(b"}", start) + 1])


def as_json(made: Any) -> Sound:
    return Sound(body=answers.as_json(made))


def videos(now: datetime) -> Sound:
    listed = [
        {"item_id": f"v{n}", "photo_id": f"v{n}", "create_time": int(at.timestamp()), "title": "片",
         "caption": "片", "share_url": "https://a.invalid/v", "is_top": False, "is_reviewed": True,
         "video_status": 1, "pending": False}
        for n, at in enumerate(moments(now))
    ]  # fmt: skip
    data = {
        "error_code": 0,
        "list": listed,
        "has_more": False,
        "cursor": 0,
        "access_token": "t" * 9,
    }
    return as_json({"data": data, "result": 1, "video_list": listed, "access_token": "t" * 9,
                    "refresh_token": "r" * 9, "extra": {"error_code": 0}})  # fmt: skip


def listings(now: datetime) -> Sound:
    """thepaper, netease and the app store, each of which looks for its own names."""
    listed = [
        {"contId": f"10{n}", "docid": f"ABCD{n}", "name": "工作动态", "title": "工作动态",
         "pubTimeLong": int(at.timestamp() * 1000), "ptime": f"{at:%Y-%m-%d %H:%M:%S}",
         "source": "河湾", "authorInfo": {"sname": "河湾"}}
        for n, at in enumerate(moments(now))
    ]  # fmt: skip
    app = {"trackName": "河湾通", "version": "1.2", "currentVersionReleaseDate": now.isoformat()}
    return as_json({"code": 1, "data": {"list": listed}, "resultCount": 1, "results": [app]})


def official(now: datetime) -> Sound:
    begin, end = f"{now - timedelta(days=100):%Y-%m-%d}", f"{now:%Y-%m-%d}"
    said = answers.total_detail(moments(now), begin, end)
    said |= answers.batch_get([now], "河湾", now) | {"access_token": "t" * 20, "expires_in": 7200}
    return as_json(said)


def article(now: datetime) -> Sound:
    script = (
        f"var nickname = '河湾发布'; var ct = '{int(now.timestamp())}'; cgiDataNew = {{a: 'b'}};"
    )
    body = (
        "<html><head><meta property='og:title' content='动态'></head><body>"
        f"<h2 class='weui-msg__title'>通知</h2><div id='js_content'>正文</div>"
        f"<em id='publish_time'>{now:%Y-%m-%d}</em><script>{script}</script></body></html>"
    )
    return Sound(body=body.encode())


def register(_: datetime) -> Sound:
    return Sound(
        body="jurisdiction: {name: 河湾县}\npace: {default: 2s}\n"
        "schedule: {look: 每天 08:30, quiet: 22:00-07:00}\n"
        "units:\n  - {id: u, name: 某局, kind: department}\naccounts:\n"
        "  - id: a\n    name: 河湾发布\n    platform: website\n    unit: u\n"
        "    opened_on: 2016-01-01\n    sources: [{kind: feed, url: 'http://a.invalid/f'}]\n".encode()
    )


def table(_: datetime) -> Sound:
    rows = (
        "账号名称,平台,主办单位,开设日期,网址\n河湾发布,微信,某局,2016年1月1日,http://a.invalid\n"
    )
    return Sound(body=rows.encode())


def workbook(_: datetime) -> Sound:
    made, kept = Workbook(write_only=True), io.BytesIO()
    sheet = made.create_sheet()
    for row in (("账号名称", "平台", "主办单位", "开设日期"), ("河湾发布", "微信", "某局", 44561)):
        sheet.append(list(row))
    made.save(kept)
    return Sound(body=kept.getvalue())


def wire(now: datetime) -> Sound:
    body = gzip.compress(rss(now).body, mtime=0)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    return Sound(body=head.encode() + body)


def record(now: datetime) -> Sound:
    block = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: {now:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: http://a.invalid/\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return Sound(body=gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))


def granted(_: datetime) -> Sound:
    return as_json(
        {"access_token": "granted-token-1", "sig": "abcdefgh", "list": ["ticket=abcdefgh"]}
    )


SPOKEN = (
    "3小时前", "昨天 12:30", "2021年12月30日", "2021-12-30T08:00:00+08:00",
    "Thu, 30 Dec 2021 08:00",
    "Thu Dec 30 08:00:00 +0800 2021", "1640822400", "1640822400000", "12-30", "辛丑年",
    "2021/12/30",
)  # fmt: skip
SHARED = (
    "【河湾发布】关于工作 https://weibo.com/1234567890/Abc123DEf 点击", "https://v.douyin.com/abcdef/",
    "https://www.toutiao.com/article/7047000000000000000/", "weibo.cn/status/4720000000000000",
    "https://m.weibo.cn/detail/4720000000000000?a=b#c", "https://www.bilibili.com/video/BV1xx",
)  # fmt: skip


def spoken(_: datetime, of: tuple[str, ...] = SPOKEN) -> list[Sound]:
    return [Sound(body=one.encode()) for one in of]


shared = partial(spoken, of=SHARED)
