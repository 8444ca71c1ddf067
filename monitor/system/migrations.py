"""The tables, as migrations: one that has landed is never edited, only followed by another."""

from sqlite_utils import Database, Migrations

migrations = Migrations("newmedia-monitor")


@migrations()
def m001_runs(db: Database) -> None:
    """Registers as they were read, and the spot checks run over them."""
    db.table("registries").create(
        {"sha256": str, "taken_at": str, "accounts": str}, pk="sha256", strict=True
    )
    db.table("runs").create(
        {
            "id": int,
            "mode": str,
            "moment": str,
            "started_at": str,
            "finished_at": str,
            "interrupted": int,
            "registered": int,
            "selected": str,
            "seed": int,
            "sample": str,
            "registry": str,
            "rules": str,
            "program": str,
            "seal": str,
        },
        pk="id",
        not_null={"mode", "moment", "started_at", "registered", "selected", "interrupted"},
        defaults={"interrupted": 0},
        strict=True,
    )


@migrations()
def m002_looks(db: Database) -> None:
    """Exchanges kept as evidence, observations resting on them, posts they showed."""
    db.table("observations").create(
        {
            "id": int,
            "run": int,
            "account": str,
            "source": str,
            "taken_at": str,
            "window_since": str,
            "window_until": str,
            "posts": str,
            "gaps": str,
            "items_seen": int,
            "shown_name": str,
            "notes": str,
            "usable": int,
            "by": str,
            "expires_at": str,
        },
        pk="id",
        not_null={"account", "source", "taken_at", "posts", "gaps", "notes", "usable"},
        strict=True,
    )
    db.table("observations").create_index(["account", "taken_at"])
    db.table("observations").create_index(["run"])
    db.table("exchanges").create(
        {
            "id": int,
            "run": int,
            "observation": int,
            "file": str,
            "offset": int,
            "length": int,
            "sha256": str,
        },
        pk="id",
        not_null={"file", "offset", "length", "sha256"},
        strict=True,
    )
    db.table("exchanges").create_index(["file", "offset"], unique=True)
    db.table("exchanges").create_index(["observation"])
    db.table("exchanges").create_index(["run"])


@migrations()
def m003_posts(db: Database) -> None:
    """Posts by natural key (account, source, key); an edited post is a further row."""
    db.table("posts").create(
        {
            "id": int,
            "account": str,
            "source": str,
            "key": str,
            "published_at": str,
            "precision": str,
            "title": str,
            "url": str,
            "repost": int,
            "pinned": int,
            "earliest_at": str,
            "latest_at": str,
            "doubt": str,
            "first_seen_at": str,
            "gone_at": str,
        },
        pk="id",
        not_null={"account", "source", "key", "published_at", "first_seen_at"},
        strict=True,
    )
    db.table("posts").create_index(["account", "source", "published_at"])


@migrations()
def m004_verdicts(db: Database) -> None:
    """Verdicts, appended: one row an account and run, one a check."""
    db.table("assessments").create(
        {
            "id": int,
            "run": int,
            "account": str,
            "name": str,
            "platform": str,
            "unit": str,
            "verdict": str,
            "state": str,
            "taken_at": str,
            "as_of": str,
            "newest": str,
            "idle_seconds": int,
            "gaps": str,
            "notes": str,
        },
        pk="id",
        not_null={"run", "account", "verdict", "state", "taken_at", "as_of"},
        strict=True,
    )
    db.table("assessments").create_index(["account", "run"], unique=True)
    db.table("assessments").create_index(["run"])
    db.table("results").create(
        {
            "id": int,
            "run": int,
            "account": str,
            "check": str,
            "title": str,
            "basis": str,
            "verdict": str,
            "findings": str,
            "reason": str,
            "advisory": int,
        },
        pk="id",
        not_null={"run", "account", "check", "verdict"},
        strict=True,
    )
    db.table("results").create_index(["run", "account"])


@migrations()
def m005_validators(db: Database) -> None:
    """What lets the next look ask 'only if changed', and where the unchanged answer stands."""
    db.table("validators").create(
        {
            "url": str,
            "etag": str,
            "last_modified": str,
            "file": str,
            "offset": int,
            "length": int,
            "sha256": str,
        },
        pk="url",
        strict=True,
    )


@migrations()
def m006_issues(db: Database) -> None:
    """Reports that were issued: frozen with their figures, each issue a further version."""
    db.table("issues").create(
        {
            "id": int,
            "period": str,
            "kind": str,
            "version": int,
            "number": str,
            "issued_on": str,
            "made_at": str,
            "figures": str,
            "sha256": str,
        },
        pk="id",
        not_null={"period", "kind", "version", "number", "issued_on", "made_at", "figures"},
        strict=True,
    )
    db.table("issues").create_index(["period", "kind", "version"], unique=True)


@migrations()
def m007_duties(db: Database) -> None:
    """What the schedule did by itself: one row an occurrence of a task."""
    db.table("duties").create(
        {
            "id": int,
            "task": str,
            "due_at": str,
            "missed": int,
            "attempts": int,
            "started_at": str,
            "finished_at": str,
            "outcome": str,
            "note": str,
        },
        pk="id",
        not_null={"task", "due_at", "missed", "attempts", "started_at", "outcome", "note"},
        strict=True,
    )
    db.table("duties").create_index(["task", "due_at"], unique=True)


@migrations()
def m008_outbox(db: Database) -> None:
    """Notices by the key of their episode, and their deliveries, one a channel."""
    db.table("notices").create(
        {
            "id": int,
            "key": str,
            "kind": str,
            "account": str,
            "unit": str,
            "text": str,
            "decided_at": str,
            "acked_at": str,
        },
        pk="id",
        not_null={"key", "kind", "account", "unit", "text", "decided_at"},
        strict=True,
    )
    db.table("notices").create_index(["key"], unique=True)
    db.table("deliveries").create(
        {
            "notice": int,
            "channel": str,
            "attempts": int,
            "next_at": str,
            "delivered_at": str,
            "error": str,
        },
        pk=("notice", "channel"),
        not_null={"attempts", "next_at", "error"},
        strict=True,
    )


@migrations()
def m009_memos(db: Database) -> None:
    """What a source made of the unchanged answer, so that a 304 need not be read again."""
    db.table("validators").add_column("tag", str, not_null_default="")
    db.table("validators").add_column("memo", str, not_null_default="")
