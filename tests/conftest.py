"""The sample county, looked at once over real HTTP and shared by all who only read it."""

import gc
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import settings

from monitor.http.trust import FILES, FOLDERS
from monitor.system.connection import Database
from monitor.system.database import open_database
from tests.county import register
from tests.county.record import QUARTER
from tests.county.server import County, serving
from tests.county.stories import MOMENT
from tests.databases import Remembered
from tests.lengths import BROWSER, LONG, tries
from tests.running import run

settings.register_profile(  # no test asserts a timing
    "suite", derandomize=True, deadline=None, max_examples=tries(100)
)
settings.load_profile("suite")

MEMORY = Path("/dev/shm")  # what a test writes need outlive no power cut: fsync costs nothing here
ROOM = 2**30
FEW = 12  # accounts, some of which fail


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite golden files; read the diff")


def pytest_configure(config: pytest.Config) -> None:
    for name in (*FILES, *FOLDERS):  # whom this machine trusts is no matter of a test
        os.environ.pop(name, None)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    temporary = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    cache = tempfile.TemporaryDirectory(prefix="monitor-cache-", dir=temporary)  # nobody's own
    os.environ["XDG_CACHE_HOME"] = cache.name
    config.add_cleanup(cache.cleanup)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many a test waits for a server."""
    return len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(2)) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the long form what is marked so: whole stories, most cases of what is alike."""
    if LONG:
        return
    numbers: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        function = item.nodeid.partition("[")[0]
        share = item.get_closest_marker("share")
        of_share = share is None or numbers[function] % share.args[0] == 0
        numbers[function] += 1
        short = of_share and item.get_closest_marker("long") is None
        short = short and (BROWSER or item.get_closest_marker("browser") is None)
        (kept if short else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()  # thousands of tests and all that they import live to the end


@pytest.fixture(scope="session", autouse=True)
def new_databases_in_one_go() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.system.migrations_views.migrations", Remembered())
        yield


@dataclass(frozen=True, kw_only=True)
class Golden:
    """A whole report as it was read and accepted."""

    folder: Path
    accept: bool

    def check(self, name: str, text: str) -> None:
        path = self.folder / name
        if self.accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new database."""
    with open_database(tmp_path / "monitor.db") as opened:
        yield opened


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(
        folder=Path(__file__).parent / "data" / "golden", accept=request.config.option.accept
    )


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A county after its first check: its folder, what was said, what the server was asked."""

    folder: Path
    said: dict[str, Any]
    asked: list[str]


@pytest.fixture(scope="session")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """A look over real HTTP at the recorded moment; read only."""
    folder = tmp_path_factory.mktemp("live")
    with serving(County(register.accounts())) as (origin, asked):
        register.pointed_at(origin, folder)
        with time_machine.travel(MOMENT, tick=False):
            done = run(folder, "check", "--json")
    assert done.code == 1, done.err
    return Looked(folder=folder, said=json.loads(done.out), asked=asked)


@pytest.fixture
def county(looked: Looked, tmp_path: Path) -> Iterator[Path]:
    """A copy of the county that was looked at, to be written to, at the recorded moment."""
    folder = tmp_path / "county"
    shutil.copytree(looked.folder, folder)
    with time_machine.travel(MOMENT, tick=False):
        yield folder


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded quarter, replayed into a data directory; read only."""
    return replayed(tmp_path_factory.mktemp("quarter"))


@pytest.fixture(scope="session")
def kept_of_few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a register's first accounts, for whom it does not matter whose quarter it is."""
    return replayed(tmp_path_factory.mktemp("few"), FEW)


def replayed(folder: Path, accounts: int | None = None) -> Path:
    path = register.copied(folder)
    if accounts is not None:
        register.only_first(path, accounts)
    for recording in QUARTER:
        done = run(folder, "check", "--replay", recording, "--keep", "--json")
        assert done.code == 1, done.err
    return folder


@pytest.fixture
def quarter(kept: Path, tmp_path: Path) -> Path:
    """A copy of the recorded quarter, to be written to."""
    return Path(shutil.copytree(kept, tmp_path / "quarter"))


@pytest.fixture
def few(kept_of_few: Path, tmp_path: Path) -> Path:
    """A copy of the recorded quarter of a few accounts, to be written to."""
    return Path(shutil.copytree(kept_of_few, tmp_path / "quarter"))
