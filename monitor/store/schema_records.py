"""What was known by position or by words stands in columns and rows: further migrations."""

from sqlite_utils import Database

from monitor.store.schema_seals import migrations

__all__ = ["migrations"]


@migrations()
def m037_outlook(db: Database) -> None:
    """What is coming, apart from the notes; the verdicts that stand keep it among them."""
    db.table("assessments").add_column("outlook", str)
