"""The hash chain over runs: each seal covers its run and the seal before it."""

import hashlib
from collections.abc import Iterable


def seal(previous: str, items: Iterable[str]) -> str:
    """Return the seal of a run that consists of *items*, in this order, after *previous*."""
    chained = hashlib.sha256(previous.encode() + b"\n")
    for item in items:
        data = item.encode("utf-8", "surrogatepass")
        chained.update(f"{len(data)}:".encode() + data + b"\n")
    return "sha256:" + chained.hexdigest()
