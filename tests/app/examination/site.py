"""A unit's whole presence on loopback: its own feed, a column, 微博 and 公众号, one truth behind.

What the servers say of it can be bent: kept for ever, copied, dated anew, cut to one item.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from monitor.model.clock import BEIJING
from tests.loopback import listening

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=BEIJING).astimezone(UTC)
KINDS = ("feed", "webpage", "weibo", "wechat", "by-hand")

MID_EPOCH = 515483463

REGISTER = """\
jurisdiction: {name: 临河县}
network: {allow_private: true}
pace: {default: 0}
endpoints: {weibo_open: 'ORIGIN', wechat_official: 'ORIGIN'}
units: [{id: nong, name: 临河县农业农村局, kind: department}]
accounts:
  - {id: feed, name: 临河农业网, platform: website, unit: nong, opened_on: 2018-01-01,
     sources: [{kind: feed, url: 'ORIGIN/rss.xml', own: true}]}
  - {id: webpage, name: 临河农业栏目, platform: website, unit: nong, opened_on: 2018-01-01,
     sources: [{kind: webpage, url: 'ORIGIN/nyxw/', item: 'ul.list li'}]}
  - {id: weibo, name: 临河农业微博, platform: weibo, unit: nong, opened_on: 2018-01-01,
     sources: [{kind: weibo_open, uid: '9000000001', token: t}]}
  - {id: wechat, name: 临河农业, platform: wechat, unit: nong, opened_on: 2018-01-01,
     sources: [{kind: wechat_official, appid: wx1, secret: s1}]}
  - {id: by-hand, name: 临河农业抖音, platform: douyin, unit: nong, opened_on: 2018-01-01}
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing published: *at* in truth, *listed* where lists say otherwise, *stated* its page."""

    number: int
    at: datetime
    title: str = ""
    listed: datetime | None = None
    stated: datetime | None = None

    @property
    def shown_at(self) -> datetime:
        return self.listed or self.at

    @property
    def name(self) -> str:
        return self.title or f"临河农情第{self.number}期"


def entries(*ages: float, now: datetime = NOW, **more: Any) -> list[Entry]:
    """Return entries of so many days before *now*, newest first."""
    return [
        Entry(number=900 - round(age * 2), at=now - timedelta(days=age), **more) for age in ages
    ]


@dataclass
class Site:
    """What is published, and how the servers bend it.

    *now*: the servers' clock. *etag*: sent with every answer; whoever sends one back hears 304.
    *headers*: sent with every answer. *dating*: makes of an entry the date that lists show.
    """

    entries: list[Entry]
    now: datetime = NOW
    fans: int = 5000
    etag: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    dating: Callable[[Entry], datetime] = lambda entry: entry.shown_at
    counting: Callable[[Entry], datetime] = lambda entry: entry.at  # the platform's statistics
    listed: int = 0  # so many of the oldest are all that lists show; 0: all
    elsewhere: str = ""  # the origin of the articles, where it is another
    page_status: int = 200  # with which articles' pages are answered
    column: str = ""  # a whole page in the column's place
    beside: str = ""  # more of the column's page, before the list
    broken: bool = False  # every listing answers as a page that is not there, with 200
    asked: list[str] = field(default_factory=list)

    def reply(self, target: str, body: bytes) -> tuple[int, str, bytes]:
        """Return status, content type and body for one request."""
        parts = urlsplit(target)
        said = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self.broken and "token" not in parts.path:
            return 200, "text/html", SOFT_404.encode()
        if parts.path == "/rss.xml":
            return 200, "application/xml", self.feed().encode()
        if parts.path == "/nyxw/":
            return 200, "text/html", (self.column or self.page()).encode()
        if found := re.fullmatch(r"/nyxw/(\d+)\.html", parts.path):
            return self.article(int(found[1]))
        if parts.path == "/2/statuses/user_timeline.json":
            return 200, "application/json", json.dumps(self.timeline()).encode()
        if parts.path == "/cgi-bin/token":
            return 200, "application/json", b'{"access_token": "T", "expires_in": 7200}'
        asked = json.loads(body) if body else said
        return 200, "application/json", json.dumps(self.wechat(parts.path, asked)).encode()

    @property
    def shown(self) -> list[Entry]:
        return self.entries[-self.listed :]

    def feed(self) -> str:
        items = "".join(
            f"<item><title>{entry.name}</title><link>{self.elsewhere}/nyxw/{entry.number}.html</link>"
            f"<guid isPermaLink='false'>n{entry.number}</guid>"
            f"<pubDate>{format_datetime(self.dating(entry))}</pubDate></item>"
            for entry in self.shown
        )
        return f"<rss version='2.0'><channel><title>临河农业</title>{items}</channel></rss>"

    def page(self) -> str:
        rows = "".join(
            f"<li><a href='{self.elsewhere}/nyxw/{entry.number}.html'>{entry.name}</a>"
            f"<span>{self.dating(entry).astimezone(BEIJING):%Y-%m-%d}</span></li>"
            for entry in self.shown
        )
        return (
            "<html><head><meta charset='utf-8'><title>农业新闻</title></head><body>"
            f"{self.beside}<ul class='list'>{rows}</ul></body></html>"
        )

    def article(self, number: int) -> tuple[int, str, bytes]:
        entry = next((one for one in self.entries if one.number == number), None)
        if entry is None or self.page_status != 200:
            return self.page_status, "text/html", b"<html><body>no page</body></html>"
        at = (entry.stated or entry.at).astimezone(BEIJING)
        return (
            200,
            "text/html",
            "<html><head><meta charset='utf-8'>"
            f"<meta name='PubDate' content='{at:%Y-%m-%d %H:%M}'><title>{entry.name}</title>"
            f"</head><body><h1>{entry.name}</h1><p>正文</p></body></html>".encode(),
        )

    def timeline(self) -> Any:
        statuses = [
            {
                "created_at": f"{self.dating(one).astimezone(BEIJING):%a %b %d %H:%M:%S +0800 %Y}",
                "id": (int(one.at.timestamp()) - MID_EPOCH) << 22,
                "idstr": str((int(one.at.timestamp()) - MID_EPOCH) << 22),
                "mid": str((int(one.at.timestamp()) - MID_EPOCH) << 22),
                "text": one.name,
                "visible": {"type": 0, "list_id": 0},
                "user": {"id": 9000000001, "screen_name": "临河农业微博"},
            }
            for one in self.shown
        ]
        return {"statuses": statuses, "total_number": len(statuses)}

    def wechat(self, path: str, asked: dict[str, Any]) -> Any:
        if path == "/datacube/getarticletotaldetail":
            days = [
                (one, f"{self.counting(one).astimezone(BEIJING):%Y-%m-%d}") for one in self.entries
            ]
            rows = [
                {"ref_date": day, "msgid": f"{one.number}_1", "detail_list": []}
                for one, day in days
                if asked["begin_date"] <= day <= asked["end_date"]
            ]
            return {"list": rows, "is_delay": False}
        if path == "/cgi-bin/freepublish/batchget":
            return {"item": [], "total_count": 0, "item_count": 0}
        if path == "/datacube/getusercumulate":
            return {"list": [{"ref_date": asked["end_date"], "cumulate_user": self.fans}]}
        return {"errcode": 40066, "errmsg": "invalid url"}


SOFT_404 = (
    "<html><head><title>页面不存在</title></head><body><h1>您访问的页面不存在或已删除</h1>"
    "<ul class='list'><li><a href='/'>返回首页</a></li></ul></body></html>"
)


@contextmanager
def serving(site: Site, folder: Path) -> Iterator[str]:
    """Serve *site* on loopback, and write into *folder* the register that looks at it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            site.asked.append(self.path)
            status, kind, content = site.reply(self.path, body)
            if site.etag and self.headers.get("If-None-Match"):
                status, content = 304, b""
            self.send_response_only(status)
            self.send_header("Date", format_datetime(site.now.astimezone(UTC), usegmt=True))
            if status != 304:
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
            for name, value in (
                *site.headers.items(),
                *([("ETag", site.etag)] if site.etag else []),
            ):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with listening(Handler) as origin:
        (folder / "accounts.yaml").write_text(REGISTER.replace("ORIGIN", origin), "utf-8")
        yield origin
