"""The office that use cases are tried in: two accounts, one of them found silent."""

from pathlib import Path

import pytest

from monitor.registry import Registry
from tests.hand_office import silent_office
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return silent_office(tmp_path)


@pytest.fixture
def registry(office: Office) -> Registry:
    return office.register()
