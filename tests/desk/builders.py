"""A desk over an office, and a browser of one window: what it was last shown, what it sends."""

import html
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from monitor.app import passwords, people
from monitor.app.people_store import Role
from monitor.desk import guard
from monitor.desk.guard import Addresses
from monitor.desk.office import DeskOffice
from monitor.model import clock
from monitor.system.demo_marker import Demo
from tests.builders import NOON
from tests.desk import made_once
from tests.office import Office

WORD = "一个够长的密码啊啊啊"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HOST = "127.0.0.1:8410"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def hash_cheaply(patch: pytest.MonkeyPatch) -> None:
    """Let a password be hashed cheaply: what it costs is tested once."""
    patch.setattr(passwords, "_hasher", lambda: CHEAP)
    passwords._nobodys.cache_clear()


def desk_office(office: Office, *, demo: datetime | None = None) -> DeskOffice:
    """The desk of an office. *demo*: the moment of its demonstration, where it is one."""
    shown = Demo(data=office.data, moment=demo) if demo else None
    return DeskOffice(accounts_file=office.accounts_file, data=office.data, demo=shown)


@dataclass(kw_only=True)
class Browser:
    """One window at the desk of an office. *own*: the token of its session, once it is known."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    own: str = ""

    @classmethod
    def at(cls, desk: DeskOffice) -> "Browser":
        app = made_once.application(desk, Addresses.loopback(8410))
        return cls(client=app.test_client())

    @classmethod
    def of(
        cls, office: Office, name: str = "zhangsan", demo: datetime | None = None, **fields: str
    ) -> "Browser":
        """A window of somebody who has logged in at the desk of *office*."""
        browser = cls.at(desk_office(office, demo=demo))
        assert browser.log_in(name, **fields).status_code == 303
        return browser

    def get(self, place: str, **headers: str) -> TestResponse:
        return self.client.get(place, base_url=f"http://{HOST}", headers=self.headers | headers)

    def post(self, place: str, data: dict[str, Any], **headers: str) -> TestResponse:
        return self.client.post(
            place, data=data, base_url=f"http://{HOST}", headers=self.headers | headers
        )

    def token(self) -> str:
        """What every form of the session sends along."""
        self.own = self.own or self._token("/help")
        return self.own

    def door(self) -> str:
        """What the form of log-in sends along."""
        return self._token("/login")

    def _token(self, place: str) -> str:
        return str(TOKEN.findall(self.get(place).text)[-1])

    def log_in(self, name: str = "zhangsan", password: str = WORD, **fields: str) -> TestResponse:
        token, self.own = self.door(), ""
        return self.post("/login", {"token": token, "name": name, "password": password} | fields)

    def open_session(self, data: Path) -> "Browser":
        """Let 张三 have logged in here before."""
        began = people.log_in(data, "zhangsan", WORD, clock.running(), address="127.0.0.1")
        self.client.set_cookie(guard.COOKIE, began.word, domain="127.0.0.1")
        self.own = ""
        return self

    def look(self, account: str, **fields: Any) -> TestResponse:
        return self.post(f"/accounts/{account}/look", {"token": self.token()} | fields)


def added(
    office: Office, name: str = "zhangsan", shown: str = "张三", role: Role = Role.DUTY
) -> None:
    people.add(office.data, name, shown, role, WORD, NOON)


def saved(at: datetime) -> str:
    """What a page says of a file that was saved at that moment."""
    return str(int(at.timestamp() * 1000))


def shot(data: bytes, name: str = "主页.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def text(answer: TestResponse) -> str:
    """What a reader sees of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def value(answer: TestResponse, field_id: str) -> str:
    """What stands in a field."""
    page = answer.text
    area = re.search(rf'<textarea id="{field_id}"[^>]*>([^<]*)</textarea>', page)
    if area:
        return html.unescape(area[1])
    line = re.search(rf'<input id="{field_id}"[^>]*value="([^"]*)"', page)
    return html.unescape(line[1]) if line else ""


def beside(answer: TestResponse, field_id: str) -> str:
    """What stands beside a field that was refused, as it is written there."""
    found = re.search(rf'id="e-{re.escape(field_id)}">([^<]*)<', answer.text)
    return found[1] if found else ""


def error(answer: TestResponse, name: str, account: str) -> str:
    """What stands beside a refused field of an account's card."""
    return html.unescape(beside(answer, f"{name}-{account}"))
