"""The register as the schedule goes by it: the last sound one, while the file has faults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from monitor.model.errors import RegistryError
from monitor.registry import Registry, load


@dataclass(kw_only=True)
class LastValidRegister:
    """accounts.yaml, read again whenever somebody touched it. *tell*: remarks for people."""

    path: Path
    tell: Callable[[str], None]
    _sound: Registry | None = field(default=None, init=False)
    _seen: tuple[int, int] | None = field(default=None, init=False)
    _broken: str = field(default="", init=False)

    def read(self) -> Registry:
        """Return the register, or the last sound one where it has faults now.

        A file that nobody touched is not read again: idling must cost next to nothing.
        """
        seen = self._signature()
        if self._sound is not None and seen is not None and seen == self._seen:
            return self._sound
        self._seen = seen
        try:
            self._sound, self._broken = load(self.path), ""
        except RegistryError as error:
            if self._sound is None:
                raise
            if str(error) != self._broken:
                self._broken = str(error)
                self.tell(f"名单有误，暂按上一次正确的名单进行：{error}")
        return self._sound

    def _signature(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
