"""No test waits out the pause before asking again."""

import pytest

from monitor.http import live


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", (0.01, 0.02))
