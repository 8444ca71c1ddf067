"""The heads outside the database: what a crash leaves is made up for, what people do is told."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.app.audit import audit
from monitor.app.task_run_store import TaskRunStore
from monitor.model import clock
from monitor.system import database
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.chain.log import LogLine, read
from monitor.system.database import open_database
from monitor.system.readonly import open_reading
from monitor.verdicts.sealed_rows import SealedRows
from tests.system.chain.builders import alter

DAY = clock.BEGINNING


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_database(tmp_path / "monitor.db") as db:
        for year in range(2001, 2007):
            TaskRunStore(db).restart_schedule(DAY.replace(year=year))
    return tmp_path


def log(data: Path) -> Path:
    return data / "evidence" / "chain.log"


def audited(data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with open_reading(data / "monitor.db") as db:
        found = audit(db, data / "evidence")
    return found.faults, found.remarks


def written(data: Path) -> None:
    with open_database(data / "monitor.db") as db:
        TaskRunStore(db).restart_schedule(DAY.replace(year=2030))


def test_each_link_has_its_line(data: Path) -> None:
    with open_reading(data / "monitor.db") as db:
        links = SealedRows(db).chain().links

    assert [str(line) for line in read(log(data)).lines] == [
        str(LogLine.of(link)) for link in links
    ]
    assert len(links) == 7


CRASHES: dict[str, Callable[[str], str]] = {
    "no line": lambda text: text[: text.rindex("\n", 0, -1) + 1],
    "several lines": lambda text: "".join(text.splitlines(keepends=True)[:4]),
    "half a line": lambda text: text[:-30],
    "a line without its end": lambda text: text[:-1],
    "nothing but the number": lambda text: text[: text.rindex("\n", 0, -1) + 2],
    "zeros": lambda text: text[:-40] + "\0" * 40,
    "zeros for a part of the seal": lambda text: text[:-9] + "\0" * 8,
    "lines twice": lambda text: text + text[-60:].partition("\n")[2],
    "out of order": lambda text: "".join(reversed(text.splitlines(keepends=True))),
}


@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES)
def test_a_crash_between_the_commit_and_its_line_raises_no_alarm(
    crash: Callable[[str], str], data: Path
) -> None:
    log(data).write_text(crash(log(data).read_text()))
    assert audited(data)[0] == ()

    written(data)

    assert audited(data) == ((), ())


def test_what_could_not_be_written_is_told_and_made_up_for(data: Path) -> None:
    folder, away = data / "evidence", data / "away"
    folder.rename(away)
    folder.write_bytes(b"no folder")
    written(data)
    folder.unlink()
    away.rename(folder)
    faults, remarks = audited(data)
    assert faults == () and "第 8 条封存尚未写入 chain.log" in remarks[0]

    with open_database(data / "monitor.db") as db:
        TaskRunStore(db).restart_schedule(DAY.replace(year=2031))

    assert audited(data) == ((), ())


def test_a_commit_that_fails_leaves_no_line(data: Path) -> None:
    before = log(data).read_text()
    with open_database(data / "monitor.db") as db:
        with pytest.raises(sqlite3.IntegrityError), database.immediate(db):
            db.execute("UPDATE duties SET note = 'x'")
            db.execute("INSERT INTO duties (id) VALUES (1)")
        with database.immediate(db):
            db.execute("SELECT 1")

    assert log(data).read_text() == before
    assert audited(data) == ((), ())


EDITS: dict[str, tuple[Callable[[str], str], str]] = {
    "a line less": (lambda text: "".join(text.splitlines(keepends=True)[:2] +
                    text.splitlines(keepends=True)[3:]), "缺第 3 条封存"),
    "another seal": (lambda text: text.replace(text.splitlines()[3][-32:], "0" * 32),
                     "第 4 条封存与 chain.log 所记的不符"),
    "a line of nonsense": (lambda text: "nonsense\n" + text, "第 1 行无法辨认"),
    "lines of links to come": (
        lambda text: text + f"9 2021-01-01T00:00:00+00:00 {'0' * 32}\n", "数据库比证据旧"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "sentence"), EDITS.values(), ids=EDITS)
def test_what_somebody_did_to_the_log_is_told(
    edit: Callable[[str], str], sentence: str, data: Path
) -> None:
    log(data).write_text(edit(log(data).read_text()))

    assert any(sentence in entry for entry in audited(data)[0])


def test_a_missing_log_is_told(data: Path) -> None:
    log(data).unlink()

    assert audited(data)[0] == ("chain.log 缺失，封存链在数据库之外没有佐证",)


def test_the_last_link_cut_off_the_database_is_told(data: Path) -> None:
    alter_(data, "DELETE FROM links WHERE id = 7", "DELETE FROM link_rows WHERE link = 7",
           "DELETE FROM duties WHERE id = 6")  # fmt: skip

    (fault,) = audited(data)[0]
    assert "数据库比证据旧（缺第 7 条封存" in fault


def alter_(data: Path, *sql: str) -> None:
    office = data / "office"
    office.mkdir()
    (office / "data").symlink_to(data)
    alter(office, *sql)


def test_a_chain_computed_anew_contradicts_the_log(data: Path) -> None:
    kept = log(data).read_bytes()
    alter_(data, "UPDATE duties SET note = 'x' WHERE id = 3", "DELETE FROM links",
           "DELETE FROM link_rows", "DELETE FROM _sqlite_migrations WHERE name = 'm033_sources'",
           "DROP TABLE register_sources")  # fmt: skip
    written(data)
    log(data).write_bytes(kept)

    assert audited(data)[0] != ()


def test_a_seal_is_found_by_how_it_begins(data: Path) -> None:
    with open_reading(data / "monitor.db") as db:
        heads = ChainHeads(db)
        third = SealedRows(db).chain().links[2]
        digits = third.seal.removeprefix("sha256:")
        head = heads.find_seal(digits[:16])

        assert head is not None and (head.seal, head.short) == (digits, digits[:16])
        assert heads.find_seal("0" * 16) is None and heads.find_seal("%") is None
        assert heads.head() is None  # no run has ended yet
