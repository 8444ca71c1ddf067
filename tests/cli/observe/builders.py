"""Looks by hand, the sheet as a clerk fills it in, and what a check says of them."""

from pathlib import Path

from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.builders import ago
from tests.office import LOOPBACK, Office, account, make_office

ACCOUNTS = (
    account("weixin", "高台发布"),
    account("douyin", "高台抖音", "douyin"),
    account("toutiao", "高台头条", "toutiao"),
    account("guan", "高台旧号", "weibo", status="closed"),
)


def by_hand_office(folder: Path, origin: str = "http://127.0.0.1:9") -> Office:
    """Make an office without any source; links of 微信 lead to *origin*."""
    column = account("lanmu", "高台栏目", "website", url=f"{origin}/")
    endpoints = {"wechat_article": origin}
    return make_office(folder, [*ACCOUNTS, column], endpoints=endpoints, **LOOPBACK)


def by_hand(office: Office) -> int:
    with open_database(office.database) as db:
        return len(VerdictReader(db).last_by_hand())


OLD_NAME = 'var nickname = htmlDecode("{}");'
NEW_NAME = "window.cgiDataNew = {{user_name: 'gh_0a1b2c', nick_name: '{}'}};"


def article(name: str, form: str = OLD_NAME) -> bytes:
    script = f"{form.format(name)} var oriCreateTime = '{int(ago(3).timestamp())}';"
    return f"<html><div id='js_article'></div><script>{script}</script></html>".encode()


def look(office: Office, days_ago: float, *words: object) -> None:
    """Register a look, the screenshot of the folder taken anew for it."""
    office.screenshot(more=str(days_ago).encode())
    assert office.at(-days_ago, "observe", *words).code == 0
