"""A server that answers 304: the same verdict, live, replayed, and replayed elsewhere."""

import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Served:
    """A county's folder, and what its one server was asked."""

    folder: Path
    heads: list[bytes]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A county of one feed, looked at twice: the second look was answered 304."""
    with speaking(answer) as (origin, asked):
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
        assert b"if-none-match" in asked[1].lower()
        yield Served(tmp_path, asked)


@pytest.fixture
def office(served: Served) -> Path:
    """Return its folder."""
    return served.folder


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


def again(office: Path) -> dict[str, Any]:
    with time_machine.travel(NOON, tick=False):
        said = json.loads(run(office, "check", "--json").out)
    account: dict[str, Any] = said["accounts"][0]
    return account


def test_an_unchanged_feed_is_not_read_a_second_time(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(body: bytes) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("monitor.sources.feed.rapid.read", read)

    said = again(office)

    assert (said["verdict"], said["state"]) == ("pass", "fresh")


@pytest.mark.parametrize("memo", ["", "[", "[1,2]", "[0,0,[],false,[[1]]]", "null"])
def test_a_memo_that_says_nothing_costs_a_reading_and_no_verdict(office: Path, memo: str) -> None:
    with sqlite3.connect(office / "data" / "monitor.db") as db:
        assert db.execute("UPDATE validators SET memo = ?", [memo]).rowcount == 1

    assert again(office)["state"] == "fresh"


def test_a_memo_whose_evidence_is_gone_is_not_trusted(served: Served) -> None:
    recording_of(served.folder).rename(served.folder / "moved.warc.gz")

    assert again(served.folder)["state"] == "fresh"
    assert [b"if-none-match" in head.lower() for head in served.heads[-2:]] == [True, False]
