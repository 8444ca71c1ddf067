"""What people typed is kept: only a file that is exactly what the program wrote is replaced."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import Busy, MonitorError
from monitor.system import files, written
from monitor.system.files import MANIFEST, deliver, publish

SHEET = "清单.xlsx"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with one file that was delivered there."""
    (folder := tmp_path / "out").mkdir()
    deliver(tmp_path / "data", folder / SHEET, b"empty")
    return folder


def test_a_file_as_it_was_written_is_replaced(out: Path, tmp_path: Path) -> None:
    made = deliver(tmp_path / "data", out / SHEET, b"newer")

    assert (made.files, made.kept) == ((out / SHEET,), ())
    assert (out / SHEET).read_bytes() == b"newer"
    assert names(out) == [SHEET]


def changed(path: Path) -> None:
    path.write_bytes(b"filled in")


def read_only(path: Path) -> None:
    path.chmod(0o444)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link_to_another(path: Path) -> None:
    path.unlink()
    (path.parent.parent / "another").write_bytes(b"filled in")
    path.symlink_to(path.parent.parent / "another")


@pytest.mark.parametrize(
    ("happen", "reason"),
    [
        (changed, written.CHANGED),
        (read_only, written.READ_ONLY),
        (folder_instead, written.CHANGED),
        (link_to_another, written.CHANGED),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_whatever_else_stands_there_is_kept(
    happen: Callable[[Path], None], reason: str, out: Path, tmp_path: Path
) -> None:
    happen(out / SHEET)
    before = (out / SHEET).read_bytes() if (out / SHEET).is_file() else None

    made = deliver(tmp_path / "data", out / SHEET, b"newer")

    beside = out / "清单(2).xlsx"
    assert made.files == (beside,)
    assert [(kept.path, kept.reason, kept.beside) for kept in made.kept] == [
        (out / SHEET, reason, beside)
    ]
    assert beside.read_bytes() == b"newer"
    assert before is None or (out / SHEET).read_bytes() == before


def test_it_is_said_in_one_sentence_with_both_names(out: Path, tmp_path: Path) -> None:
    changed(out / SHEET)

    (kept,) = deliver(tmp_path / "data", out / SHEET, b"newer").kept

    assert str(kept) == (
        f"{out / SHEET} 未覆盖（其中可能有填写或修改的内容），本次写入 清单(2).xlsx。"
    )


def test_a_numbered_file_is_replaced_till_it_is_changed_too(out: Path, tmp_path: Path) -> None:
    changed(out / SHEET)
    for content in (b"2", b"3", b"4"):
        deliver(tmp_path / "data", out / SHEET, content)
    assert names(out) == ["清单(2).xlsx", SHEET]
    assert (out / "清单(2).xlsx").read_bytes() == b"4"

    changed(out / "清单(2).xlsx")
    deliver(tmp_path / "data", out / SHEET, b"5")

    assert names(out) == ["清单(2).xlsx", "清单(3).xlsx", SHEET]


def test_a_foreign_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / SHEET).write_bytes(b"theirs")

    made = deliver(tmp_path / "data", tmp_path / SHEET, b"ours")

    assert made.files == (tmp_path / "清单(2).xlsx",)
    assert (tmp_path / SHEET).read_bytes() == b"theirs"


def test_what_was_moved_or_copied_is_known_by_what_it_holds(out: Path, tmp_path: Path) -> None:
    (out / SHEET).rename(tmp_path / "搬走.xlsx")

    assert not deliver(tmp_path / "data", tmp_path / "搬走.xlsx", b"newer").kept


def test_without_a_record_nothing_counts_as_ours(out: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / written.RECORD).unlink()

    made = deliver(tmp_path / "data", out / SHEET, b"newer")

    assert made.files == (out / "清单(2).xlsx",)


def test_where_no_record_can_be_kept_the_file_is_written_all_the_same(
    out: Path, tmp_path: Path
) -> None:
    (tmp_path / "no").write_bytes(b"a file in the folder's place")

    made = deliver(tmp_path / "no", tmp_path / "台账.xlsx", b"ours")
    again = deliver(tmp_path / "no", tmp_path / "台账.xlsx", b"newer")

    assert made.files == (tmp_path / "台账.xlsx",)
    assert again.files == (tmp_path / "台账(2).xlsx",)


def test_a_line_of_the_record_that_was_cut_off_spoils_no_other(out: Path, tmp_path: Path) -> None:
    record = tmp_path / "data" / written.RECORD
    record.write_bytes(record.read_bytes() + b"0123")
    deliver(tmp_path / "data", out / SHEET, b"newer")

    assert not deliver(tmp_path / "data", out / SHEET, b"newest").kept


def test_a_file_in_use_elsewhere_is_kept(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = files.move

    def refused(source: Path, target: Path) -> None:
        if target == out / SHEET:
            raise PermissionError(13, "in use")
        move(source, target)

    monkeypatch.setattr(files, "move", refused)

    made = deliver(tmp_path / "data", out / SHEET, b"newer")

    assert [kept.reason for kept in made.kept] == [written.IN_USE]
    assert (out / "清单(2).xlsx").read_bytes() == b"newer"


def test_a_folder_that_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: Path, target: Path) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(files, "move", refused)

    with pytest.raises(MonitorError, match=r"文件无法写入 .*没有读写权限"):
        deliver(tmp_path / "data", tmp_path / SHEET, b"ours")

    assert names(tmp_path) == ["data"]


def test_nobody_waits_for_ever(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "PATIENCE", 0)

    with (
        written.record_of(tmp_path / "data"),
        pytest.raises(Busy, match="另一个程序正在写入文件"),
    ):
        deliver(tmp_path / "data", out / SHEET, b"newer")

    assert names(out) == [SHEET]


def test_a_changed_paper_is_kept_and_the_manifest_names_what_was_written(tmp_path: Path) -> None:
    folder, stage = tmp_path / "out", tmp_path / "data" / "half"
    publish(folder, stage, {"a.docx": b"1", "a.html": b"1"}, {})
    changed(folder / "a.docx")

    made = publish(folder, stage, {"a.docx": b"2", "a.html": b"2"}, {})

    assert made.files == (folder / "a(2).docx", folder / "a.html")
    assert [kept.path.name for kept in made.kept] == ["a.docx"]
    assert names(folder) == ["a(2).docx", "a.docx", "a.html", MANIFEST]
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert manifest["kept"] == ["a.docx"]
    assert manifest["files"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("a(2).docx", "a.html")
    }


WRITER = """
import sys
from pathlib import Path
from monitor.system.files import deliver
for number in range(20):
    deliver(Path(sys.argv[1]), Path(sys.argv[2]), f"{sys.argv[3]} {number}".encode())
"""


def test_two_processes_write_one_file_between_them(tmp_path: Path) -> None:
    given = [sys.executable, "-c", WRITER, str(tmp_path / "data"), str(tmp_path / SHEET)]
    processes = [
        subprocess.Popen([*given, name], env=os.environ | {"PYTHONPATH": str(Path.cwd())})
        for name in "ab"
    ]

    assert [process.wait() for process in processes] == [0, 0]
    assert names(tmp_path) == ["data", SHEET]


def test_what_is_written_beside_a_kept_file_takes_no_other_papers_place(
    out: Path, tmp_path: Path
) -> None:
    (out / SHEET).write_bytes(b"filled in")
    other = "清单(2).xlsx"  # the numbers are of units of one name, say

    for papers in ({SHEET: b"a", other: b"b"}, {other: b"c", SHEET: b"d"}):
        made = publish(out, tmp_path / "data" / "half", papers, {})
        assert [path.read_bytes() for path in made.files] == list(papers.values())
        assert made.files[list(papers).index(other)] == out / other
    assert (out / SHEET).read_bytes() == b"filled in"
    assert names(out) == ["manifest.json", "清单(2).xlsx", "清单(3).xlsx", SHEET]
