"""The tables of the database, as a new one is made, with the words of its migrations."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlite_utils import Database
from sqlite_utils.db import Table

from monitor.system.migrations_seals import migrations
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
NUMBER = re.compile(r"m0*(\d+)_")


@dataclass
class Told:
    """What the migrations said of a table and its columns."""

    about: str
    number: str
    columns: dict[str, str] = field(default_factory=dict)


def page() -> str:
    """Return the page of all tables."""
    db, told = migrated()
    parts = [GENERATED + prose(HEAD) + "\n"]
    for name, one in told.items():
        parts += [f"## {name}\n", f"{prose(one.about)} (migration {one.number})\n"]
        parts += [_columns(db.table(name), one) + "\n", *_indexes(db.table(name))]
    return "\n".join(parts)


def migrated() -> tuple[Database, dict[str, Told]]:
    """Return a new database and which migration made what of it."""
    db = Database(sqlite3.connect(":memory:"), execute_plugins=False)
    told: dict[str, Told] = {}
    for migration in migrations.pending(db):
        migration.fn(db)
        about = " ".join((getattr(migration.fn, "__doc__", "") or "").split())
        found = NUMBER.match(migration.name)
        if found is None:
            raise ValueError(f"{migration.name} does not begin with its number")
        for name in db.table_names():
            known = told.setdefault(name, Told(about, found[1]))
            for column in db.table(name).columns:
                new = known.number != found[1]
                known.columns.setdefault(column.name, f"{about} ({found[1]})" if new else "")
    present = set(db.table_names())
    return db, {name: one for name, one in told.items() if name in present}


def _columns(one: Table, told: Told) -> str:
    foreign = {key.column: f"→ {code(key.other_table)}" for key in one.foreign_keys if key.column}
    rows = [
        (
            (f"**{code(column.name)}**" if column.is_pk else code(column.name))
            + ("\\*" if column.notnull else ""),
            column.type.lower(),
            " ".join(filter(None, (foreign.get(column.name), prose(told.columns[column.name])))),
        )
        for column in one.columns
    ]
    return table(("Column", "Type", "Of a later migration"), rows)


def _indexes(one: Table) -> Iterator[str]:
    found = [
        "(" + ", ".join(map(code, index.columns)) + ")" + (" unique" if index.unique else "")
        for index in one.indexes
        if index.origin == "c"
    ]
    if found:
        yield f"Indexes: {'; '.join(found)}.\n"
