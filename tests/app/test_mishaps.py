"""One account's trouble is its own: odd texts over the wire, and faults of the program itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from monitor.app import internal_failures, spot_check
from monitor.model import Assessment, clock
from monitor.model.outcome import Outcome
from monitor.system.database import open_database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.merge import merge
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult, LookHistory
from tests.http.server import ok, speaking
from tests.lengths import shared
from tests.office import Office
from tests.running import Done, run
from tests.sites import feed_office

ODD = {
    "half": "临河动态\ud83c",
    "none": "临河\ufffe动态\uffff\ufdd0",
    "bell": "临河\x07动态\x00\x1b[31m",
    "escape": "临河_x0007_动态",
    "turned": "临河\u202e动态",
    "long": "L" * 1_000_000,
    "open": "<script " * 50_000,
    "family": "👨\u200d👩\u200d👧",
}


def feed(title: str, at: datetime) -> bytes:
    short = title[:40]
    item = {"id": short, "url": f"https://a.invalid/{short}", "title": title, "summary": title}
    item["date_published"] = clock.iso(at)
    said = {"version": "https://jsonfeed.org/version/1.1", "title": short, "items": [item]}
    return json.dumps(said).encode()


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def office(tmp_path: Path, now: datetime) -> Iterator[Office]:
    """Three accounts that are fresh."""
    body = feed("今日动态", now - timedelta(hours=1))
    with speaking(ok(body, "Content-Type: application/feed+json")) as (origin, _):
        yield feed_office(tmp_path, origin, ("a", "b", "c"))


def accounts(done: Done) -> dict[str, dict[str, Any]]:
    return {account["id"]: account for account in json.loads(done.out)["accounts"]}


@pytest.mark.share(2)
@pytest.mark.parametrize("case", ODD)
def test_an_odd_title_is_judged_and_printed_in_every_form(
    case: str, tmp_path: Path, now: datetime
) -> None:
    body = feed(ODD[case], now - timedelta(days=20))
    with speaking(ok(body, "Content-Type: application/feed+json")) as (origin, _):
        feed_office(tmp_path, origin, ("odd",))
        done = run(tmp_path, "check", "--json")

    assert done.code in (1, 3), done.err
    assert "Traceback" not in done.err
    assert done.out.encode().decode() == done.out
    account = accounts(done)["odd"]
    assert account["newest_post_at"] is not None
    assert [gap for gap in account["gaps"] if gap["outcome"] == Outcome.INTERNAL] == []
    local = clock.beijing(now)
    period = f"{local.year}Q{(local.month - 1) // 3 + 1}"
    for form in shared(("json", "docx", "html", "xlsx"), list(ODD).index(case), 2):
        made = run(tmp_path, "report", "quarter", period, "--format", form)
        assert made.code == 0, (form, made.err[-300:])
    for path in (tmp_path / "out").rglob("*.xlsx"):
        load_workbook(path)
    for path in (tmp_path / "out").rglob("*.docx"):
        Document(str(path))
    assert run(tmp_path, "show", "odd").code == 0


def test_what_is_typed_with_broken_bytes_is_a_word_or_a_refusal(office: Office) -> None:
    for words in (("show", "甲\udcff"), ("observe", "a", "--newest", "\udce4", "--by", "\udcff")):
        done = office.run(*words)

        assert done.code == 2
        assert "Traceback" not in done.err


def refusing(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """Let a count come in that no database takes, beside the door."""
    judge = spot_check.judge

    def spoilt(job: Any, looked: Any, history: LookHistory) -> AccountResult:
        item = judge(job, looked, history)
        if looked.account.id != id:
            return item
        (seen,) = item.observations
        odd = replace(seen, reading=replace(seen.reading, items_seen=2**70))
        return replace(item, observations=(odd,))

    monkeypatch.setattr(spot_check, "judge", spoilt)


def unjudgeable(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """Let merging fail where no check can catch it."""

    def spoilt(account: Any, *args: Any, **options: Any) -> Any:
        if account.id == id:
            raise ZeroDivisionError("a fault of ours")
        return merge(account, *args, **options)

    monkeypatch.setattr("monitor.app.spot_check.merge", spoilt)


def untellable(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """Let a verdict come out that no form can print."""
    judge = spot_check.judge

    def spoilt(job: Any, looked: Any, history: LookHistory) -> AccountResult:
        item = judge(job, looked, history)
        if looked.account.id != id:
            return item
        late = datetime.max.replace(tzinfo=clock.now().tzinfo)
        return replace(item, assessment=replace(item.assessment, as_of=late))

    monkeypatch.setattr(spot_check, "judge", spoilt)


def unreadable(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """Let the record of one account be such as cannot be read."""
    read = HistoryReader.look_history

    def spoilt(self: HistoryReader, ids: Sequence[str], *args: Any, **options: Any) -> Any:
        if id in ids:
            raise KeyError("a word that nobody knows")
        return read(self, ids, *args, **options)

    monkeypatch.setattr(HistoryReader, "look_history", spoilt)


MISHAPS = {
    refusing: ("程序保存该账号的查看结果时出错", False),
    unjudgeable: ("程序判定该账号时出错", True),
    untellable: ("程序判定该账号时出错", True),
    unreadable: ("程序读取该账号以往记录时出错", True),
}


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_fault_of_ours_costs_one_account_and_is_told(
    mishap: Any, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, kept = MISHAPS[mishap]
    mishap(monkeypatch, "b")

    done = office.run("check", "--json")

    assert done.code == 3
    assert "Traceback" not in done.err
    assert "有1个账号因程序处理出错无法判定（b）" in done.err
    one = accounts(done)
    assert {id: own["verdict"] for id, own in one.items()} == {
        "a": "pass", "b": "unknown", "c": "pass"
    }  # fmt: skip
    (gap,) = one["b"]["gaps"]
    assert gap["outcome"] == "internal" and gap["message"].startswith(text)
    assert (office.data / "monitor.log").read_text("utf-8")
    monkeypatch.undo()
    status = accounts(office.run("status", "--json"))
    assert {id: own["verdict"] for id, own in status.items()} == {
        "a": "pass", "b": "unknown", "c": "pass"
    }  # fmt: skip
    with open_database(office.database) as db:
        reader = VerdictReader(db)
        (seen,) = reader.history("b", 5)
        (run_,) = reader.runs()
        assert reader.done_in(run_.id) == {"a", "b", "c"}
    assert bool(seen.reading.posts) is kept
    assert bool(seen.evidence)
    assert office.run("evidence", "verify").code == 0


def test_a_verdict_that_cannot_be_printed_hides_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run("check").code == 0
    tell = internal_failures.render

    def spoilt(newest: Any, *assessments: Assessment) -> None:
        if any(assessment.account.id == "b" for assessment in assessments):
            raise ZeroDivisionError("a fault of ours")
        tell(newest, *assessments)

    monkeypatch.setattr(internal_failures, "render", spoilt)

    done = office.run("status", "--json")

    assert done.code == 3
    assert "有1个账号因程序处理出错无法判定（b）" in done.err
    one = accounts(done)
    assert [one[id]["verdict"] for id in "abc"] == ["pass", "unknown", "pass"]
    assert one["b"]["gaps"][0]["message"].startswith("程序显示该账号的结论时出错")


def test_an_earlier_look_neither_clears_nor_condemns_where_the_program_failed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run("check").code == 0
    refusing(monkeypatch, "b")

    one = accounts(office.run("check", "--json"))

    assert (one["a"]["verdict"], one["b"]["verdict"], one["b"]["findings"]) == (
        "pass", "unknown", []
    )  # fmt: skip
    monkeypatch.undo()
    assert office.run("check").code == 0


def test_an_error_that_no_account_brought_about_ends_the_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("monitor.app.spot_check.merge", full)

    done = office.run("check")

    assert (done.code, done.out) == (2, "")
    assert "错误：磁盘空间不足，请清理后重试；详情见" in done.err
    assert "No space left" not in done.err and "Traceback" not in done.err
    assert "No space left" in (office.data / "monitor.log").read_text("utf-8")


def test_many_accounts_are_told_by_their_number() -> None:
    from tests.builders import account
    from tests.verdicts.builders import assessment

    def failed(number: int) -> list[Assessment]:
        gap = internal_failures.failure_gap("程序判定该账号时出错")
        return [
            assessment(account=account(f"a{n:02}"), gaps=(("program", gap),)) for n in range(number)
        ]

    assert internal_failures.message([assessment()]) == ""
    assert internal_failures.message(failed(10)).startswith("有10个账号") and "等" not in (
        internal_failures.message(failed(10))
    )
    assert "a09等）" in internal_failures.message(failed(11))
