"""Evidence: wire-exact, paired, hashed, whole after every accident, replayable."""

import gzip
import os
import random
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from monitor.errors import (
    DeadlineExceeded,
    EvidenceError,
    FetchError,
    NotRecorded,
    RedirectRefused,
)
from monitor.evidence import Evidence, ReplayRecorder, ReplayTransport, RunHeader, archive, chain
from monitor.evidence.repair import repair
from monitor.evidence.verify import verify
from monitor.http.exchange import Exchange, Request
from monitor.model import EvidenceRef
from monitor.scrub import Scrubber
from tests.builders import NOON

DAY = "2021-12-31.warc.gz"
HEADER = RunHeader(
    id=7,
    moment=NOON,
    mode="full",
    selected=("a", "b"),
    registered=2,
    seed=None,
    sample="",
    registry="r",
    rules="sha256:x",
    program="newmedia-monitor/0",
)


def request(url: str = "https://x.invalid/a", **more: Any) -> Request:
    values: dict[str, Any] = {
        "account": "a",
        "source": "feed",
        "method": "GET",
        "url": url,
        "allowed_hosts": frozenset({"x.invalid"}),
    }
    return Request(**(values | more))


def exchange(body: bytes = b"hello", url: str = "https://x.invalid/a", **more: Any) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nX-Odd:  v\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    asked = more.pop("request", None) or request(url)
    values: dict[str, Any] = {
        "request": asked,
        "endpoint": "",
        "sent": f"{asked.method} /a HTTP/1.1\r\nHost: x\r\n\r\n".encode() + asked.body,
        "received": head + body,
        "peer": "203.0.113.9",
        "started_at": NOON,
        "received_at": NOON,
    }
    return Exchange(**(values | more))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def evidence(folder: Path, *values: str) -> Evidence:
    return Evidence(folder, Scrubber(values), software="newmedia-monitor/0")


def recorded(folder: Path, *exchanges: Exchange, header: RunHeader = HEADER) -> list[EvidenceRef]:
    keeping = evidence(folder, "demo-secret-1")
    keeping.begin_run(header)
    refs = [keeping.record(one) for one in exchanges]
    keeping.end_run(header, "sha256:seal")
    keeping.close()
    return refs


def records(folder: Path, name: str = DAY) -> list[tuple[str, dict[str, str], bytes]]:
    with (folder / name).open("rb") as file:
        return [
            (
                one.rec_type,
                dict(one.rec_headers.headers),
                one.raw_stream.read(),
            )
            for one in ArchiveIterator(file, no_record_parse=True)
        ]


def test_records_are_those_of_the_standard(folder: Path) -> None:
    recorded(folder, exchange(), exchange(b"x" * 9000))

    class Arguments:
        inputs = [str(folder / DAY)]  # noqa: RUF012
        verbose = False

    checker = Checker(Arguments())
    checker.process_all()
    assert checker.exit_value == 0
    assert [kind for kind, _, _ in records(folder)] == [
        "metadata", "response", "request", "response", "request", "metadata",
    ]  # fmt: skip


