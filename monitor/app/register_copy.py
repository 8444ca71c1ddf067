"""The register of the last check, kept in the data directory: to go by, and to go back to."""

import hashlib
import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from monitor.model.errors import MonitorError, RegistryError
from monitor.registry import Registry
from monitor.registry.reading import loaded
from monitor.registry.register_files import contents, names_in, sha256_of
from monitor.system import durable
from monitor.system.files import whole

FILE = "last-accounts.yaml"
FOLDER = "last-accounts"  # the files that it names, as they stand beside accounts.yaml

log = logging.getLogger(__name__)


def keep(registry: Registry, data: Path) -> None:
    """Keep *registry* in *data*, unless a file of it was changed since it was read.

    A check does not fail for want of it.
    """
    path = data / FILE
    try:
        content = registry.path.read_bytes()
        others = contents(registry.path) if registry.files else {}
        if _sha256(content, others) == registry.sha256 != _kept_sha256(data):
            _keep_others(registry, others, data)
            whole(path, content, private=True)
            shutil.copymode(registry.path, path)  # whoever may read the one may read the other
    except (MonitorError, OSError):
        log.warning("the register was not kept in %s", path, exc_info=True)


def kept(accounts: Path, data: Path) -> Registry | None:
    """Return the register kept in *data*, as if it stood in *accounts*; None without one."""
    # the reader costs a start as much as fifty accounts: a check only keeps the register
    from monitor.registry.parse.includes import RegisterFolder

    with suppress(OSError, RegistryError):
        folder = RegisterFolder(folder=data / FOLDER)
        return loaded((data / FILE).read_bytes(), accounts, folder=folder)
    return None


def _keep_others(registry: Registry, others: Mapping[str, bytes], data: Path) -> None:
    """Put *others* in the place of those that were kept, all at once."""
    folder = data / FOLDER
    stage, old = data / f".{FOLDER}.{os.getpid()}", data / f".{FOLDER}.old"
    for left in data.glob(f".{FOLDER}.*"):
        shutil.rmtree(left, ignore_errors=True)  # by a program that was killed
    for name, content in others.items():
        durable.make_folder((stage / name).parent)
        whole(stage / name, content, private=True)
        shutil.copymode(registry.path.parent / name, stage / name)
    if folder.exists():
        folder.rename(old)
    if others:
        stage.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _kept_sha256(data: Path) -> str:
    with suppress(OSError):
        content = (data / FILE).read_bytes()
        names = names_in(content, data / FOLDER / FILE)
        return _sha256(content, {name: (data / FOLDER / name).read_bytes() for name in names})
    return ""


def _sha256(content: bytes, others: Mapping[str, bytes]) -> str:
    hashes = {name: hashlib.sha256(other).hexdigest() for name, other in others.items()}
    return sha256_of(content, hashes.items())
