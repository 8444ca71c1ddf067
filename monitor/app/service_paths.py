"""What the daemon works on, and how it is called, wherever the system starts it from."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePaths:
    """What the service works on: the paths of the command that printed its unit.

    *desk*: the options of a desk that the daemon serves, too; None without one.
    """

    folder: Path
    accounts_file: Path
    data: Path
    out: Path
    desk: tuple[str, ...] | None = None

    @property
    def absolute(self) -> "ServicePaths":
        """Return the paths as they are from any folder; secrets.yaml stays beside the register."""
        return ServicePaths(
            folder=self.folder.resolve(),
            accounts_file=self.accounts_file.parent.resolve() / self.accounts_file.name,
            data=self.data.resolve(),
            out=self.out.resolve(),
            desk=self.desk,
        )

    @property
    def place(self) -> tuple[str, ...]:
        """Return the words that say where to work; what is at its usual place is left out."""
        words = ["-C", str(self.folder)]
        if self.accounts_file != self.folder / "accounts.yaml":
            words += ["--accounts", str(self.accounts_file)]
        if self.data != self.folder / "data":
            words += ["--data", str(self.data)]
        return tuple(words)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the words of the daemon's command line."""
        words = [*self.place, "daemon"]
        if self.out != self.folder / "out":
            words += ["--out", str(self.out)]
        if self.desk is not None:
            words += ["--desk", *self.desk]
        return tuple(words)


def program() -> tuple[str, ...]:
    """Return how this very program is called from any folder."""
    interpreter = Path(sys.executable)
    for name in ("monitor", "monitor.exe"):
        if (script := interpreter.with_name(name)).is_file():
            return (str(script),)
    return (str(interpreter), "-m", "monitor")
