"""Who changed the register, when, what and why; a change is written down before it is made."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import clock
from monitor.store.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of one account. *applied*: the file was replaced; *diff*: the lines of it."""

    at: datetime
    by: str
    action: str
    account: str
    reason: str
    diff: str
    sha256: str
    applied: bool


class Edits:
    """The store's memory of the register's changes."""

    db: Database

    def begin_edit(self, edit: Edit) -> int:
        """Write down a change that is about to be made; return its number."""
        with ours(), immediate(self.db):
            cursor = self.db.execute(
                'INSERT INTO edits (at, "by", action, account, reason, diff, sha256, applied) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                [clock.stamp(edit.at), edit.by, edit.action, edit.account, edit.reason, edit.diff,
                 edit.sha256],
            )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def finish_edit(self, number: int) -> None:
        """Say that the file was replaced."""
        with ours(), immediate(self.db):
            self.db.execute("UPDATE edits SET applied = 1 WHERE id = ?", [number])

    def settle_edits(self, sha256: str) -> Edit | None:
        """Return the last change where the file has become what it was to be, and nobody said so.

        A program that was killed between the two could not. *sha256*: of the file as it stands.
        """
        with ours(), immediate(self.db):
            settled = self.db.execute(
                "UPDATE edits SET applied = 1 "
                "WHERE id = (SELECT max(id) FROM edits) AND applied = 0 AND sha256 = ?",
                [sha256],
            ).rowcount
        return self.edits(limit=1)[0] if settled else None

    def edits(self, account: str = "", limit: int = 50) -> tuple[Edit, ...]:
        """Return the latest changes, of one account or of all, newest first."""
        with ours():
            rows = list(
                self.db.query(
                    "SELECT * FROM edits WHERE instr('、' || account || '、', ?) > 0 "
                    "ORDER BY id DESC LIMIT ?",
                    [f"、{account}、" if account else "、", limit],
                )
            )
        return tuple(
            Edit(
                at=clock.unstamp(str(row["at"])),
                by=str(row["by"]),
                action=str(row["action"]),
                account=str(row["account"]),
                reason=str(row["reason"]),
                diff=str(row["diff"]),
                sha256=str(row["sha256"]),
                applied=bool(row["applied"]),
            )
            for row in rows
        )
