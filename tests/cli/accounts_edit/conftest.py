"""The sample county's register, to be changed, at the fixed moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.county import register
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    register.copied(tmp_path)
    with time_machine.travel(NOON, tick=False):
        yield Office(folder=tmp_path)
