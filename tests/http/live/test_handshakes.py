"""Each way in which a secure connection fails has its own sentence, and its own remedy."""

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest
import trustme

from monitor.http.exchange import Exchange
from monitor.http.failures import handshake_error, is_handshake_failure
from monitor.http.handshakes import ServerProtocol
from monitor.model.errors import FetchError, Unreachable
from tests.http import tls
from tests.http.live.builders import refused, request, transport
from tests.http.server import says, speaking_raw

OLD = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"  # SHA-1: no hello of ours offers it
CA_FILE, LEGACY = "network.ca_file", "network.legacy_tls"


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("settings", "sentence", "remedy"),
    [
        (lambda: tls.self_signed(), "的证书是自签名的", CA_FILE),
        (lambda: tls.server(chain=False), "缺少中间证书", CA_FILE),
        (lambda: tls.server(tls.valid(-timedelta(9), -timedelta(1))), "的证书已过期", "校准"),
        (lambda: tls.server(tls.valid(timedelta(1), timedelta(9))), "的证书尚未生效", "校准"),
        (
            lambda: tls.server(tls.intermediate().issue_cert("www.linhe.invalid")),
            "主机名不符",
            "核对网址",
        ),
        (
            lambda: tls.server(tls.intermediate().issue_cert("127.0.0.9")),
            "主机名不符",
            "核对网址",
        ),
        (tls.of_old, "只支持过时的安全协议或算法", LEGACY),
        (lambda: tls.server(ciphers=OLD), "只支持过时的安全协议或算法", LEGACY),
    ],
    ids=[
        "self-signed", "no-intermediate", "expired", "not-yet-valid", "other-name",
        "other-address", "tls-1.0", "old-ciphers",
    ],
)  # fmt: skip
def test_a_failed_handshake_says_what_failed(
    trusted: dict[str, object], settings: Callable[[], ssl.SSLContext], sentence: str, remedy: str
) -> None:
    with tls.serving(settings()) as (origin, heads):
        error, trace = refused(origin, **trusted)

    assert sentence in error.message
    assert remedy in error.message
    assert "127.0.0.1" in error.message
    assert "SSL" not in error.message
    assert heads == []  # nothing was ever sent
    assert len(trace) == 1  # and nothing asked twice


def test_an_unknown_authority_is_told_from_a_missing_chain() -> None:
    """The root that is sent along is unknown; without it nobody can tell."""
    leaf = trustme.CA().issue_cert(tls.HOST)
    strange = trustme.CA(organization_name="临河")
    whole = strange.issue_cert(tls.HOST)
    with tls.serving(tls.server(leaf)) as (origin, _):
        alone, _ = refused(origin)
    settings = tls.server(whole)
    pems = whole.private_key_pem.bytes() + whole.cert_chain_pems[0].bytes()
    with trustme.Blob(pems + strange.cert_pem.bytes()).tempfile() as path:
        settings.load_cert_chain(path)
    with tls.serving(settings) as (origin, _):
        with_root, _ = refused(origin)

    assert "缺少中间证书" in alone.message
    assert "本机不认识的机构签发" in alone.message
    assert "的证书由本机不认识的机构签发" in with_root.message


def reset(peer: socket.socket) -> None:
    peer.recv(4096)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def replies(data: bytes, *, to_national: bytes | None = None) -> Callable[[socket.socket], None]:
    """Answer every hello with *data*, one of the national protocol with something else."""

    def serve(peer: socket.socket) -> None:
        hello = peer.recv(4096)
        national = hello[1:3] == b"\x01\x01"
        said = to_national if national and to_national is not None else data
        peer.sendall(said)
        if said:
            peer.recv(1)

    return serve


ALERT = bytes.fromhex("15030300020228")  # handshake_failure
VERSION = bytes.fromhex("15030300020246")  # protocol_version
NATIONAL_ALERT = bytes.fromhex("15010100020228")
NATIONAL_HELLO = bytes.fromhex("16010100350200003101010101") + b"\0" * 60


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("serve", "sentence", "asked"),
    [
        (replies(NATIONAL_ALERT), "只支持国密协议", 1),
        (replies(NATIONAL_ALERT, to_national=b""), "只支持国密协议", 1),
        (replies(ALERT, to_national=NATIONAL_HELLO), "只支持国密协议", 1),
        (replies(VERSION, to_national=NATIONAL_HELLO), "只支持国密协议", 1),
        (replies(ALERT, to_national=NATIONAL_ALERT), "只支持国密协议", 1),
        (replies(ALERT), "没有双方都支持的安全协议或算法", 1),
        (replies(ALERT, to_national=b"\x16\x01\x01\x00\x05\x01\x00"), "没有双方都支持", 1),
        (replies(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "不提供安全连接", 1),
        (replies(b""), "建立安全连接时被对方切断", 2),
        (reset, "建立安全连接时被对方切断", 2),
    ],
    ids=[
        "national", "national-to-nobody", "alert-or-national", "version-or-national", "alerts",
        "alert", "echo", "plain", "closed", "reset",
    ],
)  # fmt: skip
def test_a_broken_off_handshake_says_what_the_server_speaks(
    serve: Callable[[socket.socket], None], sentence: str, asked: int
) -> None:
    with speaking_raw(serve) as port:
        error, trace = refused(f"https://127.0.0.1:{port}", read_timeout=0.3)

    assert sentence in error.message
    assert len(trace) == asked