def test_the_wire_is_kept_byte_for_byte(folder: Path) -> None:
    one = exchange(gzip.compress(b"hello"), peer="203.0.113.9")

    recorded(folder, one)

    _, (kind, headers, block), (_, asked, sent), _ = records(folder)
    assert (kind, block) == ("response", one.received)
    assert sent == one.sent
    assert asked["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert headers["WARC-IP-Address"] == "203.0.113.9"
    assert headers["WARC-Date"] == "2021-12-31T04:00:00.000000Z"
    assert "Monitor-Scrubbed" not in headers


def test_a_day_of_beijing_has_its_own_file(folder: Path) -> None:
    before = datetime(2021, 12, 31, 15, 59, 59, tzinfo=UTC)

    refs = recorded(
        folder,
        exchange(received_at=before),
        exchange(received_at=before + timedelta(seconds=1)),
    )

    assert [ref.file for ref in refs] == [DAY, "2022-01-01.warc.gz"]


def test_many_threads_lose_and_mix_nothing(folder: Path) -> None:
    keeping = evidence(folder)
    refs: list[tuple[int, EvidenceRef]] = []

    def work(start: int) -> None:
        for number in range(start, start + 50):
            body = str(number).encode() * 100
            url = f"https://x.invalid/{number}"
            refs.append((number, keeping.record(exchange(body, url))))

    threads = [threading.Thread(target=work, args=(n * 50,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flushed = keeping.flush()
    keeping.close()

    assert len(flushed) == len(refs) == 600
    ordered = sorted((ref for _, ref in refs), key=lambda ref: ref.offset)
    assert verify(folder, ordered) == ()
    for number, ref in refs:
        assert archive.body(folder, ref) == str(number).encode() * 100


SECRETS: list[tuple[str, dict[str, Any]]] = [
    ("query", {"request": request("https://x.invalid/?access_token=demo-secret-1")}),
    ("header", {"sent": b"GET / HTTP/1.1\r\nAuthorization: demo-secret-1\r\n\r\n"}),
    ("cookie", {"sent": b"GET / HTTP/1.1\r\nCookie: SUB=demo-secret-1\r\n\r\n"}),
    ("body", {"sent": b'POST / HTTP/1.1\r\n\r\n{"secret":"demo-secret-1"}'}),
    ("form", {"sent": b"POST / HTTP/1.1\r\n\r\nclient_secret=demo-secret-1"}),
    ("path", {"request": request("https://x.invalid/demo-secret-1/feed")}),
    ("answer", {"received": b'HTTP/1.1 200 OK\r\n\r\n{"access_token":"demo-secret-1"}'}),
    ("set-cookie", {"received": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=demo-secret-1\r\n\r\nx"}),
    ("failure", {"error": "network", "received": b"", "detail": "demo-secret-1"}),
    (
        "gzip",
        {
            "received": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(b'{"access_token":"demo-secret-1"}')
        },
    ),
    (
        "chunks",
        {
            "received": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'e\r\n{"access_token\r\n9\r\n":"demo-s\r\n9\r\necret-1"}\r\n0\r\n\r\n'
        },
    ),
]


@pytest.mark.parametrize(("where", "more"), SECRETS, ids=[name for name, _ in SECRETS])
def test_no_secret_is_stored_and_the_scrubbing_is_stated(
    folder: Path, where: str, more: dict[str, Any]
) -> None:
    """Case 71."""
    recorded(folder, exchange(**more))

    stored = gzip.decompress((folder / DAY).read_bytes())
    assert b"demo-secret-1" not in stored
    if where not in ("query", "path", "failure"):
        assert b"Monitor-Scrubbed: " in stored


def test_a_token_granted_in_one_answer_is_gone_from_later_ones(folder: Path) -> None:
    keeping = evidence(folder)
    packed = gzip.compress(b'{"access_token":"GRANTED-99","expires_in":7200}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    keeping.record(exchange(received=head + packed))
    keeping.record(exchange(b"echo GRANTED-99", "https://x.invalid/GRANTED-99"))
    keeping.close()

    assert b"GRANTED-99" not in gzip.decompress((folder / DAY).read_bytes())


def test_a_secret_in_gzip_is_stored_unpacked_and_says_so(folder: Path) -> None:
    recorded(folder, exchange(**dict(SECRETS)["gzip"]))

    _, (_, headers, block), *_ = records(folder)
    assert "re-encoded" in headers["Monitor-Scrubbed"]
    assert b"Content-Encoding" not in block
    assert block.endswith(b'{"access_token":"*************"}')


def test_flush_returns_what_became_durable_once(folder: Path) -> None:
    keeping = evidence(folder)
    ref = keeping.record(exchange())

    assert keeping.flush() == (ref,)
    assert keeping.flush() == ()
    keeping.close()


def test_a_body_is_read_back_from_its_place(folder: Path) -> None:
    first, second = recorded(folder, exchange(b"one"), exchange(b"two"))

    assert archive.body(folder, first) == b"one"
    assert archive.body(folder, second) == b"two"
    with pytest.raises(EvidenceError):
        archive.body(folder, replace(second, offset=second.offset + 3))
    with pytest.raises(EvidenceError):
        archive.body(folder, replace(second, file="2000-01-01.warc.gz"))


# whole after every accident


def kept(folder: Path, count: int = 6) -> list[EvidenceRef]:
    keeping = evidence(folder)
    refs = [keeping.record(exchange(str(n).encode() * 50)) for n in range(count)]
    keeping.close()
    return refs


@pytest.mark.parametrize("lost", range(0, 500, 37))
def test_a_torn_tail_is_set_aside(folder: Path, lost: int) -> None:
    refs = kept(folder)
    path = folder / DAY
    end = refs[-2].offset + refs[-2].length
    torn = path.read_bytes()[: max(end + 1, path.stat().st_size - lost)]
    path.write_bytes(torn)

    (found,) = repair(folder, {DAY: end})

    assert path.stat().st_size == end
    assert (folder / found.kept_as).read_bytes() == torn[end:]
    assert verify(folder, refs[:-1]) == ()
    assert repair(folder, {DAY: end}) == ()


def test_appending_after_a_repair_leaves_all_readable(folder: Path) -> None:
    refs = kept(folder, 2)
    end = refs[0].offset + refs[0].length
    with (folder / DAY).open("r+b") as file:
        file.truncate(end + 20)

    repair(folder, {DAY: end})
    more = kept(folder, 1)

    assert verify(folder, [refs[0], *more]) == ()
    assert len(records(folder)) == 4


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ("Content-Encoding: gzip\r\nContent-Length: {n}", gzip.compress(b"hello", mtime=0)),
        ("Transfer-Encoding: chunked\r\nContent-Length: {n}", b"5\r\nhello\r\n0\r\n\r\n"),
        ("content-length: {n}", b"hello"),
        ("X-None: 1", b"hello"),
    ],
)
def test_a_kept_body_is_unpacked_however_it_came(framing: str, body: bytes, folder: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\n{framing.format(n=len(body))}\r\n\r\n".encode()
    with_evidence = Evidence(folder, Scrubber(), software="t/0")
    ref = with_evidence.record(exchange(received=head + body))
    with_evidence.close()

    assert archive.body(folder, ref) == b"hello"


def test_a_file_nobody_registered_is_set_aside_whole(folder: Path) -> None:
    kept(folder, 1)

    (found,) = repair(folder, {})

    assert (folder / DAY).stat().st_size == 0
    assert "未登记" in str(found)


def test_a_short_or_missing_file_is_told(folder: Path) -> None:
    refs = kept(folder)
    end = refs[-1].offset + refs[-1].length
    with (folder / DAY).open("r+b") as file:
        file.truncate(end - 5)

    short, missing = repair(folder, {DAY: end, "2021-12-30.warc.gz": 10})

    assert "短缺 5 字节" in str(short)
    assert "短缺 10 字节" in str(missing)


def test_a_writer_killed_at_any_moment_leaves_what_it_flushed(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.evidence.test_evidence import evidence, exchange\n"
        "keeping = evidence(Path(sys.argv[1]))\n"
        "while True:\n"
        "    ref = keeping.record(exchange(b'x' * 3000))\n"
        "    keeping.flush()\n"
        "    print(ref.offset, ref.length, ref.sha256, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(20)]
    process.kill()
    lines += process.stdout.readlines()
    process.wait()

    refs = [
        EvidenceRef(file=DAY, offset=int(a), length=int(b), sha256=c)
        for a, b, c in (line.split() for line in lines if line.count(" ") == 2)
        if len(c) == 64
    ]
    repair(folder, {DAY: refs[-1].offset + refs[-1].length})
    assert len(refs) >= 20
    assert verify(folder, refs) == ()


def test_any_changed_byte_is_found(folder: Path) -> None:
    refs = kept(folder)
    path = folder / DAY
    whole = path.read_bytes()
    dice = random.Random(1)

    for position in dice.sample(range(len(whole)), 60):
        changed = bytearray(whole)
        changed[position] ^= 1 << dice.randrange(8)
        path.write_bytes(bytes(changed))
        faults = verify(folder, refs)
        assert len(faults) == 1
        assert faults[0].offset <= position


def test_a_missing_an_added_and_a_swapped_record_are_found(folder: Path) -> None:
    refs = kept(folder)
    path = folder / DAY
    whole = path.read_bytes()

    path.write_bytes(whole + b"x")
    assert "末尾" in str(verify(folder, refs)[0])
    path.write_bytes(whole[:-1])
    assert "短缺" in str(verify(folder, refs)[0])
    path.write_bytes(whole)
    assert "未登记或缺失" in str(verify(folder, [refs[0], *refs[2:]])[0])
    one, other = refs[0], refs[1]
    swapped = whole[other.offset : other.offset + other.length] + whole[: one.length]
    path.write_bytes(swapped + whole[other.offset + other.length :])
    assert verify(folder, refs)
    path.unlink()
    assert "缺失" in str(verify(folder, refs)[0])


def test_an_unregistered_file_is_found(folder: Path) -> None:
    refs = kept(folder)
    (folder / "2022-01-02.warc.gz").write_bytes(b"x")

    assert [str(fault) for fault in verify(folder, refs)] == [
        "2022-01-02.warc.gz@0：整个文件未登记"
    ]


texts = st.lists(st.text(max_size=8), max_size=5)


@settings(max_examples=200)
@given(st.text(max_size=8), texts, st.text(max_size=8), texts)
def test_a_seal_stands_for_one_history_only(
    before: str, items: list[str], other: str, others: list[str]
) -> None:
    same = (before, items) == (other, others)

    assert (chain.seal(before, items) == chain.seal(other, others)) is same


# replay


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
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"not a recording at all", "不是本程序的录制"),
        (gzip.compress(b"WARC/1.0\r\n\r\n", mtime=0), "不是证据记录"),
    ],
)
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)

    with pytest.raises(EvidenceError, match=said):
        ReplayTransport(path, Scrubber())


def test_a_torn_recording_is_refused(folder: Path) -> None:
    recorded(folder, exchange())
    path = folder / DAY
    path.write_bytes(path.read_bytes()[:-4])

    with pytest.raises(EvidenceError, match="中断"):
        replayed(folder)


def test_a_recording_without_a_run_is_refused(folder: Path) -> None:
    kept(folder, 1)

    with pytest.raises(EvidenceError, match="没有一次完整的抽查"):
        replayed(folder)
