"""What was handed in to the city, as a further migration."""

from sqlite_utils import Database

from monitor.system.migrations_views import migrations

__all__ = ["migrations"]


@migrations()
def m045_bundles(db: Database) -> None:
    """The bundles that were made, each byte for byte, with the last seals in it; appended.

    *same*: the hash of what it tells, whenever it was made.
    """
    texts = ("period", "name", "sha256", "previous", "made_at", "same")
    numbers = ("version", "run", "link")
    db.table("bundles").create(
        {"id": int, **dict.fromkeys(texts, str), **dict.fromkeys(numbers, int), "content": bytes},
        pk="id",
        not_null={*texts, *numbers, "content"},
        strict=True,
    )
    db.table("bundles").create_index(["period", "version"], unique=True)
    db.table("bundles").create_index(["sha256"], unique=True)
