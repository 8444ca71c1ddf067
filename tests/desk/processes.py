"""Desks in processes of their own, and people who post to them over loopback."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import requests

from tests.desk.builders import TOKEN, WORD
from tests.office import Office

READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def begun(office: Office, *words: str) -> "subprocess.Popen[str]":
    """Begin ``monitor`` in a process of its own."""
    command = [sys.executable, "-m", "monitor", "-C", str(office.folder), *words]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@contextlib.contextmanager
def desk_process(office: Office) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """Serve the desk; yields the process and its address, and ends it if it still runs."""
    process = begun(office, "desk", "--port", "0")
    assert process.stderr is not None
    try:
        found = next(filter(None, map(READY.search, process.stderr)), None)
        assert found, "the desk never said where it is"
        yield process, f"http://127.0.0.1:{found[1]}"
    finally:
        process.kill()
        process.wait(30)
        process.stderr.close()


@dataclass(kw_only=True)
class Sitter:
    """Somebody who has logged in at *origin* and enters one look after another."""

    origin: str
    name: str
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def __post_init__(self) -> None:
        self.session.trust_env = False
        page = self.session.get(f"{self.origin}/login", timeout=60).text
        fields = {"token": TOKEN.findall(page)[-1], "name": self.name, "password": WORD}
        assert self.session.post(f"{self.origin}/login", data=fields, timeout=60).status_code == 200
        self.token = TOKEN.findall(self.session.get(f"{self.origin}/", timeout=60).text)[-1]

    def look(self, account: str, *, files: Any = None, **fields: str) -> int:
        """Enter a look; return the code of the answer."""
        answer = self.session.post(
            f"{self.origin}/accounts/{account}/look",
            data={"token": self.token} | fields,
            files=files,
            timeout=60,
            allow_redirects=False,
        )
        return answer.status_code


def moment(number: int) -> str:
    """Return a moment of the last days as people type it, another one for each *number*."""
    day = date.today() - timedelta(days=1 + number // 1440)  # noqa: DTZ011  # as the desk's own
    return f"{day} {number // 60 % 24:02}:{number % 60:02}"
