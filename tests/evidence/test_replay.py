"""A recording answers as the network did, and nothing else is asked."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import cast

import pytest

from monitor.evidence import ReplayRecorder, ReplayTransport, archive, records
from monitor.http.exchange import Exchange
from monitor.model import RunMode
from monitor.model.errors import (
    DeadlineExceeded,
    EvidenceError,
    FetchError,
    NotRecorded,
    RedirectRefused,
)
from monitor.system.redact import Scrubber
from tests.builders import NOON
from tests.evidence.builders import DAY, HEADER, exchange, kept, recorded, request


def replayed(folder: Path) -> ReplayTransport:
    return ReplayTransport(folder / DAY, Scrubber())


def test_a_recording_answers_as_the_network_did(folder: Path) -> None:
    recorded(folder, exchange(b"one"))

    trace: list[Exchange] = []
    transport = replayed(folder)
    answer = transport.send(request(), trace)

    assert (answer.status, answer.body, answer.received_at) == (200, b"one", NOON)
    assert answer.headers["x-odd"] == "v"
    assert ReplayRecorder(transport).record(trace[0]).file == DAY
    assert transport.runs == (HEADER,)


def test_repeated_questions_are_answered_in_turn(folder: Path) -> None:
    recorded(folder, exchange(b"one"), exchange(b"two"))

    transport = replayed(folder)

    said = [transport.send(request(), []).body for _ in range(3)]
    assert said == [b"one", b"two", b"two"]


def test_a_question_with_a_secret_finds_its_answer(folder: Path) -> None:
    asked = request("https://x.invalid/a?access_token=demo-secret-1&uid=1")
    recorded(folder, exchange(b"one", request=asked))

    again = request("https://x.invalid/a?access_token=%2A%2A%2A&uid=1")

    assert replayed(folder).send(again, []).body == b"one"


def test_bodies_tell_questions_apart(folder: Path) -> None:
    bodies = [b'{"begin":"1"}', b'{"begin":"2"}']
    recorded(
        folder,
        *(exchange(body, request=request(method="POST", body=body)) for body in bodies),
    )

    transport = replayed(folder)

    for body in reversed(bodies):
        assert transport.send(request(method="POST", body=body), []).body == body


def test_what_accounts_share_answers_all_of_them(folder: Path) -> None:
    recorded(folder, exchange(b"shared"))

    assert replayed(folder).send(request(account="b"), []).body == b"shared"


def test_an_accounts_own_answer_comes_before_anybodys(folder: Path) -> None:
    recorded(folder, exchange(b"a"), exchange(b"b", request=request(account="b")))

    assert replayed(folder).send(request(account="b"), []).body == b"b"


@pytest.mark.parametrize("received", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_a_recorded_failure_fails_again(folder: Path, received: bytes) -> None:
    detail = "x.invalid 未在 30 秒内应答完毕"
    recorded(folder, exchange(error="deadline", detail=detail, received=received))

    with pytest.raises(DeadlineExceeded, match="未在 30 秒内"):
        replayed(folder).send(request(), [])


def test_a_recorded_redirect_leads_on_or_is_refused(folder: Path) -> None:
    led = exchange(received=b"HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
    out = exchange(
        url="https://x.invalid/out",
        received=b"HTTP/1.1 302 F\r\nLocation: //y.invalid/\r\nContent-Length: 0\r\n\r\n",
    )
    recorded(folder, led, exchange(b"there", "https://x.invalid/b"), out)

    answer = replayed(folder).send(request(), [])

    assert (answer.body, answer.hops) == (b"there", ("https://x.invalid/a",))
    with pytest.raises(RedirectRefused):
        replayed(folder).send(request("https://x.invalid/out"), [])


def test_what_was_not_recorded_is_never_fetched(folder: Path) -> None:
    recorded(folder, exchange())

    with pytest.raises(NotRecorded) as failed:
        replayed(folder).send(request("https://x.invalid/other"), [])
    assert isinstance(failed.value, FetchError)


def test_the_last_run_is_replayed_unless_another_is_named(folder: Path) -> None:
    recorded(folder, exchange(b"first"))
    recorded(folder, exchange(b"second"), header=replace(HEADER, id=8))

    assert replayed(folder).send(request(), []).body == b"second"
    earlier = ReplayTransport(folder / DAY, Scrubber(), run=7)
    assert earlier.send(request(), []).body == b"first"
    assert [run.id for run in earlier.runs] == [7, 8]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空的"),
        (b"not a recording at all", "不是本程序的录制"),
        (gzip.compress(b"WARC/1.0\r\n\r\n", mtime=0), "不是证据记录"),
    ],
)
def test_a_file_that_is_no_recording_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)

    with pytest.raises(EvidenceError, match=sentence):
        ReplayTransport(path, Scrubber())


def test_a_torn_recording_is_refused(folder: Path) -> None:
    recorded(folder, exchange())
    path = folder / DAY
    path.write_bytes(path.read_bytes()[:-4])

    with pytest.raises(EvidenceError, match="中断"):
        replayed(folder)


NOISE = Random(7).randbytes(60_000)  # which packing does not shorten


@pytest.mark.parametrize(
    ("damaged", "sentence"),
    [
        (lambda whole: whole[:-1], "中断"),
        (lambda whole: whole[:-2_000], "中断"),  # a shorter record, to a reader that asks less
        (lambda whole: whole[:-59_000], "中断"),
        (lambda whole: _flipped(whole, len(whole) - 30_000), "损坏|不是证据记录"),
        (lambda whole: _flipped(whole, len(whole) - 6), "损坏"),  # the checksum alone
        (lambda whole: whole + b"\0" * 512, "损坏"),
    ],
)
def test_a_record_that_is_not_whole_is_no_shorter_record(
    folder: Path, damaged: Callable[[bytes], bytes], sentence: str
) -> None:
    kept(folder, 1)
    path = folder / DAY
    whole = path.read_bytes() + records.record("resource", "image/png", [], NOISE)
    path.write_bytes(whole)
    assert [len(record.block) for record, _, _ in archive.read(path)][-1] == len(NOISE)

    path.write_bytes(damaged(whole))
    with pytest.raises(EvidenceError, match=sentence):
        list(archive.read(path))


def _flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]


def test_a_record_that_unpacks_to_no_end_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / DAY
    folder.mkdir(parents=True, exist_ok=True)
    data = records.record("resource", "image/png", [], b"\0" * 3_000_000)
    path.write_bytes(data)
    size = len(gzip.decompress(data))
    monkeypatch.setattr(archive, "LARGEST", size)
    assert len(list(archive.read(path))) == 1

    monkeypatch.setattr(archive, "LARGEST", size - 1)
    with pytest.raises(EvidenceError, match="过大"):
        list(archive.read(path))


def test_a_recording_of_an_unknown_mode_is_refused(folder: Path) -> None:
    later = replace(HEADER, mode=cast("RunMode", "later"))
    recorded(folder, exchange(), header=later)

    with pytest.raises(EvidenceError, match="检查方式“later”不是本版本的，请升级程序"):
        replayed(folder)


def test_a_recording_without_a_run_is_refused(folder: Path) -> None:
    kept(folder, 1)

    with pytest.raises(EvidenceError, match="没有一次完整的抽查"):
        replayed(folder)


def test_an_attempt_that_was_repeated_counts_no_more(folder: Path) -> None:
    failed = exchange(b"", received=b"", error="network", detail="中断")
    recorded(folder, failed, replace(exchange(b"one"), repeated=True), exchange(b"two"))

    transport, trace = replayed(folder), list[Exchange]()
    said = [transport.send(request(), trace).body for _ in range(2)]

    assert said == [b"one", b"two"]
    assert len(trace) == 3


def test_an_attempt_of_another_account_is_not_taken_for_the_repetition(folder: Path) -> None:
    """What is shared in a run may be asked by another account in its replay."""
    failed = exchange(b"", received=b"", error="network", detail="中断")
    asked = request(account="b")
    recorded(
        folder,
        failed,
        exchange(b"other", request=asked),
        replace(exchange(b"one"), repeated=True),
    )

    said = replayed(folder).send(request(account="c"), []).body

    assert said == b"one"
