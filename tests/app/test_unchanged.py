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

from tests.builders import ago
from tests.http.server import speaking
from tests.office import LOOPBACK, Office, account, feed_sources, make_office
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
    """An office, and what its one server was asked."""

    office: Office
    heads: list[bytes]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A county of one feed, looked at twice: the second look was answered 304."""
    with speaking(answer) as (origin, asked):
        office = make_office(
            tmp_path, [account("a", sources=feed_sources(f"{origin}/feed"))], **LOOPBACK
        )
        for _ in range(2):
            assert office.at(0, "check", "--json").code == 0
        assert b"if-none-match" in asked[1].lower()
        yield Served(office, asked)


@pytest.fixture
def office(served: Served) -> Office:
    return served.office


def replayed(folder: Path, recording: Path) -> dict[str, Any]:
    output = json.loads(run(folder, "check", "--replay", recording, "--json").out)
    account: dict[str, Any] = output["accounts"][0]
    return account


def recording_of(office: Office) -> Path:
    (path,) = office.evidence.glob("*.warc.gz")
    return path


def test_a_look_answered_304_is_replayed_to_the_same_verdict(office: Office) -> None:
    account = replayed(office.folder, recording_of(office))

    assert (account["verdict"], account["state"], account["gaps"]) == ("pass", "fresh", [])


def test_without_the_earlier_answer_a_304_is_a_gap_and_no_silence(office: Office) -> None:
    recording = recording_of(office)
    alone = office.folder / "elsewhere" / "copied.warc.gz"
    alone.parent.mkdir()
    shutil.copy(recording, alone)
    shutil.copy(office.accounts_file, alone.parent)

    account = replayed(alone.parent, alone)

    assert account["verdict"] == "unknown"
    assert "不在录制旁边，无法重放" in account["gaps"][0]["message"]


def again(office: Office) -> dict[str, Any]:
    account: dict[str, Any] = json.loads(office.at(0, "check", "--json").out)["accounts"][0]
    return account


def test_an_unchanged_feed_is_not_read_a_second_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(body: bytes) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("monitor.sources.feed.rapid.read", read)

    account = again(office)

    assert (account["verdict"], account["state"]) == ("pass", "fresh")


@pytest.mark.parametrize("memo", ["", "[", "[1,2]", "[0,0,[],false,[[1]]]", "null"])
def test_a_memo_that_says_nothing_costs_a_reading_and_no_verdict(office: Office, memo: str) -> None:
    with sqlite3.connect(office.database) as db:
        assert db.execute("UPDATE validators SET memo = ?", [memo]).rowcount == 1

    assert again(office)["state"] == "fresh"


def test_a_memo_whose_evidence_is_gone_is_not_trusted(served: Served) -> None:
    recording_of(served.office).rename(served.office.folder / "moved.warc.gz")

    assert again(served.office)["state"] == "fresh"
    assert [b"if-none-match" in head.lower() for head in served.heads[-2:]] == [True, False]
