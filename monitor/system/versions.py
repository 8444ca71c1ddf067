"""Which program a database was last brought up to date by, and whether this one is older."""

from pathlib import Path

from monitor.model.errors import StoreError
from monitor.system.connection import Database

DISTRIBUTION = "newmedia-monitor"
COUNT, NEWEST = 41, 46  # how many migrations there are, and the number of the last
APPLIED = "_sqlite_migrations"  # the table of what was done to a file, by the library's design
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
    number = max(_applied(db), default=0)
    if number <= NEWEST:
        return
    signed = _signed(db)
    db.close()  # else what SQLite keeps beside an open file would stay
    raise StoreError(
        f"数据库 {path} 已由较新的程序升级（{signed}结构第{number}版），"
        f"本程序是 {own_version()}（结构第{NEWEST}版），"
        "不能使用，数据未作改动，请安装较新的程序"
    )


def is_old(db: Database) -> bool:
    """Say whether the tables are those of an earlier version, or not there yet."""
    return len(_applied(db)) < COUNT


def _applied(db: Database) -> list[int]:
    """Return the numbers of what was done to *db*, with which their names begin (``m039_…``)."""
    if APPLIED not in db.table_names():
        return []
    asked = f"SELECT name FROM {APPLIED} WHERE migration_set = ?"
    return [int(name[1:].partition("_")[0]) for (name,) in db.execute(asked, [DISTRIBUTION])]


def _signed(db: Database) -> str:
    number = db.execute("PRAGMA user_version").fetchone()[0]
    if not number:
        return ""
    parts = (number // BASE**2, number // BASE % BASE, number % BASE)
    return f"程序 {'.'.join(map(str, parts))}，"
