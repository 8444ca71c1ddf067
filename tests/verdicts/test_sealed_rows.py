"""What a seal covers: every row, and nothing that came later."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, post
from tests.verdicts.builders import ID, begin, inspected, seen


def test_what_a_seal_covers_changes_with_every_row(db: Database) -> None:
    number = begin(db)
    VerdictWriter(db).append(number, [inspected(seen(post(ago(1))))])
    before = list(SealedRows(db).seal_items(number))

    db.execute("UPDATE assessments SET verdict = 'fail'")

    after = list(SealedRows(db).seal_items(number))
    assert before != after
    assert len(before) == len(after)


def test_a_release_is_kept_and_sealed_but_breaks_no_earlier_seal(
    db: Database, tmp_path: Path
) -> None:
    """A run that was sealed before the column was there has nothing in it."""
    sealed_rows = SealedRows(db)
    number = begin(db)
    VerdictWriter(db).append(number, [inspected(seen())])
    plain = list(sealed_rows.seal_items(number))
    with closing(sqlite3.connect(tmp_path / "monitor.db")) as other:  # ours watches what it touches
        other.execute("ALTER TABLE observations DROP COLUMN released_at")
        assert list(sealed_rows.seal_items(number)) == plain
        other.execute("ALTER TABLE observations ADD COLUMN released_at TEXT")
    later = begin(db)
    look = seen()
    VerdictWriter(db).append(
        later, [inspected(replace(look, reading=replace(look.reading, released_at=NOON)))]
    )

    assert VerdictReader(db).history(ID)[0].reading.released_at == NOON
    messages = list(sealed_rows.seal_items(later))
    db.execute("UPDATE observations SET released_at = NULL WHERE run = ?", [later])
    assert list(sealed_rows.seal_items(later)) != messages


def test_an_altered_post_is_found(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(1), "k")))])
    assert list(SealedRows(db).altered_posts()) == []

    db.execute("UPDATE posts SET published_at = '2021-01-01T00:00:00+00:00'")

    assert list(SealedRows(db).altered_posts()) == [(ID, "k")]
