"""Gates that set a cookie and want it back: passed within one look, never beyond it."""

import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.evidence import Evidence, ReplayRecorder, ReplayTransport
from monitor.evidence.records import members
from monitor.http.exchange import Exchange, HttpAnswer
from monitor.http.look import Client
from monitor.model import clock
from monitor.model.errors import FetchError, RedirectRefused
from monitor.system.redact import Scrubber
from tests.builders import NOON
from tests.evidence.builders import HEADER
from tests.http.live.builders import request, transport
from tests.http.server import Talk, ok, says, speaking, status

HOSTS = frozenset({"127.0.0.1"})


def cookies_in(head: bytes) -> set[str]:
    match = re.search(rb"(?im)^cookie: ([^\r]*)", head)
    return set(match[1].decode().split("; ")) if match else set()


def gate(*wanted: str, to: str = "", body: bytes = b"list") -> Talk:
    """Set the first cookie of *wanted* that is missing and send back; serve who brings all."""

    def talk(peer: socket.socket, head: bytes) -> None:
        here = head.split(b" ")[1].decode()
        missing = [name for name in wanted if name not in cookies_in(head)]
        if missing:
            text = f"Set-Cookie: {missing[0]}; Path=/"
            return status(302, text, f"Location: {to or here}")(peer, head)
        return ok(body)(peer, head)

    return talk


def send(talk: Talk, path: str = "/zwdt/") -> tuple[HttpAnswer, list[Exchange], list[bytes]]:
    trace: list[Exchange] = []
    with speaking(talk) as (origin, heads):
        return transport(deadline=5.0).send(request(origin + path), trace), trace, heads


def test_a_gate_that_leads_to_the_very_same_address_is_passed() -> None:
    answer, trace, heads = send(gate("shield=1"))

    assert answer.body == b"list"
    assert [cookies_in(head) for head in heads] == [set(), {"shield=1"}]
    assert [exchange.new_cookies for exchange in trace] == [True, False]


def test_a_chain_of_gates_is_passed() -> None:
    answer, _, heads = send(gate("one=1", "two=2", "three=3"))

    assert answer.body == b"list"
    assert cookies_in(heads[-1]) == {"one=1", "two=2", "three=3"}


def test_a_gate_may_lead_by_another_address_and_back() -> None:
    def talk(peer: socket.socket, head: bytes) -> None:
        if head.startswith(b"GET /check"):
            return status(302, "Set-Cookie: ok=1; Path=/", "Location: /zwdt/")(peer, head)
        if "ok=1" in cookies_in(head):
            return ok(b"list")(peer, head)
        return status(302, "Location: /check")(peer, head)

    assert send(talk)[0].body == b"list"


def random_cookie() -> Talk:
    """A server that sets another cookie whatever it is brought."""
    count = iter(range(1000))
    return lambda peer, head: status(302, f"Set-Cookie: n={next(count)}; Path=/", "Location: /")(
        peer, head
    )


@pytest.mark.parametrize(
    ("talk", "sentence", "least", "most"),
    [
        (status(302, "Location: /"), r"跳转，无法到达：\S+/$", 1, 1),
        (status(302, "Set-Cookie: a=1; Path=/", "Location: /"), "Cookie 已带上，仍不放行", 2, 2),
        (status(302, "Set-Cookie: a=1; Path=/x", "Location: /"), "Cookie 已带上，仍不放行", 2, 2),
        (
            status(302, "Set-Cookie: a=1; Domain=x.invalid", "Location: /"),
            "所给的 Cookie 不适用于该地址", 1, 1,
        ),
        (random_cookie(), "Cookie 已带上，仍不放行", 5, 20),
    ],
)  # fmt: skip
def test_a_circle_ends_and_names_the_cookie_where_that_is_why(
    talk: Talk, sentence: str, least: int, most: int
) -> None:
    trace: list[Exchange] = []
    with speaking(talk) as (origin, _), pytest.raises(RedirectRefused, match=sentence):
        transport(deadline=9.0).send(request(f"{origin}/"), trace)

    assert least <= len(trace) <= most


