"""What was received can be read where nothing can be written, and reading leaves nothing."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Platform, Verdict
from monitor.model.errors import StoreError
from monitor.rollup.place import FILE
from monitor.rollup.rollup_store import RollupStore, reading
from tests.rollup.cities import bundle, lines, make_city

LINES = lines({(Platform.WECHAT, Verdict.PASS): 2})


def test_reading_leaves_no_file_and_writes_nothing(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629921", "甲县")])
    city.add(bundle("629921", LINES))
    before = {path.name: path.read_bytes() for path in city.data.iterdir()}

    assert city.figures().total.tally.registered == 2
    with reading(city.data) as db, pytest.raises(StoreError):
        RollupStore(db).set_compared("x")

    assert {path.name: path.read_bytes() for path in city.data.iterdir()} == before


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_copy_that_cannot_be_written_to_can_be_read(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629921", "甲县")])
    city.add(bundle("629921", LINES))
    (city.data / FILE).chmod(0o444)
    city.data.chmod(0o555)
    try:
        assert city.figures().total.tally.registered == 2
    finally:
        city.data.chmod(0o755)


def test_what_a_killed_process_only_began_is_nothing_received(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629921", "甲县")])
    city.data.mkdir(exist_ok=True)
    (city.data / FILE).touch()

    assert len(city.figures().missing) == 1


def test_a_database_of_something_else_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629921", "甲县")])
    city.data.mkdir(exist_ok=True)
    with closing(sqlite3.connect(city.data / FILE)) as db:
        db.execute("CREATE TABLE others (id)")

    with pytest.raises(StoreError):
        city.figures()
