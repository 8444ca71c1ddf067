"""A change of the register: proved, written down, made; who answers for an account is noted.

*prepare* shows what a change would do, *save* makes it: between the two a person may look at it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from monitor.model import Account, Closing, Contact, Means, Status, Unit, clock
from monitor.model.errors import RequestError
from monitor.parsing.text import clean, name_key
from monitor.registry import Registry, lifecycle
from monitor.registry.contact_log import ContactLog
from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change, Revision, revise
from monitor.registry.edit.scalars import Value
from monitor.registry.edit_log import Edit, EditLog
from monitor.registry.ledger import importer
from monitor.registry.ledger.compare import filings
from monitor.registry.ledger.pinyin import spelt
from monitor.registry.lifecycle import ReasonNeeded
from monitor.registry.register_files import fingerprint
from monitor.registry.ways import COMMANDS, Ways
from monitor.review.claims import signed
from monitor.system.chain.watched import is_written
from monitor.system.connection import Database

LONGEST = 2_000  # characters of a reason
CONTACT = ("name", "phone", "confirmed_on")

Values = Mapping[str, Value | None]


class FutureDay(RequestError):
    """Something is said to have been done on a day to come. *key*: the field that says so."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who changes the register, why, and by what means."""

    by: str
    reason: str = ""
    via: Means = Means.CLI


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedChange:
    """A change of the register that is proved possible, and not yet made."""

    revision: Revision
    edit: Edit
    changes: tuple[Change, ...] = ()

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the lines that go and come, each with its sign."""
        return self.revision.diff

    @property
    def is_empty(self) -> bool:
        """Say whether the register would stay as it is."""
        return not self.revision.files


def prepare(
    path: Path,
    changes: Sequence[Change],
    action: str,
    signature: Signature,
    now: datetime,
    *,
    units: Sequence[Unit] = (),
) -> PreparedChange:
    """Return what *changes* and new *units* make of the register at *path*.

    Raises RequestError where nobody signs or a date is in the future, ConfigError where the
    register would have faults.
    """
    if not (name := signed(signature.by)):
        raise RequestError("请写修改人姓名", "by")
    revision = revise(path, changes, units)
    _refuse_future(revision.new.accounts, changes, clock.day(now))
    edit = Edit(
        at=now,
        by=name,
        action=action,
        accounts=tuple(change.account for change in changes),
        reason=clean(signature.reason, LONGEST),
        diff="\n".join(revision.diff),
        sha256=revision.sha256,
        applied=False,
        via=signature.via,
    )
    return PreparedChange(revision=revision, edit=edit, changes=tuple(changes))


def save(db: Database, prepared: PreparedChange) -> None:
    """Write *prepared* into the log, then into the register, then note the contacts.

    Raises ConfigError where somebody has changed the file meanwhile.
    """
    contact_log = ContactLog(db)
    edit_log = EditLog(db)
    revision, edit = prepared.revision, prepared.edit
    if cut := edit_log.settle_edits(revision.old.sha256):
        contact_log.note_contacts(revision.old.accounts, cut.at, cut.by, cut.reason, cut.via)
    number = edit_log.begin_edit(edit)
    write(revision)
    edit_log.finish_edit(number)
    contact_log.note_contacts(revision.old.accounts, edit.at)
    contact_log.note_contacts(revision.new.accounts, edit.at, edit.by, edit.reason, edit.via)


def log(db: Database, path: Path, account: str, limit: int) -> tuple[Edit, ...]:
    """Return the latest changes of the register at *path*, of one account or of all."""
    if is_written(db):
        EditLog(db).settle_edits(fingerprint(path))
    return EditLog(db).edits(account, limit)


def addition(
    registry: Registry, id: str, values: Values, reason: str, ways: Ways = COMMANDS
) -> Change:
    """Return the change that adds an account of *values*; raises ReasonNeeded.

    An account that has ended, or that seems to be there already, needs a *reason*.
    """
    if reason.strip():
        return Change(account=id, values=values, new=True)
    if values.get("status") in lifecycle.BY_STEPS:
        raise ReasonNeeded(f"新增的账号已在关停或整合的，须{ways.reason}")
    key = (values["platform"], name_key(str(values["name"])))
    kind = values.get("wechat_kind")
    alive = (a for a in registry.judged if a.status not in lifecycle.BY_STEPS)
    twins = (a for a in alive if (a.platform, name_key(a.name)) == key)
    twin = next((a for a in twins if kind is None or a.wechat_kind in (None, kind)), None)
    if twin is not None:
        raise ReasonNeeded(
            f"名单中已有同平台同名称的账号 {twin.id}；确系两个账号的，须{ways.reason}"
        )
    return Change(account=id, values=values, new=True)


def free_id(registry: Registry, name: str, platform: str) -> str:
    """Return an identifier that nobody has, made of *name* as it is pronounced."""
    base = f"{spelt(name, county=registry.jurisdiction.name) or 'zhanghao'}-{platform}"[:60]
    taken = {account.id for account in registry.accounts}
    candidates = (base, *(f"{base[:56]}-{number}" for number in range(2, len(taken) + 3)))
    return next(id for id in candidates if id not in taken)


def alteration(account: Account, values: Values, reason: str, ways: Ways = COMMANDS) -> Change:
    """Return the change that sets *values*; raises ConfigError where a status skips a step."""
    changed = dict(values)
    if "status" in changed:
        status = changed["status"] or Status.ACTIVE.value
        if status in set(Status):
            lifecycle.check_status(account, Status(str(status)), reason, ways)
            changed |= lifecycle.anew(account, Status(str(status)))
    return Change(account=account.id, values=changed)


def closing(
    account: Account, steps: Closing, today: date, reason: str, ways: Ways = COMMANDS
) -> Change:
    """Return the change that takes *account* the *steps* further to its end."""
    return Change(account=account.id, values=lifecycle.closed(account, steps, today, reason, ways))


def merger(
    account: Account,
    into: Account,
    on: date | None,
    today: date,
    reason: str,
    ways: Ways = COMMANDS,
) -> Change:
    """Return the change by which *account* goes on in *into*, since today where *on* is None."""
    values = lifecycle.merged(account, into, on or today, today, reason, ways)
    return Change(account=account.id, values=values)


def confirmation(accounts: Sequence[Account], today: date) -> tuple[Change, ...]:
    """Return the changes that confirm the contacts of *accounts* today; raises RequestError."""
    if not accounts:
        raise RequestError("所选账号均已注销或整合，没有需要核实的负责人")
    without = "、".join(account.id for account in accounts if account.contact is None)
    if without:
        raise RequestError(f"未登记负责人，无从核实：{without}")
    parts = {"confirmed_on": today.isoformat()}
    return tuple(
        Change(
            account=account.id, values={"contact": changed_contact(account.contact, parts, today)}
        )
        for account in accounts
    )


def changed_contact(
    contact: Contact | None, parts: Mapping[str, str], today: date
) -> dict[str, str]:
    """Return the fields of *contact*, changed by *parts*.

    Whoever enters another name has made sure of it: the time till it must be confirmed runs.
    """
    had = {part: str(getattr(contact, part) or "") for part in CONTACT} if contact else {}
    name = parts.get("name", had.get("name"))
    if name == "":
        return {}
    if name != had.get("name"):
        had["confirmed_on"] = today.isoformat()
    return {part: value for part, value in (had | dict(parts)).items() if value}


def read_ledger(
    path: Path,
    registry: Registry,
    today: date,
    *,
    add_units: bool,
    strict: bool,
    reason: str,
    ways: Ways = COMMANDS,
) -> importer.Ledger:
    """Return the changes that the office's ledger at *path* asks for; raises SheetError."""
    county = registry.jurisdiction.name
    return importer.read(
        path,
        registry.accounts,
        registry.units,
        today,
        spell=partial(spelt, county=county),
        county=county,
        add_units=add_units,
        strict=strict,
        reason=reason,
        ways=ways,
    )


def filing_changes(path: Path, accounts: Iterable[Account]) -> tuple[Change, ...]:
    """Return the changes that the national register's list at *path* asks for."""
    return tuple(
        Change(account=account.id, values={"filed": "true" if filed else "false"})
        for account, filed in filings(path, accounts)
    )


def _refuse_future(accounts: Sequence[Account], changes: Sequence[Change], today: date) -> None:
    """Raise RequestError where a change dates something done in the future."""
    touched = {change.account: change.values for change in changes}
    for account in accounts:
        confirmed = account.contact.confirmed_on if account.contact else None
        days = (("opened_on", "开设日期", account.opened_on), ("contact", "核实日期", confirmed))
        for key, word, day in days:
            if key in touched.get(account.id, {}) and day is not None and day > today:
                raise FutureDay(f"账号 {account.id} 的{word} {day} 在将来，未保存", key)
