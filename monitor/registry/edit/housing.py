"""In which file of a register each account stands, and where a new one is to stand."""

from collections.abc import Sequence
from itertools import chain, repeat

from monitor.model.errors import ConfigError
from monitor.registry.edit.scalars import Value
from monitor.registry.values import Registry

OWN = ""  # accounts.yaml itself


class Housing:
    """The files of *registry* by what they hold."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        files = registry.files
        own_accounts = len(registry.accounts) - sum(file.accounts for file in files)
        own_units = len(registry.units) - sum(file.units for file in files)
        accounts = [(OWN, own_accounts), *((file.name, file.accounts) for file in files)]
        units = [(OWN, own_units), *((file.name, file.units) for file in files)]
        self.accounts = _by_id(registry.accounts, accounts)
        self.units = _by_id(registry.units, units)
        self._of_unit: dict[str, set[str]] = {}
        for account in registry.accounts:
            self._of_unit.setdefault(account.unit.id, set()).add(self.accounts[account.id])
        self._ids: dict[str, list[str]] = {}  # of units, by their names
        for unit in registry.units:
            self._ids.setdefault(unit.name, []).append(unit.id)
        self._filled = {name for name, number in accounts if number or not files}

    def for_unit(self, name: str) -> str:
        """Return the file for a new unit; raises ConfigError where nobody can tell."""
        if self.registry.files:
            raise ConfigError(f"名单分写在多个文件中，请先把单位“{name}”写入所属文件的 units")
        return OWN

    def for_account(self, unit: Value | None) -> str:
        """Return the file for a new account of *unit*; raises ConfigError where none is clear.

        It is that of the unit's other accounts, else that of the unit where it holds accounts.
        """
        word = str(unit or "")
        same = self._ids.get(word, [])
        id = word if word in self.units else same[0] if len(same) == 1 else ""
        houses = self._of_unit.get(id, set())
        house = next(iter(houses)) if len(houses) == 1 else self.units.get(id, OWN)
        if house not in self._filled:
            file = house or self.registry.path.name
            raise ConfigError(
                f"单位“{word}”写在 {file} 中，那里还没有账号；"
                "请先手工把它的第一个账号写入所属文件的 accounts"
            )
        return house


def _by_id(values: Sequence[object], files: Sequence[tuple[str, int]]) -> dict[str, str]:
    houses = chain.from_iterable(repeat(name, number) for name, number in files)
    return {str(getattr(value, "id")): house for value, house in zip(values, houses, strict=True)}  # noqa: B009
