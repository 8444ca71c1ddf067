"""The tables of what people do, as further migrations: the register's changes, rectification."""

from sqlite_utils import Database

from monitor.system.migrations import migrations

__all__ = ["migrations"]


@migrations()
def m010_edits(db: Database) -> None:
    """Changes of the register: who, when, what, why."""
    db.table("edits").create(
        {
            "id": int,
            "at": str,
            "by": str,
            "action": str,
            "account": str,
            "reason": str,
            "diff": str,
            "sha256": str,
            "applied": int,
        },
        pk="id",
        not_null={"at", "by", "action", "account", "reason", "diff", "sha256", "applied"},
        strict=True,
    )


@migrations()
def m011_cases(db: Database) -> None:
    """Rectification: problems found, and the steps taken with each."""
    names = ("account", "name", "unit", "unit_name", "platform", "check", "title")
    db.table("cases").create(
        {"id": int, **dict.fromkeys(names, str)}, pk="id", not_null=set(names), strict=True
    )
    db.table("cases").create_index(["account"])
    db.table("case_steps").create(
        {
            "id": int,
            "case": int,
            "move": str,
            "at": str,
            "by": str,
            "text": str,
            "due_on": str,
            "document": str,
            "until": str,
        },
        pk="id",
        not_null={"case", "move", "at", "by", "text", "document"},
        strict=True,
    )
    db.table("case_steps").create_index(["case"])


@migrations()
def m012_answers(db: Database) -> None:
    """Answers to the checklist."""
    names = ("account", "item", "at", "by", "note", "evidence")
    db.table("answers").create(
        {"id": int, **dict.fromkeys(names, str), "good": int},
        pk="id",
        not_null={*names, "good"},
        strict=True,
    )
    db.table("answers").create_index(["at"])


@migrations()
def m013_slips(db: Database) -> None:
    """Wording errors and when they were put right."""
    texts = ("unit", "unit_name", "account", "category", "text", "advice", "url", "found_on")
    db.table("slips").create(
        {"id": int, **dict.fromkeys(texts, str), "veto": int, "fixed_on": str},
        pk="id",
        not_null={*texts, "veto"},
        strict=True,
    )


@migrations()
def m014_releases(db: Database) -> None:
    """When an app's version came out: told, and never a post."""
    db.table("observations").add_column("released_at", str)


@migrations()
def m015_contacts(db: Database) -> None:
    """Who answered for each account, from when."""
    names = ("account", "at", "name", "phone", "by", "reason")
    db.table("contacts").create(
        {"id": int, **dict.fromkeys(names, str)}, pk="id", not_null=set(names), strict=True
    )


@migrations()
def m016_withdrawn(db: Database) -> None:
    """Why a wording error that was reported is none."""
    db.table("slips").add_column("withdrawn", str, not_null_default="")


@migrations()
def m017_withdrawals(db: Database) -> None:
    """Why an answer to the checklist is none; the answer itself stays as it was given."""
    db.table("withdrawals").create(
        {"id": int, "answer": int, "why": str},
        pk="id",
        foreign_keys=[("answer", "answers", "id")],
        not_null={"answer", "why"},
        strict=True,
    )
    db.table("withdrawals").create_index(["answer"], unique=True)
    db.table("answers").create_index(["account", "at"])


@migrations()
def m018_slips(db: Database) -> None:
    """What is learnt of a wording error later; whether it is grave may be unknown."""
    db.table("slips").transform(not_null={"veto": False})
    names = ("at", "by", "field", "value")
    db.table("slip_steps").create(
        {"id": int, "slip": int, **dict.fromkeys(names, str)},
        pk="id",
        foreign_keys=[("slip", "slips", "id")],
        not_null={"slip", *names},
        strict=True,
    )


@migrations()
def m019_examinations(db: Database) -> None:
    """What examined a window, and what the servers' clocks said; posts found by their key."""
    db.table("observations").add_column("clock_offset", int)
    db.table("observations").add_column("examination", str)
    db.table("posts").create_index(["account", "key"])
    db.table("posts").create_index(["account", "url"])
    db.table("posts").create_index(["account", "source", "title"])


@migrations()
def m021_misdated(db: Database) -> None:
    """Items listed under a date in the future, which were published by then all the same."""
    db.table("observations").add_column("misdated", str)
    db.execute(
        "CREATE INDEX idx_observations_misdated ON observations (account) "
        "WHERE misdated IS NOT NULL"
    )


@migrations()
def m022_clocks(db: Database) -> None:
    """What servers said of our clock in a run; what a wrong clock dated, by kind and row."""
    db.table("runs").add_column("clock_offset", int)
    db.table("set_aside").create(
        {"kind": str, "row": int, "run": int},
        pk=("kind", "row"),
        not_null={"run"},
        strict=True,
    )


@migrations()
def m023_known(db: Database) -> None:
    """What people had entered when a run began: it and its replay know of no more."""
    db.table("runs").add_column("known", str)


@migrations()
def m024_once(db: Database) -> None:
    """What many rows repeat is kept once: texts, and the results of checks.

    Rows that stand stay as they are: the seals of their runs cover them.
    """
    db.table("texts").create(
        {"id": int, "hash": int, "text": str}, pk="id", not_null={"hash", "text"}, strict=True
    )
    db.table("texts").create_index(["hash"])
    names = ("check", "title", "basis", "verdict", "findings", "reason")
    db.table("conclusions").create(
        {"id": int, "hash": int, **dict.fromkeys(names, str), "advisory": int},
        pk="id",
        not_null={"hash", *names, "advisory"},
        strict=True,
    )
    db.table("conclusions").create_index(["hash"])
    db.table("assessments").add_column("results", int)


@migrations()
def m026_retries(db: Database) -> None:
    """A duty that failed: how often, when it is tried again, until when it makes sense."""
    db.table("duties").add_column("failures", int, not_null_default=0)
    db.table("duties").add_column("again_at", str)
    db.table("duties").add_column("ends_at", str)


@migrations()
def m029_issue_files(db: Database) -> None:
    """The files of an issued report, by their hashes: a paper can be told from another."""
    db.table("issue_files").create(
        {"id": int, "issue": int, "name": str, "sha256": str},
        pk="id",
        foreign_keys=[("issue", "issues", "id")],
        not_null={"issue", "name", "sha256"},
        strict=True,
    )
    db.table("issue_files").create_index(["issue", "name"], unique=True)
    db.table("issue_files").create_index(["sha256"])


@migrations()
def m030_stamps(db: Database) -> None:
    """Time-stamps of the chain's head as authorities signed them; appended, never replaced."""
    db.table("stamps").create(
        {
            "id": int,
            "run": int,
            "seal": str,
            "authority": str,
            "stamped_at": str,
            "asked_at": str,
            "token": bytes,
        },
        pk="id",
        not_null={"run", "seal", "authority", "stamped_at", "asked_at", "token"},
        strict=True,
    )
