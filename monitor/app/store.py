"""The only SQL: what was observed and judged is appended here, and asked for in values."""

from pathlib import Path

from monitor.app.prune_store import Pruning
from monitor.app.task_run_store import Duties
from monitor.figures.issues import Issues
from monitor.figures.period_reader import PeriodReader
from monitor.notices.outbox import Outbox
from monitor.registry.contact_log import Contacts
from monitor.registry.edit_log import Edits
from monitor.system.chain.head_lookup import Heads
from monitor.system.database import open_database
from monitor.system.readonly import open_reading
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.memos import Memos
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult, LookHistory
from monitor.verdicts.writer import VerdictWriter

__all__ = ["AccountResult", "LookHistory", "Memos", "Store"]


class Store(
    VerdictWriter,
    VerdictReader,
    PeriodReader,
    Issues,
    Duties,
    Outbox,
    Edits,
    Contacts,
    ClockLog,
    Heads,
    Pruning,
):
    """One open database; belongs to the thread that opened it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = open_database(path)

    @classmethod
    def reading(cls, path: Path) -> "Store":
        """Open *path* read-only, even on a read-only share or while in use."""
        store = cls.__new__(cls)
        store.path = path
        store.db = open_reading(path)
        return store

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