def test_what_a_server_speaks_is_found_out_once_a_run() -> None:
    hellos: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        hellos.append(peer.recv(4096))
        peer.sendall(ALERT)

    sender = transport(deadline=9.0)
    with speaking_raw(serve) as port:
        for _ in range(3):
            with pytest.raises(FetchError):
                sender.send(request(f"https://127.0.0.1:{port}/"), [])

    assert len(hellos) == 3 + 3  # three requests, and three hellos to find out


@pytest.mark.parametrize("cut", [reset, replies(ALERT)], ids=["reset", "alert"])
def test_a_handshake_cut_by_chance_blames_no_protocol(cut: Callable[[socket.socket], None]) -> None:
    count = iter(range(9))
    settings = tls.server()

    def serve(peer: socket.socket) -> None:
        if next(count) in (0, 2):
            return cut(peer)
        with settings.wrap_socket(peer, server_side=True):
            return None

    with speaking_raw(serve) as port:
        error, _ = refused(f"https://127.0.0.1:{port}")

    assert isinstance(error, Unreachable)
    assert "切断" in error.message


def test_a_silent_handshake_is_given_up() -> None:
    def silent(peer: socket.socket) -> None:
        peer.recv(4096)
        peer.recv(1)

    with speaking_raw(silent) as port:
        error, _ = refused(f"https://127.0.0.1:{port}", deadline=1.0)

    assert isinstance(error, FetchError)
    assert "证书" not in error.message


NO_RENEGOTIATION = bytes.fromhex("160303002a0200002603 03".replace(" ", "")) + (
    b"\7" * 32 + bytes.fromhex("00c02f00")
)  # a ServerHello without the extension that servers of before 2010 lack


@pytest.mark.long
def test_a_server_without_secure_renegotiation_is_one_of_old() -> None:
    with speaking_raw(replies(NO_RENEGOTIATION)) as port:
        origin = f"https://127.0.0.1:{port}"
        today, _ = refused(origin)
        conceded, _ = refused(origin, legacy_tls=frozenset({"127.0.0.1"}), deadline=1.0)

    assert LEGACY in today.message
    assert LEGACY not in conceded.message


@pytest.mark.parametrize("allowed", [True, False])
def test_an_allowed_host_is_not_to_be_allowed_again(allowed: bool) -> None:
    error = ssl.SSLError(1, "x")
    error.reason = "UNSUPPORTED_PROTOCOL"

    failed = handshake_error(
        error, "www.linhe.invalid", ServerProtocol.OLD, legacy_tls_allowed=allowed
    )

    assert ("列入 network.legacy_tls" in failed.message) is not allowed


def test_a_handshake_broken_off_without_a_reason_may_be_tried_again() -> None:
    silent = ssl.SSLError()
    silent.reason = None  # type: ignore[assignment]  # as OpenSSL leaves it at a bare end

    for error in (ConnectionResetError(), silent, ssl.SSLError("made by Python")):
        failed = handshake_error(
            error, "www.linhe.invalid", ServerProtocol.UNKNOWN, legacy_tls_allowed=False
        )
        assert isinstance(failed, Unreachable)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionResetError(), True),
        (ssl.SSLError(), True),
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
        (ssl.SSLCertVerificationError(), False),
        (ValueError(), False),
    ],
)
def test_only_what_broke_off_before_a_certificate_is_a_failed_handshake(
    error: Exception, expected: bool
) -> None:
    assert is_handshake_failure(error, request_sent=False) is expected
    assert not is_handshake_failure(error, request_sent=True)


def test_a_failure_of_an_allowed_host_does_not_ask_to_allow_it() -> None:
    with speaking_raw(replies(ALERT)) as port:
        error, _ = refused(
            f"https://127.0.0.1:{port}", legacy_tls=frozenset({"127.0.0.1"}), deadline=9.0
        )

    assert "已按 network.legacy_tls 放宽" in error.message


def test_a_broken_answer_over_tls_is_no_failed_handshake(trusted: dict[str, object]) -> None:
    with tls.serving(tls.server(), says(b"HTTP/1.1 200 OK\r\nContent-Le")) as (origin, _):
        error, trace = refused(origin, **trusted)

    assert "应答不完整" in error.message
    assert len(trace) == 2


def test_an_answer_that_is_reset_over_tls_is_no_failed_handshake(
    trusted: dict[str, object],
) -> None:
    def talk(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with tls.serving(tls.server(), talk) as (origin, _):
        error, _ = refused(origin, **trusted)

    assert "应答不完整" in error.message


def test_connections_are_kept_over_tls(trusted: dict[str, object]) -> None:
    """One handshake for several requests, each exchange with its peer."""

    def twice(peer: socket.socket, _: bytes) -> None:
        for _turn in range(2):
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            peer.recv(65536)

    trace: list[Exchange] = []
    with ExitStack() as stack:
        origin, heads = stack.enter_context(tls.serving(tls.server(), twice))
        sender = transport(**trusted)
        for _ in range(2):
            sender.send(request(origin + "/"), trace)

    assert len(heads) == 1
    assert [exchange.peer for exchange in trace] == ["127.0.0.1"] * 2
