"""What was read of each file of a register, kept by the hash of its bytes: changed ones are read.

A part says nothing of the others: what must hold between files is looked at each time.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.registry import private_file
from monitor.registry.stored_sources import dumps

if TYPE_CHECKING:  # a command that finds its register whole need not know how one is read
    from monitor.model.policy import Policy
    from monitor.registry.parse.part import RegisterPart


@dataclass(kw_only=True)
class StoredParts:
    """The parts of one register in *folder*. *program*: begins a hash with what reads them."""

    folder: Path
    program: Callable[[], "hashlib._Hash"]
    used: set[str] = field(default_factory=set, init=False)

    def get(self, name: str, data: bytes, policy: "Policy") -> "RegisterPart | None":
        """Return what was read of *data* with the options of *policy*, None where nothing was."""
        from monitor.registry.parse.part import RegisterPart

        part = private_file.read(self._file(name, data))
        return part if isinstance(part, RegisterPart) and part.policy == policy else None

    def keep(self, name: str, data: bytes, part: "RegisterPart") -> None:
        """Keep what was read of *data*, in which no fault was found."""
        private_file.write(self._file(name, data), dumps(part, part.accounts))

    def forget_others(self) -> None:
        """Remove the parts of files as they stand no more."""
        with suppress(OSError):
            for file in self.folder.iterdir():
                if file.name not in self.used:
                    file.unlink(missing_ok=True)

    def _file(self, name: str, data: bytes) -> Path:
        digest = self.program()
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
        file = self.folder / f"{digest.hexdigest()}.part"
        self.used.add(file.name)
        return file
