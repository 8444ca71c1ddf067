"""What comes in from outside can be kept: texts of every field, bounded, keys never one."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.app.looks.look_runner import LookResult, look_at
from monitor.http.client import Client
from monitor.http.exchange import Http
from monitor.model import (
    EvidenceRef,
    Gap,
    Misdated,
    Note,
    NoteKind,
    Platform,
    Reading,
    Validator,
    Window,
)
from monitor.model.clock import BEIJING
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import storable
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.storable import ADDRESS, KEY, MOST, NAME, NOTES, SENTENCE, TITLE, normalized
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, observation, post, reading
from tests.verdicts.builders import begin, inspected

ODD = "临\ud83c河\uffff\x07\x00\U0001fffe"
SECRET = "demo-secret-of-the-feed"
texts = st.text(st.characters(codec=None, categories=None), max_size=40)


def everywhere(text: str) -> Reading:
    """A reading that has *text* in each of its texts."""
    return Reading(
        posts=(post(ago(1), text or "k", title=text, url=text, doubt=text),),
        gaps=(Gap(outcome=Outcome.UNDATED, message=text),),
        shown_name=text,
        notes=(Note(kind=NoteKind.REMARK, text=text, quote=text),),
        items_seen=1,
        misdated=(Misdated(key=text or "k", title=text, url=text, written=text),),
    )


def every_text(kept: Reading) -> list[str]:
    (post,), (gap,), (item,) = kept.posts, kept.gaps, kept.misdated
    of_post = [post.title, post.url, post.doubt]
    of_item = [item.title, item.url, item.written]
    return [
        post.key,
        item.key,
        *of_post,
        *of_item,
        gap.message,
        kept.shown_name or "",
        *(note.text for note in kept.notes),
        *(note.quote for note in kept.notes),
    ]


@given(texts)
def test_any_text_in_any_field_is_stored_and_read_again(text: str) -> None:
    kept = normalized(everywhere(text))

    assert all(storable(one) == one for one in every_text(kept))
    assert normalized(kept) == kept


def test_an_odd_text_in_every_field_goes_into_the_store(tmp_path: Path) -> None:
    seen = replace(observation(), reading=normalized(everywhere(ODD)))

    with open_database(tmp_path / "monitor.db") as db:
        assert VerdictWriter(db).append(begin(db), [inspected(seen)]) == frozenset()
        (kept,) = VerdictReader(db).history(seen.account, 1)

    assert kept.reading == seen.reading
    assert set(every_text(kept.reading)[2:]) == {"临河"}


def test_every_text_has_its_bound() -> None:
    note = Note(text="长" * 10_000, quote="长" * 10_000)
    kept = normalized(replace(everywhere("长" * 1_000_000), notes=(note,) * 500))

    (post,), (gap,) = kept.posts, kept.gaps
    assert (len(post.key), len(post.title), post.url) == (KEY, TITLE, "")
    assert len(post.doubt) == len(gap.message) == SENTENCE
    assert len(kept.shown_name or "") == NAME
    assert [len(note.text) for note in kept.notes] == [SENTENCE] * NOTES
    assert [len(note.quote) for note in kept.notes] == [SENTENCE] * NOTES


def test_an_address_is_whole_or_it_is_none() -> None:
    for length, left in ((ADDRESS, ADDRESS), (ADDRESS + 1, 0)):
        (one,) = normalized(reading(post(ago(1), url="h" * length))).posts

        assert len(one.url) == left


def test_keys_that_differ_where_they_are_cut_stay_two() -> None:
    kept = normalized(reading(*(post(ago(1), "长" * 5_000 + end) for end in "甲乙")))

    assert len({post.key for post in kept.posts}) == 2


def test_what_is_in_order_is_left_alone() -> None:
    whole = reading(post(ago(1), title="今日动态", url="https://a.invalid/1"), shown_name="甲")

    kept = normalized(whole)

    assert kept == whole
    assert kept.posts[0] is whole.posts[0]


@pytest.mark.parametrize("count", [-1, 10**30])
def test_nobody_counts_more_than_a_database_can(count: int) -> None:
    assert normalized(replace(reading(), items_seen=count)).items_seen == (0 if count < 0 else MOST)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=BEIJING),
        datetime.max.replace(tzinfo=UTC),
        datetime(1899, 12, 31, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("field", ["published_at", "earliest_at", "latest_at"])
def test_a_moment_that_no_calendar_has_costs_the_look(field: str, moment: datetime) -> None:
    odd = replace(post(ago(1)), **{field: moment})  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="out of range"):
        normalized(reading(odd))


def test_moments_of_window_and_release_are_cut_too() -> None:
    fine = NOON.replace(microsecond=999_999)
    kept = normalized(replace(reading(), window=Window(since=fine, until=fine), released_at=fine))

    assert kept.window == Window(since=NOON, until=NOON)
    assert kept.released_at == NOON


def test_every_text_of_a_post_passes_the_door() -> None:
    """A field that is added must not come in beside the door."""
    named = {one.name for one in fields(post(ago(1))) if one.type in ("str", str)}

    assert named == {"key", "title", "url", "doubt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A source that tells back what it was asked with."""

    kind: ClassVar[str] = "telling"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()

    url: str = "http://a.invalid/?key=${FEED_KEY}"
    fails: bool = False

    def collect(self, http: Http) -> Reading:
        if self.fails:
            raise LookFailed(Outcome.BRIDGE_DOWN, f"桥接服务报告：{self.url}{ODD}")
        return everywhere(self.url)


