"""YAML text to nodes that know where they stand; every scalar stays the text that was written.

Reads the parser's events, not its composed tree: composing recurses in C without a limit, and
a deeply nested file would end the process instead of being refused with a sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from monitor.parsing.text import odd
from monitor.registry.parse import messages

LONGEST = 2_000  # characters of one value
MAX_DEPTH = 12  # accounts.yaml itself needs six
Place = tuple[str | int, ...]  # ("accounts", 0, "platform")
BLANKS = ("", "~", "null")
USUAL = r"\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd"
UNUSUAL = re.compile(f"[^{USUAL}]")  # all that is odd and more: looked for in the whole text, once
_new: Any = tuple.__new__  # of a named tuple, for each text of a register


class Position(NamedTuple):
    """A place in the file, counted from 1 as editors do."""

    line: int
    column: int


class Scalar(NamedTuple):
    """A text as it was written; *plain*: without quotation marks."""

    mark: Position
    text: str
    plain: bool = True

    @property
    def blank(self) -> bool:
        """Say whether nothing was filled in: ``key:``, ``~`` and ``null`` without quotes."""
        return self.plain and self.text in BLANKS


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    mark: Position
    items: tuple["Node", ...]


class Fields(NamedTuple):
    """A mapping; each value stands with the mark of its key."""

    mark: Position
    entries: dict[str, tuple[Position, "Node"]]

    def get(self, key: str) -> "Node | None":
        """Return the value of *key*, None where the key is not there."""
        entry = self.entries.get(key)
        return None if entry is None else entry[1]


@dataclass(frozen=True, slots=True)
class Reported:
    """A value already reported, about which no further fault is added."""

    mark: Position


Node = Scalar | Items | Fields | Reported
Report = Callable[[Position, Place, str], None]


def read(text: str, report: Report) -> Node | None:
    """Return the root of *text*, None where it is empty or no YAML; *report* hears of faults."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(text)
    try:
        return _NodeReader(
            iter(loader.get_event, None), report, is_unusual=bool(UNUSUAL.search(text))
        ).document()
    except yaml.MarkedYAMLError as error:
        report(*_syntax_fault(text, error))
    except yaml.YAMLError:
        report(Position(1, 1), (), messages.syntax("", ""))
    except _TooDeep as deep:
        report(deep.mark, (), f"嵌套超过 {MAX_DEPTH} 层，请核对括号和缩进")
    finally:
        loader.dispose()
    return None


def plain(node: Node, *, drop_blank: frozenset[str] = frozenset()) -> object:
    """Return *node* as texts, lists and dicts; keys *drop_blank* are left out without a value."""
    if isinstance(node, Scalar):  # asked of every value of a register: the most frequent first
        return "" if node.blank else node.text
    if isinstance(node, Fields):
        return {
            key: plain(value)
            for key, (_, value) in node.entries.items()
            if not (key in drop_blank and isinstance(value, Scalar) and value.blank)
        }
    return [plain(item) for item in node.items] if isinstance(node, Items) else None


class _TooDeep(Exception):
    def __init__(self, mark: Position) -> None:
        super().__init__()
        self.mark = mark


