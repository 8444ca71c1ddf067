"""An office with two accounts in its register."""

from pathlib import Path

import pytest

REGISTER = """\
jurisdiction: {name: 高台县}
units: [{id: u, name: 某局}]
accounts:
  - {id: a, name: 高台发布, platform: wechat, unit: u}
  - {id: b, name: 高台抖音, platform: douyin, unit: u}
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "140")
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    return tmp_path
