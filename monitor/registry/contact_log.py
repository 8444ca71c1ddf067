"""Contacts of accounts over time: appended whenever the register names another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Account, Means, clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The contact of an account from *at* on, empty where it has none.

    *by* and *reason*: who entered it and why; empty where it stood in the file. *via*: by what
    means it was entered.
    """

    account: str
    at: datetime
    name: str
    phone: str
    by: str = ""
    reason: str = ""
    via: Means | None = None


@dataclass(frozen=True, slots=True)
class ContactLog:
    """Contacts in the database."""

    db: Database

    def note_contacts(
        self,
        accounts: Iterable[Account],
        at: datetime,
        by: str = "",
        reason: str = "",
        via: Means | None = None,
    ) -> None:
        """Append the contact of each account whose contact has changed."""
        with ours(), immediate(self.db):
            last = {
                str(row["account"]): (str(row["name"]), str(row["phone"]))
                for row in self.db.query("SELECT * FROM contacts ORDER BY id")
            }
            changed = [
                {
                    "account": account.id,
                    "at": clock.stamp(at),
                    "name": now[0],
                    "phone": now[1],
                    "by": by,
                    "reason": reason,
                    "via": via,
                }
                for account in accounts
                if (now := _of(account)) != last.get(account.id, ("", ""))
            ]
            self.db.insert("contacts", changed)

    def contacts(self) -> dict[str, tuple[Held, ...]]:
        """Return the contacts of every account, oldest first."""
        by_account: dict[str, list[Held]] = {}
        with ours():
            for row in self.db.query("SELECT * FROM contacts ORDER BY id"):
                held = Held(
                    account=str(row["account"]),
                    at=clock.unstamp(str(row["at"])),
                    name=str(row["name"]),
                    phone=str(row["phone"]),
                    by=str(row["by"]),
                    reason=str(row["reason"]),
                    via=Means(str(row["via"])) if row["via"] else None,
                )
                by_account.setdefault(held.account, []).append(held)
        return {account: tuple(held) for account, held in by_account.items()}


def _of(account: Account) -> tuple[str, str]:
    contact = account.contact
    return (contact.name, contact.phone) if contact else ("", "")
