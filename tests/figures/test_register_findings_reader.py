"""What the checks of the register found, read back from a real database."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.model.clock import BEIJING
from tests.office import Office, account, make_office

DEPARTMENT = {"id": "u", "name": "某局", "kind": "department"}


def office_of(folder: Path, *accounts: dict[str, Any]) -> Office:
    return make_office(
        folder, accounts, units=(DEPARTMENT,), opened_at=datetime(2021, 10, 8, 9, tzinfo=BEIJING)
    )


def found(office: Office, period: str = "2021Q4") -> set[tuple[str, str]]:
    told = json.loads(office.at(40, "report", "quarter", period, "--json").out)
    return {(row["account"], row["check"]) for row in told["register_findings"]}


def test_what_the_last_look_found_of_the_register_is_told(tmp_path: Path) -> None:
    twins = (account("a", "甲号", filed=True), account("b", "乙号", filed=False))
    office = office_of(tmp_path, *twins, account("c", "丙号", "weibo", filed=True))
    office.at(0, "check")

    told = found(office)

    assert {("a", "R01"), ("b", "R01"), ("b", "R02")} <= told
    assert not {("c", "R01"), ("a", "R02"), ("c", "R02")} & told
    assert all(check.startswith("R") for _, check in told)


def test_what_was_put_right_before_the_last_look_is_told_no_more(tmp_path: Path) -> None:
    office = office_of(tmp_path, account("a", "甲号", filed=False))
    office.at(0, "check")
    assert ("a", "R02") in found(office)

    office.write(office.text().replace("filed: false", "filed: true"))
    office.at(1, "check")

    assert ("a", "R02") not in found(office)


def test_another_period_knows_nothing_of_it(tmp_path: Path) -> None:
    office = office_of(tmp_path, account("a", "甲号", filed=False))
    office.at(0, "check")

    assert found(office, "2021Q3") == set()
