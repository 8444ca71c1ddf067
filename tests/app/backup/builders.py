"""Copies of an office, and what is in them."""

import shutil
from pathlib import Path

from monitor.app.audit import audit
from monitor.app.backup import backup
from monitor.model import clock
from monitor.system.database import open_database
from tests.office import Office


def backed_up(office: Office, to: Path, **options: bool) -> Path:
    """Copy *office* to *to*; return the new copy's folder."""
    return backup(office.data, office.accounts_file, to, clock.now(), **options).folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def faults(folder: Path) -> tuple[str, ...]:
    """Audit a copy of the copy, so that nothing is written into it."""
    beside = folder.with_name("looked-at")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside)
    with open_database(beside / "monitor.db") as db:
        return audit(db, beside / "evidence").faults
