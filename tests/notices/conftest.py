"""A store for the outbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.app.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "monitor.db") as opened:
        yield opened
