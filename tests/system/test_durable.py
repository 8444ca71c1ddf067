"""The order of writes, as docs/keeping.md states it: what a power failure may take, and what not.

No power is cut here: the calls that make things last are recorded, in their order.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from monitor.app import check
from monitor.app.task_run_store import TaskRunStore
from monitor.cases.case_store import CaseStore
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.evidence.repair import repair
from monitor.model import clock
from monitor.notices.outbox import Outbox
from monitor.registry.edit_log import EditLog
from monitor.system import database
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.files import publish, whole
from monitor.system.redact import Scrubber
from monitor.system.secrets import Secrets
from monitor.system.token_store import GrantFile, OwnerToken
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, post
from tests.cli.observe.builders import by_hand_office
from tests.office import Office
from tests.verdicts.builders import begin, inspected, seen

Calls = list[str]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    """Every fsync, rename, truncation and commit from now on, by the names of the files."""
    made: Calls = []
    fsync, replace, connect = os.fsync, os.replace, sqlite3.connect

    def name(path: object) -> str:
        text = str(path)
        return text.removeprefix(f"{tmp_path}/") if text != str(tmp_path) else "."

    def synced(number: int) -> None:
        fsync(number)
        made.append(f"fsync {name(Path(f'/proc/self/fd/{number}').readlink())}")

    def replaced(source: str, target: str) -> None:
        replace(source, target)
        made.append(f"replace {name(target)}")

    def connected(*given: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(heard)
        return connection

    level = ["FULL"]

    def heard(sql: str) -> None:
        if sql.startswith("PRAGMA synchronous="):
            level[0] = sql.partition("=")[2]
        if sql == "COMMIT":
            made.append(f"commit {level[0]}")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(sqlite3, "connect", connected)
    return made


def in_order(made: Calls, *wanted: str) -> bool:
    """Say whether *wanted* happened one after the other; other calls may lie between."""
    left = iter(made)
    return all(any(call == expected for call in left) for expected in wanted)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = by_hand_office(tmp_path)
    office.screenshot()
    return office


def test_an_entry_is_told_as_kept_when_proof_and_row_last(office: Office, calls: Calls) -> None:
    done = office.run("observe", "weixin", "--none-since", "从未", "--screenshot",
               office.folder / "a.png", "--by", "张三")  # fmt: skip

    assert "已登记" in done.err
    day = f"{clock.day(clock.now())}-hand.warc.gz"
    proof = f"fsync data/evidence/{day}"
    assert in_order(calls, "fsync data", "fsync data/evidence", proof, "commit FULL")
    assert calls[-1] != "commit NORMAL"


def test_a_run_is_sealed_for_good_after_its_evidence(office: Office, calls: Calls) -> None:
    registry = office.register()
    order = check.CheckRequest(registry=registry, accounts=registry.judged, moment=clock.now())

    check.check(order, Secrets({}, {}), office.data, stop=Event(), tell=_nothing, progress=_nothing)

    proof = f"fsync data/evidence/{clock.day(clock.now())}.warc.gz"
    assert in_order(calls, proof, "commit NORMAL", proof, "commit FULL")
    sealed = [call for call in calls if call.startswith("commit")]
    assert sealed[-1] == "commit FULL"


def _nothing(_: object) -> None:
    pass


LASTS: dict[str, Callable[[Database], object]] = {
    "by hand": lambda db: VerdictWriter(db).append_by_hand([seen(post(ago(1)), by="张三")]),
    "withdrawal": lambda db: AnswerStore(db).withdraw_answers([], "点错"),
    "case": lambda db: CaseStore(db).add_steps(lambda _: ()),
    "slip": lambda db: WordingErrorStore(db).add_wording_errors([], NOON),
    "acknowledged": lambda db: Outbox(db).acknowledge("1", at=NOON),
    "duty begun": lambda db: TaskRunStore(db).begin_duty("look", NOON, missed=0, at=NOON),
    "duty done": lambda db: TaskRunStore(db).finish_duty(
        "look", NOON, at=NOON, outcome="ok", note=""
    ),
    "run": begin,
    "sealed": lambda db: VerdictWriter(db).finish_run(1, at=NOON, seal="s"),
    "clock": lambda db: ClockLog(db).note_clock(1, None),
    "edit": lambda db: EditLog(db).finish_edit(1),
}


@pytest.mark.parametrize("what", LASTS)
def test_what_people_confirm_and_what_others_were_told_lasts(
    what: str, tmp_path: Path, calls: Calls
) -> None:
    with open_database(tmp_path / "m.db") as db:
        calls.clear()
        LASTS[what](db)

        assert "commit FULL" in calls and "commit NORMAL" not in calls
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_only_what_is_looked_at_again_may_be_taken_back(tmp_path: Path, calls: Calls) -> None:
    with open_database(tmp_path / "m.db") as db:
        number = begin(db)
        calls.clear()
        VerdictWriter(db).append(number, [inspected(seen(post(ago(1))))])

        assert calls == ["commit NORMAL"]
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_commit_that_fails_leaves_the_next_one_lasting(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        with (
            pytest.raises(ZeroDivisionError),
            database.immediate(db, passing=True),
        ):
            raise ZeroDivisionError

        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert not db.conn.in_transaction


def test_a_register_is_whole_and_in_place_before_its_edit_is_done(
    office: Office, calls: Calls
) -> None:
    assert office.run("accounts", "set", "weixin", "note=试", "--by", "张三").code == 0

    half = f"fsync .accounts.yaml.{os.getpid()}"
    assert in_order(calls, "commit FULL", half, "replace accounts.yaml", "fsync .", "commit FULL")


def test_a_grant_lasts_before_it_is_used(tmp_path: Path, calls: Calls) -> None:
    given = OwnerToken(token="a", refresh_token="b")

    GrantFile(tmp_path, Scrubber()).keep(("a", "s"), given, OwnerToken(token="c"))

    half = f"fsync .grants.json.{os.getpid()}"
    assert calls == [half, "replace grants.json", "fsync ."]


def test_reports_last_file_by_file_the_manifest_last(tmp_path: Path, calls: Calls) -> None:
    publish(tmp_path / "out" / "2021Q4", tmp_path / "half", {"a": b"a", "b": b"b"}, {})

    folder = "out/2021Q4"
    assert [call for call in calls if not call.startswith("fsync half/")] == [
        "fsync .", "fsync out", "fsync written.sha256",
        f"replace {folder}/a", f"fsync {folder}",
        f"replace {folder}/b", f"fsync {folder}", "fsync written.sha256",
        f"replace {folder}/manifest.json", f"fsync {folder}",
    ]  # fmt: skip
    assert all(call.startswith("fsync half/") for call in calls[:2])


def test_on_another_file_system_the_copy_lasts_before_it_takes_the_place(
    tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def elsewhere(source: str, target: str) -> None:
        if "/half/" in str(source):
            raise OSError(18, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr(os, "replace", elsewhere)

    publish(tmp_path / "out", tmp_path / "half", {"a": b"a"}, {})

    beside = f"fsync out/.a.{os.getpid()}"
    assert in_order(calls, beside, "replace out/a", "fsync out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "manifest.json"]


def test_a_single_file_lasts(tmp_path: Path, calls: Calls) -> None:
    whole(tmp_path / "out" / "a.txt", b"a")

    assert calls == ["fsync .", f"fsync out/.a.txt.{os.getpid()}", "replace out/a.txt", "fsync out"]


def test_a_torn_tail_lasts_elsewhere_before_it_is_cut(
    tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "2021-12-31.warc.gz"
    path.write_bytes(b"whole torn")
    sizes: list[int] = []
    fsync = os.fsync

    def sized(number: int) -> None:
        sizes.append(path.stat().st_size)
        fsync(number)

    monkeypatch.setattr(os, "fsync", sized)

    repair(tmp_path, {path.name: 5})

    torn = f"{path.name}.torn-1"
    assert calls == [f"fsync {torn}", "fsync .", f"fsync {path.name}"]
    assert sizes == [10, 10, 5]
