"""The office that makes its papers, and the same once more for the command line."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from monitor.app import acts
from tests.desk.builders import added
from tests.desk.papers.builders import TODAY
from tests.hand_office import silent_office
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office on the day on which the papers of the last quarter are made."""
    office = silent_office(tmp_path)
    with time_machine.travel(TODAY, tick=False):
        added(office)
        yield office


@pytest.fixture
def other(
    office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The same office, for the command line; papers bear the seal of what was noted until then."""
    monkeypatch.setattr(acts, "record", lambda *_: None)
    folder = tmp_path_factory.mktemp("other") / "office"
    return Office(folder=Path(shutil.copytree(office.folder, folder)))
