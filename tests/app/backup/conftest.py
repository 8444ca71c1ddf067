"""An office worth copying."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.builders import NOON
from tests.cli.observe.builders import PNG, registered
from tests.running import run


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """An office that was checked, with what a person entered, its keys and its grants."""
    folder = tmp_path / "office"
    folder.mkdir()
    registered(folder)
    (folder / "a.png").write_bytes(PNG)
    with time_machine.travel(NOON, tick=False):
        run(folder, "observe", "weixin", "--none-since", "从未", "--screenshot",
            folder / "a.png", "--by", "张三")  # fmt: skip
        run(folder, "check")
        (folder / "secrets.yaml").write_text("DEMO_KEY: demo-secret\n")
        (folder / "secrets.yaml").chmod(0o600)
        (folder / "data" / "grants.json").write_text("{}")
        (folder / "data" / "grants.json").chmod(0o600)
        (folder / "data" / "evidence" / "2021-12-31.tsr").write_bytes(b"a proof of time")
        yield folder
