"""Whom a TLS handshake trusts, and what is conceded to the hosts that the register names.

Verification is never switched off. Authorities are those of certifi and of this machine, those
of the environment's files, and the register's ``ca_file``; each of these certificates is trusted
as it stands, so that one intermediate, or a server's own certificate, is enough.
"""

import os
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock

from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of

FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # administrators set these
FOLDERS = ("SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
LARGEST = 5_000_000  # bytes of a file of certificates
LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT; the ssl module names it since 3.12
OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"  # short keys and SHA-1 signatures, but nothing unencrypted


class Trust:
    """Makes the settings of a handshake for a host; each of the two kinds once.

    Raises ConfigError where *ca_file* is no use.
    """

    def __init__(
        self,
        ca_file: Path | None = None,
        legacy_hosts: frozenset[str] = frozenset(),
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.ca_text, fault = certificates(ca_file) if ca_file else ("", "")
        if fault:
            raise ConfigError(f"network.ca_file 不能使用：{fault}")
        self.legacy_hosts = legacy_hosts
        self.environ = environ
        self._lock = Lock()
        self._contexts: dict[bool, ssl.SSLContext] = {}

    def is_legacy(self, host: str) -> bool:
        """Say whether *host* may use outdated protocols and algorithms."""
        return host.lower().rstrip(".") in self.legacy_hosts

    def context(self, host: str) -> ssl.SSLContext:
        """Return the settings for *host*."""
        return self._context(legacy=self.is_legacy(host))

    def _context(self, *, legacy: bool) -> ssl.SSLContext:
        with self._lock:
            if legacy not in self._contexts:
                self._contexts[legacy] = self._make(legacy=legacy)
            return self._contexts[legacy]

    def _make(self, *, legacy: bool) -> ssl.SSLContext:
        context = lowered(blank()) if legacy else blank()
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        self._add_usual(context)
        if self.ca_text:
            context.load_verify_locations(cadata=self.ca_text)
        return context

    def _add_usual(self, context: ssl.SSLContext) -> None:
        from requests.utils import DEFAULT_CA_BUNDLE_PATH  # only where something is asked

        context.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
        for path in dict.fromkeys(_named(self.environ, FILES)):
            text, fault = certificates(path)
            if not fault:
                context.load_verify_locations(cadata=text)
        for path in _named(self.environ, FOLDERS):
            if path.is_dir():
                context.load_verify_locations(capath=str(path))


def blank() -> ssl.SSLContext:
    """Return the settings of every handshake, without any authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def lowered(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let *context* speak with outdated servers; it verifies as before."""
    context.set_ciphers(OLD_CIPHERS)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # TLS 1.0: SSL 3.0 stays refused
    context.options |= LEGACY_SERVER_CONNECT
    return context


def certificates(path: Path) -> tuple[str, str]:
    """Return the text of a file of PEM certificates, and what is wrong with it, if anything."""
    try:
        if path.is_dir():
            return "", "这是一个目录，应为 PEM 证书文件"
        if not path.is_file():
            return "", f"文件 {path.name} 不存在，请核对路径"
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        return "", f"文件 {path.name} 无法读取：{reason_of(error) or '请核对路径'}"
    return _checked(path.name, data)


def _checked(name: str, data: bytes) -> tuple[str, str]:
    if len(data) > LARGEST:
        return "", f"文件 {name} 过大，不像证书文件"
    text = data.decode("ascii", "ignore")  # what stands between the certificates may be Chinese
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        hint = "，像是 DER 格式，请另存为 PEM（Base64 编码）" if data[:1] == b"\x30" else ""
        return "", f"文件 {name} 中没有可用的 PEM 证书{hint}"
    return text, ""


def unusable(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each variable of the environment that names certificates of no use, and why."""
    for name in dict.fromkeys((*FILES, *FOLDERS)):
        path = Path(environ[name]) if environ.get(name) else None
        if path is None or (name in FOLDERS and path.is_dir()):
            continue
        fault = certificates(path)[1] if name in FILES else f"目录 {path.name} 不存在"
        if fault:
            yield name, fault


def _named(environ: Mapping[str, str], names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        if value := environ.get(name, ""):
            yield Path(value)
