"""An office worth copying."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.office import Office


@pytest.fixture(scope="session")
def full_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that was checked, with what a person entered, its keys and grants; read only."""
    office = by_hand_office(tmp_path_factory.mktemp("full"))
    shot = office.screenshot()
    office.keep_secrets({"DEMO_KEY": "demo-secret"})
    with time_machine.travel(NOON, tick=False):
        office.run(
            "observe", "weixin", "--none-since", "从未", "--screenshot", shot, "--by", "张三"
        )
        office.run("check")
    (office.data / "grants.json").write_text("{}")
    (office.data / "grants.json").chmod(0o600)
    (office.evidence / "2021-12-31.tsr").write_bytes(b"a proof of time")
    return office


@pytest.fixture
def office(full_office: Office, tmp_path: Path) -> Iterator[Office]:
    """A copy of it, at the fixed moment."""
    folder = Path(shutil.copytree(full_office.folder, tmp_path / "office"))
    with time_machine.travel(NOON, tick=False):
        yield Office(folder=folder)
