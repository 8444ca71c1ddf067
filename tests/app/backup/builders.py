"""Copies of an office, and what is in them."""

import shutil
from pathlib import Path

from monitor.app.audit import audit
from monitor.app.backup import backup
from monitor.model import clock
from monitor.system.database import open_database


def made(office: Path, to: Path, **more: bool) -> Path:
    return backup(office / "data", office / "accounts.yaml", to, clock.now(), **more).folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def faults(folder: Path) -> tuple[str, ...]:
    """Audit a copy of the copy, so that nothing is written into it."""
    beside = folder.with_name("looked-at")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside)
    with open_database(beside / "monitor.db") as db:
        return audit(db, beside / "evidence").faults
