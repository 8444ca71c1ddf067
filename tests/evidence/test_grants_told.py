"""Every kind of secret that was ever told back, and none of it in the evidence."""

import base64
import gzip
import json
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from monitor.evidence import Evidence, unpacking
from monitor.http.response_parser import from_wire
from monitor.system.redact import Scrubber
from tests.builders import NOON
from tests.evidence.builders import DAY, exchange, records

OWN = "own/Key+0815=="  # as awkward as they come
BASIC = base64.b64encode(b"office:" + OWN.encode()).decode()
THEIRS = "eyJh.Grant-4711_x"
OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n\r\n"
JSON = OK + b"Content-Type: application/json\r\n\r\n"
TOLD = {
    "in text": OWN,
    "in an address": quote(OWN, safe=""),
    "in an address, slashes left": quote(OWN),
    "in an address, small letters": quote(OWN, safe="").lower().replace("own%2fkey", "own%2fKey"),
    "in JSON, slashes escaped": OWN.replace("/", "\\/"),
    "in JSON for pages": OWN.replace("=", "\\u003d"),
    "as Base64": base64.b64encode(OWN.encode()).decode(),
    "as Base64 without its end": base64.b64encode(OWN.encode()).decode().rstrip("="),
    "the Basic header": BASIC,
}
FOREIGN = {
    "access_token": JSON + b'{"access_token":"%s","n":1}',
    "refresh_token": JSON + b'{"refresh_token": "%s"}',
    "accessToken": JSON + b'{"accessToken":"%s"}',
    "refreshToken": JSON + b'{"data":{"refreshToken" : "%s"}}',
    "token": JSON + b'{"token":"%s"}',
    "sessionid": JSON + b'{"sessionid":"%s"}',
    "session_key": JSON + b'{"session_key":"%s"}',
    "JSON in JSON": JSON + b'{"data":"{\\"accessToken\\":\\"%s\\"}"}',
    "JSON in JSON in JSON": JSON + b'"{\\"a\\":\\"{\\\\\\"token\\\\\\":\\\\\\"%s\\\\\\"}\\"}"',
    "JSON in an attribute": HTML + b'<div data-x="{&quot;token&quot;:&quot;%s&quot;}">',
    "a script's variable": HTML + b"<script>var accessToken = '%s'; n = 1</script>",
    "a script's key": HTML + b'<script>var a = {token: "%s"}</script>',
    "an attribute": HTML + b'<a data-token="%s">',
    "an input": HTML + b'<input type="hidden" name="token" value="%s">',
    "an input the other way round": HTML + b"<INPUT VALUE='%s' type=hidden name=access_token>",
    "an input without quotes": HTML + b"<input name=token value=%s />",
    "a meta": HTML + b'<meta name="csrf-token" content="%s">',
    "X-Auth-Token": OK + b"X-Auth-Token: %s\r\n\r\nok",
    "X-Access-Token": OK + b"x-access-token:%s\r\n\r\nok",
    "Authorization": OK + b"Authorization: Bearer %s\r\n\r\nok",
    "Set-Cookie": OK + b"Set-Cookie: SUB=%s; path=/\r\n\r\nok",
    "Location": b"HTTP/1.1 302 Found\r\nLocation: https://x.invalid/?token=%s&a=1\r\n\r\n",
    "Location, its fragment": b"HTTP/1.1 302 Found\r\nLocation: /#access_token=%s\r\n\r\n",
    "Location in a location": b"HTTP/1.1 302 Found\r\n"
    b"Location: /go?u=https%%3A%%2F%%2Fx.invalid%%2F%%3Ftoken%%3D%s%%26a%%3D1\r\n\r\n",
    "a code for a grant": b"HTTP/1.1 302 Found\r\nLocation: /back?code=%s&state=1\r\n\r\n",
    "a form": OK + b"\r\ntoken=%s&expires_in=7200",
    "a form's session": OK + b"\r\nexpires_in=7200&session_id=%s",
}
PACKED = ("accessToken", "token", "a form", "JSON in JSON", "an input", "access_token")


