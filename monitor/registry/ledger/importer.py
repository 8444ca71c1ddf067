"""A ledger's rows into changes of the register: all of them, or every fault with its cell."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from monitor.model import Account, Platform, Status, Unit
from monitor.model.errors import ConfigError, SheetError
from monitor.parsing import tables, vocabulary
from monitor.parsing.tables import Sheet, SheetRow
from monitor.parsing.text import joined
from monitor.parsing.unit_names import kind_of, units_named
from monitor.registry import lifecycle
from monitor.registry.edit.revise import Change
from monitor.registry.edit.scalars import Value
from monitor.registry.ledger.columns import COLUMNS
from monitor.registry.ledger.matching import (
    Key,
    account_key,
    filled,
    has,
    is_account,
    row_key,
    shows,
)
from monitor.review.sheet_import import is_worklist

T = TypeVar("T")
REQUIRED = ("name", "platform", "unit")
TEXTS = ("supervisor", "verified", "functions", "url", "note")
NUMBERS = ("序号", "编号", "No.", "NO")  # of lines: nobody misses them


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The result of an import. *units*: those that must be added first, in order."""

    changes: tuple[Change, ...]
    units: tuple[Unit, ...]
    same: int
    skipped: int
    unknown: tuple[str, ...]  # titles of columns that nobody knows
    feet: tuple[int, ...]  # rows of totals and signatures
    gone: tuple[int, ...]  # rows of accounts that are closed or merged here
    hidden: tuple[int, ...]  # rows that people do not see


