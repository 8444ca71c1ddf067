"""What a source may do with the network, and what its look leaves behind."""

import threading
from datetime import datetime, timedelta

import pytest

from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.look import Client
from monitor.model import EvidenceRef, Validator
from monitor.model.errors import EvidenceError, LookFailed, Unreachable
from monitor.model.outcome import Outcome
from tests.builders import NOON

HOSTS = frozenset({"x.invalid"})


class Scripted:
    """A transport that answers from a list and keeps what it was asked."""

    def __init__(self, *said: int | Exception, **headers: str) -> None:
        self.said = list(said)
        self.headers = headers
        self.asked: list[Request] = []

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        self.asked.append(request)
        said = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        trace.append(
            Exchange(
                request=request,
                endpoint="",
                sent=b"",
                received=b"",
                peer="",
                started_at=NOON,
                received_at=NOON + timedelta(seconds=len(self.asked)),
            )
        )
        if isinstance(said, Exception):
            raise said
        return HttpAnswer(
            url=request.url,
            status=said,
            headers=self.headers,
            body=b"" if said == 304 else b"body",
            received_at=NOON + timedelta(seconds=len(self.asked)),
        )


class Counting:
    """A recorder that numbers what it is given."""

    def __init__(self) -> None:
        self.count = 0

    def record(self, exchange: Exchange) -> EvidenceRef:
        self.count += 1
        return EvidenceRef(file="f", offset=self.count, length=1, sha256="")


class Memory:
    """A cache that knows one address."""

    def __init__(self, body: bytes | None = b"earlier", memo: str = "") -> None:
        self.kept = body
        self.kept_memo = memo

    def validators(self, url: str) -> Validator | None:
        ref = EvidenceRef(file="f", offset=0, length=1, sha256="")
        return Validator(url=url, etag='"e"', last_modified="", ref=ref)

    def body(self, url: str) -> tuple[bytes, datetime]:
        if self.kept is None:
            raise EvidenceError("证据缺失")
        return self.kept, NOON

    def memo(self, validator: Validator, tag: str) -> str:
        assert validator.etag == '"e"'
        return self.kept_memo if tag == "length/1" else ""


class Length:
    """The shortest of digests."""

    def __init__(self, tag: str = "length/1") -> None:
        self.tag = tag

    def of(self, answer: HttpAnswer) -> int:
        return len(answer.body)

    def dump(self, value: int) -> str:
        return str(value)

    def load(self, text: str) -> int:
        return int(text)


def test_parameters_are_added_in_order_and_hosts_bound() -> None:
    transport = Scripted(200)

    Client(transport, None, NOON).look("a", "feed", HOSTS).get(
        "http://x.invalid/p?q=1", params={"b": "值", "a": "2"}
    )

    (asked,) = transport.asked
    assert asked.url == "http://x.invalid/p?q=1&b=%E5%80%BC&a=2"
    assert asked.allowed_hosts == HOSTS
    assert (asked.account, asked.source) == ("a", "feed")


def test_json_is_posted_as_utf8() -> None:
    transport = Scripted(200)

    Client(transport, None, NOON).look("a", "feed", HOSTS).post(
        "http://x.invalid/", json={"名": [1, 2]}
    )

    assert transport.asked[0].body == '{"名":[1,2]}'.encode()
    assert transport.asked[0].method == "POST"


def test_evidence_is_kept_of_every_attempt_failed_ones_too() -> None:
    look = Client(Scripted(200, Unreachable("中断")), Counting(), NOON).look("a", "feed", HOSTS)

    look.get("http://x.invalid/1")
    with pytest.raises(Unreachable):
        look.get("http://x.invalid/2")

    assert [ref.offset for ref in look.evidence] == [1, 2]
    assert look.last_received_at == NOON + timedelta(seconds=2)


def test_an_unchanged_answer_is_the_earlier_one() -> None:
    transport = Scripted(304)
    look = Client(transport, Counting(), NOON, Memory()).look("a", "feed", HOSTS)

    answer = look.get("http://x.invalid/", conditional=True)

    assert transport.asked[0].headers == {"If-None-Match": '"e"'}
    assert (answer.status, answer.body, answer.not_modified) == (200, b"earlier", True)


