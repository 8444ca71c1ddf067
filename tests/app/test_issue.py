"""An issue cut off at any step: never half issued, never issued twice, never overwritten."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from monitor.app import issue
from monitor.figures.issues import IssueStore
from monitor.system import files as publishing
from monitor.system.database import open_database
from monitor.system.files import MANIFEST
from tests.running import run

ISSUE = ("report", "quarter", "2021Q4", "--format", "json,html", "--date", "2022-01-05")
NUMBER = "高政办报〔2022〕3号"
FIRST, SECOND = "报告第1版", "报告第2版"

# what is called on the way, in this order; the last argument tells the calls apart
STEPS = {
    "before a file is staged": (issue, "write_all", 0),
    "while files are staged": (publishing, "_write", 1),
    "before the place is noted": (issue, "whole", 0),
    "before it is frozen": (IssueStore, "issue", 0),
    "before the first file is placed": (issue, "move", 0),
    "before the second file is placed": (issue, "move", 1),
    "before the manifest is placed": (issue, "move", 2),
    "before the stage is cleared": (issue, "_drop", 1),
}
FROZEN = {name for name in STEPS if "placed" in name or "cleared" in name}


class Killed(BaseException):
    """As sudden as a kill: nobody catches it."""


def cut(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, after: int) -> None:
    """Let the call number *after* of *name* end everything."""
    real: Callable[..., Any] = getattr(place, name)
    calls = iter(range(100))

    def once(*given: Any, **options: Any) -> Any:
        if next(calls) == after:
            raise Killed
        return real(*given, **options)

    monkeypatch.setattr(place, name, once)


def issued(folder: Path) -> list[tuple[int, str]]:
    with open_database(folder / "data" / "monitor.db") as db:
        return [
            (issued.version, issued.number)
            for issued in IssueStore(db).issued("2021Q4", "quarter_city")
        ]


def manifests(folder: Path) -> Mapping[str, Any]:
    """Return the manifests of issued reports, by folder."""
    found = (folder / "out" / "2021Q4").glob(f"*/{MANIFEST}")
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in found}


@pytest.mark.share(2)
@pytest.mark.parametrize("step", STEPS)
def test_cut_off_at_any_step_it_is_issued_once_and_whole(
    step: str, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        cut(patched, *STEPS[step])
        with pytest.raises(Killed):
            run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")
    known = issued(few)
    said = manifests(few)

    done = run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")

    assert bool(known) is (step in FROZEN)
    assert known or not said, "no folder says issued of what the store knows nothing of"
    assert done.code == 0, done.err
    assert issued(few) == [(1, NUMBER)]
    (manifest,) = manifests(few).values()
    with open_database(few / "data" / "monitor.db") as db:
        (one,) = IssueStore(db).issued("2021Q4", "quarter_city")
        files = IssueStore(db).issue_files("2021Q4", "quarter_city", 1)
    assert manifest["issued"]["figures_sha256"] == one.sha256
    assert {**manifest["files"], MANIFEST: files[MANIFEST]} == files
    folder = few / "out" / "2021Q4" / FIRST
    assert all(issue._is(folder / name, digest) for name, digest in files.items())
    assert not list((few / "data" / "half").glob("issue-*[!k]"))


def test_a_draft_completes_it_and_the_next_number_is_a_second_version(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        cut(patched, issue, "move", 1)
        with pytest.raises(Killed):
            run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")

    draft = run(few, "report", "month", "2021-12", "--format", "json")
    again = run(few, *ISSUE, "--issue", "高政办报〔2022〕9号", "2022-01-05")

    assert f"{NUMBER} 上次印发时中断，文件现已补齐" in draft.err
    assert "补齐" not in again.err
    assert [version for version, _ in issued(few)] == [1, 2]
    assert set(manifests(few)) == {FIRST, SECOND}


def test_what_the_store_knows_nothing_of_is_set_aside_not_overwritten(few: Path) -> None:
    old = few / "out" / "2021Q4" / FIRST
    old.mkdir(parents=True)
    (old / MANIFEST).write_text('{"issued": {"version": 1}}', encoding="utf-8")

    done = run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")

    aside = old.with_name(f"{FIRST}（另存1）")
    assert f"未覆盖，已移至 {aside.name}" in done.err
    assert (aside / MANIFEST).read_text("utf-8") == '{"issued": {"version": 1}}'
    assert manifests(few)[FIRST]["issued"]["number"] == NUMBER


def test_staged_files_that_were_changed_meanwhile_are_not_put_in_place(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        cut(patched, issue, "move", 0)
        with pytest.raises(Killed):
            run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")
    ready = few / "data" / "half" / issue.READY
    (ready / MANIFEST).write_text("{}", encoding="utf-8")

    done = run(few, *ISSUE, "--issue", "高政办报〔2022〕9号", "2022-01-05")

    assert "补齐" not in done.err
    assert set(manifests(few)) == {SECOND}


def test_while_one_is_issued_no_other_is_and_drafts_go_on(few: Path) -> None:
    with issue.exclusive_issue(few / "data" / "half"):
        refused = run(few, *ISSUE, "--issue", NUMBER, "2022-01-05")
        draft = run(few, *ISSUE)

    assert (refused.code, issue.BUSY in refused.err) == (2, True)
    assert draft.code == 0
    assert issued(few) == []


KILLED = """
import os, signal, sys
from monitor.app import issue
from monitor.cli import main
real, calls = issue.move, iter(range(9))
def move(*given):
    if next(calls) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*given)
issue.move = move
main()
"""


@pytest.mark.long
def test_killed_for_good_the_very_files_that_were_frozen_are_put_in_place(few: Path) -> None:
    command = [sys.executable, "-c", KILLED, "-C", str(few), *ISSUE]
    done = subprocess.run([*command, "--issue", NUMBER, "2022-01-05"], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with open_database(few / "data" / "monitor.db") as db:
        frozen = IssueStore(db).issue_files("2021Q4", "quarter_city", 1)
        db.execute("UPDATE assessments SET verdict = 'fail', state = 'stale' WHERE run = 4")
        db.conn.commit()

    run(few, *ISSUE)

    folder = few / "out" / "2021Q4" / FIRST
    assert {path.name for path in folder.iterdir()} == set(frozen)
    assert all(issue._is(folder / name, digest) for name, digest in frozen.items())
