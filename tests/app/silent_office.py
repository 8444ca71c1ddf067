"""An office that looks by hand and finds one of its two accounts silent; checked, and kept."""

from datetime import datetime, timedelta
from pathlib import Path

import time_machine

from monitor.model.clock import BEIJING
from tests.running import Done, run

MONDAY = datetime(2021, 12, 6, 10, tzinfo=BEIJING)
REGISTER = """\
jurisdiction: {name: 高台县, office: 高台县人民政府办公室}
units: [{id: caizheng, name: 高台县财政局}, {id: minzheng, name: 高台县民政局}]
accounts:
  - {id: caizheng-weixin, name: 高台财政, platform: wechat, unit: caizheng}
  - {id: minzheng-douyin, name: 高台民政, platform: douyin, unit: minzheng}
"""


def at(folder: Path, days: float, *words: object) -> Done:
    with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
        return run(folder, *words)


def seen_silent(folder: Path) -> None:
    """Write the register, enter what was seen with a screenshot, and check both accounts."""
    (folder / "accounts.yaml").write_text(REGISTER, "utf-8")
    (folder / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    at(folder, 0, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       folder / "home.png", "--by", "张三")  # fmt: skip
    at(folder, 0, "check")
