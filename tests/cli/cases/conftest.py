"""An office with two accounts, which it only looks at by hand."""

from pathlib import Path

import pytest

from tests.hand_office import hand_office
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return hand_office(tmp_path)
