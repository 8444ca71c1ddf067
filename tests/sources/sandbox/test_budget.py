"""One answer is read within two seconds and 150 MiB, or not at all."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.model.errors import LedToLogin, LookFailed, MissingSecret, TooBig
from monitor.model.outcome import Outcome
from monitor.parsing import text
from monitor.parsing.tables.cells import folded
from monitor.sources import sandbox, script_values
from monitor.sources.feed import Feed
from monitor.sources.feed.mending import mended
from monitor.sources.sandbox.pool import BEGIN, ReaderFault, ReaderProcess, Readers
from monitor.sources.wechat_article import parse as wechat_article
from tests.builders import NOON
from tests.fakes import answer
from tests.lengths import LONG, shared, some
from tests.sources.column import collect
from tests.sources.sandbox import calls
from tests.sources.torn import made

ROOT = str(Path(__file__).parents[3])
LINUX = sys.platform.startswith("linux")
FEED = Feed(url="http://a.invalid/f", own=True)
linux = pytest.mark.skipif(not LINUX, reason="only Linux tells how much memory there was")


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    monkeypatch.syspath_prepend(ROOT)
    made = Readers(passing=60.0)
    yield made
    made.stop_all()


@pytest.fixture(scope="module")
def lasting() -> Iterator[Readers]:
    """Readers whose process serves all tests that leave it as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        readers = Readers(passing=60.0)
        yield readers
        readers.stop_all()