class Keys:
    def fill(self, source: Any) -> Any:
        if isinstance(source, str):
            return source.replace("${FEED_KEY}", SECRET)
        return replace(source, url=source.url.replace("${FEED_KEY}", SECRET))


class Silent:
    def send(self, *_: object) -> Any:
        raise AssertionError("nobody asks")


def looked(source: Telling) -> LookResult:
    return look_at(account("a", sources=(source,)), Client(Silent(), None, NOON), Keys())


def test_a_key_that_a_service_tells_back_goes_nowhere() -> None:
    (seen,) = looked(Telling()).observations
    (failed,) = looked(Telling(fails=True)).observations

    assert set(every_text(seen.reading)) == {"http://a.invalid/?key=***"}
    assert failed.reading.gaps[0].message == "桥接服务报告：http://a.invalid/?key=***临河"


def test_a_memo_that_cannot_be_kept_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    ref = EvidenceRef(file="a", offset=0, length=1, sha256="0")
    kept = [
        Validator(url="u", etag=f'"{memo}"', last_modified="x", ref=ref, tag="t", memo=memo)
        for memo in ("sound", ODD)
    ]
    monkeypatch.setattr("monitor.http.client.Look.validators", tuple(kept), raising=False)
    monkeypatch.setattr("monitor.http.client.Look.__init__", _bare)

    sound, odd = looked(Telling()).validators

    assert (sound, odd.memo, odd.etag) == (kept[0], "", '"临河"')


def _bare(
    self: Any, client: Client, account: str, source: str, hosts: frozenset[str], *, anew: bool
) -> None:
    self.moment, self.last_received_at, self.evidence = client.moment, None, ()
    self.current_at = self.clock_offset = None


@given(texts, st.sampled_from(["", "http://a.invalid/" + "x" * ADDRESS]))
def test_an_item_under_an_impossible_date_keeps_the_key_that_it_has_as_a_post(
    text: str, url: str
) -> None:
    shown = Reading(
        posts=(post(ago(1), text or "k", url=url),),
        misdated=(Misdated(key=text or "k", title="", url=url, written=""),),
    )

    kept = normalized(shown)

    assert kept.misdated[0].key == kept.posts[0].key
    assert kept.misdated[0].url == kept.posts[0].url
