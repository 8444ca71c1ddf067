"""The tables of seals, as further migrations: links of the chain, and what was pruned."""

from sqlite_utils import Database

from monitor.system.migrations_office import migrations

__all__ = ["migrations"]


@migrations()
def m031_links(db: Database) -> None:
    """One link a commit: the rows it touched, chained to the link before; runs take it in."""
    db.table("links").create(
        {"id": int, "at": str, "run": int, "seal": str},
        pk="id",
        not_null={"at", "seal"},
        strict=True,
    )
    db.table("link_rows").create(
        {"table": str, "link": int, "keys": str, "digests": bytes},
        pk=("table", "link"),
        not_null={"keys", "digests"},
        strict=True,
    )
    db.table("runs").add_column("link", int)


@migrations()
def m032_prunings(db: Database) -> None:
    """What was pruned, when and by which version: runs, rows, files with their hashes."""
    db.table("prunings").create(
        {
            "id": int,
            "at": str,
            "until": str,
            "program": str,
            "run": int,
            "seal": str,
            "rows": str,
            "files": str,
        },
        pk="id",
        not_null={"at", "until", "program", "seal", "rows", "files"},
        strict=True,
    )


@migrations()
def m033_sources(db: Database) -> None:
    """How each account was looked at by a register: whether that is still so can be told."""
    db.table("register_sources").create(
        {"registry": str, "sources": str}, pk="registry", not_null={"sources"}, strict=True
    )
