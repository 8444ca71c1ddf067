"""Daily verdicts as Parquet, read back by DuckDB itself."""

import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest

from monitor.app import export, export_reader
from monitor.app.parquet_store import ParquetTable, opened
from monitor.app.parquet_tables import TABLES, ParquetColumn
from monitor.model.errors import MonitorError
from monitor.system.database import immediate, open_database
from tests.office import Office, account, make_office

duckdb = pytest.importorskip("duckdb", reason="the extra analytics is not installed")

ROOT = Path(__file__).parents[2]
CONTACT = {"name": "李文静", "phone": "13800001234"}


ENTRIES = [
    account("a", "甲发布", filed=True, contact=CONTACT),
    account("b", "乙，“发布”", "weibo", filed=False),
    account("c", "丙发布", "douyin", status="closed"),
]
COUNTY = {"name": "云河县", "code": "620724"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that checked twice on the last day of the year, and once on the first.

    The first check was of one account alone; before the last one, another left the register.
    """
    office = make_office(tmp_path_factory.mktemp("office"), ENTRIES, jurisdiction=COUNTY)
    office.at(0, "check", "b")
    by = ("--by", "张建国")
    office.at(0.1, "observe", "a", "--newest", "2021-12-30 23:00", *by)
    shot = ("--screenshot", office.screenshot())
    office.at(0.1, "observe", "b", "--newest", "2021-12-01 09:00", *shot, *by)
    office.at(0.1, "observe", "b", "--none-since", "2021-12-02", *shot, *by)
    office.at(0.2, "check")
    make_office(office.folder, ENTRIES[:2], jurisdiction=COUNTY)
    office.at(1, "check", "--yes")
    return office


def rows(folder: Path, table: str, what: str = "*") -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = duckdb.sql(
        f"SELECT {what} FROM '{folder / table}.parquet'"
    ).fetchall()
    return found


def exported(office: Office, folder: Path, *words: str) -> Path:
    done = office.at(1, "export", "parquet", "--out", folder, *words)
    assert done.code == 0, done.err
    return folder


def test_an_account_has_a_row_a_day_by_the_last_check_of_that_day(
    lived: Office, tmp_path: Path
) -> None:
    folder = exported(lived, tmp_path)

    what = "day, county, account, platform, unit, verdict, failed, run"
    assert rows(folder, "verdicts", what) == [
        (date(2021, 12, 31), "620724", "a", "wechat", "u", "pass", [], 2),
        (date(2021, 12, 31), "620724", "b", "weibo", "u", "fail", ["U01"], 2),
        (date(2022, 1, 1), "620724", "a", "wechat", "u", "pass", [], 3),
        (date(2022, 1, 1), "620724", "b", "weibo", "u", "fail", ["U01"], 3),
    ]
    seen = rows(folder, "verdicts", "CAST(newest_post_at AS VARCHAR), idle_days")
    assert seen[:2] == [("2021-12-30 23:00:00", 1), ("2021-12-01 09:00:00", 30)]


def test_tables_have_the_columns_that_are_promised(lived: Office, tmp_path: Path) -> None:
    folder = exported(lived, tmp_path)

    for table, columns in TABLES.items():
        described = duckdb.sql(f"DESCRIBE SELECT * FROM '{folder / table}.parquet'").fetchall()
        assert [(row[0], row[1]) for row in described] == [(one.name, one.type) for one in columns]


def test_findings_accounts_and_runs_stand_beside_them(lived: Office, tmp_path: Path) -> None:
    folder = exported(lived, tmp_path)

    found = rows(folder, "findings", '"check", kind, run')
    assert ("U01", "silent", 2) in found and {row[2] for row in found} == {2, 3}
    assert rows(folder, "accounts", "account, name, status, filed, listed") == [
        ("a", "甲发布", "active", True, True),
        ("b", "乙，“发布”", "active", False, True),
        ("c", "丙发布", "closed", None, False),
    ]
    assert rows(folder, "runs", "run, mode, registered, judged, interrupted") == [
        (1, "selected", 2, 1, False),
        (2, "full", 2, 2, False),
        (3, "full", 2, 2, False),
    ]


def test_what_is_dated_later_than_now_is_left_out(lived: Office, tmp_path: Path) -> None:
    done = lived.at(0.3, "export", "parquet", "--out", tmp_path)

    assert done.code == 0 and "已导出 1 天的结论 2 行" in done.err
    assert rows(tmp_path, "runs", "run") == [(1,), (2,)]


def test_verdicts_are_read_a_few_at_a_time(
    lived: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_reader, "BATCH", 1)

    folder = exported(lived, tmp_path)
    assert rows(folder, "verdicts", "account, run") == [("a", 2), ("b", 2), ("a", 3), ("b", 3)]


def test_a_period_ends_with_its_last_day(lived: Office, tmp_path: Path) -> None:
    days = {
        name: {row[0] for row in rows(exported(lived, tmp_path / name, "--period", name), "runs")}
        for name in ("2021Q4", "2022-01", "2021")
    }

    assert days == {"2021Q4": {1, 2}, "2022-01": {3}, "2021": {1, 2}}


def test_a_period_without_checks_is_refused_and_writes_nothing(
    lived: Office, tmp_path: Path
) -> None:
    done = lived.at(1, "export", "parquet", "--out", tmp_path / "x", "--period", "2021Q3")

    assert done.code == 2 and "2021年第三季度没有检查" in done.err
    assert not (tmp_path / "x").exists()


def test_the_same_data_give_the_same_bytes(lived: Office, tmp_path: Path) -> None:
    first, second = (exported(lived, tmp_path / name) for name in ("first", "second"))

    for table in TABLES:
        name = f"{table}.parquet"
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_no_person_and_no_telephone_is_in_any_table(lived: Office, tmp_path: Path) -> None:
    folder = exported(lived, tmp_path)

    text = repr([rows(folder, table) for table in TABLES])
    assert "甲发布" in text
    for private in (CONTACT["name"], CONTACT["phone"], "张建国"):
        assert private not in text


def test_a_run_that_a_wrong_clock_dated_is_left_out(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a")])
    for day in (0, 1):
        office.at(day, "check")
    with open_database(office.database) as db, immediate(db):
        db.execute("INSERT INTO set_aside (kind, \"row\", run) VALUES ('run', 1, 2)")

    folder = exported(office, tmp_path / "x")
    assert rows(folder, "runs", "run") == [(2,)]
    assert rows(folder, "verdicts", "run") == [(2,)]


def test_an_export_that_fails_leaves_what_stood_and_nothing_half(
    lived: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(lived, tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    finish = ParquetTable.finish

    def failing(table: ParquetTable, db: Any) -> Path:
        if table.path.stem == "runs":
            raise MonitorError("磁盘已满")
        return finish(table, db)

    monkeypatch.setattr(ParquetTable, "finish", failing)
    done = lived.at(1, "export", "parquet", "--out", folder, "--period", "2021Q4")

    assert done.code == 2 and "磁盘已满" in done.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path for path in (lived.data / "half").iterdir() if path.is_dir()] == []


def test_what_duckdb_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    with (
        ParquetTable(tmp_path, "numbers", [ParquetColumn("n", "INTEGER", "")]) as table,
        opened() as db,
    ):
        table.add(["no number"])
        with pytest.raises(MonitorError, match=r"^numbers\.parquet 未能写成"):
            table.finish(db)


VALUES = ["", " ", '"', "a,b", "行\n行", "\\N", "NULL", "“引号”，", "'"]


def test_texts_come_back_as_they_were_and_nothing_stays_nothing(tmp_path: Path) -> None:
    columns = [
        ParquetColumn("t", "VARCHAR", ""),
        ParquetColumn("l", "VARCHAR[]", ""),
        ParquetColumn("b", "BOOLEAN", ""),
    ]
    with ParquetTable(tmp_path, "texts", columns) as table, opened() as db:
        for value in (*VALUES, None):
            table.add([value, ["U01", "U02"] if value else [], value == ""])
        table.finish(db)

    found = rows(tmp_path, "texts")
    assert [row[0] for row in found] == [*VALUES, None]
    assert [row[1] for row in found[:2]] == [[], ["U01", "U02"]]
    assert [row[2] for row in found[:2]] == [True, False]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["texts.parquet"]


@pytest.fixture
def without_duckdb(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    yield


@pytest.mark.usefixtures("without_duckdb")
def test_where_duckdb_is_missing_one_sentence_says_what_to_install(
    lived: Office, tmp_path: Path
) -> None:
    done = lived.at(1, "export", "parquet", "--out", tmp_path / "x")

    assert done.code == 2 and "pip install 'newmedia-monitor[analytics]'" in done.err
    assert not (tmp_path / "x").exists()


def test_duckdb_brings_neither_pandas_nor_numpy() -> None:
    """sqlite-utils would import them in every command once they were there."""
    assert [one for one in requires("duckdb") or [] if "extra ==" not in one] == []


def test_without_another_place_it_goes_below_the_papers(lived: Office) -> None:
    answer = lived.json("export", "parquet", "--period", "2021Q4")

    assert answer["folder"] == str(lived.folder / "out" / "parquet" / "2021Q4")
    assert answer["days"] == 1 and answer["rows"]["verdicts"] == 2
    assert export.folder_of(Path("out"), None) == Path("out/parquet/all")


def test_the_question_in_the_manual_has_an_answer(lived: Office, tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "howto" / "parquet.md").read_text(encoding="utf-8")
    _, _, rest = manual.partition("```sql\n")
    question, _, _ = rest.partition("```")
    folder = exported(lived, tmp_path)

    asked = question.replace("out/parquet/2026", str(folder))
    assert duckdb.sql(asked).fetchall() == [
        ("620724", 2021, 4, "wechat", 1, 0, 0),
        ("620724", 2021, 4, "weibo", 1, 1, 0),
        ("620724", 2022, 1, "wechat", 1, 0, 0),
        ("620724", 2022, 1, "weibo", 1, 1, 0),
    ]


def test_the_manual_explains_every_column() -> None:
    text = (ROOT / "docs" / "howto" / "parquet.md").read_text(encoding="utf-8")

    for table, columns in TABLES.items():
        _, _, section = text.partition(f"### `{table}`")
        for column in columns:
            assert f"| `{column.name}` | {column.type} | {column.meaning} |" in section
