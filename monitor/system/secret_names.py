"""The NAMEs of keys that settings refer to as ``${NAME}``."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}", re.ASCII)


def names_in(value: object) -> frozenset[str]:
    """Return every NAME that the texts within *value* refer to as ``${NAME}``."""
    return frozenset(name for text in _texts(value) for name in REFERENCE.findall(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