def kept(
    folder: Path, *answers: bytes, sent: bytes = b"GET / HTTP/1.1\r\n\r\n", error: str = ""
) -> bytes:
    """Return all that is stored of *answers*, unpacked."""
    keeping = Evidence(folder, Scrubber([OWN]), software="test/1")
    for answer in answers:
        keeping.record(exchange(received=answer, sent=sent, error=error))
    keeping.close()
    return gzip.decompress((folder / DAY).read_bytes())


def response(folder: Path) -> tuple[dict[str, str], bytes]:
    """Return the headers and the block of the answer that is stored."""
    return next((headers, block) for kind, headers, block in records(folder) if kind == "response")


@pytest.mark.parametrize("where", TOLD)
def test_what_is_ours_is_starred_however_it_is_told_back(where: str, folder: Path) -> None:
    sent = b"GET / HTTP/1.1\r\nAuthorization: Basic " + BASIC.encode() + b"\r\n\r\n"
    told = TOLD[where].encode()

    stored = kept(folder, JSON + b'{"message":"bad %s here"}' % told, sent=sent)

    assert told.rstrip(b"=") not in stored
    assert b"bad *" in stored and b" here" in stored


@pytest.mark.parametrize("where", FOREIGN)
def test_what_others_grant_is_starred_at_equal_length(where: str, folder: Path) -> None:
    answer = FOREIGN[where] % THEIRS.encode()

    stored = kept(folder, answer)

    assert THEIRS.encode() not in stored
    headers, block = response(folder)
    assert len(block) == len(answer)
    assert "Monitor-Scrubbed" in headers
    plain = [(a, b) for a, b in zip(answer, block, strict=True) if a != b]
    assert {b for _, b in plain} == {ord("*")}


@pytest.mark.parametrize("where", sorted(FOREIGN.keys() - {"Set-Cookie", "Authorization"}))
def test_what_was_granted_is_starred_wherever_it_comes_again(where: str, folder: Path) -> None:
    stored = kept(folder, FOREIGN[where] % THEIRS.encode(), OK + b"\r\necho " + THEIRS.encode())

    assert THEIRS.encode() not in stored


@pytest.mark.parametrize("coding", ["gzip", "deflate", "deflate, bare", "chunked"])
@pytest.mark.parametrize("where", PACKED)
@pytest.mark.parametrize("cut", [0, 9])
def test_nor_is_it_kept_packed_or_cut_off(where: str, coding: str, cut: int, folder: Path) -> None:
    head, gap, body = (FOREIGN[where] % THEIRS.encode() + b" " * 64).partition(b"\r\n\r\n")
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "deflate, bare": bare.compress(body) + bare.flush(),
        "chunked": b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (30, body[:30], len(body) - 30, body[30:]),
    }[coding]
    named = (
        b"Transfer-Encoding: chunked"
        if coding == "chunked"
        else b"Content-Encoding: " + (coding.partition(",")[0].encode())
    )
    answer = head + b"\r\n" + named + gap + body[: len(body) - cut]

    kept(folder, answer, error="network" if cut else "")

    headers, block = response(folder)
    _, _, stored = block.partition(b"\r\n\r\n")
    shown, _ = unpacking.readable(block.partition(b"\r\n\r\n")[0], stored)
    assert THEIRS.encode() not in block + shown
    assert ("not kept" if cut else "re-encoded") in headers["Monitor-Scrubbed"]


@pytest.mark.parametrize("where", ["accessToken", "token", "JSON in JSON", "an input", "a form"])
def test_nor_is_what_ends_within_a_grant(where: str, folder: Path) -> None:
    answer = (FOREIGN[where] % THEIRS.encode()).partition(b"_x")[0]

    assert b"Grant-4711" not in kept(folder, answer, error="network")


