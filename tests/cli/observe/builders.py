"""Looks by hand, the sheet as a clerk fills it in, and what a check says of them."""

import json
from pathlib import Path
from typing import Any

import time_machine

from monitor.app.audit import audit
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.builders import ago
from tests.running import run

PNG = b"\x89PNG\r\n\x1a\n demo"
REGISTER = """\
jurisdiction: {name: 高台县}
network: {allow_private: true}
pace: {default: 0}
ENDPOINTS
units: [{id: u, name: 某局}]
accounts:
  - {id: weixin, name: 高台发布, platform: wechat, unit: u}
  - {id: douyin, name: 高台抖音, platform: douyin, unit: u}
  - {id: toutiao, name: 高台头条, platform: toutiao, unit: u}
  - {id: guan, name: 高台旧号, platform: weibo, unit: u, status: closed}
  - {id: lanmu, name: 高台栏目, platform: website, unit: u, url: "ORIGIN/"}
"""


def registered(folder: Path, origin: str = "http://127.0.0.1:9") -> None:
    endpoints = f"endpoints: {{wechat_article: '{origin}'}}"
    text = REGISTER.replace("ENDPOINTS", endpoints).replace("ORIGIN", origin)
    (folder / "accounts.yaml").write_text(text, "utf-8")


def checked(folder: Path) -> dict[str, Any]:
    said = json.loads(run(folder, "check", "--json").out)
    return {one["id"]: one for one in said["accounts"]}


def whole(folder: Path) -> bool:
    with open_database(folder / "data" / "monitor.db") as db:
        return audit(db, folder / "data" / "evidence").faults == ()


def by_hand(folder: Path) -> int:
    with open_database(folder / "data" / "monitor.db") as db:
        return len(VerdictReader(db).last_by_hand())


OLD_NAME = 'var nickname = htmlDecode("{}");'
NEW_NAME = "window.cgiDataNew = {{user_name: 'gh_0a1b2c', nick_name: '{}'}};"


def article(name: str, form: str = OLD_NAME) -> bytes:
    script = f"{form.format(name)} var oriCreateTime = '{int(ago(3).timestamp())}';"
    return f"<html><div id='js_article'></div><script>{script}</script></html>".encode()


def look(folder: Path, days_ago: float, *words: object) -> None:
    """Register a look, the screenshot of the folder taken anew for it."""
    (folder / "a.png").write_bytes(PNG + str(days_ago).encode())
    with time_machine.travel(ago(days_ago), tick=False):
        assert run(folder, "observe", *words).code == 0
