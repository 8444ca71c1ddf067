"""No test waits out the pause before asking again."""

from pathlib import Path

import pytest

from monitor.http import live
from tests.http import tls


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", (0.01, 0.02))


@pytest.fixture
def trusted(tmp_path: Path) -> dict[str, object]:
    """The settings that make the tests' own authority a known one."""
    return {"ca_file": tls.pem(tmp_path, tls.root()), "deadline": 9.0}
