"""What is known of answers, for the next request: further migrations."""

from sqlite_utils import Database

from monitor.system.migrations_bundles import migrations

__all__ = ["migrations"]


@migrations()
def m046_no_keys_in_addresses(db: Database) -> None:
    """Addresses that took a key were kept with it: all are forgotten, and asked for whole once."""
    db.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, too
    db.execute("DELETE FROM validators")
