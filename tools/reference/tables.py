"""The tables of the database, as a new one is made, with the words of its migrations."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlite_utils import Database
from sqlite_utils.db import Table

from monitor.system.migrations_bundles import migrations
from tools.reference.markdown import GENERATED, code, prose, table

HEAD = """# The database

`data/monitor.db` is SQLite (WAL, strict tables). Read it as you like, with any tool; only the
program may write, for every row is sealed (see [the threat model](../threat-model.md)). Moments
are UTC to the second, `2025-03-01T01:30:00+00:00`; days are `2025-03-01`. Lists and mappings
stand as JSON; repeated texts as references into `texts` (see
[what is kept](../keeping.md#said-once)). Tables are migrations: one that has landed is never
edited, only followed by another, and what follows here is what they make of an empty file. \\*
marks a column that is never null; **bold**, the primary key.
"""
VIEWS = """## Views

Six questions with Chinese names, for people and their tools: read-only, no rows of their own, so no
seal covers more of them than their wording. Moments are Beijing time. Open a backup's copy with
Datasette as [docs/howto/datasette.md](../howto/datasette.md) tells; what an entry by hand changed
since the last check is not in `v_最近结论` (ask `monitor status`).
"""
NUMBER = re.compile(r"m0*(\d+)_")


@dataclass
class TableText:
    """What the migrations said of a table and its columns."""

    about: str
    number: str
    columns: dict[str, str] = field(default_factory=dict)


def page() -> str:
    """Return the page of all tables."""
    db, texts = migrated()
    parts = [GENERATED + prose(HEAD) + "\n"]
    for name, text in texts.items():
        parts += [f"## {name}\n", f"{prose(text.about)} (migration {text.number})\n"]
        parts += [_columns(db.table(name), text) + "\n", *_indexes(db.table(name))]
    parts += [prose(VIEWS) + "\n", *_views(db)]
    return "\n".join(parts)


def migrated() -> tuple[Database, dict[str, TableText]]:
    """Return a new database and which migration made what of it."""
    db = Database(sqlite3.connect(":memory:"), execute_plugins=False)
    texts: dict[str, TableText] = {}
    for migration in migrations.pending(db):
        migration.fn(db)
        about = " ".join((getattr(migration.fn, "__doc__", "") or "").split())
        numbered = NUMBER.match(migration.name)
        if numbered is None:
            raise ValueError(f"{migration.name} does not begin with its number")
        for name in db.table_names():
            entry = texts.setdefault(name, TableText(about, numbered[1]))
            for column in db.table(name).columns:
                new = entry.number != numbered[1]
                entry.columns.setdefault(column.name, f"{about} ({numbered[1]})" if new else "")
    present = set(db.table_names())
    return db, {name: text for name, text in texts.items() if name in present}


def _columns(described: Table, text: TableText) -> str:
    foreign = {
        key.column: f"→ {code(key.other_table)}" for key in described.foreign_keys if key.column
    }
    rows = [
        (
            (f"**{code(column.name)}**" if column.is_pk else code(column.name))
            + ("\\*" if column.notnull else ""),
            column.type.lower(),
            " ".join(filter(None, (foreign.get(column.name), prose(text.columns[column.name])))),
        )
        for column in described.columns
    ]
    return table(("Column", "Type", "Of a later migration"), rows)


def _views(db: Database) -> Iterator[str]:
    rows = [
        (code(view.name), "、".join(column.name for column in view.columns)) for view in db.views
    ]
    yield table(("View", "Columns"), rows) + "\n"


def _indexes(indexed: Table) -> Iterator[str]:
    indexes = [
        "(" + ", ".join(map(code, index.columns)) + ")" + (" unique" if index.unique else "")
        for index in indexed.indexes
        if index.origin == "c"
    ]
    if indexes:
        yield f"Indexes: {'; '.join(indexes)}.\n"
