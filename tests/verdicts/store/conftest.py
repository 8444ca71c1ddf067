"""A new store."""

from pathlib import Path

import pytest

from monitor.app.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "monitor.db")
