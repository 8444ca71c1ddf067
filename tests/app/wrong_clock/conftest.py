"""The servers of these tests stand on loopback, and are taken for servers of others."""

import pytest


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.model.clock_offset._is_here", lambda host: False)
