"""A county with something in every table, made once."""

import shutil
from pathlib import Path

import pytest
import time_machine

from tests.conftest import Looked
from tests.county.stories import MOMENT
from tests.seals.builders import fill


@pytest.fixture(scope="session")
def full(looked: Looked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something in every table; read only."""
    folder = tmp_path_factory.mktemp("seals") / "county"
    shutil.copytree(looked.folder, folder)
    with time_machine.travel(MOMENT, tick=False):
        fill(folder)
    return folder


@pytest.fixture
def office(full: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    folder = tmp_path / "county"
    shutil.copytree(full, folder)
    return folder
