"""The matrix would notice: each thing that must hold, broken on purpose."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.system.database import open_database
from monitor.verdicts.writer import VerdictWriter
from tests.app.kills.harness import MARK, Row, at_once, committed, is_whole, matrix, twice
from tests.builders import ago, post
from tests.county import register
from tests.verdicts.builders import begin, inspected, seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    register.copied(tmp_path)
    (tmp_path / "data").mkdir()
    with open_database(tmp_path / "data" / "monitor.db") as db:
        VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(1))))])
    return tmp_path


def test_nothing_is_said_of_what_holds(folder: Path) -> None:
    assert list(at_once(folder, committed(folder))) == []


@pytest.mark.parametrize("table", ["runs", "observations", "posts", "assessments"])
def test_a_lost_row_is_noticed(table: str, folder: Path) -> None:
    before = committed(folder)
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        db.execute(f"DELETE FROM {table}")
        db.commit()

    (said,) = at_once(folder, before)
    assert "committed rows lost" in said


def test_half_a_register_is_noticed(folder: Path) -> None:
    path = folder / "accounts.yaml"
    path.write_bytes(path.read_bytes()[:500])

    assert any(said.startswith("accounts.yaml") for said in at_once(folder, set()))


@pytest.mark.parametrize(
    ("name", "content", "whole"),
    [
        ("a.json", b"{}", True),
        ("a.json", b"{", False),
        ("a.docx", b"PK\x03\x04", False),
        ("a.html", b"<html></html>\n", True),
        ("a.html", b"<html>", False),
        ("a.txt", b"", True),
        (".a.txt.42", b"", False),
        ("a.half", b"", False),
    ],
)
def test_half_a_file_is_noticed(name: str, content: bytes, whole: bool, folder: Path) -> None:
    path = folder / "out" / name
    path.parent.mkdir()
    path.write_bytes(content)

    assert is_whole(path) is whole
    assert bool(list(at_once(folder, set()))) is not whole


def test_what_is_told_twice_is_noticed_unless_it_says_so() -> None:
    first, second = "题\n【提醒】1条\n1.某号两周未更新", "题\n1.某号两周未更新\n2.另一号"

    assert list(twice([first, "题\n1.另一号"])) == []
    assert len(list(twice([first, second]))) == 1
    assert list(twice([first, f"（{MARK}）\n{second}"])) == []


def test_the_matrix_adds_up() -> None:
    said = matrix({"a": Row(kills=3, ended=1, faults=["x"]), "b": Row(kills=4)})

    assert said.splitlines()[-1].split() == ["sum", "7", "1", "1"]
