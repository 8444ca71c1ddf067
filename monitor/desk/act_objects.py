"""What acts were done to, in words: kept are the ids and codes that an address and a form had."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.app.publish import SHORT_NAMES
from monitor.cases.case import StepKind
from monitor.model.act import Act
from monitor.parsing import naming
from monitor.registry import Registry

CASES = "case_page."
SLIPS = ("slips.fix", "slips.withdraw")
PAPERS = "papers."
ENTRIES = "register_change."
LETTERS = "letters."
MOVES = {kind.value: kind.label for kind in StepKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActObjects:
    """Accounts and units by their ids; what is not in the register any more keeps its id."""

    accounts: Mapping[str, str]
    units: Mapping[str, str]

    @classmethod
    def of(cls, registry: Registry | None) -> "ActObjects":
        """Return the names of *registry*, none of one that cannot be read."""
        if registry is None:
            return cls(accounts={}, units={})
        return cls(
            accounts={account.id: naming.full(account) for account in registry.accounts},
            units={unit.id: unit.name for unit in registry.units},
        )

    def shown(self, act: Act) -> str:
        """Return what *act* was done to."""
        first, _, rest = act.object.partition(" ")
        if act.verb.startswith(CASES) and first.isdecimal():
            return f"{first}号问题 {MOVES.get(rest, rest)}".rstrip()
        if act.verb in SLIPS and first.isdecimal():
            return f"{first}号错敏信息"
        if act.verb.startswith(PAPERS):
            return self._words(act.object, SHORT_NAMES)
        if act.verb.startswith(LETTERS):
            return self._words(act.object, self.units)
        if first not in self.accounts:
            return self._words(act.object, self.units)
        if act.verb.startswith(ENTRIES):  # its form names the unit, too
            rest = " ".join(word for word in rest.split() if word not in self.units)
        return f"{self.accounts[first]} {rest}".rstrip()

    @staticmethod
    def _words(text: str, names: Mapping[str, str]) -> str:
        return " ".join(names.get(word, word) for word in text.split(" "))
