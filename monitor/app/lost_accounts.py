"""Accounts that the last check knew and the register knows no more: by mistake, perhaps.

A file that was cut off, or half of a sheet that was pasted over the whole, reads like any other
register. What it lacks would be looked at by nobody, and nobody would be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.model import Account, AccountSnapshot, clock
from monitor.parsing import naming
from monitor.parsing.text import few, name_key
from monitor.registry import Registry, lifecycle
from monitor.system.connection import Database
from monitor.verdicts.codec import sources_digest
from monitor.verdicts.last_register_reader import LastRegister, last_register

MANY = 5  # accounts; so many do not go by themselves
PART = 3  # nor one in so many
FEWEST = 2  # of a handful one goes now and then
SHOWN = 5  # names in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAccounts:
    """What the register lacks. *known*: how many accounts there were; *renamed*: old id to new."""

    checked_at: datetime
    known: int
    gone: tuple[AccountSnapshot, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def are_many(self) -> bool:
        """Say whether a person must confirm that this is meant."""
        number = len(self.gone) + len(self.renamed)
        return number >= MANY or (number >= FEWEST and number * PART >= self.known)

    @property
    def text(self) -> str:
        """Return what is told of them, without the mark that ends a sentence."""
        day = clock.show_day(self.checked_at)
        names = [naming.full(account) for account in self.gone]
        lacks = f"名单比上次检查（{day}）少{len(names)}个账号：{few(names, SHOWN)}"
        changes = [f"{old} 改为 {new}" for old, new in self.renamed]
        renamed = f"{len(changes)}个账号改了标识：{few(changes, SHOWN)}；以往记录仍在原标识下"
        if not changes:
            return lacks
        return f"{lacks}；另有{renamed}" if names else f"名单与上次检查（{day}）相比，{renamed}"

    @property
    def question(self) -> str:
        """Return what is asked of a person, empty where they are few."""
        if not self.are_many:
            return ""
        return "是否误删？" if self.gone else "是否误改？"

    def as_json(self) -> dict[str, Any]:
        """Return them for scripts."""
        return {
            "checked_at": clock.iso(self.checked_at),
            "accounts": [account.id for account in self.gone],
            "renamed": [{"from": old, "to": new} for old, new in self.renamed],
            "confirm": self.are_many,
        }


def lost_accounts(db: Database, registry: Registry, now: datetime) -> LostAccounts | None:
    """Return what *registry* lacks of the last check's register, None where it lacks nothing."""
    last = last_register(db, now, other_than=registry.sha256)
    return None if last is None else missing(last, registry.accounts)


def missing(last: LastRegister, accounts: Sequence[Account]) -> LostAccounts | None:
    """Return what *accounts* lack of *last*; who was being closed may go without a word."""
    there = {account.id for account in accounts}
    known = [a for a in last.accounts if a.status not in lifecycle.BY_STEPS]
    absent = [account for account in known if account.id not in there]
    if not absent:
        return None
    before = {account.id for account in last.accounts}
    renamed = _renamed(absent, last, [a for a in accounts if a.id not in before])
    return LostAccounts(
        checked_at=last.checked_at,
        known=len(known),
        gone=tuple(account for account in absent if account.id not in renamed),
        renamed=tuple(renamed.items()),
    )


def _renamed(
    absent: Iterable[AccountSnapshot], last: LastRegister, added: Iterable[Account]
) -> dict[str, str]:
    """Return under which new id each goes on that has the old name, or the old sources."""
    alike: dict[object, list[str]] = {}
    for new in added:
        alike.setdefault((new.platform, name_key(new.name)), []).append(new.id)
        if new.sources:
            alike.setdefault(sources_digest(new), []).append(new.id)
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for old in absent:
        named = alike.get((old.platform, name_key(old.name)), ())
        candidates = (*named, *alike.get(last.sources.get(old.id), ()))
        if found := next((id for id in candidates if id not in taken), ""):
            renamed[old.id] = found
            taken.add(found)
    return renamed