@pytest.mark.parametrize("cut", [0, 9])
def test_a_packed_answer_without_a_grant_is_kept_as_it_came(cut: int, folder: Path) -> None:
    packed = gzip.compress(b"<p>" + bytes(range(32, 127)) * 3)
    answer = OK + b"Content-Encoding: gzip\r\n\r\n" + packed[: len(packed) - cut]

    kept(folder, answer, error="network" if cut else "")

    headers, block = response(folder)
    assert block == answer
    assert "Monitor-Scrubbed" not in headers


@pytest.mark.parametrize("coding", [b"compress", b"gzip, br", b"x-unknown"])
def test_what_nobody_here_can_unpack_is_not_kept_and_reads_as_before(
    coding: bytes, folder: Path
) -> None:
    answer = OK + b"Content-Encoding: " + coding + b"\r\n\r\n" + b"\x8b\x01" + THEIRS.encode()

    kept(folder, answer)

    headers, block = response(folder)
    assert THEIRS.encode() not in block and "body; not kept" in headers["Monitor-Scrubbed"]


PUBLIC = {
    "a word": '{"token":"published","id":1}',
    "a number": '{"token":"1234567890123","id":"1234567890123"}',
    "a day": '{"token": "2021-12-31T09:00:00Z"}',
    "a path": '{"token": "/list/2021/index2.html"}',
    "a short place in a list": '{"token": "p2"}',
    "nothing": '{"token": "", "accessToken": null}',
    "Chinese": '{"token": "令牌"}',
    "an address": '<a href="/list?token=QVFIUk5fMg123&page=2">下一页</a>',
    "a session in an address": '<a href="/a.html;jsessionid=0A1B2C3D4E5F60718293">一</a>',
    "prose": "<p>token: 令牌的中文意思；the token = a thing</p>",
    "a page's place in a list": '{"page_token":"QVFIUk5fMg123", "next": "QVFIUk5fMg123"}',
}


@pytest.mark.parametrize("what", PUBLIC)
def test_what_is_no_grant_stays_letter_for_letter(what: str, folder: Path) -> None:
    body = PUBLIC[what].encode()

    assert b"\r\n\r\n" + body in kept(folder, HTML + body)


@pytest.mark.parametrize("word", ["required", "session", "20211231", "2021-12-31", "Published"])
def test_a_word_in_the_place_of_a_grant_is_blotted_out_nowhere_else(
    word: str, folder: Path
) -> None:
    page = f'<li class="{word}">{word}</li>'.encode()

    stored = kept(folder, HTML + f'<a data-access-token="{word}">'.encode(), HTML + page)

    assert page in stored


@pytest.mark.parametrize("where", FOREIGN)
def test_a_starred_answer_is_read_like_the_one_that_came(where: str, folder: Path) -> None:
    answer = FOREIGN[where] % THEIRS.encode()
    kept(folder, answer)
    _, block = response(folder)

    came, stands = (
        from_wire(wire, url="https://x.invalid/", method="GET", received_at=NOON)
        for wire in (answer, block)
    )

    assert stands.status == came.status
    assert stands.headers.keys() == came.headers.keys()
    if answer.startswith(JSON):
        assert _shape(json.loads(stands.body)) == _shape(json.loads(came.body))


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: _shape(one) for key, one in value.items()}
    return len(value) if isinstance(value, str) else value


@pytest.mark.parametrize(("most", "whole"), [(64, True), (63, False)])
def test_what_is_too_long_to_look_through_is_not_taken_for_clean(
    most: int, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST", most)

    shown, looked_through = unpacking.readable(b"Content-Encoding: gzip", gzip.compress(b"a" * 64))

    assert looked_through is whole
    assert len(shown) >= most


def test_a_header_of_blanks_is_gone_through_once() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding:" + b" " * 60_000 + b"gzip\rx\r\n"

    assert unpacking.readable(head, b"no gzip") == (b"", False)
