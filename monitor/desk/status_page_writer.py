"""The status page written anew in a thread of its own, so that nobody's answer waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread


@dataclass
class StatusPageWriter:
    """Writes by *act*, once however often it was asked meanwhile; without work, no thread."""

    act: Callable[[], None]
    _state: Condition = field(default_factory=Condition, init=False)
    _wanted: bool = field(default=False, init=False)
    _at_work: bool = field(default=False, init=False)

    def ask(self) -> None:
        """Have it written, once more where it is just being written."""
        with self._state:
            self._wanted = True
            if not self._at_work:
                self._at_work = True
                Thread(target=self._work, name="status page", daemon=True).start()

    def finish(self, seconds: float = 10) -> None:
        """Wait until all is written that was asked for, *seconds* at most."""
        with self._state:
            self._state.wait_for(lambda: not self._at_work, seconds)

    def _work(self) -> None:
        while True:
            with self._state:
                if not self._wanted:
                    self._at_work = False
                    self._state.notify_all()
                    return
                self._wanted = False
            self.act()
