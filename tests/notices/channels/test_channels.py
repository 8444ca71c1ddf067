"""Bots and webhooks over loopback: what is sent, byte for byte, and every refusal."""

import base64
import hashlib
import hmac
import json
import logging
import socket
import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from monitor.notices.channels import CHANNELS, Undelivered, posting
from monitor.notices.channels.bots import Dingtalk, Feishu, Wecom
from monitor.notices.channels.posting import NETWORK, post
from monitor.notices.channels.webhook import Webhook
from tests.builders import NOON
from tests.http.server import Talk, ok, says, speaking, status
from tests.notices.channels.builders import HELLO, body

KEY = "KEY-OF-THE-BOT"
BOTS: dict[str, Any] = {"wecom": Wecom, "dingtalk": Dingtalk, "feishu": Feishu}
TAKEN = {"wecom": {"errcode": 0}, "dingtalk": {"errcode": 0}, "feishu": {"code": 0}}


def answer(value: Any) -> Talk:
    return ok(json.dumps(value).encode(), "Content-Type: application/json")


def bot(kind: str, origin: str, **options: Any) -> Any:
    return BOTS[kind](url=f"{origin}/send?key={KEY}", allow_private=True, **options)


@pytest.mark.parametrize("kind", BOTS)
def test_a_bot_gets_the_text(kind: str) -> None:
    with speaking(answer(TAKEN[kind])) as (origin, heads):
        bot(kind, origin).deliver(HELLO)

    output = body(heads[0])
    text = output["content"]["text"] if kind == "feishu" else output["text"]["content"]
    assert text == "更新提醒\n高台财政已 10 天未更新\n请尽快发布"
    assert heads[0].startswith(f"POST /send?key={KEY} ".encode())


@pytest.mark.parametrize(
    ("kind", "value", "permanent", "pause"),
    [
        ("wecom", {"errcode": 45009}, False, posting.PAUSE),
        ("wecom", {"errcode": 93000}, True, None),
        ("wecom", {"errcode": -1}, False, None),
        ("dingtalk", {"errcode": 310000}, True, None),
        ("dingtalk", {"errcode": 130101}, False, 600.0),
        ("dingtalk", {"errcode": 1}, False, None),
        ("feishu", {"code": 19021}, True, None),
        ("feishu", {"code": 11232}, False, posting.PAUSE),
        ("feishu", {"StatusCode": 5}, False, None),
    ],
)
def test_an_error_in_a_200_is_an_error(
    kind: str, value: dict[str, int], permanent: bool, pause: float | None
) -> None:
    with speaking(answer(value)) as (origin, _), pytest.raises(Undelivered) as caught:
        bot(kind, origin).deliver(HELLO)

    assert (caught.value.permanent, caught.value.retry_after) == (permanent, pause)
    assert str(next(iter(value.values()))) in str(caught.value)


@pytest.mark.parametrize("kind", BOTS)
@pytest.mark.parametrize("said", [ok(b"<html>"), answer([]), answer({}), answer({"errcode": "0"})])
def test_an_answer_that_says_nothing_is_no_acceptance(kind: str, said: Talk) -> None:
    with speaking(said) as (origin, _), pytest.raises(Undelivered, match="无法识别"):
        bot(kind, origin).deliver(HELLO)


@pytest.mark.parametrize(
    ("talk", "permanent", "pause"),
    [
        (status(429, "Retry-After: 120"), False, 120.0),
        (status(429), False, posting.PAUSE),
        (status(429, "Retry-After: " + "9" * 400), False, posting.LONGEST),
        (status(429, "Retry-After: \xb2"), False, posting.PAUSE),
        (status(503), False, None),
        (status(404), True, None),
        (status(302, "Location: http://169.254.169.254/"), True, None),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), False, None),
        (ok(b" " * (posting.CAP + 1)), False, None),
    ],
)
def test_a_service_that_does_not_take_it(talk: Talk, permanent: bool, pause: float | None) -> None:
    with speaking(talk) as (origin, heads), pytest.raises(Undelivered) as caught:
        bot("wecom", origin).deliver(HELLO)

    assert (caught.value.permanent, caught.value.retry_after) == (permanent, pause)
    assert len(heads) == 1  # never sent twice


