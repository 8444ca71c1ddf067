"""Values that the looks of one run share: the first makes one, the others wait."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from monitor.model.errors import LookFailed


class SharedValue:
    """One shared value, or the failure to make it; whoever uses it holds *lock*."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.is_made = False
        self.value: Any = None
        self.failure: LookFailed | None = None

    def make(self, make: Callable[[], Any]) -> Any:
        """Make the value anew; a failure is remembered, and raised."""
        self.failure = None
        try:
            self.value = make()
        except LookFailed as failed:
            self.is_made, self.failure = True, failed
            raise
        self.is_made = True
        return self.value

    def again(self) -> Any:
        """Return the value again, or raise its failure again."""
        if self.failure is not None:
            failed = self.failure
            raise LookFailed(failed.outcome, failed.message, portal=failed.portal)
        return self.value
