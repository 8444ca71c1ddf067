"""Who answers for the accounts, and of whom somebody has to make sure again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.incomplete_entry import IncompleteEntry
from monitor.model import Account
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactState:
    """The contact of an account. *is_due*: nobody has made sure of it, or not for too long."""

    account: Account
    confirmed_on: date | None
    is_due: bool


def contact_states(registry: Registry, today: date) -> tuple[ContactState, ...]:
    """Return the contacts of all that are judged: those to confirm first, none at all last."""
    checks_of = ChecksOf(registry.policy)
    states = []
    for account in registry.judged:
        (check,) = (c for c in checks_of(account) if isinstance(c, IncompleteEntry))
        contact = account.contact
        confirmed = contact.confirmed_on if contact else None
        is_due = contact is not None and (confirmed is None or check.is_over(confirmed, today))
        states.append(ContactState(account=account, confirmed_on=confirmed, is_due=is_due))
    return tuple(sorted(states, key=_urgency))


def named(registry: Registry, ids: Iterable[str]) -> Sequence[Account]:
    """Return the accounts of *ids* in the register's order; ids that nobody has name none."""
    wanted = set(ids)
    return [account for account in registry.judged if account.id in wanted]


def _urgency(state: ContactState) -> tuple[bool, bool, date]:
    """Return what to sort by: due ones, longest ago first, and last those without any contact."""
    return (not state.is_due, state.account.contact is None, state.confirmed_on or date.min)
