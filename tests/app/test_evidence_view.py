"""An exchange as text: unpacked, without secrets, cut where it is long, never anything to run."""

import gzip
from pathlib import Path

import pytest

from monitor.app.evidence_view import SHOWN, EvidenceView, evidence_at
from monitor.http.exchange import Exchange
from monitor.system.connection import Database
from monitor.system.redact import Scrubber
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON
from tests.evidence.builders import exchange, recorded

HTML = "<html><script>alert(1)</script>高台发布</html>".encode()


def viewed(db: Database, folder: Path, seen: Exchange, *secrets: str) -> EvidenceView:
    (ref,) = recorded(folder, seen)
    with db.conn:
        VerdictWriter(db).record_evidence(None, [ref])
    view = evidence_at(db, folder, Scrubber(secrets), ref.file, ref.offset)
    assert view is not None
    return view


def test_an_exchange_is_told_as_question_and_answer(db: Database, tmp_path: Path) -> None:
    view = viewed(db, tmp_path, exchange(HTML))

    asked, answered = view.parts
    assert (asked.name, asked.head, asked.body) == ("请求", "GET /a HTTP/1.1\r\nHost: x", "")
    assert answered.name == "应答" and answered.head.startswith("HTTP/1.1 200 OK\r\nX-Odd:")
    assert (answered.body, answered.left) == (HTML.decode(), 0)
    assert (view.kind, view.is_picture, view.at) == ("", False, NOON)


def test_a_packed_body_is_unpacked_and_one_in_gbk_read(db: Database, tmp_path: Path) -> None:
    packed = gzip.compress("高台发布".encode("gb18030") * 50)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    view = viewed(db, tmp_path, exchange(received=head.encode() + packed))

    assert view.parts[1].body == "高台发布" * 50


def test_keys_that_came_later_are_not_told_either(db: Database, tmp_path: Path) -> None:
    view = viewed(db, tmp_path, exchange(b"a later-secret-9 b"), "later-secret-9")

    assert view.parts[1].body == "a *** b" and b"later-secret-9" not in view.data


@pytest.mark.parametrize(("more", "left"), [(0, 0), (1, 1), (500, 500)])
def test_a_long_body_is_cut_and_the_rest_counted(
    more: int, left: int, db: Database, tmp_path: Path
) -> None:
    view = viewed(db, tmp_path, exchange(b"x" * (SHOWN + more)))

    assert (len(view.parts[1].body), view.parts[1].left) == (SHOWN, left)
    assert len(view.data) > SHOWN + more


def test_what_is_no_text_is_only_to_be_saved(db: Database, tmp_path: Path) -> None:
    view = viewed(db, tmp_path, exchange(b"\x89PNG\r\n\0\0\0"))

    assert view.parts[1].body == "" and view.parts[1].remark.startswith("二进制内容，9 字节")
    assert not view.is_picture  # what a server sent is never shown as a picture


def test_a_question_that_got_no_answer_is_told(db: Database, tmp_path: Path) -> None:
    view = viewed(db, tmp_path, exchange(received=b"", error="timeout", detail="不通"))

    assert [part.name for part in view.parts] == ["请求", "记录"]
    assert "timeout" in view.parts[1].body


def test_an_answer_that_was_cut_is_shown_as_far_as_it_came(db: Database, tmp_path: Path) -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it"
    view = viewed(db, tmp_path, exchange(received=cut, truncated="disconnect"))

    assert view.parts[1].body == "half of it" and "不完整" in view.parts[1].remark
