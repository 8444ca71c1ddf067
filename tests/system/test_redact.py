"""Secrets out of everything that is stored, logged or shown."""

import logging
from urllib.parse import quote

import pytest

from monitor.system.redact import Redact, Scrubber, written
from tests.lengths import LONG


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://x.invalid/a?access_token=T-1&uid=7",
            "https://x.invalid/a?access_token=***&uid=7",
        ),
        ("https://x.invalid/?SECRET=abc", "https://x.invalid/?SECRET=***"),
        ("https://user:pass@x.invalid/a", "https://x.invalid/a"),
        ("https://x.invalid/a?b=1#frag", "https://x.invalid/a?b=1"),
        ("https://x.invalid/a?q=demo-secret-1", "https://x.invalid/a?q=***"),
        ("https://x.invalid/demo-secret-1/feed", "https://x.invalid/***/feed"),
        ("https://x.invalid/a?token=public", "https://x.invalid/a?token=public"),
    ],
)
def test_an_address_is_shown_without_secrets(url: str, shown: str) -> None:
    assert Scrubber(["demo-secret-1"]).mask_url(url) == shown


def test_an_address_scrubbed_twice_is_the_same() -> None:
    scrubber = Scrubber(["demo-secret-1"])
    once = scrubber.mask_url("https://x.invalid/a?access_token=demo-secret-1&b=%E5%80%BC+1")

    assert scrubber.mask_url(once) == once


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"GET /?access_token=TOKEN-1 HTTP/1.1\r\nHost: x\r\n\r\n", "access_token"),
        (b"GET / HTTP/1.1\r\nAuthorization: Bearer TOKEN-1\r\n\r\n", "authorization"),
        (b"GET / HTTP/1.1\r\ncookie: SUB=TOKEN-1; a=b\r\n\r\n", "cookie"),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: SUB=TOKEN-1\r\n\r\n", "set-cookie"),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1;\r\n SUB=TOKEN-1\r\nX: y\r\n\r\n", "set-cookie"),
        (
            b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: SUB=TOKEN-1\r\n\r\n",
            "set-cookie",
        ),
        (b"GET / HTTP/1.1\r\nProxy-Authorization: Basic TOKEN-1\r\n\r\n", "proxy-authorization"),
        (b"POST / HTTP/1.1\r\n\r\nclient_secret=TOKEN-1&x=1", "client_secret"),
        (b'HTTP/1.1 200 OK\r\n\r\n{"access_token": "TOKEN-1", "n": 1}', "access_token"),
        (b'{"refresh_token":"TOKEN-1"}', "refresh_token"),
        ("POST / HTTP/1.1\r\n\r\n县府PassWord=TOKEN-1&x=高台".encode(), "password"),
        ('HTTP/1.1 200 OK\r\n\r\n县府 "JWT": "TOKEN-1" 高台'.encode(), "jwt"),
    ],
)
def test_a_secret_on_the_wire_is_starred_at_equal_length(raw: bytes, name: str) -> None:
    scrubbed, gone = Scrubber().wire(raw)

    assert b"TOKEN-1" not in scrubbed
    assert len(scrubbed) == len(raw)
    assert name in gone


def test_what_follows_a_secret_header_stays() -> None:
    raw = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1;\r\n\tb=2\r\nX: y\r\n\r\nSet-Cookie: shown"

    assert Scrubber().wire(raw)[0].endswith(b"***\r\nX: y\r\n\r\nSet-Cookie: shown")


def test_a_known_value_goes_wherever_it_stands() -> None:
    scrubber = Scrubber(["密钥-demo"])

    scrubbed, gone = scrubber.wire("x 密钥-demo y %E5%AF%86%E9%92%A5-demo".encode())

    assert scrubbed.strip(b"xy *") == b""
    assert gone == ("value",)


@pytest.mark.parametrize(
    "sent_back",
    [
        "act.demo/1+2==",
        "act.demo%2F1%2B2%3D%3D",
        "act.demo%2f1%2b2%3d%3d",
        "act.demo/1%2B2%3D%3D",
        r"act.demo\/1+2==",
        r"act.demo/1+2\u003d\u003d",
    ],
)
def test_a_value_goes_however_a_platform_sends_it_back(sent_back: str) -> None:
    scrubber = Scrubber(["act.demo/1+2=="])
    raw = f'HTTP/1.1 200 OK\r\n\r\n{{"description":"bad {sent_back}"}}'.encode()

    scrubbed, gone = scrubber.wire(raw)

    assert scrubbed == raw.replace(sent_back.encode(), b"*" * len(sent_back))
    assert gone == ("value",)
    assert scrubber.mask_text(f"bad {sent_back}") == "bad ***"


