"""A desk over an office without any source, at the fixed moment, and who is logged in there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from monitor.app import people_store
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.desk.builders import Browser, added, desk_office, hash_cheaply
from tests.desk.made_once import give_back, make_once
from tests.office import Office


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a password be hashed cheaply, and each desk not make anew what is the same for all."""
    make_once(monkeypatch)
    hash_cheaply(monkeypatch)
    yield
    give_back()


@pytest.fixture(scope="session")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The people of an office where 张三 alone was added, made once."""
    office = Office(folder=tmp_path_factory.mktemp("roster"))
    with pytest.MonkeyPatch.context() as patch:
        hash_cheaply(patch)
        added(office)
    return office.data / people_store.FILE


@pytest.fixture
def office(tmp_path: Path, roster: Path) -> Iterator[Office]:
    office = by_hand_office(tmp_path)
    office.data.mkdir()
    shutil.copy(roster, office.data)
    with time_machine.travel(NOON, tick=False):
        yield office


@pytest.fixture
def stranger(office: Office) -> Browser:
    """A browser in which nobody has logged in."""
    return Browser.at(desk_office(office))


@pytest.fixture
def browser(stranger: Browser, office: Office) -> Browser:
    """A browser in which 张三 has logged in."""
    return stranger.open_session(office.data)
