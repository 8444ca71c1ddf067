"""A ledger's rows into changes of the register: all of them, or every fault with its cell."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from monitor.model import Account, Platform, Status, Unit, WechatKind
from monitor.model.errors import ConfigError, SheetError
from monitor.parsing import tables, vocabulary
from monitor.parsing.tables import Sheet, SheetRow
from monitor.parsing.text import joined
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
)
from monitor.registry.ledger.row_values import OPTIONAL, REQUIRED, RowValuesReader, UnreadCell
from monitor.registry.ways import COMMANDS, Ways

NUMBERS = ("序号", "编号", "No.", "NO")  # of lines: nobody misses them
Owned = tuple[Key, str]  # an account's key and its unit's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The result of an import. *units*: those that must be added first, in order.

    *same*: the ids of accounts that stay as they are. *blanks*: cells that could not be read.
    """

    changes: tuple[Change, ...]
    units: tuple[Unit, ...]
    same: tuple[str, ...]
    skipped: int
    unknown: tuple[str, ...]  # titles of columns that nobody knows
    feet: tuple[int, ...]  # rows of totals and signatures
    gone: tuple[int, ...]  # rows of accounts that are closed or merged here
    hidden: tuple[int, ...]  # rows that people do not see
    blanks: tuple[UnreadCell, ...] = ()


@dataclass
class _LedgerReader:
    """Reads row after row; gathers faults.

    *named*: accounts by their names and units, those in use first. *kinds*: which of WeChat's
    kinds the sheet tells apart there. *made*: the ids of new accounts.
    """

    cells: RowValuesReader
    reason: str
    seen: dict[str, tuple[int, dict[str, Value | None]]] = field(default_factory=dict)
    named: dict[Owned, list[Account]] = field(default_factory=dict)
    kinds: dict[Owned, set[WechatKind]] = field(default_factory=dict)
    made: dict[tuple[Owned, str], str] = field(default_factory=dict)
    bearers: dict[Key, list[Account]] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)  # accounts that a row names with their unit
    taken: dict[str, str] = field(default_factory=dict)  # of which kind a row said an account is
    same: list[str] = field(default_factory=list)
    skipped: int = 0
    gone: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for account in sorted(self.cells.accounts.values(), key=lambda account: not account.judged):
            self.named.setdefault((account_key(account), account.unit.id), []).append(account)
            self.bearers.setdefault(account_key(account), []).append(account)
        for row in self.cells.given.rows:
            with suppress(ValueError):
                key = row_key(row, vocabulary.platform(row["platform"]))
                for unit in self.cells.units_of(row["unit"]):
                    self.claimed |= {a.id for a in self.named.get((key, unit.id), ())}
                    if kind := self.cells.kind(row):
                        self.kinds.setdefault((key, unit.id), set()).add(kind)

    def change(self, row: SheetRow) -> Change | None:
        """Return the change that *row* makes, None where it makes none or has faults."""
        before = len(self.cells.problems)
        values = self.cells.values(row)
        platform, unit = values.pop("platform", None), values.pop("unit", None)
        if len(self.cells.problems) > before or platform is None or unit is None:
            return None
        kind = str(values.get("wechat_kind", ""))
        owned = (row_key(row, platform), unit.id)
        account = self._registered(row, owned, kind)
        if account is None and row["id"]:
            self.cells.fault(row, "id", f"名单中没有账号 {row['id']}")
            return None
        if account is None and (other := self._elsewhere(row, platform)):
            owner = f"名单中同名账号 {other.id} 属于{other.unit.name}"
            ways = self.cells.ways
            how = f"单位有变更的请先{ways.altering}，另有账号的请{ways.adding}"
            self.cells.fault(row, "unit", f"{owner}；{how}")
            return None
        given: dict[str, Value | None] = {"platform": platform.value, "unit": unit.id, **values}
        if platform_name := vocabulary.elsewhere(row["platform"]):
            given["note"] = "；".join(
                filter(None, (platform_name, row["note"].removeprefix(platform_name).strip("；")))
            )
        id = account.id if account else self._new_id(row, owned, kind)
        self.taken.setdefault(id, kind)
        if self._twice(row, id, given):
            return None
        if account is None:
            gone = Status(str(given.get("status", "active"))) in lifecycle.BY_STEPS
            if gone and not self.reason.strip():
                why = f"新增的账号已在关停或整合的，须{self.cells.ways.reason}"
                self.cells.fault(row, "status", why)
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

    def _registered(self, row: SheetRow, owned: Owned, kind: str) -> Account | None:
        """Return the account that *row* is about: by its id, or by names, unit and kind."""
        if row["id"]:
            return self.cells.accounts.get(row["id"])
        fitting = [a for a in self.named.get(owned, ()) if self._may_be(a, owned, kind)]
        return min(fitting, key=lambda a: self._strangeness(a, kind), default=None)

    @staticmethod
    def _strangeness(account: Account, kind: str) -> tuple[bool, bool, bool]:
        """Return how little an account is what a row means: in use, then of its kind, or of any."""
        return (
            not account.judged,
            (account.wechat_kind or "") != kind,
            account.wechat_kind is not None,
        )

    def _may_be(self, account: Account, owned: Owned, kind: str) -> bool:
        """Say whether an account may be of *kind*; where the sheet has both, a known one stays."""
        if not kind or len(self.kinds.get(owned, ())) < len(WechatKind):
            return True
        return (account.wechat_kind or self.taken.get(account.id) or kind) == kind

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
            self.cells.fault(row, "name", f"与第 {number} 行是同一账号，但内容不同")
        return True

    def _differing(
        self, row: SheetRow, account: Account, given: dict[str, Value | None]
    ) -> Change | None:
        differing = {key: value for key, value in given.items() if not has(account, key, value)}
        current, contact = account.contact, differing.get("contact")
        if current and current.confirmed_on and isinstance(contact, Mapping):
            differing["contact"] = {**contact, "confirmed_on": self.cells.today.isoformat()}
        if current and isinstance(contact, Mapping) and contact["name"] == joined(current.name):
            unchanged = {"phone": current.phone, "confirmed_on": str(current.confirmed_on or "")}
            differing["contact"] = {k: v for k, v in (unchanged | dict(contact)).items() if v}
        if not differing:
            self.same.append(account.id)
            return None
        status = differing.get("status")
        try:
            if isinstance(status, str):
                lifecycle.check_status(account, Status(status), self.reason, self.cells.ways)
                differing |= lifecycle.anew(account, Status(status))
        except ConfigError as error:
            self.cells.fault(row, "status", str(error))
            return None
        return Change(account=account.id, values=differing)

    def _new_id(self, row: SheetRow, owned: Owned, kind: str) -> str:
        told_apart = len(self.kinds.get(owned, ())) > 1
        place = (owned, kind if told_apart else "")
        if place not in self.made:  # else by an earlier row of this very sheet
            key, _ = owned
            base = self.cells.spell(row["name"]) or "zhanghao"
            self.made[place] = self.cells.free(f"{base}-{self.cells.spell(key[2]) or key[0].value}")
            self.cells.taken.add(self.made[place])
        return self.made[place]