@dataclass
class _LedgerReader:
    """Reads row after row; gathers faults."""

    given: Sheet
    accounts: Mapping[str, Account]
    units: dict[str, Unit]
    today: date
    spell: Callable[[str], str]
    county: str
    add_units: bool
    reason: str
    problems: list[str] = field(default_factory=list)
    added: list[Unit] = field(default_factory=list)
    seen: dict[str, tuple[int, dict[str, Value | None]]] = field(default_factory=dict)
    named: dict[tuple[Key, str], str] = field(default_factory=dict)  # by unit as well
    bearers: dict[Key, list[Account]] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)  # accounts that a row names with their unit
    taken: set[str] = field(default_factory=set)
    same: int = 0
    skipped: int = 0
    gone: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for account in sorted(self.accounts.values(), key=lambda account: not account.judged):
            self.named.setdefault((account_key(account), account.unit.id), account.id)
            self.bearers.setdefault(account_key(account), []).append(account)
        for row in self.given.rows:
            with suppress(ValueError):
                key = row_key(row, vocabulary.platform(row["platform"]))
                units = [unit.id for unit in self._units_of(row["unit"])]
                self.claimed |= {self.named.get((key, id), "") for id in units}

    def change(self, row: SheetRow) -> Change | None:
        """Return the change that *row* makes, None where it makes none or has faults."""
        before = len(self.problems)
        values = self._values(row)
        platform, unit = values.pop("platform", None), values.pop("unit", None)
        if len(self.problems) > before or platform is None or unit is None:
            return None
        account = self._registered(row, platform, unit)
        if account is None and row["id"]:
            self._fault(row, "id", f"名单中没有账号 {row['id']}")
            return None
        if account is None and (other := self._elsewhere(row, platform)):
            owner = f"名单中同名账号 {other.id} 属于{other.unit.name}"
            how = "单位有变更的请先用 accounts set 登记，另有账号的请用 accounts add 增加"
            self._fault(row, "unit", f"{owner}；{how}")
            return None
        given: dict[str, Value | None] = {"platform": platform.value, "unit": unit.id, **values}
        if platform_name := vocabulary.elsewhere(row["platform"]):
            given["note"] = "；".join(
                filter(None, (platform_name, row["note"].removeprefix(platform_name).strip("；")))
            )
        id = account.id if account else self._new_id(row, platform, unit)
        if self._twice(row, id, given):
            return None
        if account is None:
            gone = Status(str(given.get("status", "active"))) in lifecycle.BY_STEPS
            if gone and not self.reason.strip():
                self._fault(row, "status", "新增的账号已在关停或整合的，须用 --reason 说明")
                return None
            return Change(account=id, values={"id": id, **given}, new=True)
        if not account.judged and not row["status"]:
            self.gone.append(row.number)
        given = dict(given)
        if not row["id"]:
            del given["name"]  # by which it was found: but for spaces and width, it is the same
        if not row["note"]:
            given.pop("note", None)  # the platform's name, which the register has already
        month, days = str(given.get("opened_on", ""))[:8], str(account.opened_on or "")
        if days.startswith(month) and vocabulary.is_month(row["opened_on"]):
            given.pop("opened_on", None)  # a month without its day, which the register knows
        return self._differing(row, account, given)

    def _values(self, row: SheetRow) -> dict[str, Any]:
        """Return every filled-in field of *row* that can be read."""
        values: dict[str, Any] = {}
        for name in REQUIRED:
            if not row[name]:
                self._fault(row, name, "不能为空" + ("，请逐行填写" if name == "unit" else ""))
        read = {
            "platform": vocabulary.platform,
            "unit": self._unit,
            "opened_on": lambda text: vocabulary.day(text, self.today).isoformat(),
            "filed": lambda text: "true" if vocabulary.flag(text) else "false",
            "status": lambda text: vocabulary.status(text).value,
            "followers": lambda text: str(vocabulary.amount(text, self.given.titles["followers"])),
        }
        values["name"] = row["name"]
        for name, reader in read.items():
            if row[name] and (value := self._read(row, name, reader)) is not None:
                values[name] = value
        values |= {name: row[name] for name in TEXTS if row[name]}
        if row["contact"] and (who := self._read(row, "contact", vocabulary.person)):
            contact = {"name": who}
            if row["phone"] and (number := self._read(row, "phone", vocabulary.phone)):
                contact["phone"] = number
            values["contact"] = contact
        elif row["phone"] and not row["contact"]:
            self._fault(row, "phone", "填写了电话，没有填写负责人")
        return values

    def _unit(self, text: str) -> Unit:
        units = self._units_of(text)
        if len(units) == 1:
            return units[0]
        if self.add_units and not units:
            id, name = self._free(self.spell(text) or "danwei"), joined(text)
            unit = Unit(id=id, name=name, kind=kind_of(name))
            self.units[unit.id] = unit
            self.added.append(unit)
            return unit
        names = [unit.name for unit in self.units.values()]
        near = [unit.name for unit in units] or get_close_matches(text, names, 1)
        hint = f"，是否为 {'、'.join(near)}" if near else ""
        how = "，请写全称" if units else "；新单位可加 --add-units"
        raise ValueError(f"名单中没有单位“{text}”{hint}{how}")

    def _units_of(self, text: str) -> list[Unit]:
        return units_named(text, self.units.values(), self.county)

    def _registered(self, row: SheetRow, platform: Platform, unit: Unit) -> Account | None:
        if row["id"]:
            return self.accounts.get(row["id"])
        return self.accounts.get(self.named.get((row_key(row, platform), unit.id), ""))

    def _elsewhere(self, row: SheetRow, platform: Platform) -> Account | None:
        """Return another unit's account of that name, unless a row of the sheet claims it."""
        bearers = self.bearers.get(row_key(row, platform), ())
        return next(
            (account for account in bearers if account.judged and account.id not in self.claimed),
            None,
        )

    def _twice(self, row: SheetRow, id: str, given: dict[str, Value | None]) -> bool:
        """Say whether an earlier row has this account; it must say the same."""
        if id not in self.seen:
            self.seen[id] = (row.number, given)
            return False
        number, earlier = self.seen[id]
        if earlier == given:
            self.skipped += 1
        else:
            self._fault(row, "name", f"与第 {number} 行是同一账号，但内容不同")
        return True

    def _differing(
        self, row: SheetRow, account: Account, given: dict[str, Value | None]
    ) -> Change | None:
        differing = {key: value for key, value in given.items() if not has(account, key, value)}
        current, contact = account.contact, differing.get("contact")
        if current and current.confirmed_on and isinstance(contact, Mapping):
            differing["contact"] = {**contact, "confirmed_on": self.today.isoformat()}
        if current and isinstance(contact, Mapping) and contact["name"] == joined(current.name):
            unchanged = {"phone": current.phone, "confirmed_on": str(current.confirmed_on or "")}
            differing["contact"] = {k: v for k, v in (unchanged | dict(contact)).items() if v}
        if not differing:
            self.same += 1
            return None
        status = differing.get("status")
        try:
            if isinstance(status, str):
                lifecycle.check_status(account, Status(status), self.reason)
                differing |= lifecycle.anew(account, Status(status))
        except ConfigError as error:
            self._fault(row, "status", str(error))
            return None
        return Change(account=account.id, values=differing)

    def _new_id(self, row: SheetRow, platform: Platform, unit: Unit) -> str:
        key = row_key(row, platform)
        if (key, unit.id) in self.named:
            return self.named[key, unit.id]  # an earlier row of this very sheet
        base = self.spell(row["name"]) or "zhanghao"
        id = self._free(f"{base}-{self.spell(key[2]) or platform.value}")
        self.named[key, unit.id] = id
        self.taken.add(id)
        return id

    def _free(self, id: str) -> str:
        candidate, number = id[:60].strip("-"), 2
        while candidate in self.accounts or candidate in self.taken or candidate in self.units:
            candidate, number = f"{id[:56].strip('-')}-{number}", number + 1
        return candidate

    def _read(self, row: SheetRow, name: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row[name])
        except ValueError as error:
            account = self.accounts.get(row["id"])
            if account is None or not shows(account, name, row[name]):
                self._fault(row, name, str(error))
            return None

    def _fault(self, row: SheetRow, name: str, message: str) -> None:
        self.problems.append(self.given.problem(row.number, name, message))


