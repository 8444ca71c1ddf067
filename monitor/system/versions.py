"""Which program a database was last brought up to date by, and whether this one is older."""

import functools
from pathlib import Path

from sqlite_utils import Database

from monitor.model.errors import StoreError
from monitor.system.migrations_records import migrations

DISTRIBUTION = "newmedia-monitor"
PARTS, BASE = 3, 1000  # 1.2.3 as one number, which SQLite keeps in the head of the file


def own_version() -> str:
    """Return this program's version, from what installed it."""
    from importlib.metadata import version  # it reaches the mail parser; few commands wait for it

    return version(DISTRIBUTION)


def sign(db: Database) -> None:
    """Note in *db* that this program has brought its tables up to date."""
    parts = [int(part) for part in own_version().split(".")[:PARTS] if part.isdecimal()]
    number = 0
    for part in (*parts, 0, 0, 0)[:PARTS]:
        number = number * BASE + part
    db.execute(f"PRAGMA user_version={number}")


def refuse_newer(db: Database, path: Path) -> None:
    """Raise StoreError where a later program has changed *db*, which is closed then."""
    known = _known()
    applied = [migration.name for migration in migrations.applied(db)]
    if known.issuperset(applied):
        return
    signed = _signed(db)
    db.close()  # else what SQLite keeps beside an open file would stay
    raise StoreError(
        f"数据库 {path} 已由较新的程序升级（{signed}结构第{_number(applied)}版），"
        f"本程序是 {own_version()}（结构第{_number(known)}版），"
        "不能使用，数据未作改动，请安装较新的程序"
    )


@functools.cache
def _known() -> frozenset[str]:
    """Return the names of all migrations of this program: those that an empty database lacks."""
    with Database(memory=True, execute_plugins=False) as empty:
        return frozenset(migration.name for migration in migrations.pending(empty))


def _number(names: frozenset[str] | list[str]) -> int:
    """Return the number of the newest migration: its name begins with it (``m039_…``)."""
    return max(int(name[1:].partition("_")[0]) for name in names)


def _signed(db: Database) -> str:
    number = db.execute("PRAGMA user_version").fetchone()[0]
    if not number:
        return ""
    parts = (number // BASE**2, number // BASE % BASE, number % BASE)
    return f"程序 {'.'.join(map(str, parts))}，"
