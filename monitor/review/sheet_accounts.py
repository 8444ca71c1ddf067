"""Which account a row of a returned worklist is about: by its id, or by the names it bears."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.model import Account
from monitor.parsing import vocabulary
from monitor.parsing.tables import SheetRow
from monitor.parsing.text import name_key
from monitor.review.claims import FieldError


@dataclass(frozen=True, slots=True)
class SheetAccounts:
    """The accounts that are judged. *by_name*: those that bear a name, as people compare names.

    *units*: the names of the units that have any.
    """

    by_id: Mapping[str, Account]
    by_name: Mapping[str, tuple[Account, ...]]
    units: frozenset[str]

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> "SheetAccounts":
        """Return *accounts*, to be looked up."""
        everyone = tuple(accounts)
        by_name: dict[str, tuple[Account, ...]] = {}
        for account in everyone:
            key = name_key(account.name)
            by_name[key] = (*by_name.get(key, ()), account)
        units = frozenset(account.unit.name for account in everyone)
        return cls({account.id: account for account in everyone}, by_name, units)

    def knows(self, row: SheetRow) -> bool:
        """Say whether *row* names an account at all."""
        return row["id"] in self.by_id or name_key(row["name"]) in self.by_name

    def account(self, row: SheetRow) -> Account:
        """Return the account of *row*; raises FieldError where it names none, or several."""
        return self._by_id(row) if row["id"] else self._by_name(row)

    def _by_id(self, row: SheetRow) -> Account:
        account = self.by_id.get(row["id"])
        if account is None:
            raise FieldError("id", f"名单中没有在管账号 {row['id']}")
        if row["name"] and row["name"] != account.name:
            raise FieldError("name", f"与名单不符，该标识的账号是“{account.name}”")
        return account

    def _by_name(self, row: SheetRow) -> Account:
        if not row["name"]:
            field = "id" if "id" in row.cells else "name"
            raise FieldError(field, "名单中没有在管账号 （空）")
        bearers = self.by_name.get(name_key(row["name"]), ())
        if not bearers:
            raise FieldError("name", f"名单中没有名为“{row['name']}”的在管账号")
        chosen = [account for account in bearers if _is_on(account, row["platform"])]
        if not chosen:
            platforms = "、".join(account.platform.label for account in bearers)
            raise FieldError("platform", f"名单中“{row['name']}”的平台是{platforms}")
        if len(chosen) > 1:
            chosen = [account for account in chosen if account.unit.name == row["unit"]] or chosen
        if len(chosen) > 1:
            ids = "、".join(account.id for account in chosen)
            raise FieldError("name", f"名单中有同名账号，请加“账号标识”一栏写明是哪一个：{ids}")
        owner = chosen[0].unit.name  # a namesake's, where the account of the unit written is closed
        if row["unit"] != owner and row["unit"] in self.units:
            raise FieldError("unit", f"与名单不符，“{row['name']}”的主办单位是{owner}")
        return chosen[0]


def _is_on(account: Account, platform: str) -> bool:
    """Say whether *account* is on the platform that people wrote, any where they wrote none."""
    if not platform:
        return True
    try:
        return account.platform is vocabulary.platform(platform)
    except ValueError as error:
        raise FieldError("platform", str(error)) from error
