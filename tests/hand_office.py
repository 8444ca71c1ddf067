"""An office with two accounts, which it only looks at by hand, without any network."""

import functools
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

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
    if days == 0 and not office.data.exists() and office.text() == _made().text():
        shutil.copytree(_made().data, office.data)
        another(office.folder / "home.png", days)
    else:
        _look(office, days)


def _look(office: Office, days: float) -> None:
    shot = another(office.folder / "home.png", days)
    office.at(days, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       shot, "--by", "张三")  # fmt: skip
    office.at(days, "check")


_folder = functools.cache(TemporaryDirectory)  # to the end of the tests


@functools.cache
def _made() -> Office:
    """Return an office that was found silent on its first day: others begin with a copy of it."""
    office = hand_office(Path(_folder().name))
    _look(office, 0)
    return office


def another(shot: Path, days: float) -> Path:
    """Return another picture than on any other day."""
    new = shot.with_stem(f"{shot.stem}-{days}")
    new.write_bytes(shot.read_bytes() + str(days).encode())
    return new
