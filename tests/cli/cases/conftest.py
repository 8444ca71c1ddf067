"""An office with two accounts, which it only looks at by hand."""

from pathlib import Path

import pytest

REGISTER = """\
jurisdiction: {name: 高台县, office: 高台县人民政府办公室}
units: [{id: caizheng, name: 高台县财政局}, {id: minzheng, name: 高台县民政局}]
accounts:
  - {id: caizheng-weixin, name: 高台财政, platform: wechat, unit: caizheng}
  - {id: minzheng-douyin, name: 高台民政, platform: douyin, unit: minzheng}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office that only looks by hand."""
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    return tmp_path
