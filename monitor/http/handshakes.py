"""Find out what a server that refused our handshake speaks: a few hellos, nothing else is sent.

Servers that know only the national algorithms (国密, GB/T 38636) or the protocols of another time
answer a present-day hello with the same alert, or hang up. Each hello goes to the very address
that the guard admitted. Nothing is read from such a connection but the handshake.
"""

import os
import socket
import ssl
import time
from contextlib import suppress
from enum import Enum, auto

from monitor.http.trust import blank, lowered

SECONDS = 3.0  # for each hello
_TLCP = b"\x01\x01"  # the version in every record of the national protocol
_ALERT, _HANDSHAKE, _SERVER_HELLO = 0x15, 0x16, 0x02
_SUITES = bytes.fromhex("e013e011e053e051")  # ECC and ECDHE with SM4, in CBC and in GCM


class ServerProtocol(Enum):
    """What a server turned out to speak."""

    TLS = auto()  # after all: it was cut by chance
    OLD = auto()  # once what is asked of it is lowered
    NATIONAL = auto()
    PLAIN = auto()  # http where https was asked
    UNKNOWN = auto()


def probe_protocol(peer: str, port: int, host: str) -> ServerProtocol:
    """Find out what the server at *peer* speaks for *host*."""
    first, reached = _greet(peer, port, host, blank())
    if reached:
        return ServerProtocol.TLS
    if first.startswith(b"HTTP/"):
        return ServerProtocol.PLAIN
    if not _is_national(first) and _greet(peer, port, host, lowered(blank()))[1]:
        return ServerProtocol.OLD
    if _is_national(first) or _is_national(_answer_to(peer, port, _national_hello())):
        return ServerProtocol.NATIONAL
    return ServerProtocol.UNKNOWN


def _greet(peer: str, port: int, host: str, settings: ssl.SSLContext) -> tuple[bytes, bool]:
    """Shake hands up to the certificate; return the first bytes answered, and whether it came.

    *settings* trust nobody, so the handshake ends at the certificate: no request is ever sent.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    shaking = settings.wrap_bio(incoming, outgoing, server_hostname=host)
    first, ends_at = b"", time.monotonic() + SECONDS
    with suppress(OSError), socket.create_connection((peer, port), timeout=SECONDS) as sock:
        while time.monotonic() < ends_at:
            try:
                shaking.do_handshake()
            except ssl.SSLWantReadError:
                sock.sendall(outgoing.read())
                part = sock.recv(16384)
                first = first or part[:16]
                if not part:
                    break
                incoming.write(part)
            except ssl.SSLCertVerificationError:
                return first, True
            except ssl.SSLError:
                break
    return first, False


def _answer_to(peer: str, port: int, hello: bytes) -> bytes:
    with suppress(OSError), socket.create_connection((peer, port), timeout=SECONDS) as sock:
        sock.sendall(hello)
        return sock.recv(16)
    return b""


def _is_national(answer: bytes) -> bool:
    if len(answer) < 6 or answer[1:3] != _TLCP:
        return False
    return answer[0] == _ALERT or (answer[0] == _HANDSHAKE and answer[5] == _SERVER_HELLO)


def _national_hello() -> bytes:
    suites = len(_SUITES).to_bytes(2, "big") + _SUITES
    body = _TLCP + os.urandom(32) + b"\x00" + suites + b"\x01\x00"
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return bytes([_HANDSHAKE]) + _TLCP + len(message).to_bytes(2, "big") + message
