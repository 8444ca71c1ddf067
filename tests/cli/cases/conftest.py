"""An office with two accounts, which it only looks at by hand."""

from datetime import datetime
from pathlib import Path

import pytest

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


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that only looks by hand, opened on a Monday."""
    office = make_office(tmp_path, ACCOUNTS, units=UNITS, opened_at=MONDAY, jurisdiction=COUNTY)
    office.screenshot("home.png")
    return office