class _NodeReader:
    """Turns events into nodes, one level a call.

    *is_unusual*: the text may hold signs that cannot be kept; escapes within quotes can in any.
    """

    def __init__(self, events: Iterator[Any], report: Report, *, is_unusual: bool) -> None:
        self.events = events
        self.report = report
        self.is_unusual = is_unusual

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.report(_mark(event), (), "只能有一份文档，请删去此处的 ---")
                    return root
                root = self.node(next(self.events), (), 0)
        return root

    def node(self, event: Any, place: Place, depth: int) -> Node:
        mark = _mark(event)
        if depth > MAX_DEPTH:
            raise _TooDeep(mark)
        if isinstance(event, yaml.AliasEvent):
            self.report(mark, place, "不支持用 * 引用别处的内容，请逐项写明")
            return Reported(mark)
        if event.anchor is not None:
            self.report(mark, place, "不支持用 & 定义锚点，请逐项写明")
        if event.tag is not None:
            self.report(mark, place, "不支持以 ! 开头的类型标记；文字本身含 ! 的须加引号")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, mark, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(mark, tuple(self.items(place, depth)))
        entries = self.fields(place, depth)
        return Reported(mark) if entries is None else Fields(mark, entries)

    def scalar(self, event: Any, mark: Position, place: Place) -> Node:
        text, style = event.value, event.style
        if (self.is_unusual or style == '"') and (sign := odd(text)):
            self.report(mark, place, messages.INVISIBLE.format(sign=sign))
            return Reported(mark)
        if len(text) > LONGEST:
            self.report(mark, place, messages.TOO_LONG.format(longest=LONGEST))
            return Reported(mark)
        return Scalar(mark, text, not style)

    def items(self, place: Place, depth: int) -> Iterator[Node]:
        number = 0
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, (*place, number), depth + 1)
            number += 1

    def fields(self, place: Place, depth: int) -> dict[str, tuple[Position, Node]] | None:
        """Return the fields of a mapping, None where a slip of the hand hid some of them."""
        entries: dict[str, tuple[Position, Node]] = {}
        hidden = False
        while type(event := next(self.events)) is not yaml.MappingEndEvent:
            if self.is_sound(event, depth) and event.value not in entries and _is_name(event):
                mark = _mark(event)
                entries[event.value] = (mark, self.value(place, event.value, depth))
                continue
            key = self.node(event, place, depth + 1)
            name = key.text if isinstance(key, Scalar) else "?"
            value = self.value(place, name, depth)
            if isinstance(key, Reported):
                continue
            if slip := _full_colon(key, value):
                self.report(slip, place, messages.FULL_COLON)
                hidden = True
                continue
            if fault := self.key_fault(key, entries):
                self.report(key.mark, (*place, name), fault)
            else:
                entries[name] = (key.mark, value)
        return None if hidden else entries

    def value(self, place: Place, name: str, depth: int) -> Node:
        event = next(self.events)
        if self.is_sound(event, depth):
            scalar: Scalar = _new(Scalar, (_mark(event), event.value, not event.style))
            return scalar
        return self.node(event, (*place, name), depth + 1)

    def is_sound(self, event: Any, depth: int) -> bool:
        """Say whether *event* is a text about which nothing can be wrong: nearly all are such."""
        return (
            type(event) is yaml.ScalarEvent
            and event.style != '"'
            and event.anchor is None
            and event.tag is None
            and len(event.value) <= LONGEST
            and depth < MAX_DEPTH
            and not self.is_unusual
        )

    def key_fault(self, key: Node, entries: dict[str, tuple[Position, Node]]) -> str:
        if not isinstance(key, Scalar):
            return "字段名应为文字"
        if key.plain and key.text == "<<":
            return "不支持用 << 合并字段，请逐项写明"
        if key.text in entries:
            return f"字段重复，第 {entries[key.text][0].line} 行已经写过"
        return ""


def _full_colon(key: Node, value: Node) -> Position | None:
    """Return where a full-width colon made one word of a field and its value: ``{id：a, …}``."""
    if not (isinstance(value, Scalar) and value.blank and isinstance(key, Scalar)):
        return None
    at = key.text.find("：")
    if not key.plain or at <= 0:
        return None
    return Position(key.mark.line, key.mark.column + at)


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> tuple[Position, Place, str]:
    """Return where and what is wrong; a slip in the lines before shows only behind them."""
    mark = error.problem_mark or error.context_mark
    at = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    at = _as_libyaml(at, error.problem or "")
    lines = re.split("\r\n|\r|\n", text)
    first = min(error.context_mark.line + 1 if error.context_mark else at.line, at.line - 1)
    for number in range(max(first, at.line - 2, 1), min(at.line, len(lines)) + 1):
        for slip, message in messages.SLIPS.items():
            if match := slip.match(lines[number - 1]):
                return Position(number, match.start(1) + 1), (), f"格式有误：{message}"
    near = lines[min(at.line, len(lines)) - 1]
    return at, (), messages.syntax(error.problem or "", near, error.context or "")


def _as_libyaml(at: Position, problem: str) -> Position:
    """Return where libyaml would see a *problem* that Python's own parser sees at *at*."""
    if "<stream end>" in problem and at.column > 1:
        return Position(at.line + 1, 1)  # behind a last line that has no end
    if "unknown escape character '" in problem:
        return Position(at.line, at.column - 1)
    return at


def _is_name(event: Any) -> bool:
    """Say whether *event*, a sound text, is the name of a field and no slip of the hand."""
    return not event.style and "：" not in event.value and event.value != "<<"


def _mark(event: Any) -> Position:
    mark = event.start_mark
    position: Position = _new(Position, (mark.line + 1, mark.column + 1))
    return position
