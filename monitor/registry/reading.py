"""The reader of accounts.yaml, which is imported when a register is read: see validated_cache."""

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.registry.values import Registry

if TYPE_CHECKING:
    from monitor.registry.available_kinds import AvailableKinds
    from monitor.registry.parse.includes import RegisterFolder
    from monitor.registry.parse.load import KeptParts


def load(path: Path, available: "AvailableKinds | None" = None) -> Registry:
    """Return the register in *path*; raises RegistryError with every fault, in order of place."""
    from monitor.registry.parse import load as reader

    return reader.load(path, available)


def loaded(
    data: bytes,
    path: Path,
    *,
    folder: "RegisterFolder | None" = None,
    kept: "KeptParts | None" = None,
) -> Registry:
    """Return the register in *data*, which stands in *path*, as ``load`` does.

    *folder*: where the files are read that it names, if not beside *path*. *kept*: what was read
    of them before.
    """
    from monitor.registry.parse import load as reader

    return reader.loaded(data, path, folder=folder, kept=kept)
