"""The orphan unit: from the day on which it is abolished."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks.orphan_unit import OrphanUnit
from monitor.model import Snapshot, clock
from tests.builders import NOON, account, snapshot


def held_by(abolished_on: date | None) -> Snapshot:
    held = account()
    return snapshot(account=replace(held, unit=replace(held.unit, abolished_on=abolished_on)))


@pytest.mark.parametrize(("days", "expected"), [(-1, 1), (0, 1), (1, 0)])
def test_an_account_is_an_orphan_from_the_day_itself(days: int, expected: int) -> None:
    seen = held_by(clock.day(NOON) + timedelta(days=days))

    findings = list(OrphanUnit().find(seen))

    assert len(findings) == expected
    assert all("撤并" in finding.message for finding in findings)


def test_the_day_is_written_as_documents_write_it() -> None:
    (finding,) = OrphanUnit().find(held_by(date(2021, 7, 1)))

    assert "人民政府已于2021年7月1日撤并，" in finding.message


def test_a_unit_that_exists_is_no_finding() -> None:
    assert list(OrphanUnit().find(held_by(None))) == []
