"""The loopback platform server: real HTTP, the shapes of every platform, the county's stories."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.county import answers
from tests.county.stories import MOMENT, Told, told
from tests.loopback import Quiet, listening

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"

Reply = tuple[int, str, bytes]


class County:
    """Who is behind which id, appid, uid or path; read from the register's own sources."""

    def __init__(
        self, accounts: dict[str, tuple[str, list[dict[str, Any]]]], moment: datetime = MOMENT
    ) -> None:
        self.moment = moment
        self.names = {id: name for id, (name, _) in accounts.items()}
        self.behind: dict[str, str] = {}
        for id, (_, sources) in accounts.items():
            for source in sources:
                for key in ("appid", "album_id", "uid"):
                    if key in source:
                        self.behind[str(source[key])] = id
                if "url" in source:
                    self.behind[urlsplit(source["url"]).path] = id

    def reply(self, method: str, target: str, body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        for path, answer in ROUTES:
            if re.fullmatch(path, parts.path):
                return answer(self, parts.path, query, json.loads(body) if body else {})
        return 404, HTML, b"<html><body>Not Found</body></html>"

    def story(self, key: str) -> tuple[str, str, Told]:
        """Return (account, name, what is told of it now) of whoever is behind *key*."""
        account = self.behind[key]
        return account, self.names[account], told(account, self.moment)

    def ago(self, days: float) -> datetime:
        """Return a moment that stays where it is, whenever the county is looked at."""
        return MOMENT - timedelta(days=days, minutes=7)


def token(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, _, story = county.story(query["appid"])
    if story.trouble == "40164":
        message = "invalid ip 203.0.113.7, not in whitelist rid: demo"
        return 200, JSON, answers.as_json({"errcode": 40164, "errmsg": message})
    if story.trouble == "40125":
        return 200, JSON, answers.as_json({"errcode": 40125, "errmsg": "invalid appsecret"})
    if story.trouble == "50002":
        return 200, JSON, answers.as_json({"errcode": 50002, "errmsg": "user limited"})
    granted = {"access_token": f"TOKEN-OF-{query['appid']}", "expires_in": 7200}
    return 200, JSON, answers.as_json(granted)


def datacube(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, _, story = county.story(query["access_token"].removeprefix("TOKEN-OF-"))
    if story.trouble in ("48001", "45009"):
        message = {"48001": "api unauthorized", "45009": "reach max api daily quota limit"}
        failed = {"errcode": int(story.trouble), "errmsg": message[story.trouble]}
        return 200, JSON, answers.as_json(failed)
    delayed = story.trouble == "delayed"
    detail = answers.total_detail(
        () if delayed else story.posts, body["begin_date"], body["end_date"], delayed=delayed
    )
    return 200, JSON, answers.as_json(detail)


def followers(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    return 200, JSON, answers.as_json(answers.cumulate(body["begin_date"], body["end_date"]))


def freepublish(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(query["access_token"].removeprefix("TOKEN-OF-"))
    if story.trouble == "48001":
        return 200, JSON, answers.as_json({"errcode": 48001, "errmsg": "api unauthorized"})
    return 200, JSON, answers.as_json(answers.batch_get(story.posts, name, county.moment))


def album(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(query["album_id"])
    if story.trouble == "moved":
        return 200, HTML, answers.moved_page(name)
    return 200, JSON, answers.as_json(answers.album(story.posts, name))


def timeline(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(query["uid"])
    return 200, JSON, answers.as_json(answers.user_timeline(story.posts, name, county.ago(400)))


def get_index(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(query["value"])
    if story.trouble == "login":
        return 200, JSON, answers.as_json(answers.weibo_login())
    if story.trouble == "renamed":
        name = "高台文化旅游"
    return (
        200,
        JSON,
        answers.as_json(answers.get_index(story.posts, query["value"], name, county.ago(300))),
    )


def rsshub(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(path)
    if story.trouble == "captcha":
        return 200, HTML, answers.captcha()
    if story.trouble == "empty-route":
        return 503, HTML, answers.rsshub_error("this route is empty, please check the original")
    if story.trouble == "no-chrome":
        return 503, HTML, answers.rsshub_error("Could not find Chrome (ver. 131)")
    return 200, XML, answers.rss(story.posts, name, county.moment, dated=story.trouble != "undated")


def health(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    return 200, "text/plain; charset=UTF-8", b"ok"


def canary(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    return (
        200,
        XML,
        answers.rss([county.moment - timedelta(seconds=90)], "Test current time", county.moment),
    )


def wewe_feeds(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    now = int(county.moment.timestamp())
    rows = [
        {"id": "MP_DEMO_LUOCHENG", "name": "罗城镇微讯", "syncTime": min(now, LOST_AT)},
        {"id": "MP_DEMO_TONGJI", "name": "高台统计", "syncTime": now - 3600},
    ]
    return 200, JSON, answers.as_json(rows)


def wewe_feed(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(path)
    if story.trouble == "weread-401":
        failed = {"statusCode": 500, "message": "WeReadError401"}
        return 500, JSON, answers.as_json(failed)
    return 200, "application/atom+xml; charset=utf-8", answers.atom(story.posts, name)


def wemp_feed(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(path)
    return 200, XML, answers.rss(story.posts, name, county.moment, zone=False)


def own_feed(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    _, name, story = county.story(path)
    return 200, "application/feed+json", answers.json_feed(story.posts, name)


def page(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    folder = path[: path.rindex("/") + 1]
    account, name, story = county.story(folder)
    if story.trouble == "script-list":
        return 200, HTML, answers.script_list()
    file = path.removeprefix(folder)
    if file:
        number = file.removesuffix(".html")
        numbered = {str(answers.serial(moment)): moment for moment in story.posts}
        at = county.ago(PINNED) if number == "top" else numbered[number]
        return 200, "text/html", answers.article(at, name)
    pinned_at = county.ago(PINNED) if account == "nongye-lanmu" else None
    listed = answers.column(
        story.posts,
        name,
        county.moment,
        pinned_at=pinned_at,
        item=ITEMS[account],
        listed=_listing(story, county.moment),
    )
    return 200, "text/html", listed


def _listing(story: Told, moment: datetime) -> Callable[[datetime], datetime]:
    """Return what makes of a post's moment the one that the column bears."""
    if story.trouble == "dated-anew":
        return lambda _: moment - timedelta(days=1)
    if story.trouble == "signed-dates":
        return lambda at: at - timedelta(days=SIGNED if at == story.posts[0] else 0)
    return lambda at: at


def video(county: County, path: str, query: dict[str, str], body: Any) -> Reply:
    """The page of an item of the site's own feed."""
    _, name, story = county.story("/kuaishou.json")
    numbered = {str(answers.serial(moment)): moment for moment in story.posts}
    number = path.removeprefix("/video/").removesuffix(".html")
    return 200, "text/html", answers.article(numbered[number], name)


PINNED = 380
SIGNED = 19  # days before it went up
BEHIND = timedelta(days=21)  # the clock of one host
LOST_AT = int(MOMENT.timestamp()) - 39 * 86400  # since then the bridge has not synced it
ITEMS = {"zhengfu-lanmu": ("", ""), "nongye-lanmu": ("news", "date")}

Answer = Callable[[County, str, dict[str, str], Any], Reply]
ROUTES: tuple[tuple[str, Answer], ...] = (
    ("/cgi-bin/token", token),
    ("/datacube/getarticletotaldetail", datacube),
    ("/datacube/getusercumulate", followers),
    ("/cgi-bin/freepublish/batchget", freepublish),
    ("/mp/appmsgalbum", album),
    (r"/2/statuses/user_timeline\.json", timeline),
    ("/api/container/getIndex", get_index),
    ("/healthz", health),
    ("/test/current_time", canary),
    ("/(toutiao|douyin|kuaishou)/.+", rsshub),
    ("/feeds", wewe_feeds),
    ("/feeds/.+", wewe_feed),
    ("/feed/.+", wemp_feed),
    (r"/[a-z]+\.json", own_feed),
    ("/(zwdt|tzgg|renminhao)/.*", page),
    (r"/video/\d+\.html", video),
)


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive; gzip where it is asked for, chunked for half of the answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    county: County
    asked: list[str]

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.asked.append(f"{method} {self.path}")
        status, kind, content = self.county.reply(method, self.path, body)
        if urlsplit(self.path).path == "/news.json":  # cut off in the middle, always
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(content) > 600:
            content = answers.squeezed(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Set-Cookie", "visitor=demo-visitor; Path=/")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        account = self.county.behind.get(urlsplit(self.path).path, "")
        behind = account and told(account, self.county.moment).trouble == "clock-behind"
        moment = self.county.moment - (BEHIND if behind else timedelta())
        return format_datetime(moment.astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(county: County) -> Iterator[tuple[str, list[str]]]:
    """Serve *county* on loopback; yields its origin and the list of what was asked."""
    asked: list[str] = []

    class Patient(Quiet):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that was killed is part of the test."""

    handler = type("CountyHandler", (Handler,), {"county": county, "asked": asked})
    with listening(handler, kind=Patient) as origin:
        yield origin, asked
