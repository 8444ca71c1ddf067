"""Whom a secure connection trusts, and with whom it speaks the protocols of another time."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from monitor.http.exchange import Exchange
from monitor.http.trust import Trust
from monitor.model.errors import ConfigError
from tests.http import tls
from tests.http.live.builders import refused, request, transport

OLD = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"
LEGACY = "network.legacy_tls"


def reaches(settings: ssl.SSLContext, **overrides: object) -> list[Exchange]:
    trace: list[Exchange] = []
    with tls.serving(settings) as (origin, _):
        answer = transport(**({"deadline": 9.0} | overrides)).send(request(origin + "/"), trace)
    assert answer.body == b"ok"
    return trace


def test_an_authority_of_the_offices_file_is_trusted(trusted: dict[str, object]) -> None:
    (exchange,) = reaches(tls.server(), **trusted)

    assert exchange.tls == ""


def test_the_missing_intermediate_alone_is_enough(tmp_path: Path) -> None:
    """Of the servers that forget it; the root need not be known."""
    reaches(tls.server(chain=False), ca_file=tls.pem(tmp_path, tls.intermediate()))


def test_the_missing_intermediate_completes_a_chain_to_a_known_root(tmp_path: Path) -> None:
    both = tls.pem(tmp_path, tls.root(), tls.intermediate())

    reaches(tls.server(chain=False), ca_file=both)


def test_a_certificate_of_the_file_is_no_permission_for_others(tmp_path: Path) -> None:
    other = trustme.CA()
    with tls.serving(tls.server()) as (origin, heads):
        error, _ = refused(origin, ca_file=tls.pem(tmp_path, other))

    assert "证书" in error.message
    assert heads == []


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_the_environment_are_trusted_besides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tls.pem(tmp_path, tls.root())))

    reaches(tls.server())
    other = trustme.CA()
    reaches(tls.server(other.issue_cert(tls.HOST)), ca_file=tls.pem(tmp_path, other, name="b.pem"))


def test_a_useless_file_of_the_environment_hinders_nobody(
    trusted: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_text("nothing")
    for name, path in (("SSL_CERT_FILE", "x"), ("REQUESTS_CA_BUNDLE", "gone")):
        monkeypatch.setenv(name, str(tmp_path / path))

    reaches(tls.server(), **trusted)


@pytest.mark.parametrize("old", [tls.of_old, lambda: tls.server(ciphers=OLD)])
def test_old_protocols_are_spoken_with_the_hosts_named_and_recorded(
    trusted: dict[str, object], old: Callable[[], ssl.SSLContext]
) -> None:
    (exchange,) = reaches(old(), **trusted, legacy_tls=frozenset({"127.0.0.1"}))
    with tls.serving(old()) as (origin, _):
        error, (other,) = refused(origin, **trusted, legacy_tls=frozenset({"127.0.0.2"}))

    assert exchange.tls in ("TLSv1", "TLSv1.2")
    assert LEGACY in error.message
    assert other.tls == ""


def test_old_protocols_are_no_permission_for_a_strangers_certificate() -> None:
    with tls.serving(tls.of_old()) as (origin, heads):
        error, _ = refused(origin, legacy_tls=frozenset({"127.0.0.1"}))

    assert "缺少中间证书" in error.message or "机构签发" in error.message
    assert heads == []


def test_verification_is_never_off(tmp_path: Path) -> None:
    trust = Trust(tls.pem(tmp_path, tls.root()), frozenset({"old.invalid"}), {})
    for host in ("new.invalid", "old.invalid", "OLD.invalid."):
        context = trust.context(host)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
    assert trust.context("old.invalid") is trust.context("OLD.invalid.")
    assert trust.context("old.invalid") is not trust.context("new.invalid")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "不存在"),
        (b"", "没有可用的 PEM 证书"),
        (b"-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n", "没有可用的 PEM 证书"),
        (b"\x30\x82\x03\x00abc", "DER"),
    ],
)
def test_a_file_of_no_use_stops_the_program(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=sentence):
        transport(ca_file=path)
