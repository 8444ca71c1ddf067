"""The register of the last check, kept in the data directory: to go by, and to go back to."""

import hashlib
import logging
import shutil
from contextlib import suppress
from pathlib import Path

from monitor.model.errors import MonitorError, RegistryError
from monitor.registry import Registry
from monitor.registry.reading import loaded
from monitor.system.files import whole

FILE = "last-accounts.yaml"

log = logging.getLogger(__name__)


def keep(registry: Registry, data: Path) -> None:
    """Keep *registry* in *data*, unless its file was changed since it was read.

    A check does not fail for want of it.
    """
    path = data / FILE
    try:
        content = registry.path.read_bytes()
        if hashlib.sha256(content).hexdigest() == registry.sha256 != _sha256(path):
            whole(path, content, private=True)
            shutil.copymode(registry.path, path)  # whoever may read the one may read the other
    except (MonitorError, OSError):
        log.warning("the register was not kept in %s", path, exc_info=True)


def kept(accounts: Path, data: Path) -> Registry | None:
    """Return the register kept in *data*, as if it stood in *accounts*; None without one."""
    with suppress(OSError, RegistryError):
        return loaded((data / FILE).read_bytes(), accounts)
    return None


def _sha256(path: Path) -> str:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""
