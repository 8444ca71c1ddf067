"""What one file of the register holds, read by itself; what holds between files is joined later."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.model import Account, Unit
from monitor.model.policy import Policy
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Position, Scalar

ROOT = Position(1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTexts:
    """What stands under one key in the entries of a list, with its places.

    Columns, since a register has a hundred thousand of them. *numbers*: of the entries.
    """

    texts: tuple[str, ...] = ()
    numbers: "array[int]"  # no subscript before Python 3.12
    lines: "array[int]"  # no subscript before Python 3.12
    columns: "array[int]"  # no subscript before Python 3.12

    @classmethod
    def of(cls, written: Iterable[tuple[int, Scalar]]) -> "WrittenTexts":
        """Return the texts in *written*, each with the number of its entry."""
        entries = tuple(written)
        return cls(
            texts=tuple(scalar.text for _, scalar in entries),
            numbers=array("I", (number for number, _ in entries)),
            lines=array("I", (scalar.mark.line for _, scalar in entries)),
            columns=array("I", (scalar.mark.column for _, scalar in entries)),
        )

    def __iter__(self) -> Iterator[tuple[str, int, Position]]:
        places = map(Position, self.lines, self.columns)
        return zip(self.texts, self.numbers, places, strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPart:
    """One file's units and accounts, those without faults, and what the others must fit.

    *named*: name by id of its units, as written. *strangers*: words for units that are no ids of
    this file; an account with one of them bears it in its place. *targets*: whom accounts are
    merged into. *policy*: the options by which its accounts were read. *declares_units*: it has a
    list of units.
    """

    units: tuple[Unit, ...]
    accounts: tuple[Account, ...]
    named: dict[str, str]
    unit_ids: WrittenTexts
    account_ids: WrittenTexts
    strangers: WrittenTexts
    targets: WrittenTexts
    policy: Policy
    declares_units: bool

    @property
    def outline(self) -> Node:
        """Return its entries by their ids alone: enough to name the place of a fault."""
        return Fields(
            ROOT,
            {
                "units": (ROOT, _entries(self.unit_ids)),
                "accounts": (ROOT, _entries(self.account_ids)),
            },
        )


def _entries(ids: WrittenTexts) -> Items:
    by_number = dict(zip(ids.numbers, ids.texts, strict=True))
    return Items(
        ROOT,
        tuple(
            Fields(ROOT, {"id": (ROOT, Scalar(ROOT, by_number.get(number, "")))})
            for number in range(max(by_number, default=-1) + 1)
        ),
    )