def test_a_granted_token_is_learnt_as_it_will_be_used() -> None:
    scrubber = Scrubber()

    assert scrubber.granted(rb'{"access_token":"GRANTED\/1\u003d"}')
    assert scrubber.mask_text("failed with GRANTED/1=") == "failed with ***"


def test_what_holds_no_secret_is_untouched() -> None:
    raw = b'HTTP/1.1 200 OK\r\nETag: "a"\r\n\r\n<p>the secret of cookies</p>'

    assert Scrubber().wire(raw) == (raw, ())


def test_a_granted_token_is_learnt() -> None:
    scrubber = Scrubber()

    assert scrubber.granted(b'{"access_token":"GRANTED-1","expires_in":7200}')
    assert scrubber.mask_text("failed with GRANTED-1") == "failed with ***"
    assert not scrubber.granted(b'{"list": []}')


@pytest.mark.parametrize("learn", [True, False])
def test_an_answer_on_the_wire_teaches_only_where_asked(learn: bool) -> None:
    scrubber = Scrubber()
    raw = b'HTTP/1.1 200 OK\r\n\r\n{"access_token":"GRANTED-1"}'

    scrubbed, gone = scrubber.wire(raw, learn=learn)

    assert b"GRANTED-1" not in scrubbed and gone == ("access_token",)
    assert ("***" in scrubber.mask_text("with GRANTED-1")) is learn


def test_short_values_are_not_learnt() -> None:
    assert Scrubber(["1", "", "abcde"]).mask_text("a1 abcde") == "a1 abcde"
    assert Scrubber(["abcdef"]).mask_text("abcdef") == "***"


def test_logs_carry_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("tests.scrub")
    caplog.handler.addFilter(Redact(Scrubber(["demo-secret-1"])))

    try:
        raise ValueError("https://x.invalid/?secret=another and demo-secret-1")
    except ValueError:
        log.exception("failed: %s", "demo-secret-1")
    caplog.handler.format(caplog.records[0])

    text = caplog.records[0].getMessage() + (caplog.records[0].exc_text or "")
    assert "demo-secret-1" not in text
    assert "another" not in text
    assert "ValueError" in text


def test_the_scrubber_does_not_show_what_it_knows() -> None:
    assert "demo-secret-1" not in repr(Scrubber(["demo-secret-1"]))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("+  cookie: SUB=abcdefgh; SUBP=secretsecret", "+  cookie: ***"),
        ("+  cookie: a=1,b=2}3", "+  cookie: ***"),
        ('{token: "a, b", token_until: 2027-01-01}', "{token: ***, token_until: 2027-01-01}"),
        ("[{Token: abc}, {b: x, app_secret: 'it''s'}]", "[{Token: ***}, {b: x, app_secret: ***}]"),
        ('{"cookie":"a\\"b","url":"c"}', '{"cookie":***,"url":"c"}'),
        ("{token: ${T}, refresh_token: abc, b: x}", "{token: ${T}, refresh_token: ***, b: x}"),
        ('cookie: "${A}; SUBP=secret"', "cookie: ***"),
        ("url: https://x.invalid/?key=abc&uid=7", "url: https://x.invalid/?key=***&uid=7"),
        ("url: https://x.invalid/?uid=7&my_token=abc", "url: https://x.invalid/?uid=7&my_token=***"),
        ("url: https://x.invalid/?key=${KEY}", "url: https://x.invalid/?key=${KEY}"),
        ("url: https://user:pass@x.invalid/a", "url: https://***@x.invalid/a"),
        ("+  name: 某县发布", "+  name: 某县发布"),
    ],
)  # fmt: skip
def test_a_line_of_the_register_is_shown_without_the_secrets_written_in_it(
    line: str, shown: str
) -> None:
    assert written(line) == shown


def test_half_a_character_in_a_token_stops_no_learning() -> None:
    scrubber = Scrubber()
    scrubber.wire(b'HTTP/1.1 200 OK\r\n\r\n{"access_token":"\\ud800-odd-token"}', learn=True)
    scrubber.learn("sound-token-1")

    assert scrubber.wire(b"x sound-token-1 y")[0] == b"x ************* y"
    assert b"odd-token" not in scrubber.wire(rb'{"a": "\ud800-odd-token"}')[0]
    assert scrubber.mask_text("\ud800-odd-token") == "***"