def read(
    path: Path,
    accounts: Iterable[Account],
    units: Iterable[Unit],
    today: date,
    *,
    spell: Callable[[str], str],
    county: str = "",
    add_units: bool = False,
    reason: str = "",
) -> Ledger:
    """Return the changes by the ledger *path*; raises SheetError with every fault.

    *spell*: makes an identifier of a Chinese name. *county*: left out in short names of units.
    *add_units*: units nobody knows are added. *reason*: why an account comes back, or comes in
    when it is gone already.
    """
    if is_worklist(path):
        raise SheetError(
            [f"{path}: 这是核查清单，不是台账；填好后请用 monitor observe --import 导入"]
        )
    given = tables.read(path, COLUMNS, REQUIRED, moments=("opened_on",), addresses=("url",))
    given = replace(given, rows=tuple(filled(given)))
    reader = _LedgerReader(
        given=given,
        accounts={account.id: account for account in accounts},
        units={unit.id: unit for unit in units},
        today=today,
        spell=spell,
        county=county,
        add_units=add_units,
        reason=reason,
    )
    feet = {row.number for row in given.rows if row.is_foot and not is_account(row, REQUIRED)}
    rows = [row for row in given.rows if row.number not in feet]
    changes = [change for row in rows if (change := reader.change(row)) is not None]
    if problems := [*given.broken, *reader.problems]:
        raise SheetError(problems)
    unknown = dict.fromkeys(
        title for row in rows for title, text in row.more.items() if text and title not in NUMBERS
    )
    return Ledger(
        changes=tuple(changes),
        units=tuple(reader.added),
        same=reader.same,
        skipped=reader.skipped,
        unknown=tuple(unknown),
        feet=tuple(sorted(feet)),
        gone=tuple(reader.gone),
        hidden=given.hidden,
    )
