"""Values as the text of one column: compact JSON, and lists of posts' ids shorter still."""

import base64
import json
from collections.abc import Sequence
from typing import Any

PACK, PACKED = "~", 4  # ids fewer than these stay legible
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: Any) -> str:
    """Return *value* as compact JSON."""
    return _ENCODER.encode(value)


def packed(ids: Sequence[int]) -> str:
    """Return ids of posts as text: hashes, which a dozen characters hold as well as twenty."""
    if len(ids) < PACKED:
        return compact(list(ids))
    return (
        PACK + base64.b64encode(b"".join(id.to_bytes(8, "big", signed=True) for id in ids)).decode()
    )


def unpacked(text: str) -> tuple[int, ...]:
    """Return the ids of ``packed``, or of a row of an earlier program."""
    if not text.startswith(PACK):
        return tuple(map(int, json.loads(text)))
    data = base64.b64decode(text[len(PACK) :])
    return tuple(
        int.from_bytes(data[at : at + 8], "big", signed=True) for at in range(0, len(data), 8)
    )