def test_what_is_known_is_masked_and_nothing_else() -> None:
    scrubber = Scrubber(["demo-secret-1"])

    assert scrubber.mask_values("a?ticket=7&key=demo-secret-1") == "a?ticket=7&key=***"


def tokens(number: int) -> list[str]:
    return [f"令牌/{n}=token" for n in range(number)]


@pytest.mark.parametrize("number", [1, 20, 400, 3_000 if LONG else 1_000])
def test_every_one_of_many_granted_tokens_is_masked(number: int) -> None:
    scrubber = Scrubber()
    granted = ",".join(f'{{"access_token":"{token}"}}' for token in tokens(number))

    starred, _ = scrubber.wire(b"HTTP/1.1 200 OK\r\n\r\n" + granted.encode(), learn=True)

    sent = "".join(f"<{token}>{quote(token)}" for token in tokens(number))
    wire, gone = scrubber.wire(sent.encode())
    assert b"token" not in starred.replace(b"access_token", b"")
    assert b"token" not in wire and gone == ("value",)
    assert len(wire) == len(sent.encode())
    assert scrubber.mask_values(sent) == "<***>***" * number
    assert scrubber.granted(tokens(number)[-1].encode())
    assert not scrubber.granted("令牌".encode())


@pytest.mark.parametrize("others", [0, 400])
def test_of_two_that_begin_alike_the_longer_goes_first(others: int) -> None:
    scrubber = Scrubber([*tokens(others), "abcdef", "abcdef-ghijkl", "cdef-g"])

    assert scrubber.mask_values("abcdef-ghijkl abcdef-ghijk") == "*** ***-ghijk"
    assert scrubber.wire(b"xabcdef-ghijkl")[0] == b"x" + b"*" * 13


@pytest.mark.parametrize(
    ("value", "starred"),
    [
        (b'a\\"b', True),
        (b"a\\\\", True),
        (b"\\" * 1000, True),
        (b"\\" * 999 + b'"', True),
        (b"a" * 100_000, True),
        (b"", False),
    ],
)
def test_a_value_ends_where_its_text_does(value: bytes, starred: bool) -> None:
    body = b'{"sig": "' + value + b'", "title": "\xe5\x8a\xa8"}'

    wire, gone = Scrubber().wire(b"HTTP/1.1 200 OK\r\n\r\n" + body)

    stars = b"*" * len(value)
    assert wire.endswith(b'{"sig": "' + stars + b'", "title": "\xe5\x8a\xa8"}')
    assert gone == (("sig",) if starred else ())


def test_what_nothing_ends_is_no_value() -> None:
    body = b'{"sig": "abcdefgh\\"'

    assert Scrubber().wire(body)[0] == body


def test_a_token_that_is_no_text_spoils_none_of_those_after_it() -> None:
    for poison in ("\\ud800abcdefgh", "\\udc00\\ud800abcdef", "\\u0000abcdefg", "\\xabcdefgh"):
        scrubber = Scrubber()
        text = f'HTTP/1.1 200 OK\r\n\r\n{{"access_token":"{poison}"}}'

        starred, _ = scrubber.wire(text.encode(), learn=True)
        scrubber.learn("goodtoken123")

        assert b"abcdef" not in starred
        assert scrubber.wire(b"a goodtoken123")[0] == b"a ************"
        assert scrubber.mask_text("a goodtoken123 \ud800") == "a *** \ud800"
        assert scrubber.granted(b"goodtoken123")


def test_an_answer_teaches_no_more_than_a_run_is_ever_granted() -> None:
    scrubber = Scrubber(["configured-secret"])
    granted = ",".join(f'"sig":"token{n:06}"' for n in range(10_500))

    starred, _ = scrubber.wire(f"a\r\n\r\n{granted}".encode(), learn=True)

    assert b"token" not in starred
    assert repr(scrubber) == "Scrubber(10000 values)"
    assert scrubber.mask_values("configured-secret") == "***"


def test_of_a_very_long_token_the_beginning_tells_nothing_either() -> None:
    scrubber = Scrubber()

    scrubber.wire(b'a\r\n\r\n{"sig":"' + b"ab" * 5_000 + b'"}', learn=True)

    assert scrubber.mask_values("ab" * 5_000).startswith("***")
    assert "ab" * 2_048 not in scrubber.mask_values("ab" * 5_000)
