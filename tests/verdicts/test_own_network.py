"""The network as the register has it, from `check` to evidence, replay and `doctor`."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.evidence.records import members
from monitor.model import clock
from monitor.registry import load
from monitor.system.database import open_database
from monitor.verdicts import judge
from monitor.verdicts.reader import VerdictReader
from tests.builders import NOON, days
from tests.http import tls
from tests.http.server import Talk, ok, speaking, status
from tests.office import Office, account, make_office
from tests.running import Done, run

DAY = clock.day(NOON).isoformat()
LIST = (
    f"<html><title>政务动态</title><ul><li><a href='/1.html'>简讯</a><i>{DAY}</i></li></ul></html>"
).encode()
PORTAL = "<title>上网认证</title><form><input name=u><input type=password></form>".encode()
LOGIN = "<title>统一门户</title><form><input name=u><input type=password></form>".encode()
SECRET = "demo/p@ss-1"


def county(folder: Path, *urls: str, **network: Any) -> Office:
    """Write a register of one website an address, with further keys of the section *network*."""
    sources = [{"kind": "webpage", "url": url, "item": "li"} for url in urls]
    accounts = [
        account(f"a{n}", f"账号{n}", "website", sources=[source])
        for n, source in enumerate(sources)
    ]
    network = {"allow_private": True} | network
    return make_office(folder, accounts, pace={"default": 0}, network=network)


def check(folder: Path, *words: object) -> Done:
    with time_machine.travel(NOON, tick=False):
        return run(folder, "check", *words)


def checked(folder: Path, *words: object) -> dict[str, Any]:
    done = check(folder, "--json", *words)
    assert done.out, done.err
    value: dict[str, Any] = json.loads(done.out)
    return value


def gist(value: dict[str, Any]) -> tuple[Any, ...]:
    accounts = sorted(value["accounts"], key=lambda one: str(one["id"]))
    return value["incidents"], [(account["verdict"], account["gaps"]) for account in accounts]


def shared(value: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (incident["platform"], incident["outcome"], incident["accounts"])
        for incident in value["incidents"]
    ]


def recording(folder: Path) -> Path:
    (path,) = (folder / "data" / "evidence").glob("*.warc.gz")
    return path


def records(folder: Path) -> list[bytes]:
    return list(members(recording(folder).read_bytes()))


def by_path(**answers: Talk) -> Talk:
    def talk(peer: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1].decode().strip("/")
        answers.get(path, answers["other"])(peer, head)

    return talk


def test_a_network_that_wants_a_login_is_one_incident_of_our_own(tmp_path: Path) -> None:
    with speaking(ok(PORTAL)) as (origin, _):
        county(tmp_path, *(f"{origin}/{n}/" for n in range(3)))
        live = checked(tmp_path)
        screen = check(tmp_path).out

    assert shared(live) == [(None, "network", 3)]
    assert {account["verdict"] for account in live["accounts"]} == {"unknown"}
    assert not any(
        "选择器" in gap["message"] for account in live["accounts"] for gap in account["gaps"]
    )
    assert screen.count("本机网络需要认证") == 1
    assert "本机异常" in screen
    assert gist(checked(tmp_path, "--replay", recording(tmp_path))) == gist(live)
    registry = load(tmp_path / "accounts.yaml")
    with open_database(tmp_path / "data" / "monitor.db") as db:
        (kept,) = judge.incidents(VerdictReader(db).latest(registry.judged))
    assert (kept.platform, len(kept.accounts)) == (None, 3)


@pytest.mark.parametrize(("host", "ours"), [("localhost", True), ("127.0.0.1", False)])
def test_one_login_page_from_two_hosts_is_our_own_network(
    tmp_path: Path, host: str, ours: bool
) -> None:
    with speaking(ok(LOGIN)) as (origin, _):
        county(tmp_path, f"{origin}/a/", f"{origin.replace('127.0.0.1', host)}/b/")
        live = checked(tmp_path)

    assert shared(live) == ([(None, "network", 2)] if ours else [])
    assert {gap["outcome"] for account in live["accounts"] for gap in account["gaps"]} == {
        "challenge"
    }


def test_a_gates_cookie_opens_the_list_and_the_article_live_and_in_the_replay(
    tmp_path: Path,
) -> None:
    article = f"<html><meta name=PubDate content='{DAY} 10:00'><p>正文</p></html>".encode()

    def talk(peer: socket.socket, head: bytes) -> None:
        if b"visitor=v-0001" not in head:
            path = head.split(b" ")[1].decode()
            gate = status(302, "Set-Cookie: visitor=v-0001; Path=/", f"Location: {path}")
            return gate(peer, head)
        return ok(article if b"1.html" in head else LIST)(peer, head)

    with speaking(talk) as (origin, heads):
        county(tmp_path, f"{origin}/zwdt/")
        live = checked(tmp_path)

    (account,) = live["accounts"]
    assert account["verdict"] == "pass"
    assert account["newest_post_at"].startswith(f"{DAY}T10:00")
    assert len(heads) == 3  # the gate once, the list, the article
    assert gist(checked(tmp_path, "--replay", recording(tmp_path))) == gist(live)
    assert not any(b"v-0001" in record for record in records(tmp_path))


def test_a_silent_column_behind_a_gate_is_examined_behind_it(tmp_path: Path) -> None:
    """The closer look passes the gate by a cookie of its own, in the replay too."""
    old = [(NOON - days(age)).strftime("%Y-%m-%d") for age in (30, 33, 37, 41)]
    items = "".join(
        f"<li><a href='/{n}.html'>临河县第{n}次工作会议</a><i>{on}</i></li>"
        for n, on in enumerate(old)
    )
    column = f"<html><title>政务动态</title><ul>{items}</ul></html>".encode()
    pages = {
        f"{n}.html": ok(f"<html><meta name=PubDate content={on}><p>正文</p></html>".encode())
        for n, on in enumerate(old)
    }

    def talk(peer: socket.socket, head: bytes) -> None:
        if b"visitor=1" not in head:
            path = head.split(b" ")[1].decode()
            return status(302, "Set-Cookie: visitor=1; Path=/", f"Location: {path}")(peer, head)
        return by_path(**pages, other=ok(column))(peer, head)

    with speaking(talk) as (origin, heads):
        county(tmp_path, f"{origin}/zwdt/")
        live = checked(tmp_path)

    assert live["accounts"][0]["verdict"] == "fail"
    assert sum(b"visitor=1" not in head for head in heads) == 2  # each look passes the gate once
    assert gist(checked(tmp_path, "--replay", recording(tmp_path))) == gist(live)


@contextmanager
def proxied(folder: Path) -> Iterator[list[bytes]]:
    """A county of one account that only the proxy can reach."""
    with speaking(by_path(other=ok(LIST))) as (origin, heads):
        proxy = origin.replace("//", "//bgs:${PROXY_PASSWORD}@")
        county(folder, "http://www.linhe.invalid/zwdt/", proxy=proxy)
        yield heads


def test_the_proxy_is_used_and_its_password_stays_a_secret(tmp_path: Path) -> None:
    with proxied(tmp_path) as heads:
        Office(folder=tmp_path).keep_secrets({"PROXY_PASSWORD": SECRET})
        live = checked(tmp_path)
        doctor = run(tmp_path, "doctor").out

    assert live["accounts"][0]["verdict"] == "pass"
    assert b"Proxy-Authorization: Basic " in heads[0]
    whole = b"".join(records(tmp_path))
    assert re.search(rb"\r\nMonitor-Proxy: http://127\.0\.0\.1:\d+\r\n", whole)
    logs = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*.log*"))
    for shown in (whole, logs, doctor.encode(), json.dumps(live).encode()):
        assert SECRET.encode() not in shown
        assert heads[0].split(b"Basic ")[1].split(b"\r")[0] not in shown
    assert re.search(r"经代理服务器\s*http://127", doctor)
    assert gist(checked(tmp_path, "--replay", recording(tmp_path))) == gist(live)


def test_a_password_that_stands_in_the_register_is_a_secret_too(tmp_path: Path) -> None:
    echo = LIST.replace(b"</html>", b"<p>pass-in-clear</p></html>")
    with speaking(ok(echo)) as (origin, _):
        proxy = origin.replace("//", "//bgs:pass-in-clear@")
        county(tmp_path, "http://www.linhe.invalid/", proxy=proxy)
        live = checked(tmp_path)

    assert live["accounts"][0]["verdict"] == "pass"
    assert not any(b"pass-in-clear" in record for record in records(tmp_path))


def test_a_proxy_whose_password_is_missing_is_never_asked(tmp_path: Path) -> None:
    with proxied(tmp_path) as heads:
        done = check(tmp_path)
        doctor = run(tmp_path, "doctor").out

    assert done.code == 2
    assert "未配置密钥 PROXY_PASSWORD" in done.err
    assert heads == []
    assert "PROXY_PASSWORD" in doctor


def test_what_is_conceded_to_an_old_host_stands_in_evidence_and_is_told_by_doctor(
    tmp_path: Path,
) -> None:
    tls.pem(tmp_path, tls.root())
    with tls.serving(tls.of_old(), ok(LIST)) as (origin, _):
        county(tmp_path, f"{origin}/zwdt/", ca_file="ca.pem", legacy_tls=["127.0.0.1"])
        done = run(tmp_path, "check", "--json")
        doctor = run(tmp_path, "doctor", "--json").out

    assert json.loads(done.out)["accounts"][0]["gaps"] == []
    assert b"\r\nMonitor-TLS: legacy; TLSv1\r\n" in b"".join(records(tmp_path))
    told = [row for row in json.loads(doctor) if row["topic"] == "网络"]
    assert [entry["grade"] for entry in told] == ["正常", "注意"]
    assert "ca.pem" in told[0]["message"]
    assert "127.0.0.1" in told[1]["message"]


@pytest.mark.parametrize(
    ("name", "value", "said_of_it"),
    [
        ("HTTPS_PROXY", "http://u:p@10.0.0.1:8080", "HTTPS_PROXY 不予采用"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE 所指的证书未采用"),
    ],
)
def test_doctor_names_what_the_environment_has_and_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said_of_it: str
) -> None:
    county(tmp_path, "http://www.linhe.invalid/")
    monkeypatch.setenv(name, value)

    lines = json.loads(run(tmp_path, "doctor", "--json").out)

    (told,) = [line["message"] for line in lines if line["topic"] == "网络"]
    assert said_of_it in told
    assert "u:p" not in told
