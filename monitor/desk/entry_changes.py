"""What was typed into a form of the register, as the change that it asks for; faults by field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort

from monitor.app import entry_values, register
from monitor.desk import entry_fields
from monitor.desk.entry_fields import REQUIRED
from monitor.desk.faults import Faults, day_in
from monitor.model import Account, Closing, Status, clock
from monitor.model.errors import ConfigError, RequestError
from monitor.parsing.naming import AccountNames
from monitor.registry import Registry
from monitor.registry.edit.revise import Change
from monitor.registry.lifecycle import STEPS, ReasonNeeded
from monitor.registry.ways import PAGES

EMPTY = "不能为空"


@dataclass(kw_only=True)
class EntryChange:
    """One form on its way. *account*: None where it is new; *errors*: sentences by field."""

    action: str
    registry: Registry
    account: Account | None
    typed: dict[str, str]
    errors: Faults = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.typed.get("reason", "")

    @property
    def existing(self) -> Account:
        """Return the account whose entry is changed."""
        if self.account is None:
            abort(404)
        return self.account


def alteration(attempt: EntryChange) -> Change | None:
    """Return the change of the fields that were typed anew."""
    account = attempt.existing
    now = entry_fields.state_of(account)
    given = {name: attempt.typed[name] for name in entry_fields.NAMES}
    changed = {name: text for name, text in given.items() if text != now[name]}
    _refuse_blank(attempt, (name for name in changed if not changed[name]))
    values = _values(attempt, changed)
    try:
        return register.alteration(account, values, attempt.reason, PAGES)
    except ReasonNeeded as needed:
        attempt.errors["reason"] = str(needed)
    except ConfigError as wrong:
        attempt.errors["status"] = str(wrong)
    return Change(account=account.id, values={k: v for k, v in values.items() if k != "status"})


def addition(attempt: EntryChange) -> Change | None:
    """Return the change that adds the account that was typed, None where it lacks what it needs."""
    typed, registry = attempt.typed, attempt.registry
    _refuse_blank(attempt, (name for name in REQUIRED if not typed[name]))
    if attempt.errors:
        return None
    typed["id"] = id = typed["id"] or register.free_id(registry, typed["name"], typed["platform"])
    if registry.find(id) is not None:
        attempt.errors["id"] = f"账号标识 {id} 已经用过"
    given = {name: typed[name] for name in entry_fields.NAMES if typed[name]}
    if given.get("status") == Status.ACTIVE:
        del given["status"]  # which it is without a word
    values = {"id": id} | _values(attempt, given)
    try:
        register.addition(registry, id, values, attempt.reason, PAGES)
    except ReasonNeeded as needed:
        attempt.errors["reason"] = str(needed)
    return None if "id" in attempt.errors else Change(account=id, values=values, new=True)


def closing(attempt: EntryChange) -> Change | None:
    """Return the change that takes an account further to its end."""
    days = {name: _day(attempt, name) for name in STEPS}
    if attempt.errors:
        return None
    try:
        return register.closing(
            attempt.existing, Closing(**days), clock.day(clock.now()), attempt.reason, PAGES
        )
    except ReasonNeeded as needed:
        attempt.errors["reason"] = str(needed)
    return None


def merger(attempt: EntryChange) -> Change | None:
    """Return the change by which an account goes on in the one that was named."""
    on = _day(attempt, "on")
    into = None
    try:
        if word := attempt.typed["into"]:
            into = attempt.registry.account(AccountNames.of(attempt.registry.accounts).id(word))
        else:
            attempt.errors["into"] = EMPTY
    except RequestError as unknown:
        attempt.errors["into"] = str(unknown)
    if attempt.errors or into is None:
        return None
    try:
        return register.merger(
            attempt.existing, into, on, clock.day(clock.now()), attempt.reason, PAGES
        )
    except ReasonNeeded as needed:
        attempt.errors["reason"] = str(needed)
    return None


def _values(attempt: EntryChange, given: dict[str, str]) -> dict[str, Any]:
    values = entry_values.entry_values(given, attempt.account, clock.day(clock.now()))
    try:
        return entry_values.by_id(attempt.registry, values, attempt.account)
    except RequestError as unknown:
        attempt.errors["unit"] = str(unknown)
        return {name: value for name, value in values.items() if name != "unit"}


def _refuse_blank(attempt: EntryChange, blank: Iterable[str]) -> None:
    attempt.errors.update({name: EMPTY for name in blank if name in REQUIRED})


def _day(attempt: EntryChange, name: str) -> date | None:
    return day_in(attempt.typed[name], name, attempt.errors, clock.day(clock.now()))
