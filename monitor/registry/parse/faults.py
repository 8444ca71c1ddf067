"""Collects every fault of a file, so that staff mend it in one go."""

import re
from collections.abc import Sequence

from monitor.model.errors import FileProblem, RegistryError
from monitor.registry.parse.messages import shown
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Place, Position, Scalar

NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Faults:
    """The faults found so far in one file; places become readable when all is known."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.entries: list[tuple[Position, Place, str]] = []
        self.root: Node | None = None
        self._settled: list[FileProblem] = []

    def add(self, mark: Position, place: Place, message: str) -> None:
        """Note one fault."""
        self.entries.append((mark, place, message))

    def fatal(self, mark: Position, message: str) -> RegistryError:
        """Return the error to raise where nothing more can be said of the file."""
        self.add(mark, (), message)
        return RegistryError(self.problems())

    def problems(self) -> tuple[FileProblem, ...]:
        """Return all faults in the order of the file."""
        problems = [
            FileProblem(
                file=self.file,
                line=mark.line,
                column=mark.column,
                field=_readable(place, self.root),
                message=message,
            )
            for mark, place, message in dict.fromkeys(self.entries)
        ]
        return tuple(
            sorted([*self._settled, *problems], key=lambda problem: (problem.line, problem.column))
        )

    def settle(self) -> None:
        """Name the places of the faults found so far, and let go of the file's whole text."""
        self._settled = list(self.problems())
        self.entries, self.root = [], None

    def raise_if_any(self) -> None:
        """Raise RegistryError where anything was found."""
        if problems := self.problems():
            raise RegistryError(problems)


def _readable(place: Place, root: Node | None) -> str:
    """Return *place* as ``accounts[chengguan-weixin].sources[feed].url``."""
    path, list_name = "", ""
    node = root
    for step in place:
        if isinstance(step, int):
            items = node.items if isinstance(node, Items) else ()
            path += f"[{_label(items, step, 'kind' if list_name == 'sources' else 'id')}]"
            node = items[step] if step < len(items) else None
        else:
            path += f".{shown(step)}" if path else shown(step)
            node = node.get(step) if isinstance(node, Fields) else None
            list_name = step
    return path


def _label(items: Sequence[Node], number: int, key: str) -> str:
    """Name an item by its id, a source by its kind as reports do; else by its number, from 1."""
    name = _name(items[number], key) if number < len(items) else ""
    if not name:
        return f"#{number + 1}"
    if key == "kind":
        times = sum(_name(item, key) == name for item in items[: number + 1])
        return name if times == 1 else f"{name}#{times}"
    return name


def _name(item: Node, key: str) -> str:
    value = item.get(key) if isinstance(item, Fields) else None
    return value.text if isinstance(value, Scalar) and NAMED.fullmatch(value.text) else ""
