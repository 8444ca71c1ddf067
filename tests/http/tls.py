"""Loopback servers that speak TLS in every way a test wants, with certificates of its own."""

import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import trustme

from tests.http.server import Talk, says, speaking_raw

HOST = "127.0.0.1"
FINE = says(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")


@cache
def root() -> trustme.CA:
    """An authority that nobody knows."""
    return trustme.CA(organization_name="临河根证书")


@cache
def intermediate() -> trustme.CA:
    """What *root* lets issue certificates."""
    return root().create_child_ca()


def server(
    leaf: trustme.LeafCert | None = None, *, chain: bool = True, ciphers: str = ""
) -> ssl.SSLContext:
    """Return a server's settings; without *chain* it forgets its intermediate certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf = leaf or intermediate().issue_cert(HOST)
    pems = leaf.cert_chain_pems if chain else leaf.cert_chain_pems[:1]
    with trustme.Blob(
        b"".join([leaf.private_key_pem.bytes(), *(p.bytes() for p in pems)])
    ).tempfile() as path:
        context.load_cert_chain(path)
    if ciphers:
        context.set_ciphers(ciphers)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def of_old() -> ssl.SSLContext:
    """Return the settings of a server that stayed with TLS 1.0."""
    context = server(ciphers="ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def self_signed() -> ssl.SSLContext:
    """Return the settings of a server that vouches for itself."""
    own = trustme.CA(organization_name="临河自签")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(own.private_key_pem.bytes() + own.cert_pem.bytes()).tempfile() as path:
        context.load_cert_chain(path)
    return context


def valid(since: timedelta, until: timedelta) -> trustme.LeafCert:
    """Return a certificate that holds between two moments, told from now."""
    now = datetime.now(UTC)  # noqa: TID251  # the clock that OpenSSL compares with
    return intermediate().issue_cert(HOST, not_before=now + since, not_after=now + until)


@contextmanager
def serving(settings: ssl.SSLContext, talk: Talk = FINE) -> Iterator[tuple[str, list[bytes]]]:
    """Serve *talk* over TLS: (origin, heads read)."""
    heads: list[bytes] = []

    def shake(peer: socket.socket) -> None:
        with settings.wrap_socket(peer, server_side=True) as shaken:
            heads.append(shaken.recv(65536))
            talk(shaken, heads[-1])

    with speaking_raw(shake) as port:
        yield f"https://{HOST}:{port}", heads


def pem(folder: Path, *authorities: trustme.CA, name: str = "ca.pem") -> Path:
    """Write the certificates of *authorities* to a file as the office would get them."""
    path = folder / name
    text = b"".join(b"# \xe8\xaf\x81\xe4\xb9\xa6\n" + one.cert_pem.bytes() for one in authorities)
    path.write_bytes(text)
    return path
