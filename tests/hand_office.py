"""An office with two accounts, which it only looks at by hand, without any network."""

from datetime import datetime
from pathlib import Path

from monitor.model.clock import BEIJING
from tests.office import Office, account, make_office

MONDAY = datetime(2021, 12, 6, 10, tzinfo=BEIJING)
COUNTY = {"name": "高台县", "office": "高台县人民政府办公室"}
UNITS = (
    {"id": "caizheng", "name": "高台县财政局"},
    {"id": "minzheng", "name": "高台县民政局"},
)
ACCOUNTS = (
    account("caizheng-weixin", "高台财政", unit="caizheng"),
    account("minzheng-douyin", "高台民政", "douyin", unit="minzheng"),
)


def hand_office(folder: Path) -> Office:
    """An office that only looks by hand, opened on a Monday."""
    office = make_office(folder, ACCOUNTS, units=UNITS, opened_at=MONDAY, jurisdiction=COUNTY)
    office.screenshot("home.png")
    return office


def silent_office(folder: Path) -> Office:
    """An office that has found one of its two accounts silent, and checked both."""
    office = hand_office(folder)
    silent(office)
    return office


def silent(office: Office, days: float = 0) -> None:
    """A person finds the account silent since October, with a screenshot, and it is checked."""
    shot = another(office.folder / "home.png", days)
    office.at(days, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       shot, "--by", "张三")  # fmt: skip
    office.at(days, "check")


def another(shot: Path, days: float) -> Path:
    """Return another picture than on any other day."""
    new = shot.with_stem(f"{shot.stem}-{days}")
    new.write_bytes(shot.read_bytes() + str(days).encode())
    return new
