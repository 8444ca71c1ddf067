"""A new database gets its tables in one go: every migration runs once a process, for the first."""

from functools import cache

from sqlite_utils import Database

from monitor.system.migrations_answers import migrations

SHAPES = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


class Remembered:
    """The migrations, with what they make of an empty file remembered."""

    def apply(self, db: Database) -> None:
        if db.table_names():
            migrations.apply(db)
            return
        shapes, rows = _made()
        for sql in shapes:
            db.execute(sql)
        for table, values in rows:
            db.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)


@cache
def _made() -> tuple[list[str], list[tuple[str, tuple[object, ...]]]]:
    db = Database(memory=True)
    migrations.apply(db)
    shapes = [sql for (sql,) in db.execute(SHAPES).fetchall()]
    rows = [
        (name, row)
        for name in db.table_names()
        for row in db.execute(f'SELECT * FROM "{name}"').fetchall()
    ]
    db.close()
    return shapes, rows
