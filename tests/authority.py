"""A time-stamping authority on loopback that really signs, and can be bent in every way (RFC 3161).

The few structures of ASN.1 that it needs are put together here by hand: a library that reads
answers is not tested by answers that it wrote itself.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.loopback import listening

DATA, TST = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, DIGEST, CERT = (
    "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47",
)  # fmt: skip
SHA256, RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1"
NULL = b"\x05\x00"


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def number(value: int) -> bytes:
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    body = bytes([first * 40 + second])
    for part in rest:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.append(0x80 | part & 0x7F)
        body += bytes(reversed(digits))
    return der(6, body)


def algorithm(name: str) -> bytes:
    return der(0x30, oid(name), NULL)


def inner(data: bytes) -> list[tuple[int, bytes]]:
    """Return the (tag, content) of the elements in *data*."""
    found, at = [], 0
    while at < len(data):
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[at : at + count], "big")
            at += count
        found.append((tag, data[at : at + size]))
        at += size
    return found


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A key with its certificate, and the root above it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)


def signer(*, since: datetime, until: datetime, usage: bool = True) -> Signer:
    """Make an authority of its own; *usage*: its certificate is one for time-stamps."""
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    top = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loopback Root")])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loopback Stamp")])
    root = (
        _certificate(top, top, root_key, since - timedelta(days=9), until + timedelta(days=999))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), False)
        .sign(root_key, hashes.SHA256())
    )
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if usage else ExtendedKeyUsageOID.CODE_SIGNING
    leaf = (
        _certificate(own, top, key, since, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False
        )
        .sign(root_key, hashes.SHA256())
    )
    return Signer(key=key, certificate=leaf, root=root)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Any, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


@dataclass(frozen=True, kw_only=True)
class Bent:
    """How an answer departs from an honest one."""

    status: int = 0
    nonce: int | None = None
    imprint: bytes | None = None
    digest: bytes | None = None
    certificate: bool = True
    code: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: Callable[[bytes], bytes] = field(default=lambda body: body)


HONEST = Bent()


def reply(query: bytes, by: Signer, at: datetime, bent: Bent = HONEST) -> bytes:
    """Return the answer to *query*."""
    ((_, request),) = inner(query)
    parts = inner(request)
    imprint = inner(parts[1][1])[1][1]
    nonce = next(int.from_bytes(body, "big") for tag, body in parts[2:] if tag == 2)
    info = der(
        0x30,
        number(1),
        oid("1.3.6.1.4.1.99999.1"),
        der(0x30, algorithm(SHA256), der(4, bent.imprint or imprint)),
        number(4711),
        der(0x18, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
        number(nonce if bent.nonce is None else bent.nonce),
    )
    certificate = by.certificate.public_bytes(serialization.Encoding.DER)
    essence = der(0x30, der(0x30, der(0x30, der(4, hashlib.sha256(certificate).digest()))))
    digest = bent.digest or hashlib.sha256(info).digest()
    attributes = sorted(
        der(0x30, oid(name), der(0x31, value))
        for name, value in ((CONTENT_TYPE, oid(TST)), (DIGEST, der(4, digest)), (CERT, essence))
    )
    signature = by.key.sign(der(0x31, *attributes), padding.PKCS1v15(), hashes.SHA256())
    issuer = by.certificate.issuer.public_bytes()
    signed = der(
        0x30,
        number(3),
        der(0x31, algorithm(SHA256)),
        der(0x30, oid(TST), der(0xA0, der(4, info))),
        *([der(0xA0, certificate)] if bent.certificate else []),
        der(
            0x31,
            der(
                0x30,
                number(1),
                der(0x30, issuer, number(by.certificate.serial_number)),
                algorithm(SHA256),
                der(0xA0, *attributes),
                algorithm(RSA),
                der(4, signature),
            ),
        ),
    )
    status = der(0x30, number(bent.status))
    if bent.status > 1:
        return der(0x30, status)
    return der(0x30, status, der(0x30, oid(DATA), der(0xA0, signed)))


@contextmanager
def authority(by: Signer, now: Callable[[], datetime], bent: Bent = HONEST) -> Iterator[Any]:
    """Serve time-stamps by *by*: its address, and what was asked."""
    asked: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((str(self.headers["Content-Type"]), query))
            body = bent.body(reply(query, by, now(), bent))
            self.send_response(bent.code)
            for name, value in bent.headers:
                self.send_header(name, value)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with listening(Handler) as origin:
        yield f"{origin}/tsr", asked


__all__ = ["HONEST", "Bent", "Signer", "authority", "replace", "reply", "signer"]
