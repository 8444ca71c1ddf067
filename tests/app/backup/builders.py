"""Copies of an office, and what is in them."""

import shutil
from pathlib import Path

from monitor.app.audit import audit
from monitor.app.backup import backup
from monitor.app.store import Store
from monitor.model import clock


def made(office: Path, to: Path, **more: bool) -> Path:
    return backup(office / "data", office / "accounts.yaml", to, clock.now(), **more).folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def faults(folder: Path) -> tuple[str, ...]:
    """Audit a copy of the copy, so that nothing is written into it."""
    beside = folder.with_name("looked-at")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside)
    with Store(beside / "monitor.db") as store:
        return audit(store, beside / "evidence").faults
