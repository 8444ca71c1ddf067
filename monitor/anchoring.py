"""The chain's head against what others keep of it: papers, messages, time-stamps."""

from pathlib import Path
from typing import Any

from monitor.errors import MonitorError
from monitor.model.head import Head
from monitor.store import Store


def head(data: Path) -> Head | None:
    """Return the newest link of the chain below *data*, None where none can be told."""
    path = data / "monitor.db"
    if not path.exists():
        return None
    with Store(path) as store:
        return store.head()


def told(data: Path) -> Any:
    """Return what the ping carries; that something is amiss here must not silence it."""
    try:
        newest = head(data)
    except MonitorError:
        return b""
    return {"evidence_head": f"{newest.run}:{newest.short}"} if newest else b""
