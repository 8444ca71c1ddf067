"""Who changed the register, when, what and why; a change is written down before it is made."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Means, clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of the register. *applied*: the file was replaced; *diff*: the lines of it.

    *via*: by what means it was entered, unknown of early ones.
    """

    at: datetime
    by: str
    action: str
    accounts: tuple[str, ...]
    reason: str
    diff: str
    sha256: str
    applied: bool
    via: Means | None = None


CHOSEN = """
SELECT * FROM edits WHERE :account = ''
OR id IN (SELECT edit FROM edit_accounts WHERE account = :account)
ORDER BY id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class EditLog:
    """Changes of the register in the database."""

    db: Database

    def begin_edit(self, edit: Edit) -> int:
        """Record a change about to be made; return its number."""
        with ours(), immediate(self.db):
            cursor = self.db.execute(
                'INSERT INTO edits (at, "by", action, account, reason, diff, sha256, applied, '
                "via) VALUES (?, ?, ?, '', ?, ?, ?, 0, ?)",
                [
                    clock.stamp(edit.at),
                    edit.by,
                    edit.action,
                    edit.reason,
                    edit.diff,
                    edit.sha256,
                    edit.via,
                ],
            )
            number = int(cursor.lastrowid or 0)
            self.db.conn.executemany(
                "INSERT INTO edit_accounts (edit, account) VALUES (?, ?)",
                ((number, account) for account in dict.fromkeys(edit.accounts)),
            )
        return number

    def finish_edit(self, number: int) -> None:
        """Record that the file was replaced."""
        with ours(), immediate(self.db):
            self.db.execute("UPDATE edits SET applied = 1 WHERE id = ?", [number])

    def settle_edits(self, sha256: str) -> Edit | None:
        """Return the last change if the file shows it done but no record of that was made.

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
            rows = list(self.db.query(CHOSEN, {"account": account, "limit": limit}))
            accounts = {row["id"]: self._accounts_of(row["id"]) for row in rows}
        return tuple(
            Edit(
                at=clock.unstamp(str(row["at"])),
                by=str(row["by"]),
                action=str(row["action"]),
                accounts=accounts[row["id"]],
                reason=str(row["reason"]),
                diff=str(row["diff"]),
                sha256=str(row["sha256"]),
                applied=bool(row["applied"]),
                via=Means(row["via"]) if row["via"] else None,
            )
            for row in rows
        )

    def _accounts_of(self, edit: int) -> tuple[str, ...]:
        """Return the accounts that a change touched, in the order in which it named them."""
        rows = self.db.execute(
            "SELECT account FROM edit_accounts WHERE edit = ? ORDER BY id", [edit]
        ).fetchall()
        return tuple(account for (account,) in rows)
