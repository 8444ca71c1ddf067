"""Small questions to nodes of the composed tree, which an editor of the text asks."""

import re
from typing import Any

import yaml

from monitor.registry.edit.scalars import Value
from monitor.registry.parse.yaml_positions import BLANKS

BLOCK = ("|", ">")
HEADER = re.compile(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)?")  # of a block text, with its remark


def id_of(item: Any) -> str:
    if not isinstance(item, yaml.MappingNode):
        return ""
    return next((str(value.value) for key, value in item.value if key.value == "id"), "")


def end_mark(node: Any) -> int:
    return int(node.end_mark.index)


def is_block(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in BLOCK


def last_of(node: Any) -> Any:
    """Return the innermost node that ends *node*; one without value ends at its key's colon."""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def keeps_lines(node: Any, text: str) -> bool:
    """Say whether the empty lines behind *node*, written as *text*, are its own (``|+``)."""
    header = HEADER.match(text) if is_block(node) else None
    return header is not None and "+" in header[0].partition("#")[0]


def parts_of(old: Any, value: Value) -> dict[str, Value | None]:
    """Return *value* key by key, None for each that goes, so that remarks within *old* stay.

    Empty where *old* can only be written anew: its first key goes, or it has none.
    """
    keys = [key.value for key, _ in old.value] if isinstance(old, yaml.MappingNode) else []
    if not keys or isinstance(value, str) or keys[0] not in value:
        return {}
    return dict.fromkeys(keys) | dict(value)


def has_value(old: Any, value: Value) -> bool:
    """Say whether *old* reads as *value* already, however it is quoted."""
    same = isinstance(old, yaml.ScalarNode) and old.value == value
    return same and (old.style not in (None, "") or value not in BLANKS)


def is_empty(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index
