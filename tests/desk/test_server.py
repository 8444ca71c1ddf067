"""What a server of its own adds: faults go to the log, and what is too long is told in Chinese."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from monitor.desk import guard, session
from monitor.desk.server import Reach, opened
from monitor.system.logs import FILE, logging_to
from tests.desk.builders import desk_office
from tests.office import Office


@contextmanager
def served(office: Office, reach: Reach | None = None) -> Iterator[int]:
    """Serve the desk from a thread; yields its port."""
    server: Any = opened(desk_office(office), 0, reach or Reach()).server
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        ended.set()
        thread.join(5)
        server.task_dispatcher.shutdown()
        server.close()


def ask(port: int, method: str, place: str, **how: Any) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, place, **how)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_a_fault_of_ours_stands_in_the_log(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("here it was")

    monkeypatch.setattr(session, "form", broken)
    with served(office) as port, logging_to(office.data, desk_office(office).scrubber()):
        code, page = ask(port, "GET", "/login")

    lines = (office.data / FILE).read_text("utf-8").splitlines()
    assert code == 500 and "here it was" not in page
    assert "here it was" in json.loads(lines[-1])["traceback"]


@pytest.mark.parametrize("size", [guard.SMALL + 1, 5 * 1024**2])
def test_a_stranger_who_sends_too_much_is_told_in_chinese(size: int, office: Office) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with served(office) as port:
        code, page = ask(port, "POST", "/login", body=b"x" * size, headers=form)

    assert code == 413 and "文件过大" in page
