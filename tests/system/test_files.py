"""Files of a report: whole or not at all, listed with their hashes."""

import errno
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.model.errors import MonitorError
from monitor.system.files import DOOR, MANIFEST, create, publish


def left_in(half: Path) -> list[str]:
    """What is left of the work there, but for the door's own lock."""
    return sorted(path.name for path in half.iterdir() if path.name != DOOR)


def test_files_stand_with_a_manifest_of_their_hashes(tmp_path: Path) -> None:
    made = publish(
        tmp_path / "out" / "2021Q4",
        tmp_path / "half",
        {"报告.docx": b"docx", "数字.json": iter(["{", "}"])},
        {"period": "2021Q4"},
    )

    manifest = json.loads((made.folder / MANIFEST).read_text("utf-8"))
    assert [path.name for path in made.files] == ["报告.docx", "数字.json"]
    assert made.files[1].read_text() == "{}"
    assert manifest["period"] == "2021Q4"
    assert manifest["files"] == {
        "报告.docx": hashlib.sha256(b"docx").hexdigest(),
        "数字.json": hashlib.sha256(b"{}").hexdigest(),
    }
    assert left_in(tmp_path / "half") == []


def listed(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    return value


def put(folder: Path, kind: str, *names: str, period: str = "2021Q4") -> None:
    files = {name: name.encode() for name in names}
    publish(folder / "out", folder / "half", files, {"period": period, "kind": kind})


def test_letters_have_no_period_and_stay_in_the_manifest_of_their_kind(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        publish(tmp_path / "out", tmp_path / "half", {name: b"x"}, {"kind": "notice"})
    put(tmp_path, "city", "c.docx")

    manifest = listed(tmp_path / "out")
    assert (manifest["kind"], list(manifest["files"])) == ("city", ["c.docx"])
    assert "beside" not in manifest  # one folder holds one or the other


def test_letters_written_by_and_by_are_all_listed(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx", "c.docx"):
        publish(tmp_path / "out", tmp_path / "half", {name: b"x"}, {"kind": "notice"})

    beside = listed(tmp_path / "out")["beside"]
    assert [list(one["files"]) for one in beside] == [["b.docx"], ["a.docx"]]


def test_the_papers_of_a_period_that_still_stand_stay_in_its_manifest(tmp_path: Path) -> None:
    put(tmp_path, "city", "a.docx", "a.html")
    put(tmp_path, "units", "b.docx")
    put(tmp_path, "city", "a.docx")
    put(tmp_path, "month", "c.docx", "gone.json")
    (tmp_path / "out" / "gone.json").unlink()
    put(tmp_path, "month", "c.docx")

    manifest = listed(tmp_path / "out")

    assert (manifest["kind"], list(manifest["files"])) == ("month", ["c.docx"])
    assert [(one["kind"], list(one["files"])) for one in manifest["beside"]] == [
        ("city", ["a.docx"]),
        ("units", ["b.docx"]),
        ("city", ["a.html"]),
    ]
    assert all("beside" not in one for one in manifest["beside"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        '{"period": "2021Q4"}',
        '{"period": "2021Q4", "files": 3}',
        '{"period": "2021Q3", "files": {"a.docx": "x"}}',
        '{"period": "2021Q4", "files": {"a.docx": "x"}, "beside": 3}',
        "[" * 100_000,
    ],
)
def test_a_manifest_that_somebody_changed_counts_for_nothing(text: str, tmp_path: Path) -> None:
    put(tmp_path, "city", "a.docx")
    (tmp_path / "out" / MANIFEST).write_text(text, encoding="utf-8")

    put(tmp_path, "units", "b.docx")

    (newest,) = (tmp_path / "out").glob("manifest(2).json")
    assert "beside" not in json.loads(newest.read_text("utf-8"))


def test_what_fails_half_way_leaves_the_old_files(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "half"
        raise ValueError("no more")

    folder, half = tmp_path / "out", tmp_path / "half"
    publish(folder, half, {"a.txt": b"old"}, {})

    with pytest.raises(ValueError, match="no more"):
        publish(folder, half, {"a.txt": b"new", "b.txt": broken()}, {})

    assert (folder / "a.txt").read_bytes() == b"old"
    assert not (folder / "b.txt").exists()
    assert left_in(half) == []


def test_a_disk_that_refuses_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file in the folder's place")

    with pytest.raises(MonitorError, match="报告无法写入"):
        publish(tmp_path / "out", tmp_path / "half", {"a.txt": b"a"}, {})


SLOW = """
import sys, time
from pathlib import Path
from monitor.system.files import create, publish
def pieces():
    for _ in range(200):
        yield "x" * 1000
        print("written", flush=True)
        time.sleep(0.05)
publish(Path(sys.argv[1]), Path(sys.argv[2]), {"a.txt": b"whole", "b.txt": pieces()}, {})
"""


def test_a_killed_run_leaves_no_half_file_and_the_next_tidies_up(tmp_path: Path) -> None:
    folder, half = tmp_path / "out", tmp_path / "half"
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(folder), str(half)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert not folder.exists() or list(folder.rglob("*")) == []
    assert left_in(half) != []
    publish(folder, half, {"a.txt": b"a"}, {})
    assert left_in(half) == []


def test_the_work_of_another_run_under_way_is_left_alone(tmp_path: Path) -> None:
    half = tmp_path / "half"
    found: list[list[str]] = []

    def pieces() -> Iterator[str]:
        yield "first"
        publish(tmp_path / "out", half, {"a.txt": b"a"}, {})
        found.append(left_in(half))
        yield "last"

    made = publish(tmp_path / "out", half, {"b.txt": pieces()}, {})

    assert len(found[0]) == 2  # the other's folder and its lock
    assert made.files[0].read_text() == "firstlast"
    assert (tmp_path / "out" / "a.txt").exists()
    assert left_in(half) == []


@pytest.mark.parametrize("name", ["1-other", "{}-other", "strange", "²²-x"])
def test_what_nobody_holds_is_tidied_up_whoever_has_its_number_now(
    name: str, tmp_path: Path
) -> None:
    (half := tmp_path / "half" / name.format(os.getpid())).mkdir(parents=True)

    publish(tmp_path / "out", tmp_path / "half", {"a.txt": b"a"}, {})

    assert not half.exists()
    assert left_in(tmp_path / "half") == []


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_created_only_where_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    create(tmp_path / "a", b"ours", private=True)

    with pytest.raises(MonitorError):
        create(tmp_path / "a", b"another")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"ours"}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def _no_links(*_: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "no links")
