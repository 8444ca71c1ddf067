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

from monitor.model.errors import ConfigError
from monitor.registry.edit.nodes import (
    HEADER,
    end_mark,
    has_value,
    id_of,
    is_block,
    is_empty,
    keeps_lines,
    last_of,
    parts_of,
)
from monitor.registry.edit.scalars import Value, written

ORDER = (
    "id", "name", "platform", "wechat_kind", "unit", "platform_id", "supervisor", "opened_on",
    "filed", "status", "closing", "merged_into", "merged_on", "required", "url", "verified",
    "functions", "followers", "contact", "note", "phone", "confirmed_on", "notice_on", "frozen_on",
    "cancelled_on", "filed_on",
)  # fmt: skip
_REMARK = re.compile(r"(?m)(?<=\s)#[^\r\n]*")
_DASH = re.compile(r"(?m)^( *)-(?=\s)")
_END = re.compile(r"\r?\n")
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
_COLON = re.compile(r"[ \t]*:")


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
            if isinstance(value, yaml.SequenceNode) or is_empty(value)
        }
        self._in_lines = not getattr(root, "flow_style", True)
        self._items = {id_of(item): item for item in self._list("accounts").value}

    @property
    def text(self) -> str:
        """Return the text with every change."""
        splices = list(self._splices)
        for at in self._added.keys() | self._appended.keys():
            texts = [*self._added.get(at, ()), *self._appended.get(at, ())]  # keys, then entries
            splices.append(_Splice(at, at, "".join(texts)))
        pieces, end = [], len(self.original)
        for splice in sorted(splices, key=lambda splice: (splice.start, splice.end), reverse=True):
            pieces += [self.original[splice.end : end], splice.text]
            end = splice.start
        pieces.append(self.original[:end])
        return "".join(reversed(pieces))

    def set(self, account: str, values: Mapping[str, Value | None]) -> None:
        """Change keys of one account; None takes a key away."""
        self._set(self._items[account], values)

    def _set(self, item: Any, values: Mapping[str, Value | None]) -> None:
        entries = {key.value: (key, value) for key, value in item.value}
        stay = {name: entries[name] for name in entries if values.get(name, "") is not None}
        for name in sorted(values, key=_rank):
            value = values[name]
            if value is None:
                if name in entries:
                    self._remove(item, name)
            elif name not in entries:
                self._insert(item, stay, name, value)
            elif parts := parts_of(entries[name][1], value):
                self._set(entries[name][1], parts)
            elif not has_value(entries[name][1], value):
                self._replace(entries[name], value, flow=bool(item.flow_style))

    def add(self, values: Mapping[str, Value], section: str = "accounts") -> None:
        """Append an account, or a unit, after the last one, in its style."""
        sequence = self._list(section)
        pairs = [(key, values[key]) for key in sorted(values, key=_rank)]
        if self._may_open(sequence):
            at = self._opened(sequence)
            dash, inner, braces, gap = "  ", "    ", section != "accounts", ""
        elif sequence.flow_style:
            self._add_in_brackets(sequence, pairs)
            return
        else:
            last = sequence.value[-1]
            at = self._line_end(self._end_of(last))
            (dash, inner), braces = self._indents(last), bool(getattr(last, "flow_style", False))
            gap = self._newline(at) if self._parted(sequence, at) else ""
        if braces:
            lines = [f"{dash}- {_in_braces(pairs)}"]
        else:
            keys = [f"{key}: {written(value, flow=False)}" for key, value in pairs]
            lines = [
                f"{dash}-{inner[len(dash) + 1 :]}{keys[0]}",
                *(f"{inner}{k}" for k in keys[1:]),
            ]
        text = "".join(f"{self._newline(at)}{line}" for line in lines)
        self._appended.setdefault(at, []).append(f"{gap}{text}")

    def _parted(self, sequence: Any, at: int) -> bool:
        """Say whether an empty line stands between the last two entries, and may at *at*."""
        last = last_of(sequence)
        if len(sequence.value) < 2 or keeps_lines(last, self.original[last.start_mark.index : at]):
            return False
        end = self._line_end(self._end_of(sequence.value[-2]))
        behind = self.original[end : sequence.value[-1].start_mark.index]
        return bool(_EMPTY_LINE.search(behind))

    def _may_open(self, sequence: Any) -> bool:
        """Say whether an empty list may become one of lines: ``[]``, or nothing behind its key."""
        inside = self.original[sequence.start_mark.index : end_mark(sequence)]
        return self._in_lines and not sequence.value and inside in ("", "[]")

    def _opened(self, sequence: Any) -> int:
        """Take the brackets of an empty list away, once; return where its entries go."""
        start, end = sequence.start_mark.index, end_mark(sequence)
        if start < end:
            begin = len(self.original[:start].rstrip(" "))
            taken = _Splice(begin, end, "")
            if taken not in self._splices:
                self._splices.append(taken)
        colon = self.original.rindex(":", 0, start + 1)  # of a key with nothing behind
        return self._line_end(end if start < end else colon + 1)

    def _replace(self, entry: tuple[Any, Any], value: Value, *, flow: bool) -> None:
        key, old = entry
        text = written(value, flow=flow)
        start, end = old.start_mark.index, self._end_of(old)
        if is_empty(old):
            colon = self._after_colon(key)
            bare = self.original[colon - 1] != ":"  # in braces a key may stand alone
            self._splices.append(_Splice(colon, colon, f"{':' if bare else ''} {text}"))
        elif is_block(old):
            header = HEADER.match(self.original, start)
            self._splices.append(_Splice(start, end, text + ((header and header[1]) or "")))
        elif not isinstance(old, yaml.ScalarNode) and not old.flow_style:
            self._splices.append(_Splice(self._after_colon(key), end, f" {text}"))
        else:
            self._splices.append(_Splice(start, end, text))

    def _insert(
        self, item: Any, entries: Mapping[str, tuple[Any, Any]], name: str, value: Value
    ) -> None:
        """Put a new key below the nearest one that comes before it by custom."""
        before = [key for key in entries if _rank(key) < _rank(name)]
        key, old = entries[max(before, key=_rank)] if before else next(iter(entries.values()))
        end = self._end_of_entry(key, old)
        if item.flow_style:
            self._added.setdefault(end, []).append(f", {name}: {written(value, flow=True)}")
            return
        _, inner = self._indents(item)
        line = f"{inner}{name}: {written(value, flow=False)}"
        at = self._line_end(end)
        self._added.setdefault(at, []).append(f"{self._newline(at)}{line}")

    def _remove(self, item: Any, name: str) -> None:
        names = [key.value for key, _ in item.value]
        number = names.index(name)
        key, old = item.value[number]
        if number == 0:
            raise ConfigError(f"字段 {name} 写在条目开头，请手工删去")
        start, end = key.start_mark.index, self._end_of_entry(key, old)
        if item.flow_style:
            self._remove_in_braces(item, number, start, end)
            return
        self._splices.append(self._lines(start, self._line_end(end)))

    def _remove_in_braces(self, item: Any, number: int, start: int, end: int) -> None:
        """Take away what stands from *start* to *end* and one comma, but no remark."""
        comma = self._comma(self._end_of_entry(*item.value[number - 1]), start)
        if "#" not in self.original[comma:start]:
            self._splices.append(_Splice(comma, end, ""))
        elif number + 1 < len(item.value):
            stop = self._comma(end, item.value[number + 1][0].start_mark.index) + 1
            behind = self.original[stop:].lstrip(" \t")
            self._splices.append(_Splice(start, len(self.original) - len(behind), ""))
        else:
            self._splices += [_Splice(comma, comma + 1, ""), _Splice(start, end, "")]

    def _comma(self, start: int, end: int) -> int:
        """Return where the comma stands between *start* and *end*; one in a remark is none."""
        text = _REMARK.sub(lambda match: " " * len(match[0]), self.original[start:end])
        return start + text.index(",")

    def _list(self, section: str) -> Any:
        if section not in self._lists:
            raise ConfigError(f"名单中没有 {section} 列表，不能修改")
        return self._lists[section]

    def _add_in_brackets(self, sequence: Any, pairs: list[tuple[str, Value]]) -> None:
        bracket = end_mark(sequence) - 1
        if self.original[bracket : bracket + 1] != "]":
            raise ConfigError("列表为空，请先手工写入一项，或写成 []")
        entry = _in_braces(pairs)
        if not sequence.value:
            comma = ", " if bracket in self._added else ""
            self._added.setdefault(bracket, []).append(f"{comma}{entry}")
            return
        start, end = sequence.value[-1].start_mark.index, end_mark(sequence.value[-1])
        before = self.original[self.original.rfind("\n", 0, start) + 1 : start]
        at = self._line_end(end)
        if before.strip():
            self._appended.setdefault(end, []).append(f", {entry}")
        elif bracket < at:
            line = f",{self._newline(at)}{before}{entry}"
            self._appended.setdefault(end, []).append(line)
        else:
            self._add_below(end, at, before + entry, bracket)

    def _add_below(self, end: int, at: int, line: str, bracket: int) -> None:
        """Add *line* at *at*, below an entry that ends at *end* and may have its comma."""
        behind = _REMARK.sub("", self.original[end:bracket])
        closed, added = "," in behind, self._appended.setdefault(at, [])
        if not closed and not added:
            self._added.setdefault(end, []).append(",")
        comma = "," if not closed and added else ""
        added.append(f"{comma}{self._newline(at)}{line}{',' if closed else ''}")

    def _indents(self, item: Any) -> tuple[str, str]:
        """Return the indentation of the dash of *item* and of its keys."""
        start = item.start_mark.index
        begin = self.original.rfind("\n", 0, start) + 1
        line = self.original[begin:start]
        dash = line.rfind("-")
        if dash >= 0 and not line[:dash].strip():
            return line[:dash], " " * len(line)
        return _DASH.findall(self.original, 0, begin)[-1], line  # the dash stands by itself

    def _line_end(self, at: int) -> int:
        """Return where the line of *at* ends."""
        return next((end.start() for end in _END.finditer(self.original, at)), len(self.original))

    def _lines(self, start: int, end: int) -> _Splice:
        """Take away the lines from that of *start* to that which ends at *end*."""
        begin = self.original.rindex("\n", 0, start) + 1
        if match := _END.match(self.original, end):
            return _Splice(begin, match.end(), "")
        before = len(self.original[:begin].removesuffix("\n").removesuffix("\r"))
        return _Splice(before, end, "")  # the last line takes the end of the one before along

    def _after_colon(self, key: Any) -> int:
        """Return where a value of *key* would begin; in braces a key may stand without colon."""
        match = _COLON.match(self.original, key.end_mark.index)
        return match.end() if match else int(key.end_mark.index)

    def _end_of_entry(self, key: Any, value: Any) -> int:
        return self._after_colon(key) if is_empty(value) else self._end_of(value)

    def _end_of(self, node: Any) -> int:
        """Return where the last sign of *node* ends: a block's own end lies further on."""
        last = last_of(node)
        start, end = last.start_mark.index, end_mark(last)
        text = self.original[start:end]
        if keeps_lines(last, text):
            return end - len(text) + len(re.sub(r"\r?\n\Z", "", text))
        return int(start + len(text.rstrip())) if is_block(last) else end

    def _newline(self, at: int) -> str:
        """Return the line end that stands at *at*, or the file's where it has none there."""
        if at < len(self.original):
            return "\r\n" if self.original[at] == "\r" else "\n"
        return "\r\n" if "\r\n" in self.original else "\n"


def _in_braces(pairs: list[tuple[str, Value]]) -> str:
    return f"{{{', '.join(f'{key}: {written(value, flow=True)}' for key, value in pairs)}}}"


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
