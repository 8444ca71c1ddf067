"""What a seal covers: every row, and nothing that came later."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from monitor.app.store import Store
from tests.builders import NOON, ago, post
from tests.verdicts.builders import ID, begin, inspected, seen


def test_what_a_seal_covers_changes_with_every_row(store: Store) -> None:
    number = begin(store)
    store.append(number, [inspected(seen(post(ago(1))))])
    before = list(store.seal_items(number))

    store.db.execute("UPDATE assessments SET verdict = 'fail'")

    after = list(store.seal_items(number))
    assert before != after
    assert len(before) == len(after)


def test_a_release_is_kept_and_sealed_but_breaks_no_earlier_seal(store: Store) -> None:
    """A run that was sealed before the column was there has nothing in it."""
    number = begin(store)
    store.append(number, [inspected(seen())])
    plain = list(store.seal_items(number))
    with closing(sqlite3.connect(store.path)) as other:  # ours watches what it touches
        other.execute("ALTER TABLE observations DROP COLUMN released_at")
        assert list(store.seal_items(number)) == plain
        other.execute("ALTER TABLE observations ADD COLUMN released_at TEXT")
    later = begin(store)
    look = seen()
    store.append(later, [inspected(replace(look, reading=replace(look.reading, released_at=NOON)))])

    assert store.history(ID)[0].reading.released_at == NOON
    messages = list(store.seal_items(later))
    store.db.execute("UPDATE observations SET released_at = NULL WHERE run = ?", [later])
    assert list(store.seal_items(later)) != messages


def test_an_altered_post_is_found(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(1), "k")))])
    assert list(store.altered_posts()) == []

    store.db.execute("UPDATE posts SET published_at = '2021-01-01T00:00:00+00:00'")

    assert list(store.altered_posts()) == [(ID, "k")]
