"""Names, titles and notes that hold the code of a page are shown as words; nothing of them runs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from tests.browser.desks import Desk, add_people, served
from tests.browser.test_looks import send
from tests.browser.walk import Walk, addresses_of
from tests.browser.windows import Opener
from tests.builders import NOON
from tests.office import LOOPBACK, PNG, Office, account, feed_sources, make_office
from tests.sites import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
TAG = "<script>ran()</script>"
BROKEN = '"><img src=x onerror=ran()>'
NAME, UNIT, TITLE, NOTE, FILE = (f"{word}{TAG}{BROKEN}" for word in ("号", "局", "题", "注", "图"))
PLANTED = "document.querySelectorAll('[onerror], script:not([src]), img[src=x]').length"
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>甲</title>
<item><title>{}</title><link>{}/a</link><pubDate>Thu, 30 Dec 2021 08:00:00 +0800</pubDate></item>
</channel></rss>"""


@pytest.fixture
def planted(chromium: "Browser", tmp_path: Path) -> Iterator[tuple[Office, Desk]]:
    """The desk of an office whose names, and what a site shows, hold the code of a page."""
    pages: dict[str, str] = {}
    with site(pages) as (origin, _):
        pages["/feed"] = RSS.format(escape(escape(TITLE)), origin)  # feeds hold html
        seen = account("zhan", NAME, "website", sources=feed_sources(f"{origin}/feed", own=True))
        by_hand = account("weixin", NAME, supervisor=UNIT, note=NOTE)
        unit = {"id": "u", "name": UNIT}
        county = {"name": "高台县", "office": UNIT}
        office = make_office(
            tmp_path, [seen, by_hand], units=[unit], jurisdiction=county, **LOOPBACK
        )
        shot = office.screenshot(FILE.replace("/", "／") + ".png")
        looked = ("weixin", "--newest", "2021-10-08", "--screenshot", shot, "--note", NOTE)
        for days, *words in (
            (-1, "observe", *looked, "--by", "张三"),
            (-1, "checklist", "set", "weixin", "互动=否", "--note", NOTE, "--by", "张三"),
            (-1, "check"),
            (-0.5, "cases", "notify", "1", "--by", "张三"),
            (-0.4, "cases", "rectify", "1", "--text", NOTE, "--by", "张三"),
            (0, "report", "quarter", "2021Q4", "--format", "html,docx"),
        ):
            done = office.at(days, *words)
            assert done.code != 2, (words, done.err)
        add_people(office.data)
        with served(tmp_path, NOON + timedelta(minutes=5)) as desk:
            yield office, desk


def test_what_was_stored_is_shown_as_words_everywhere(
    planted: tuple[Office, Desk], windows: Opener
) -> None:
    office, desk = planted
    window = windows(desk)
    ran: list[str] = []
    window.context.expose_function("ran", lambda: ran.append(window.page.url))
    window.log_in()

    window.open("/?at=weixin")
    window.page.get_by_label("自何时起没有内容").fill("2021-12-10")
    window.page.get_by_label("备注").fill(NOTE)
    window.page.get_by_label("查看时间").fill("今天 9:30")
    window.page.locator("#screenshot-weixin").set_input_files(
        {"name": f"{FILE}.png", "mimeType": "image/png", "buffer": PNG + b"other"}
    )
    send(window)
    assert f"{NAME}（微信）：已登记" in window.text()

    shown = dict.fromkeys((NAME, UNIT, TITLE, NOTE), 0)
    walk = Walk(window=window, addresses=addresses_of(office), few=3)
    for name in walk.pages():
        assert window.page.evaluate(PLANTED) == 0, name
        text = window.text()
        for words in shown:
            shown[words] += words in text
    assert len(walk.seen) > 20
    assert shown[NAME] > 5 and shown[UNIT] > 3 and shown[TITLE] and shown[NOTE] > 1, shown

    window.open("/reports")
    (view,) = (
        place
        for place in window.page.evaluate("[...document.links].map(a => a.href)")
        if place.endswith(".html")
    )
    window.page.goto(view)
    assert NAME in window.text() and window.page.evaluate(PLANTED) == 0
    assert ran == []
