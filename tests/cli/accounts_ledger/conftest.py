"""An office with one account in its register, at the fixed moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.accounts_ledger.builders import REGISTER
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(folder=tmp_path)
    office.write(REGISTER)
    with time_machine.travel(NOON, tick=False):
        yield office