def test_cookies_last_for_one_look_and_no_longer() -> None:
    client = Client(transport(), None, NOON)
    with speaking(ok(b"x", "Set-Cookie: visitor=1; Path=/")) as (origin, heads):
        first = client.look("a", "webpage", HOSTS)
        first.get(f"{origin}/list")
        first.get(f"{origin}/article")
        client.look("a", "webpage", HOSTS).get(f"{origin}/list")
        client.look("b", "webpage", HOSTS).get(f"{origin}/list")

    assert [cookies_in(head) for head in heads] == [set(), {"visitor=1"}, set(), set()]


def test_a_stand_in_without_tls_is_no_safe_place_for_a_secure_cookie() -> None:
    with speaking(ok(b"x", "Set-Cookie: safe=1; Path=/; Secure")) as (origin, heads):
        client = Client(transport(endpoints={"feed": origin}), None, NOON)
        look = client.look("a", "feed", HOSTS)
        for _ in range(2):
            look.get("https://real.invalid/a")

    assert [cookies_in(head) for head in heads] == [set(), set()]


def test_credentials_and_validators_stay_with_the_host_they_were_meant_for() -> None:
    asked = {"Cookie": "SUB=own", "Authorization": "Bearer x", "If-None-Match": '"e"', "X-Own": "1"}
    with speaking(ok()) as (there, elsewhere):
        port = there.rpartition(":")[2]
        led = status(302, f"Location: http://localhost:{port}/b")
        with speaking(led) as (origin, heads):
            allowed = frozenset({"127.0.0.1", f"localhost:{port}"})
            transport().send(request(f"{origin}/a", headers=asked, allowed_hosts=allowed), [])
        with speaking(status(302, "Location: /b"), ok()) as (origin, within):
            transport().send(request(f"{origin}/a", headers=asked), [])

    names = [re.findall(rb"(?im)^(cookie|authorization|if-none-match|x-own):", one)
             for one in (heads[0], elsewhere[0], within[1])]  # fmt: skip
    said = [sorted(name.lower() for name in one) for one in names]
    assert said[0] == [b"authorization", b"cookie", b"if-none-match", b"x-own"]
    assert said[1] == [b"x-own"]
    assert said[2] == [b"authorization", b"cookie", b"x-own"]


def passing(*talks: Talk) -> Talk:
    """Answer with each of *talks* in turn, the last one for ever."""
    waiting = list(talks)
    return lambda peer, head: (waiting.pop(0) if len(waiting) > 1 else waiting[0])(peer, head)


@pytest.mark.parametrize(
    "talk",
    [
        gate("shield=1"),
        gate("one=1", "two=2"),
        status(302, "Set-Cookie: a=1; Path=/", "Location: /zwdt/"),
        status(302, "Location: /zwdt/"),
        random_cookie(),
        passing(status(503), status(503), ok(b"fine")),
        passing(status(502), ok(b"fine")),
        passing(says(b""), ok(b"fine"), says(b"HTTP/1.1 2"), ok(b"more")),
        passing(status(429, "Retry-After: 0"), ok(b"fine")),
    ],
)
def test_a_replay_goes_the_same_way_as_the_network_did(tmp_path: Path, talk: Talk) -> None:
    header = replace(HEADER, moment=clock.now())
    evidence = Evidence(tmp_path, Scrubber(), software="newmedia-monitor/0")
    evidence.begin_run(header)
    with speaking(talk) as (origin, _):
        url = f"{origin}/zwdt/"
        live = came_to(Client(transport(deadline=9.0), evidence, NOON), url)
    evidence.end_run(header, "sha256:seal")
    evidence.close()
    (recording,) = tmp_path.iterdir()

    replay = ReplayTransport(recording, Scrubber())

    assert came_to(Client(replay, ReplayRecorder(replay), NOON), url) == live
    assert all(b"shield=1" not in record for record in members(recording.read_bytes()))


def came_to(client: Client, url: str) -> tuple[object, ...]:
    """Ask twice in one look, as for a list and its next page; return all that came of it."""
    look = client.look("a", "webpage", HOSTS)
    came: list[object] = []
    for _ in range(2):
        try:
            answer = look.get(url)
            came.append((answer.status, answer.body, answer.url, answer.hops))
        except FetchError as failed:
            came.append((failed.outcome, failed.message))
    return (*came, len(look.evidence))
