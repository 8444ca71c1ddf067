"""An office with a screenshot in its folder, at the fixed moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office without any source, at one moment."""
    office = by_hand_office(tmp_path)
    office.screenshot()
    with time_machine.travel(NOON, tick=False):
        yield office
