"""An office with one account in its register, at the fixed moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.accounts_ledger.builders import REGISTER


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    with time_machine.travel(NOON, tick=False):
        yield tmp_path
