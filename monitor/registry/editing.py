"""Changes accounts.yaml as a person would: what is not meant stays as it is, byte for byte.

Works on the text. A changed value is spliced into its place, a new key becomes a line below a
neighbour, a new account an entry in the style of the last one. Nothing is dumped anew, so that
comments, order, indentation and line ends stand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.errors import ConfigError
from monitor.registry.scalars import Value, written

ORDER = (
    "id", "name", "platform", "unit", "supervisor", "opened_on", "filed", "status", "closing",
    "merged_into", "required", "url", "verified", "functions", "followers", "contact", "note",
)  # fmt: skip
BLOCK = ("|", ">")


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


@dataclass
class Editor:
    """Gathers changes to one text; ``text`` has them all."""

    original: str
    _splices: list[_Splice] = field(default_factory=list, init=False)
    _added: dict[int, list[str]] = field(default_factory=dict, init=False)
    _appended: dict[int, list[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        root = yaml.compose(self.original, Loader=loader)
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        self._lists = {
            key.value: value
            for key, value in pairs
            if isinstance(value, yaml.SequenceNode) or _is_empty(value)
        }
        self._in_lines = not getattr(root, "flow_style", True)
        self._items = {_id_of(item): item for item in self._list("accounts").value}

    @property
    def text(self) -> str:
        """Return the text with every change."""
        splices = list(self._splices)
        for at in self._added.keys() | self._appended.keys():
            texts = [*self._added.get(at, ()), *self._appended.get(at, ())]  # keys, then entries
            splices.append(_Splice(at, at, "".join(texts)))
        made, end = [], len(self.original)
        for one in sorted(splices, key=lambda one: (one.start, one.end), reverse=True):
            made += [self.original[one.end : end], one.text]
            end = one.start
        made.append(self.original[:end])
        return "".join(reversed(made))

    def set(self, account: str, values: Mapping[str, Value | None]) -> None:
        """Change keys of one account; None takes a key away."""
        item = self._items[account]
        entries = {key.value: (key, value) for key, value in item.value}
        for name in sorted(values, key=_rank):
            value = values[name]
            if name in entries and value is None:
                self._remove(item, entries[name])
            elif name in entries and value is not None:
                self._replace(entries[name], value, flow=bool(item.flow_style))
            elif value is not None:
                self._insert(item, entries, name, value)

    def add(self, values: Mapping[str, Value], section: str = "accounts") -> None:
        """Append an account, or a unit, after the last one, in its style."""
        sequence = self._list(section)
        pairs = [(key, values[key]) for key in sorted(values, key=_rank)]
        if self._may_open(sequence):
            at = self._opened(sequence)
            dash, inner, braces = "  ", "    ", section != "accounts"
        elif sequence.flow_style:
            self._add_in_brackets(sequence, pairs)
            return
        else:
            last = sequence.value[-1]
            at = self._line_end(_end_of(last))
            (dash, inner), braces = self._indents(last), bool(last.flow_style)
        if braces:
            lines = [f"{dash}- {_in_braces(pairs)}"]
        else:
            keys = [f"{key}: {written(value, flow=False)}" for key, value in pairs]
            lines = [
                f"{dash}-{inner[len(dash) + 1 :]}{keys[0]}",
                *(f"{inner}{k}" for k in keys[1:]),
            ]
        text = "".join(f"{self._newline}{line}" for line in lines)
        self._appended.setdefault(at, []).append(text)

    def _may_open(self, sequence: Any) -> bool:
        """Say whether an empty list may become one of lines: ``[]``, or nothing behind its key."""
        inside = self.original[sequence.start_mark.index : _end_of(sequence)]
        return self._in_lines and not sequence.value and inside in ("", "[]")

    def _opened(self, sequence: Any) -> int:
        """Take the brackets of an empty list away, once; return where its entries go."""
        start, end = sequence.start_mark.index, _end_of(sequence)
        if start < end:
            begin = len(self.original[:start].rstrip(" "))
            taken = _Splice(begin, end, "")
            if taken not in self._splices:
                self._splices.append(taken)
        return self._line_end(end if start < end else self._colon_before(start))

    def _colon_before(self, at: int) -> int:
        """Return the end of the key whose value would stand at *at*, were there one."""
        return self.original.rindex(":", 0, at + 1) + 1

    def _replace(self, entry: tuple[Any, Any], value: Value, *, flow: bool) -> None:
        key, old = entry
        text = written(value, flow=flow)
        start, end = old.start_mark.index, _end_of(old)
        if _is_empty(old):
            colon = self.original.index(":", key.end_mark.index) + 1
            self._splices.append(_Splice(colon, colon, f" {text}"))
        elif isinstance(old, yaml.ScalarNode) and old.style in BLOCK:
            tail = self.original[start:end]
            kept = tail[len(tail.rstrip()) :]
            self._splices.append(_Splice(start, end, f"{text}{kept}"))
        elif not isinstance(old, yaml.ScalarNode) and not old.flow_style:
            colon = self.original.index(":", key.end_mark.index) + 1
            self._splices.append(_Splice(colon, end, f" {text}"))
        else:
            self._splices.append(_Splice(start, end, text))

    def _insert(
        self, item: Any, entries: Mapping[str, tuple[Any, Any]], name: str, value: Value
    ) -> None:
        """Put a new key below the nearest one that comes before it by custom."""
        before = [key for key in entries if _rank(key) < _rank(name)]
        key, old = entries[max(before, key=_rank)] if before else next(iter(entries.values()))
        end = _end_of(old) if not _is_empty(old) else self._after_colon(key)
        if item.flow_style:
            self._added.setdefault(end, []).append(f", {name}: {written(value, flow=True)}")
            return
        _, inner = self._indents(item)
        line = f"{inner}{name}: {written(value, flow=False)}"
        self._added.setdefault(self._line_end(end), []).append(f"{self._newline}{line}")

    def _remove(self, item: Any, entry: tuple[Any, Any]) -> None:
        key, old = entry
        start, end = key.start_mark.index, _end_of(old)
        if _is_empty(old):
            end = self._after_colon(key)
        first = item.value[0][0].start_mark.index == start
        if first:
            raise ConfigError(f"字段 {key.value} 写在条目开头，请手工删去")
        if item.flow_style:
            comma = self.original.rindex(",", 0, start)
            self._splices.append(_Splice(comma, end, ""))
            return
        begin = self.original.rindex("\n", 0, start)
        if self.original[begin - 1 : begin] == "\r":
            begin -= 1
        self._splices.append(_Splice(begin, self._line_end(end), ""))

    def _list(self, section: str) -> Any:
        if section not in self._lists:
            raise ConfigError(f"名单中没有 {section} 列表，不能修改")
        return self._lists[section]

    def _add_in_brackets(self, sequence: Any, pairs: list[tuple[str, Value]]) -> None:
        bracket = _end_of(sequence) - 1
        if self.original[bracket : bracket + 1] != "]":
            raise ConfigError("列表为空，请先手工写入一项，或写成 []")
        already = bool(sequence.value) or bracket in self._added
        comma = ", " if already else ""
        self._added.setdefault(bracket, []).append(f"{comma}{_in_braces(pairs)}")

    def _indents(self, item: Any) -> tuple[str, str]:
        """Return the indentation of the dash of *item* and of its keys."""
        start = item.start_mark.index
        line = self.original[self.original.rfind("\n", 0, start) + 1 : start]
        dash = line.rfind("-")
        if dash >= 0 and not line[:dash].strip():
            return line[:dash], " " * len(line)
        before = self.original.rfind("-", 0, start)  # the dash stands on a line of its own
        begin = self.original.rfind("\n", 0, before) + 1
        return self.original[begin:before], line

    def _line_end(self, at: int) -> int:
        """Return where the line of *at* ends; a block text has ended with its line already."""
        if at > 0 and self.original[at - 1] == "\n":
            at -= 1
            return at - 1 if self.original[at - 1 : at] == "\r" else at
        found = re.compile(r"\r?\n|\Z").search(self.original, at)
        return found.start() if found else len(self.original)

    def _after_colon(self, key: Any) -> int:
        return self.original.index(":", key.end_mark.index) + 1

    @property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.original else "\n"


def _id_of(item: Any) -> str:
    if not isinstance(item, yaml.MappingNode):
        return ""
    return next((str(value.value) for key, value in item.value if key.value == "id"), "")


def _end_of(node: Any) -> int:
    """Return where the last sign of *node* ends: a block collection's own end lies further on."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            key, value = last
            node = key if _is_empty(value) else value
        else:
            node = last
    return int(node.end_mark.index)


def _is_empty(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index


def _in_braces(pairs: list[tuple[str, Value]]) -> str:
    return f"{{{', '.join(f'{key}: {written(value, flow=True)}' for key, value in pairs)}}}"


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
