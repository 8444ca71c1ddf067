"""A column of a website, its lines as the tests write them."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from monitor.http.exchange import HttpAnswer
from monitor.model import Post, Reading
from monitor.model.clock import BEIJING
from monitor.sources.webpage import Webpage
from tests.fakes import FakeHttp, answer

URL = "http://www.yunling.invalid/zwdt/"
NOTHING = answer("<html><head><title>文章</title></head><body>正文</body></html>")


class Site(FakeHttp):
    """Serves one list; every article exists and states nothing."""

    def get(self, url: str, **options: Any) -> HttpAnswer:
        self.answers.setdefault(urlsplit(url).path, NOTHING)
        return super().get(url, **options)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


def end_of(day: str) -> datetime:
    return at(f"{day}T23:59:59")


def page(*items: str, around: str = "") -> str:
    return (
        "<html><head><meta charset='utf-8'><title>动态</title></head><body>"
        f"{around}<ul class='list'>{''.join(items)}</ul></body></html>"
    )


def line(title: str = "云岭县简讯", href: str = "1.html", date: str = "2021-12-20") -> str:
    return f"<li><a href='{href}'>{title}</a><span>{date}</span></li>"


def collect(body: Any, **options: Any) -> Reading:
    options = {"item": "ul.list li"} | options
    return Webpage(url=URL, **options).collect(Site({"/zwdt/": answer(body)}))


def only(body: Any, **options: Any) -> Post:
    (post,) = collect(body, **options).posts
    return post