def test_an_earlier_answer_that_is_lost_is_asked_for_again() -> None:
    transport = Scripted(304, 200)
    look = Client(transport, Counting(), NOON, Memory(None)).look("a", "feed", HOSTS)

    answer = look.get("http://x.invalid/", conditional=True)

    assert (answer.body, answer.not_modified) == (b"body", False)
    assert "If-None-Match" not in transport.asked[1].headers


@pytest.mark.parametrize(
    ("conditional", "headers", "kept"),
    [
        (True, {"etag": '"n"'}, True),
        (True, {"last-modified": "Fri"}, True),
        (True, {}, False),
        (False, {"etag": '"n"'}, False),
    ],
)
def test_validators_are_kept_where_they_were_asked_for(
    conditional: bool, headers: dict[str, str], kept: bool
) -> None:
    look = Client(Scripted(200, **headers), Counting(), NOON).look("a", "feed", HOSTS)

    look.get("http://x.invalid/", conditional=conditional)

    assert bool(look.validators) is kept


def test_what_looks_share_is_made_once() -> None:
    client = Client(Scripted(200), None, NOON)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    looks = [client.look(str(n), "feed", HOSTS) for n in range(8)]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.once("k", make))) for one in looks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (made, found) == ([1], [1] * 8)


def test_a_failure_is_shared_too() -> None:
    client = Client(Scripted(200), None, NOON)
    tried: list[int] = []

    def fail() -> int:
        tried.append(1)
        raise LookFailed(Outcome.BRIDGE_DOWN, "坏了")

    for name in ("a", "b"):
        with pytest.raises(LookFailed) as failed:
            client.look(name, "feed", HOSTS).once("k", fail)
        assert failed.value.outcome is Outcome.BRIDGE_DOWN
    assert tried == [1]


def test_what_is_stale_is_renewed_by_the_first_only() -> None:
    client = Client(Scripted(200), None, NOON)
    one, other = client.look("a", "feed", HOSTS), client.look("b", "feed", HOSTS)
    old = one.once("k", lambda: "old")

    assert one.renew("k", old, lambda: "new") == "new"
    assert other.renew("k", old, lambda: "newer") == "new"
    assert other.once("k", lambda: "x") == "new"


@pytest.mark.parametrize(
    ("memory", "tag", "value", "noted"),
    [
        (Memory(memo="70"), "length/1", 70, []),
        (Memory(memo="no number"), "length/1", 7, ["7"]),
        (Memory(memo="70"), "length/2", 7, ["7"]),
        (Memory(), "length/1", 7, ["7"]),
    ],
    ids=["kept", "unreadable", "another form", "none"],
)
def test_what_was_made_of_an_unchanged_answer_is_made_once(
    memory: Memory, tag: str, value: int, noted: list[str]
) -> None:
    look = Client(Scripted(304), Counting(), NOON, memory).look("a", "feed", HOSTS)

    answer, made = look.digested("http://x.invalid/", Length(tag))

    assert (answer.status, answer.not_modified, made) == (200, True, value)
    assert [validator.memo for validator in look.validators] == noted
    assert all((validator.tag, validator.ref.offset) == (tag, 0) for validator in look.validators)


def test_a_new_answer_is_digested_and_the_memo_stands_with_it() -> None:
    transport = Scripted(200, etag='"n"')
    look = Client(transport, Counting(), NOON, Memory(memo="70")).look("a", "feed", HOSTS)

    answer, made = look.digested("http://x.invalid/", Length())

    assert (answer.body, made) == (b"body", 4)
    (validator,) = look.validators
    assert (validator.etag, validator.memo, validator.ref) == ('"n"', "4", look.evidence[-1])


def test_a_confirmed_answer_that_is_lost_is_asked_for_whole_and_digested() -> None:
    look = Client(Scripted(304, 200), Counting(), NOON, Memory(None)).look("a", "feed", HOSTS)

    answer, made = look.digested("http://x.invalid/", Length())

    assert (answer.not_modified, made) == (False, 4)
    assert look.validators == ()  # this answer had nothing to be asked by
