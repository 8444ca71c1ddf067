"""Data directories of older releases open with today's program, and mean what they meant."""

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.lengths import some
from tests.old.drive import answers_in, execute, moment
from tests.old.releases import RELEASES, archive, expected
from tests.old.story import CASES, command
from tests.old.summary import summary
from tests.running import run
from tests.unwritable import as_nobody, listing

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

EVERY = list(RELEASES)
WITH_CASES = [commit for commit, known in RELEASES.items() if CASES in known]
NOW = "2022-01-11 11:00"
ISSUED = command(
    NOW, "report", "quarter", "2021Q4", "--issue", "云政办〔2022〕2号", "2022-01-11",
    "--format", "json", "--out", "{folder}/out",
)  # fmt: skip
Opened = Callable[[str], Path]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return the folder of a release as it was packed; read only."""
    folders: dict[str, Path] = {}

    def folder(commit: str) -> Path:
        if commit not in folders:
            folders[commit] = tmp_path_factory.mktemp(commit)
            with tarfile.open(archive(commit)) as tar:
                tar.extractall(folders[commit], filter="data")
        return folders[commit]

    return folder


@pytest.fixture
def opened(unpacked: Opened, tmp_path: Path) -> Opened:
    """Return a copy of the folder of a release, to be migrated and written to."""
    return lambda commit: Path(shutil.copytree(unpacked(commit), tmp_path / commit))


def answered(folder: Path, *words: str) -> Any:
    done = execute(folder, command(NOW, *words, "--json"))
    assert done.code in (0, 1, 3), done.err
    return json.loads(done.out)


def dumped(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "data" / "monitor.db") as db:
        return list(db.iterdump())


@pytest.mark.parametrize("commit", EVERY)
def test_a_release_and_today_answer_alike(opened: Opened, commit: str) -> None:
    """Verdicts, cases, figures, answers, edits, notices and exit codes; the seals are whole."""
    then = json.loads(expected(commit).read_text("utf-8"))
    for part, difference in then.pop("differences").items():
        assert difference["why"]
        then[part] |= difference["now"]

    today = summary(answers_in(opened(commit), RELEASES[commit]))

    assert json.loads(json.dumps(today)) == then


@pytest.mark.parametrize("commit", EVERY)
def test_a_second_opening_migrates_nothing(opened: Opened, commit: str) -> None:
    folder = opened(commit)
    answered(folder, "cases", "verify")
    first = dumped(folder)

    answered(folder, "cases", "verify")

    assert dumped(folder) == first


@pytest.mark.parametrize("commit", WITH_CASES)
def test_an_answer_recorded_in_error_is_taken_back_after_the_migration(
    opened: Opened, commit: str
) -> None:
    folder = opened(commit)
    for item in ("互动", "链接"):
        done = execute(
            folder,
            command(
                NOW, "checklist", "withdraw", "beiling-weibo", item, "--by", "张三", "--reason",
                "看错了账号",
            ),
        )  # fmt: skip
        assert done.code == 0, done.err

    answered(folder, "cases", "verify")

    cases = {one["id"]: one for one in answered(folder, "cases", "list", "--all")["cases"]}
    own = [one for one in cases.values() if one["account"] == "beiling-weibo"]
    assert [(one["check"], one["stage"]) for one in own] == [("S01", "closed"), ("S02", "closed")]
    assert {one["steps"][-1]["move"] for one in own} == {"refuted"}
    board = execute(folder, command(NOW, "cases", "show", str(own[0]["id"])))
    assert "结论撤销" in board.out
    done = execute(folder, ISSUED)
    assert "不合格由4变为3" in done.err
    assert execute(folder, command(NOW, "evidence", "verify")).code == 0


@pytest.mark.parametrize("commit", WITH_CASES)
def test_one_answer_taken_back_leaves_the_other_case(opened: Opened, commit: str) -> None:
    folder = opened(commit)
    words = ("checklist", "withdraw", "beiling-weibo", "互动", "--by", "张三", "--reason", "看错")
    assert execute(folder, command(NOW, *words)).code == 0

    answered(folder, "cases", "verify")

    cases = answered(folder, "cases", "list", "--all")["cases"]
    own = {one["check"]: one["stage"] for one in cases if one["account"] == "beiling-weibo"}
    assert own == {"S01": "found", "S02": "closed"}


@pytest.mark.parametrize("commit", EVERY)
def test_the_next_report_compares_with_the_issued_quarter(opened: Opened, commit: str) -> None:
    """It was frozen as that release counted; a further issue says what has changed since."""
    folder = opened(commit)
    total = json.loads(expected(commit).read_text("utf-8"))["quarter"]["total"]

    following = answered(folder, "report", "quarter", "2022Q1")
    done = execute(folder, ISSUED)

    assert following["before"] == {"period": "2021Q4", "pass_rate": total["pass_rate"]}
    assert done.code == 0, done.err
    assert "第2版" in done.err


@pytest.mark.parametrize("commit", WITH_CASES)
def test_a_change_of_several_accounts_is_found_by_each(opened: Opened, commit: str) -> None:
    folder = opened(commit)
    several = {
        "import": ["xiyuan-weibo", "beiling-weibo", "shuili-weibo"],
        "confirm": ["yunling-weibo", "nanhu-weibo"],
    }

    for action, accounts in several.items():
        for account in accounts:
            found = answered(folder, "accounts", "log", account)
            assert action in [one["action"] for one in found]
    assert answered(folder, "accounts", "log", "hedao-weibo") == []


@pytest.mark.skipif(os.name == "nt", reason="needs another user")
@pytest.mark.parametrize("commit", some(EVERY, 0, -1))
def test_a_copy_that_cannot_be_written_is_read_as_it_stands(
    opened: Opened, tmp_path: Path, commit: str
) -> None:
    """The tables of an earlier version are brought up to date in memory alone."""
    folder = opened(commit)
    written = Path(shutil.copytree(folder, tmp_path / "written"))
    before = listing(folder)

    with time_machine.travel(moment(NOW), tick=False):
        for words in (("status",), ("evidence", "verify")):
            code = run(written, *words).code
            assert as_nobody(folder, *words) == code

    assert listing(folder) == before
