"""A server that answers 304: the same verdict, live, replayed, and replayed elsewhere."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.builders import NOON, ago
from tests.http.server import speaking
from tests.running import run

FEED = (
    "<rss version='2.0'><channel><title>a</title><item><guid>1</guid><title>动态</title>"
    f"<pubDate>{ago(1):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item></channel></rss>"
).encode()


def answer(peer: socket.socket, head: bytes) -> None:
    if b'if-none-match: "e1"' in head.lower():
        peer.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "e1"\r\nConnection: close\r\n\r\n')
        return
    start = f'HTTP/1.1 200 OK\r\nETag: "e1"\r\nConnection: close\r\nContent-Length: {len(FEED)}'
    peer.sendall(start.encode() + b"\r\n\r\n" + FEED)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A county of one feed, looked at twice: the second look was answered 304."""
    with speaking(answer) as (origin, heads):
        (tmp_path / "accounts.yaml").write_text(
            "jurisdiction: {name: 高台县}\nnetwork: {allow_private: true}\npace: {default: 0}\n"
            "units: [{id: u, name: 某局}]\n"
            "accounts: [{id: a, name: 甲, platform: wechat, unit: u, "
            f"sources: [{{kind: feed, url: '{origin}/feed'}}]}}]\n",
            encoding="utf-8",
        )
        for _ in range(2):
            with time_machine.travel(NOON, tick=False):
                assert run(tmp_path, "check", "--json").code == 0
        assert b"if-none-match" in heads[1].lower()
    return tmp_path


def replayed(folder: Path, recording: Path) -> dict[str, Any]:
    said = json.loads(run(folder, "check", "--replay", recording, "--json").out)
    account: dict[str, Any] = said["accounts"][0]
    return account


def recording_of(office: Path) -> Path:
    (found,) = (office / "data" / "evidence").glob("*.warc.gz")
    return found


def test_a_look_answered_304_is_replayed_to_the_same_verdict(office: Path) -> None:
    said = replayed(office, recording_of(office))

    assert (said["verdict"], said["state"], said["gaps"]) == ("pass", "fresh", [])


def test_without_the_earlier_answer_a_304_is_a_gap_and_no_silence(office: Path) -> None:
    recording = recording_of(office)
    alone = office / "elsewhere" / "copied.warc.gz"
    alone.parent.mkdir()
    shutil.copy(recording, alone)
    shutil.copy(office / "accounts.yaml", alone.parent)

    said = replayed(alone.parent, alone)

    assert said["verdict"] == "unknown"
    assert "不在录制旁边，无法重放" in said["gaps"][0]["message"]
