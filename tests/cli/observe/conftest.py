"""An office with a screenshot in its folder, at the fixed moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.observe.builders import PNG, registered


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """An office without any source, at one moment."""
    registered(tmp_path)
    (tmp_path / "a.png").write_bytes(PNG)
    with time_machine.travel(NOON, tick=False):
        yield tmp_path
