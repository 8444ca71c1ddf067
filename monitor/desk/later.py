"""One thing done soon, in a thread of its own, so that nobody's answer waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread


@dataclass(kw_only=False)
class Later:
    """Does *act* once however often it was asked for meanwhile. Without work there is no thread."""

    act: Callable[[], None]
    _state: Condition = field(default_factory=Condition, init=False)
    _wanted: bool = field(default=False, init=False)
    _at_work: bool = field(default=False, init=False)

    def ask(self) -> None:
        """Have it done, once more where it is just being done."""
        with self._state:
            self._wanted = True
            if not self._at_work:
                self._at_work = True
                Thread(target=self._work, name="later", daemon=True).start()

    def finish(self, seconds: float = 10) -> None:
        """Wait until all is done that was asked for."""
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