def read(
    path: Path,
    accounts: Iterable[Account],
    units: Iterable[Unit],
    today: date,
    *,
    spell: Callable[[str], str],
    county: str = "",
    add_units: bool = False,
    strict: bool = False,
    reason: str = "",
    ways: Ways = COMMANDS,
) -> Ledger:
    """Return the changes by the ledger *path*; raises SheetError with every fault.

    *spell*: makes an identifier of a Chinese name. *county*: left out in short names of units.
    *add_units*: units nobody knows are added. *strict*: any cell that cannot be read is a fault.
    *reason*: why an account comes back, or comes in when it is gone already. *ways*: how faults
    say that they can be put right.
    """
    given = tables.read(
        path,
        COLUMNS,
        REQUIRED,
        moments=("opened_on",),
        addresses=("url",),
        optional=() if strict else OPTIONAL,
    )
    given = replace(given, rows=tuple(filled(given)))
    cells = RowValuesReader(
        given=given,
        accounts={account.id: account for account in accounts},
        units={unit.id: unit for unit in units},
        today=today,
        spell=spell,
        county=county,
        add_units=add_units,
        strict=strict,
        ways=ways,
    )
    reader = _LedgerReader(cells=cells, reason=reason)
    feet = {row.number for row in given.rows if row.is_foot and not is_account(row, REQUIRED)}
    rows = [row for row in given.rows if row.number not in feet]
    changes = [change for row in rows if (change := reader.change(row)) is not None]
    cells.tell_kinds()
    if problems := [*given.broken, *cells.problems]:
        raise SheetError(problems)
    return Ledger(
        changes=tuple(changes),
        units=tuple(cells.added),
        same=tuple(reader.same),
        skipped=reader.skipped,
        unknown=_unknown(given, rows, cells.kinds_read),
        feet=tuple(sorted(feet)),
        gone=tuple(reader.gone),
        hidden=given.hidden,
        blanks=tuple(cells.unread),
    )


def _unknown(given: Sheet, rows: Iterable[SheetRow], kinds_read: bool) -> tuple[str, ...]:
    """Return the titles of the columns that say something and were not used."""
    rows = tuple(rows)
    titles = [title for row in rows for title, text in row.more.items() if text]
    if not kinds_read and any(row["wechat_kind"] for row in rows):
        titles.append(given.titles["wechat_kind"])
    return tuple(dict.fromkeys(title for title in titles if title not in NUMBERS))
