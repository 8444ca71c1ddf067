"""Letters over loopback: whole, refused, and safe in their heads."""

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from monitor.model.errors import ConfigError
from monitor.notices.channels import Message, Undelivered
from monitor.notices.channels.mail import Mail
from tests.notices.channels.builders import HELLO


@contextmanager
def mail_server(*replies: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers each command with the next reply, the last one for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        peer, _ = listener.accept()
        waiting = list(replies)
        with peer, peer.makefile("rb") as lines:
            peer.sendall(b"220 hello\r\n")
            data = False
            for line in lines:
                heard.append(line)
                if data and line != b".\r\n":
                    continue
                reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                data = reply.startswith(b"354")
                peer.sendall(reply)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()
        thread.join(2)


OK = b"250 ok\r\n"


def mail(port: int, **options: Any) -> Mail:
    return Mail(
        host="127.0.0.1", port=port, sender="a@office.invalid", to="b@unit.invalid",
        tls="none", **options,
    )  # fmt: skip


def test_a_letter_arrives_whole() -> None:
    with mail_server(OK, OK, OK, b"354 go\r\n", OK) as (port, heard):
        mail(port).deliver(HELLO)

    letter = b"".join(heard)
    assert b"To: b@unit.invalid" in letter
    assert b"Subject: =?utf-8?" in letter
    assert base64.b64encode("高台财政已".encode()) in letter.replace(b"\r\n", b"")


def test_a_wrong_password_is_for_somebody_to_mend() -> None:
    greeting = b"250-x\r\n250 AUTH PLAIN\r\n"
    with (
        mail_server(greeting, b"535 no\r\n") as (port, _),
        pytest.raises(Undelivered, match="用户名或密码") as caught,
    ):
        mail(port, user="u", password="PASS-1").deliver(HELLO)

    assert caught.value.permanent
    assert "PASS-1" not in f"{caught.value} {mail(1, password='PASS-1')!r}"


def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Undelivered, match="邮件没有发出") as caught:
        mail(port).deliver(HELLO)

    assert not caught.value.permanent


def test_no_line_break_enters_a_head() -> None:
    with pytest.raises(ConfigError):
        Mail(host="h", sender="a@x.invalid\r\nBcc: c@x.invalid", to="b@x.invalid")
    with mail_server(OK, OK, OK, b"354 go\r\n", OK) as (port, heard):
        mail(port).deliver(Message(title="题\r\nBcc: c@x.invalid", text="文"))

    assert not any(line.startswith(b"Bcc") for line in heard)
