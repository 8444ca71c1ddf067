"""A value as YAML text that reads back as that very value, in its place."""

import json
from collections.abc import Mapping

import yaml

Value = str | Mapping[str, str]  # a mapping is written on one line, in braces


def written(value: Value, *, flow: bool) -> str:
    """Return *value* as it is written after ``key: ``; *flow*: within braces."""
    if isinstance(value, str):
        return _scalar(value, flow=flow)
    parts = (f"{key}: {_scalar(text, flow=True)}" for key, text in value.items())
    return f"{{{', '.join(parts)}}}"


def _scalar(text: str, *, flow: bool) -> str:
    """Leave the text plain where a parser reads it back so, quote it everywhere else."""
    if _reads_back(text, f"{{k: {text}, z: 1}}" if flow else f"k: {text}\n"):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def _reads_back(text: str, document: str) -> bool:
    if text in ("", "~", "null") or text != text.strip() or not text.isprintable():
        return False
    try:
        read = yaml.load(document, Loader=yaml.BaseLoader)  # noqa: S506  # texts only
    except yaml.YAMLError:
        return False
    plain = text[0] not in "\"'!&*|>%@`"
    return plain and isinstance(read, dict) and read.get("k") == text
