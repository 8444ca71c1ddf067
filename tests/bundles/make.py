"""A real bundle of the present format, made by the program of an invented county.

``python -m tests.bundles.make`` writes ``format-N.monitor.zip`` beside this file, where none of
that number stands yet: one that was released is never made again.
"""

import shutil
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import time_machine

from monitor.bundles.manifest import FORMAT
from monitor.model.clock import BEIJING
from tests.office import Office, account, make_office

FOLDER = Path(__file__).parent
MONDAY = datetime(2021, 10, 11, 10, tzinfo=BEIJING)
HANDED_IN = datetime(2022, 1, 5, 10, tzinfo=BEIJING)
COUNTY = {
    "name": "清河县",
    "code": "620799",
    "office": "清河县人民政府办公室",
    "reports_to": "东山市人民政府办公室",
}
UNITS = (
    {"id": "caizheng", "name": "清河县财政局", "kind": "department"},
    {"id": "beizhen", "name": "北镇人民政府", "kind": "town"},
)
ACCOUNTS = (
    account("caizheng-weixin", "清河财政", unit="caizheng"),
    account("beizhen-weixin", "北镇发布", unit="beizhen"),
    account("beizhen-douyin", "北镇微视", "douyin", unit="beizhen"),
)


def county(folder: Path) -> Office:
    """One account that publishes, one that fell silent, one that nobody looked at."""
    office = make_office(folder, ACCOUNTS, units=UNITS, opened_at=MONDAY, jurisdiction=COUNTY)
    for days in (0, 70):
        office.screenshot("a.png", b"%d" % days)
        office.at(days, "observe", "caizheng-weixin", "--newest", f"2021-{10 + days // 30}-08",
                  "--by", "张三", "--screenshot", folder / "a.png")  # fmt: skip
        office.screenshot("b.png", b"b%d" % days)
        office.at(days, "observe", "beizhen-weixin", "--newest", "2021-08-01", "--by", "李四",
                  "--screenshot", folder / "b.png")  # fmt: skip
        office.at(days, "check")
    with time_machine.travel(HANDED_IN, tick=False):
        done = office.run("report", "quarter", "2021Q4", "--format", "json", "--bundle",
                          "--issue", "清政办报〔2022〕1号", "2022-01-05")  # fmt: skip
    assert done.code == 0, done.err
    return office


def main() -> None:
    """Write the bundle of the present format."""
    target = FOLDER / f"format-{FORMAT}.monitor.zip"
    if target.exists():
        sys.exit(f"{target} stands")
    with TemporaryDirectory() as name:
        (made,) = county(Path(name)).folder.glob("out/2021Q4/*.monitor.zip")
        shutil.copy(made, target)


if __name__ == "__main__":
    main()