@pytest.fixture
def strict(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> Readers:
    """Readers whose processes have half a second each."""
    bounds = "from monitor.sources.sandbox import limits; limits.SECONDS = 0.5; "
    before, serves, call = BEGIN.rpartition("from monitor.sources.sandbox.worker")
    monkeypatch.setattr("monitor.sources.sandbox.pool.BEGIN", before + bounds + serves + call)
    return readers


def refusal(readers: Readers, call: Callable[..., Any], *args: Any) -> LookFailed:
    with pytest.raises(LookFailed) as failed:
        readers.run(call, *args)
    return failed.value


@pytest.mark.share(2)
@pytest.mark.skipif(sys.platform == "win32", reason="no clock of the processor")
@pytest.mark.parametrize("call", [calls.loops, calls.holds])
def test_more_time_than_there_is_ends_the_reading(strict: Readers, call: Any) -> None:
    failed = refusal(strict, call)

    assert failed.outcome is Outcome.TOO_COMPLEX
    assert "超过2秒" in failed.message
    assert len(strict) == 0


def test_what_computes_nothing_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    readers = Readers(passing=0.5)

    failed = refusal(readers, calls.waits)

    assert failed.outcome is Outcome.TOO_COMPLEX
    assert "超过2秒" in failed.message


@pytest.mark.share(2)
@linux
@pytest.mark.parametrize("call", [calls.grows, calls.grows_quietly])
@pytest.mark.parametrize(("mebibytes", "fits"), [(130, True), (170, False), (400, False)])
def test_memory_is_bounded_whatever_becomes_of_a_refusal(
    readers: Readers, call: Any, mebibytes: int, fits: bool
) -> None:
    if fits:
        assert readers.run(call, mebibytes)
        return
    failed = refusal(readers, call, mebibytes)

    assert failed.outcome is Outcome.TOO_COMPLEX
    assert "超过150MB" in failed.message


def test_a_death_of_the_process_is_the_answers_fault(readers: Readers) -> None:
    failed = refusal(readers, calls.dies)

    assert failed.outcome is Outcome.TOO_COMPLEX
    assert "意外终止" in failed.message
    assert readers.run(calls.pid) != os.getpid()


def test_a_fault_of_ours_comes_with_its_place(lasting: Readers) -> None:
    with pytest.raises(ReaderFault, match=r"(?s)in fails.*a fault of ours"):
        lasting.run(calls.fails)

    assert lasting.run(calls.pid)


@pytest.mark.parametrize(
    ("which", "kind"), [("led", LedToLogin), ("big", TooBig), ("secret", MissingSecret)]
)
def test_a_refusal_crosses_as_what_it_is(lasting: Readers, which: str, kind: Any) -> None:
    failed = refusal(lasting, calls.refuses, which)

    assert type(failed) is kind
    with pytest.raises(kind) as here:
        calls.refuses(which)
    assert failed.__dict__ == here.value.__dict__
    assert failed.args == here.value.args


def test_a_process_is_used_again_until_it_is_worn(readers: Readers) -> None:
    first = readers.run(calls.pid)

    assert readers.run(calls.pid) == first
    assert len(readers) == 1
    readers.stop_all()
    assert len(readers) == 0
    assert readers.run(calls.pid) != first


def test_a_machine_without_room_for_a_process_says_so(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(12, "no memory")

    monkeypatch.setattr(ReaderProcess, "__init__", full)

    failed = refusal(readers, calls.pid)

    assert failed.outcome is Outcome.INTERNAL
    assert "不能启动" in failed.message


# what goes through a text once needs a tenth of the budget here, and all else the whole of it

JUNK = (
    "<script ", "<script>", "<!--", "<", "<a class='", "<p class=\"weui-msg__title\">", "<title>",
    "<![CDATA[", "<![CDATA[<!--", "<meta property=\"og:title\" content='", "weui-msg__title", "&",
    "[", "<x class='weui-msg__title'>", "cgiDataNew = {a:'", "<a:modified>",
)  # fmt: skip
SIZE = 150_000
FEWER = {"an article": 3, "a feed": 3}  # whose parsers alone take their time


def listed(body: bytes) -> object:
    return FEED.listing(answer(body, url=FEED.url))


def article(body: bytes) -> object:
    return wechat_article(answer(b"<html><script>a</script>" + body, url="http://a.invalid/s"))


def script(text: str) -> object:
    return script_values.fields(text, 0)


SCRIPT = ("'\\", '"\\', "`\\", "/* ", "'", "a-:", "a:'", "{", "x" * 999 + "-")
READS: dict[str, tuple[Callable[..., Any], Callable[[str], Any]]] = {
    "tags": (text.plain, str),
    "a notice": (calls.noticed, str),
    "an article": (article, str.encode),
    "a feed": (listed, lambda junk: f"<rss version='2.0'>{junk}".encode()),
    "mending": (mended, str),
    "a script": (script, "a: {}".format),
    "a head": (folded, str),
}


@pytest.mark.share(2)
@pytest.mark.parametrize("name", READS)
def test_a_page_of_nothing_but_beginnings_is_read(lasting: Readers, name: str) -> None:
    """Every junk goes through some reader, and through each where it may take longer."""
    call, form = READS[name]
    junks = JUNK[:: FEWER.get(name, 1)] if LONG else JUNK
    for junk in shared(junks, list(READS).index(name), 4):
        try:
            lasting.run(call, form(junk * (SIZE // len(junk))))
        except LookFailed as failed:
            assert failed.outcome is not Outcome.TOO_COMPLEX, junk


def column(page: str) -> int:
    return len(collect(page, item="").posts)


DAY = "<p>2021-12-30</p>"
COLUMNS = {
    "a list of thousands": made("ul", dead=True).replace(
        "</ul><!--$end-->",
        "".join(
            f"<li><a href='{n}.html'>简讯{n}</a><span>2021-09-01</span></li>" for n in range(2000)
        ),
    ),
    "bare days before a list": made("ul", "before", DAY * 6000, dead=True),
    "bare days behind a list": made("ul", "after", DAY * 6000, dead=True),
    "days in one text": made("ul", "after", "2021-12-30 " * 90_000, dead=True),
    "days in hidden boxes": made("ul", "after", f"<b hidden>{DAY}" * 900, dead=True),
    "links without days": made(
        "ul", "after", "<a href='/zwdt/u.html'>水务简讯</a>" * 6000, dead=True
    ),
}


def test_a_column_of_thousands_of_one_thing_is_read(lasting: Readers) -> None:
    for name in some(list(COLUMNS), 1):
        assert lasting.run(column, COLUMNS[name]) >= 4, name


MUCH = 4_900_000 if LONG else 1_200_000


@pytest.mark.share(2)
@pytest.mark.parametrize(
    "body",
    [
        b'"sig":"' + b"a" * MUCH,
        b'"sig":"' + b"\\" * MUCH + b'"',
        b'"sig":"' + b'\\"' * (MUCH // 2) + b'"',
        b",".join(b'"sig":"%08d"' % number for number in range(MUCH // 16)),
        b"sig=a&" * (MUCH // 6),
    ],
    ids=["long", "escapes", "escaped quotation marks", "many", "many in an address"],
)
def test_megabytes_of_secrets_are_starred(lasting: Readers, body: bytes) -> None:
    gc.collect()

    assert lasting.run(calls.scrubbed, body) > len(body)


def test_a_well_formed_archive_at_the_cap_is_read(lasting: Readers) -> None:
    items = "".join(
        f"<item><title>第{n}号通知</title><link>http://a.invalid/{n}</link><guid>{n}</guid>"
        f"<pubDate>{NOON - timedelta(hours=n):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{'正' * 60}</description></item>"
        for n in range(12_000)
    )
    body = f"<rss version='2.0'><channel><title>a</title>{items}</channel></rss>".encode()

    listing = lasting.run(FEED.listing, answer(body, url=FEED.url))

    assert 4_000_000 < len(body) < 5_000_000
    assert len(listing.posts) == 12_000 and listing.all_dated


def test_the_reading_is_the_same_wherever_it_is_made(lasting: Readers) -> None:
    body = b"<rss version='2.0'><channel><item><title>a</title><guid>1</guid><pubDate>" + (
        f"{NOON:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item></channel></rss>".encode()
    )
    told = answer(body, url=FEED.url)

    assert lasting.run(FEED.listing, told) == FEED.listing(told)
    assert sandbox.bounded(FEED.listing, told) == FEED.listing(told)
