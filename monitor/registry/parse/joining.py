"""The files of a register put together: what must hold between them, in time linear in accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitor.model import Account, Platform, Status, Unit
from monitor.registry.parse import messages
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.part import RegisterPart
from monitor.registry.parse.yaml_positions import Position

MOST_NAMED = 5  # accounts of the same unit on the same platform, by their ids
Place = tuple[str, Position]  # a file as it is told to people, and where in it


@dataclass(kw_only=True)
class Joining:
    """Joins *parts*, the files' faults beside them; those found here are added to them."""

    parts: Sequence[tuple[RegisterPart, Faults]]
    units: dict[str, Unit] = field(default_factory=dict, init=False)
    named: dict[str, str] = field(default_factory=dict, init=False)
    accounts: tuple[Account, ...] = field(default=(), init=False)

    def join(self) -> "Joining":
        """Set units and accounts of the whole."""
        for part, _ in self.parts:
            self.named |= part.named
            self.units |= {unit.id: unit for unit in part.units}
        self._report_repeated("units")
        accounts: list[Account] = []
        for part, faults in self.parts:
            accounts += self._housed(part, faults)
        self._report_repeated("accounts")
        self._report_lost()
        self.accounts = with_duplicates(accounts)
        return self

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        by_name: dict[str, list[str]] = {}
        for id, name in self.named.items():
            by_name.setdefault(name, []).append(id)
        return by_name

    @cached_property
    def _choices(self) -> list[str]:
        return [*self.named, *self.named.values()]

    def _housed(self, part: RegisterPart, faults: Faults) -> Sequence[Account]:
        """Return the accounts of *part*, each with its unit, wherever that stands."""
        if not part.strangers.texts:
            return part.accounts
        declares = any(part.declares_units for part, _ in self.parts)
        for word, number, mark in part.strangers:
            ids = self._by_name.get(word, [])
            if declares and word not in self.named and len(ids) != 1:
                _add(part, faults, mark, ("accounts", number, "unit"), self._nobody(word, ids))
        homeless = set(part.strangers.texts)
        return [
            replace(account, unit=unit)
            if account.unit.id in homeless and (unit := self._unit(account.unit.id))
            else account
            for account in part.accounts
        ]

    def _unit(self, word: str) -> Unit | None:
        ids = self._by_name.get(word, ())
        return self.units.get(word if word in self.named else next(iter(ids), ""))

    def _nobody(self, word: str, ids: list[str]) -> str:
        if ids:
            return f"有{len(ids)}个单位名为 {messages.shown(word)}，请填单位标识：{'、'.join(ids)}"
        return f"units 中没有单位 {messages.shown(word)}{messages.hint(word, self._choices)}"

    def _report_repeated(self, key: str) -> None:
        """Report each repeated id, at its place, with where it stands first."""
        first: dict[str, Place] = {}
        for part, faults in self.parts:
            for id, number, mark in part.unit_ids if key == "units" else part.account_ids:
                if id not in first:
                    first[id] = (faults.file, mark)
                    continue
                file, line = first[id][0], first[id][1].line
                where = messages.REPEATED_ID if file == faults.file else messages.REPEATED_ELSEWHERE
                message = where.format(value=messages.shown(id), line=line, file=file)
                _add(part, faults, mark, (key, number, "id"), message)

    def _report_lost(self) -> None:
        """Report each account that is merged into one that does not exist."""
        if not any(part.targets.texts for part, _ in self.parts):
            return
        ids = {id for part, _ in self.parts for id in part.account_ids.texts}
        ordered: list[str] = []
        for part, faults in self.parts:
            for word, number, mark in part.targets:
                if word not in ids:
                    ordered = ordered or sorted(ids)
                    message = messages.unknown("账号", word, ordered)
                    _add(part, faults, mark, ("accounts", number, "merged_into"), message)


def with_duplicates(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Set which other accounts the unit of each has on the same platform: a few, and how many.

    An account that a document allows is no duplicate, nor is a cancelled one, nor one of WeChat's
    two kinds beside one of the other; of what kind an account is, somebody must have said.
    """
    groups: dict[tuple[str, Platform], list[Account]] = {}
    for account in accounts:
        if _counts(account) and not _is_allowed(account):
            groups.setdefault((account.unit.id, account.platform), []).append(account)
    alike: dict[tuple[str, Platform, str], list[str]] = {}
    return tuple(
        _with_others(account, groups, alike) if _counts(account) else account
        for account in accounts
    )


def _with_others(
    account: Account,
    groups: dict[tuple[str, Platform], list[Account]],
    alike: dict[tuple[str, Platform, str], list[str]],
) -> Account:
    """Return *account* with its duplicates. *alike*: those that count for one of its kind."""
    group = groups.get((account.unit.id, account.platform), ())
    if not group or (len(group) == 1 and group[0] is account):
        return account
    key = (account.unit.id, account.platform, account.wechat_kind or "")
    if key not in alike:
        alike[key] = [other.id for other in group if not account.is_of_other_kind(other)]
    ids = alike[key]
    others = [id for id in ids[: MOST_NAMED + 1] if id != account.id][:MOST_NAMED]
    if not others:
        return account
    total = len(ids) if _is_allowed(account) else len(ids) - 1
    return replace(account, duplicates=tuple(others), duplicates_total=total)


def _is_allowed(account: Account) -> bool:
    return bool(account.policy.get("duplicate_account", {}).get("allowed"))


def _counts(account: Account) -> bool:
    there = account.judged and account.status is not Status.CANCELLED
    return there and account.platform is not Platform.OTHER


def _add(
    part: RegisterPart, faults: Faults, mark: Position, place: tuple[str | int, ...], message: str
) -> None:
    """Add a fault to those of its file; of one that was kept, only its ids are there."""
    if faults.root is None:
        faults.root = part.outline
    faults.add(mark, place, message)
