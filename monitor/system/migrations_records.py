"""What was known by position or by words stands in columns and rows: further migrations."""

from sqlite_utils import Database

from monitor.system.migrations_identity import migrations

__all__ = ["migrations"]


@migrations()
def m037_outlook(db: Database) -> None:
    """What is coming, apart from the notes; the verdicts that stand keep it among them."""
    db.table("assessments").add_column("outlook", str)


@migrations()
def m038_edit_accounts(db: Database) -> None:
    """Which accounts a change of the register touched, one a row, those of earlier changes too.

    The column in which they were joined stays as it was for these, and is empty from now on.
    """
    db.table("edit_accounts").create(
        {"id": int, "edit": int, "account": str},
        pk="id",
        foreign_keys=[("edit", "edits", "id")],
        not_null={"edit", "account"},
        strict=True,
    )
    db.table("edit_accounts").create_index(["edit", "account"], unique=True)
    db.table("edit_accounts").create_index(["account"])
    joined = db.execute("SELECT id, account FROM edits ORDER BY id").fetchall()
    db.table("edit_accounts").insert_all(
        {"edit": edit, "account": account}
        for edit, accounts in joined
        for account in dict.fromkeys(accounts.split("、"))
        if account
    )


@migrations()
def m039_post_counts(db: Database) -> None:
    """How many posts a person counted of an account in a month; the last entry counts."""
    db.table("post_counts").create(
        {"id": int, "account": str, "month": str, "posts": int, "by": str, "at": str},
        pk="id",
        not_null={"account", "month", "posts", "by", "at"},
        strict=True,
    )
    db.table("post_counts").create_index(["account", "month"])


@migrations()
def m040_vouched_until(db: Database) -> None:
    """Up to when somebody vouches for silence, and when anything was seen last.

    Of the verdicts that stand nobody knows it any more: nobody is reminded by them.
    """
    for name in ("vouched_until", "looked_at"):
        db.table("assessments").add_column(name, str)


@migrations()
def m041_via(db: Database) -> None:
    """By what means people entered what they saw, answered and counted; unknown of earlier ones."""
    for table in ("observations", "answers", "post_counts"):
        db.table(table).add_column("via", str)


@migrations()
def m042_via_of_the_rest(db: Database) -> None:
    """By what means the rest was entered, and who issued a report; unknown of earlier ones."""
    db.table("issues").add_column("by", str)
    for table in ("case_steps", "edits", "contacts", "issues", "slip_steps"):
        db.table(table).add_column("via", str)


@migrations()
def m043_acts(db: Database) -> None:
    """What people did: at the desk, and with its people on the command line; appended."""
    texts = ("at", "person", "by", "address", "via", "verb", "object", "ending")
    db.table("acts").create(
        {"id": int, **dict.fromkeys(texts, str), "times": int},
        pk="id",
        not_null={*texts, "times"},
        strict=True,
    )
    db.table("acts").create_index(["at"])
