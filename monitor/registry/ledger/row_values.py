"""What the cells of a ledger's row say: values of fields, and which cells could not be read.

A cell that an account can do without is left blank where it cannot be read, and named; a name, a
platform, a unit, an identifier or a status decides whom is judged, and has to be right.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from monitor.model import Account, Platform, Unit, WechatKind
from monitor.parsing import vocabulary
from monitor.parsing.tables import Sheet, SheetRow
from monitor.parsing.tables.cells import blank
from monitor.parsing.text import clean, joined
from monitor.parsing.unit_names import kind_of, units_named
from monitor.registry.ledger.matching import shows
from monitor.registry.parse import fields
from monitor.registry.ways import Ways

T = TypeVar("T")
REQUIRED = ("name", "platform", "unit")
TEXTS = ("platform_id", "supervisor", "verified", "functions", "note")
OPTIONAL = ("wechat_kind", "opened_on", "filed", "followers", "contact", "phone", "url", *TEXTS)


ADDRESS = re.compile(r"https?://[^\s\"'<>，。；、]+", re.IGNORECASE)  # as shared with words around


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadCell:
    """A cell left blank. *column*: its title; *text*: what stands there; *why*: what is wrong."""

    row: int
    name: str
    column: str
    text: str
    why: str


@dataclass(kw_only=True)
class RowValuesReader:
    """Reads the cells of row after row.

    *strict*: any cell that cannot be read is a fault. *taken*: ids that earlier rows were given.
    *kinds_read*: whether a column of its own told WeChat's kinds anywhere.
    """

    given: Sheet
    accounts: Mapping[str, Account]
    units: dict[str, Unit]
    today: date
    spell: Callable[[str], str]
    county: str
    add_units: bool
    strict: bool
    ways: Ways
    problems: list[str] = field(default_factory=list)
    unread: list[UnreadCell] = field(default_factory=list)
    added: list[Unit] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    kinds_read: bool = False
    _named: dict[str, list[Unit]] = field(default_factory=dict)  # what texts may name, so far
    _numbers: dict[str, int] = field(default_factory=dict)  # the last one behind each id
    _kindless: list[SheetRow] = field(default_factory=list)  # whose kind could not be read

    def values(self, row: SheetRow) -> dict[str, Any]:
        """Return every filled-in field of *row* that can be read."""
        values: dict[str, Any] = {}
        for name in REQUIRED:
            if not row[name]:
                self.fault(row, name, "不能为空" + ("，请逐行填写" if name == "unit" else ""))
        for name, why in row.unread.items():
            self._leave_blank(row, name, "", why)
        read = {
            "platform": vocabulary.platform,
            "unit": self._unit,
            "opened_on": lambda text: vocabulary.day(text, self.today).isoformat(),
            "filed": lambda text: "true" if vocabulary.flag(text) else "false",
            "status": lambda text: vocabulary.status(text).value,
            "followers": lambda text: str(vocabulary.amount(text, self.given.titles["followers"])),
            "url": _address,
        }
        values["name"] = row["name"]
        for name, reader in read.items():
            if row[name] and (value := self._read(row, name, reader)) is not None:
                values[name] = value
        if values.get("platform") is Platform.WECHAT:
            self._note_kind(row)
            if kind := self.kind(row):
                values["wechat_kind"] = kind.value
        values |= {name: row[name] for name in TEXTS if row[name]}
        if contact := self._contact(row):
            values["contact"] = contact
        return values

    def fault(self, row: SheetRow, name: str, message: str) -> None:
        """Note why *row* cannot be taken."""
        self.problems.append(self.given.problem(row.number, name, message))

    def free(self, id: str) -> str:
        """Return *id*, short, with a number where somebody has it."""
        candidate, base = id[:60].strip("-"), id[:56].strip("-")
        while candidate in self.accounts or candidate in self.taken or candidate in self.units:
            number = self._numbers[base] = self._numbers.get(base, 1) + 1
            candidate = f"{base}-{number}"
        return candidate

    def units_of(self, text: str) -> list[Unit]:
        """Return the units that *text* may name."""
        if text not in self._named:
            self._named[text] = units_named(text, self.units.values(), self.county)
        return self._named[text]

    def kind(self, row: SheetRow) -> WechatKind | None:
        """Return of which of WeChat's kinds an account is, by its own column or its platform's.

        None where the two contradict each other.
        """
        words = (row["wechat_kind"], row["platform"])
        kinds = set(filter(None, map(vocabulary.wechat_kind, words)))
        return kinds.pop() if len(kinds) == 1 else None

    def tell_kinds(self) -> None:
        """Name the cells that tell no kind, in a column that tells others'."""
        for row in self._kindless if self.kinds_read else ():
            self._leave_blank(row, "wechat_kind", row["wechat_kind"], "应为 订阅号 或 服务号")

    def _note_kind(self, row: SheetRow) -> None:
        told = vocabulary.wechat_kind(row["wechat_kind"])
        if told is not None:
            self.kinds_read = True
            if self.kind(row) is None:
                why = f"与平台“{clean(row['platform'], 20)}”不符"
                self._leave_blank(row, "wechat_kind", row["wechat_kind"], why)
        elif not blank(row["wechat_kind"]):
            self._kindless.append(row)

    def _contact(self, row: SheetRow) -> dict[str, str] | None:
        if row["phone"] and not row["contact"]:
            self._leave_blank(row, "phone", row["phone"], "填写了电话，没有填写负责人")
            return None
        who = self._read(row, "contact", vocabulary.person) if row["contact"] else None
        if not who:
            if row["contact"] and row["phone"] and not self.strict:
                self._leave_blank(row, "phone", row["phone"], "负责人没有读出")
            return None
        number = self._read(row, "phone", vocabulary.phone) if row["phone"] else None
        return {"name": who, "phone": number} if number else {"name": who}

    def _unit(self, text: str) -> Unit:
        units = self.units_of(text)
        if len(units) == 1:
            return units[0]
        if self.add_units and not units:
            id, name = self.free(self.spell(text) or "danwei"), joined(text)
            unit = Unit(id=id, name=name, kind=kind_of(name))
            self.units[unit.id] = unit
            self.added.append(unit)
            self._named.clear()
            return unit
        names = [unit.name for unit in self.units.values()]
        near = [unit.name for unit in units] or get_close_matches(text, names, 1)
        hint = f"，是否为 {'、'.join(near)}" if near else ""
        how = "，请写全称" if units else f"；新单位{self.ways.new_unit}"
        raise ValueError(f"名单中没有单位“{text}”{hint}{how}")

    def _read(self, row: SheetRow, name: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row[name])
        except ValueError as error:
            account = self.accounts.get(row["id"])
            if account is None or not shows(account, name, row[name]):
                self._leave_blank(row, name, row[name], str(error))
            return None

    def _leave_blank(self, row: SheetRow, name: str, text: str, why: str) -> None:
        if self.strict or name not in OPTIONAL:
            self.fault(row, name, why)
            return
        self.unread.append(
            UnreadCell(
                row=row.number,
                name=row["name"],
                column=self.given.titles.get(name, name),
                text=clean(text, 60),
                why=why,
            )
        )


def _address(text: str) -> str:
    """Return the address that a cell holds; raises ValueError where it holds none, or several."""
    found = ADDRESS.findall(text)
    if len(found) > 1:
        raise ValueError("有几个网址，只填账号主页的一个")
    return fields.text(fields.address(found[0] if found else text))
