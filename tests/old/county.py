"""A county of eight invented accounts, and the platform that shows what each has published.

Whatever release of the program looks at it, the county shows the same: what an account has
published follows from the day on which it is asked.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from monitor.model import clock
from monitor.model.clock import BEIJING
from tests.county import answers
from tests.loopback import listening

REGISTER = """\
jurisdiction: {name: 云岭县, office: 云岭县人民政府办公室, reports_to: 苍江市人民政府办公室}
policy:
  silent_account: {remind_days: 7, max_days: 14, zombie_days: 90}
pace: {default: 0}
network: {allow_private: true}
endpoints: {weibo_open: "{origin}"}
schedule: {look: 每天 17:00, spread: 0, remind: 停用, full: 停用, spot: 停用, report: 停用}
channels:
  office: {kind: webhook, url: "{origin}/hook", allow_private: true}
units:
  - {id: office, name: 云岭县人民政府办公室, kind: office}
  - {id: xiyuan, name: 西原镇人民政府, kind: town}
  - {id: beiling, name: 北岭镇人民政府, kind: town}
  - {id: nanhu, name: 南湖镇人民政府, kind: town}
  - {id: shuili, name: 云岭县水利局, kind: department}
accounts:
  - {id: yunling-weibo, name: 云岭发布, platform: weibo, unit: office, opened_on: 2018-05-01,
     contact: {name: 张三, phone: "13800000001"},
     sources: [{kind: weibo_open, uid: "101", token: t}]}
  - {id: xiyuan-weibo, name: 西原发布, platform: weibo, unit: xiyuan, opened_on: 2018-05-01,
     contact: {name: 李四, phone: "13800000002"},
     sources: [{kind: weibo_open, uid: "102", token: t}]}
  - {id: beiling-weibo, name: 北岭发布, platform: weibo, unit: beiling, opened_on: 2018-05-01,
     contact: {name: 王五, phone: "13800000003"},
     sources: [{kind: weibo_open, uid: "103", token: t}]}
  - {id: nanhu-weibo, name: 南湖发布, platform: weibo, unit: nanhu, opened_on: 2018-05-01,
     contact: {name: 赵六, phone: "13800000004"},
     sources: [{kind: weibo_open, uid: "104", token: t}]}
  - {id: shuili-weibo, name: 云岭水利, platform: weibo, unit: shuili, opened_on: 2018-05-01,
     sources: [{kind: weibo_open, uid: "105", token: t}]}
  - {id: hedao-weibo, name: 云岭河道, platform: weibo, unit: shuili, opened_on: 2018-05-01,
     sources: [{kind: weibo_open, uid: "106", token: t}]}
  - {id: yunling-shipin, name: 云岭视频, platform: channels, unit: office, opened_on: 2020-05-01}
  - {id: nanhu-shipin, name: 南湖视频, platform: channels, unit: nanhu, opened_on: 2020-05-01}
"""
NAMES = {
    "101": "云岭发布", "102": "西原发布", "103": "北岭发布", "104": "南湖发布", "105": "云岭水利",
    "106": "云岭河道",
}  # fmt: skip
ORIGIN = re.compile(r"http://127\.0\.0\.1:\d+")
FIRST = datetime(2021, 9, 19, 9, 30, tzinfo=BEIJING)
EXPIRED = "106"  # whose grant has ended
QUIET = {  # accounts that fell silent: the days from one to the other
    "104": (datetime(2021, 10, 2, tzinfo=BEIJING), datetime(2021, 11, 20, tzinfo=BEIJING)),
    "105": (datetime(2021, 11, 24, tzinfo=BEIJING), datetime(2031, 1, 1, tzinfo=BEIJING)),
}
SHOT = b"\x89PNG\r\n\x1a\n"


def published(uid: str, now: datetime) -> list[datetime]:
    """Return when the account of *uid* had published by *now*, newest first: every fourth day."""
    first, last = QUIET.get(uid, (now, now))
    days = (FIRST + timedelta(days=4 * n) for n in range((now - FIRST).days // 4 + 1))
    return sorted((at for at in days if at <= now and not first <= at < last), reverse=True)


class Handler(BaseHTTPRequestHandler):
    """Weibo's interface for owners, and a place where notices are delivered."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        uid = parse_qs(parts.query).get("uid", [""])[0]
        if uid == EXPIRED:
            self._answer({"error": "expired_token", "error_code": 21327})
        elif uid in NAMES:
            now = clock.now()
            posts = published(uid, now)
            self._answer(answers.user_timeline(posts, NAMES[uid], FIRST - timedelta(days=300)))
        else:
            self._answer({"error": "not here"}, 404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer({"ok": True})

    def _answer(self, value: object, status: int = 200) -> None:
        body = answers.as_json(value)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the county on loopback; the register in *folder* is made, or turned to it."""
    with listening(Handler) as origin:
        register = folder / "accounts.yaml"
        text = register.read_text("utf-8") if register.exists() else REGISTER
        register.write_text(ORIGIN.sub(origin, text.replace("{origin}", origin)), "utf-8")
        yield origin
