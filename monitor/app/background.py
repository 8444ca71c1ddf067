"""Something that takes long, done while people go on: one at a time, its outcome a sentence."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread

from monitor.model import clock
from monitor.model.errors import MonitorError

log = logging.getLogger(__name__)
BROKEN = "程序内部出错，详情见数据目录中的 monitor.log"


@dataclass(slots=True)
class Background:
    """*since*: when what is under way began, None where nothing is. *failure*: of the last one."""

    since: datetime | None = None
    failure: str = ""
    _lock: Lock = field(default_factory=Lock)

    def start(self, work: Callable[[], object]) -> bool:
        """Begin *work*; say whether nothing else was under way."""
        with self._lock:
            if self.since is not None:
                return False
            self.since, self.failure = clock.running(), ""
        Thread(target=self._do, args=(work,), name="background").start()
        return True

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except MonitorError as error:
            self.failure = str(error)
        except Exception:
            log.exception("what was begun at the desk failed")
            self.failure = BROKEN
        finally:
            self.since = None
