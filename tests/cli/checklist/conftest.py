"""An office with two accounts in its register."""

from pathlib import Path

import pytest

from tests.office import Office, account, make_office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("COLUMNS", "140")
    return make_office(tmp_path, [account("a", "高台发布"), account("b", "高台抖音", "douyin")])
