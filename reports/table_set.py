"""Tables by their names, each made when it is first asked for: a long one costs time and memory."""

from collections.abc import Callable, Iterator, Mapping

from reports.document_model import Table


class TableSet(Mapping[str, Table]):
    """A mapping of tables that are made on demand and then kept."""

    def __init__(self, makers: Mapping[str, Callable[[], Table]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers  # asking for it would make it
