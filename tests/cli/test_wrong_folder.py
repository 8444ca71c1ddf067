"""Commands that only read, where there is nothing to read: a sentence, and nothing created."""

import os
from pathlib import Path

import pytest

from tests.hand_office import hand_office, silent_office
from tests.running import run
from tests.unwritable import as_nobody, listing

READING = (
    ("status",), ("show", "caizheng-weixin"), ("worklist",), ("checklist", "list"),
    ("accounts", "list"), ("accounts", "log"), ("accounts", "contacts"), ("cases", "list"),
    ("slips", "list"), ("score", "--year", "2021"), ("schedule",), ("notices", "list"),
    ("report", "quarter", "2021Q4", "--format", "terminal"),
)  # fmt: skip
WRITING = (
    ("check",), ("daemon", "--once"), ("notices", "ack", "1"), ("cases", "verify"),
    ("slips", "fix", "1", "--by", "张三"), ("evidence", "verify"), ("prune", "--keep-years", "3"),
)  # fmt: skip


@pytest.mark.parametrize("words", READING + WRITING, ids=" ".join)
def test_in_a_folder_without_register_nothing_is_created(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run(tmp_path, *words)

    assert (done.code, done.out) == (2, "")
    assert str(tmp_path) in done.err and ("没有这个文件" in done.err or "没有数据库" in done.err)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_before_the_first_check_there_is_nothing_yet_and_nothing_is_created(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    office = hand_office(tmp_path)
    before = sorted(office.folder.rglob("*"))

    done = office.at(0, *words)

    assert done.code in (0, 3) or "尚未检查过" in done.err, done.err
    assert sorted(office.folder.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="needs another user")
def test_a_folder_that_cannot_be_written_can_be_read(tmp_path: Path) -> None:
    office = silent_office(tmp_path)
    before = listing(office.folder)

    for words in READING:
        assert as_nobody(office.folder, *words) == run(office.folder, *words).code, words
    assert listing(office.folder) == before
