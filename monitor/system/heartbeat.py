"""Signs of life: a file for people and scripts, systemd's datagrams for the service manager."""

import json
import logging
import os
import socket
from datetime import datetime
from pathlib import Path

from monitor.model import clock

log = logging.getLogger(__name__)

FILE = "heartbeat.json"
SOCKET = "NOTIFY_SOCKET"  # in the environment: where systemd listens


def write(data: Path, now: datetime, *, doing: str) -> None:
    """Write when the daemon last asked for due tasks, and what it is doing.

    A disk that refuses costs this sign of life, nothing else.
    """
    beat = {"pid": os.getpid(), "at": clock.iso(now), "doing": doing}
    half = data / f"{FILE}.half"
    try:
        half.write_text(json.dumps(beat, ensure_ascii=False), encoding="utf-8")
        half.replace(data / FILE)
    except OSError as error:
        log.warning("no sign of life could be written: %s", error)


def read(data: Path) -> dict[str, object] | None:
    """Return the last heartbeat, None where none can be read."""
    try:
        beat: dict[str, object] = json.loads((data / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return beat if isinstance(beat, dict) else None


def notify(state: str) -> bool:
    """Send *state* (``READY=1``, ``WATCHDOG=1``…) to systemd; say whether anybody listens."""
    address = os.environ.get(SOCKET, "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.connect(address)
            sock.sendall(state.encode())
    except OSError:
        return False
    return True