def test_a_service_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "DEADLINE", 0.3)
    waiting = threading.Event()

    def hang(peer: socket.socket, _: bytes) -> None:
        waiting.wait(5)

    with speaking(hang) as (origin, _), pytest.raises(Undelivered, match="超时"):
        bot("wecom", origin).deliver(HELLO)
    waiting.set()


def test_a_service_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Undelivered, match=r"连接 127\.0\.0\.1 失败"):
        bot("wecom", f"http://127.0.0.1:{port}").deliver(HELLO)


def test_private_addresses_are_refused_with_the_setting_that_allows_them() -> None:
    with speaking(answer({"errcode": 0})) as (origin, heads), pytest.raises(Undelivered) as caught:
        Wecom(url=f"{origin}/send").deliver(HELLO)

    assert heads == [] and caught.value.permanent
    assert "127.0.0.1 属于内网或保留地址" in str(caught.value)
    assert "accounts.yaml 中 channels 的该通道写 allow_private: true" in str(caught.value)


def test_the_setting_that_is_named_is_the_one_that_helps() -> None:
    with speaking(answer({"errcode": 0})) as (origin, heads):
        Wecom(url=f"{origin}/send", allow_private=True).deliver(HELLO)
        with pytest.raises(Undelivered, match="中 network 写 allow_private: true"):
            post(f"{origin}/start", b"{}", setting=NETWORK)

    assert len(heads) == 1


def test_dingtalk_is_signed() -> None:
    with speaking(answer({"errcode": 0})) as (origin, heads), time_machine.travel(NOON, tick=False):
        bot("dingtalk", origin, secret="SEC-1").deliver(HELLO)

    query = parse_qs(urlsplit(heads[0].split(b" ")[1].decode()).query)
    stamp = query["timestamp"][0]
    expected = hmac.new(b"SEC-1", f"{stamp}\nSEC-1".encode(), hashlib.sha256).digest()
    assert stamp == str(int(NOON.timestamp() * 1000))
    assert query["sign"] == [base64.b64encode(expected).decode()]


def test_feishu_is_signed() -> None:
    with speaking(answer({"code": 0})) as (origin, heads), time_machine.travel(NOON, tick=False):
        bot("feishu", origin, secret="SEC-1").deliver(HELLO)

    output = body(heads[0])
    stamp = str(int(NOON.timestamp()))
    expected = hmac.new(f"{stamp}\nSEC-1".encode(), b"", hashlib.sha256).digest()
    assert (output["timestamp"], output["sign"]) == (stamp, base64.b64encode(expected).decode())


def test_a_webhook_signs_the_body_it_sends() -> None:
    with speaking(status(204)) as (origin, heads):
        Webhook(url=f"{origin}/hook", secret="SEC-1", allow_private=True).deliver(HELLO)

    head, _, sent = heads[0].partition(b"\r\n\r\n")
    digest = hmac.new(b"SEC-1", sent, hashlib.sha256).hexdigest()
    assert f"X-Monitor-Signature: sha256={digest}".encode() in head
    assert json.loads(sent)["text"] == HELLO.text


@pytest.mark.parametrize("talk", [status(500), status(403), ok(b"x" * 100_000), ok(b"no json")])
def test_no_secret_is_ever_told(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with speaking(talk) as (origin, _):
        channel = bot("dingtalk", origin, secret="SEC-1")
        with pytest.raises(Undelivered) as caught:
            channel.deliver(HELLO)

    text = f"{caught.value!r} {caught.value} {channel!r} {caught.value.__cause__}"
    for secret in (KEY, "SEC-1"):
        assert secret not in text
    assert "SEC-1" not in caplog.text


def test_every_kind_is_in_the_table() -> None:
    assert sorted(CHANNELS) == [
        "apprise", "dingtalk", "feishu", "mail", "webhook", "wecom"
    ]  # fmt: skip
