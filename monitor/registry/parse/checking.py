"""Holds one node of the file against the keys that may stand there, and says what is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from monitor.model.errors import ConfigError, MonitorError
from monitor.registry.parse import messages
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.shapes import adapter, keys_at, keys_of
from monitor.registry.parse.yaml_positions import (
    Fields,
    Items,
    Node,
    Place,
    Position,
    Reported,
    Scalar,
    plain,
)


def checked(
    shape: Any, node: Node, place: Place, faults: Faults, *, drop_blank: bool = False
) -> dict[str, Any] | None:
    """Return the values of *node* read by *shape*, None where it added to *faults*.

    *drop_blank*: keys without a value count as left out (records that people fill in by and by).
    """
    if not isinstance(node, Fields):
        if not isinstance(node, Reported):
            faults.add(node.mark, place, messages.TYPES["dict_type"])
        return None
    try:
        keys = keys_of(shape) if drop_blank else frozenset()
        given = plain(node, drop_blank=keys)
        values: dict[str, Any] = adapter(shape).validator.validate_python(given)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            _report(dict(item), shape, node, place, faults)
        return None
    return values


def section(root: Fields, key: str, kind: type, faults: Faults) -> Node | None:
    """Return the value of a key of the file where it is a *kind*, None where there is none."""
    node = root.get(key)
    if node is None or isinstance(node, Reported) or (isinstance(node, Scalar) and node.blank):
        return None
    if not isinstance(node, Items if kind is list else Fields):
        faults.add(node.mark, (key,), messages.TYPES["list_type" if kind is list else "dict_type"])
        return None
    return node


def unknown_key(
    node: Fields, key: str, choices: list[str], place: Place, faults: Faults, what: str = "字段"
) -> None:
    """Report *key* of *node* at its own place."""
    faults.add(node.entries[key][0], (*place, key), messages.unknown(what, key, choices))


def _report(error: dict[str, Any], shape: Any, node: Node, place: Place, faults: Faults) -> None:
    loc: Place = error["loc"]
    target = _follow(node, loc)
    if isinstance(target, Reported):
        return
    if error["type"] == "extra_forbidden":
        parent, key = _follow(node, loc[:-1]), str(loc[-1])
        if isinstance(parent, Fields):
            unknown_key(parent, key, keys_at(shape, loc[:-1]), (*place, *loc[:-1]), faults)
    elif error["type"] == "missing" and target is not None:
        faults.add(target.mark, (*place, *loc), messages.EMPTY)
    else:
        faults.add(_mark(node, loc), (*place, *loc), messages.invalid(error))


def _follow(node: Node, loc: Place) -> Node | None:
    """Return the node at *loc* below *node*, None where there is none."""
    current: Node | None = node
    for step in loc:
        if isinstance(current, Fields) and isinstance(step, str):
            current = current.get(step)
        elif isinstance(current, Items) and isinstance(step, int):
            current = current.items[step]
        else:
            return None
    return current


def _mark(node: Node, loc: Place) -> Position:
    """Return the mark of the nearest node on the way to *loc* that is there."""
    nearest = (_follow(node, loc[:length]) for length in range(len(loc), 0, -1))
    return next((near.mark for near in nearest if near is not None), node.mark)


def refusal(value: Callable[..., Any], given: Mapping[str, Any]) -> str:
    """Return why a source or check cannot be built from *given*, empty where it can."""
    try:
        value(**given)
    except ConfigError as error:
        return str(error)
    except (MonitorError, ValueError, LookupError, TypeError, SyntaxError):
        return "这些内容合在一起不能使用，请核对各字段"
    return ""


def at_named_key(node: Node, place: Place, message: str) -> tuple[Position, Place]:
    """Return the place of the value that *message* names, else that of the whole."""
    entries = node.entries if isinstance(node, Fields) else {}
    named = [key for key in entries if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", message, re.A)]
    if not named:
        return node.mark, place
    first = min(named, key=message.index)
    return entries[first][1].mark, (*place, first)
