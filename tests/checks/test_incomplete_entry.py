"""The register must be whole and its contacts alive."""

from datetime import date
from typing import Any

import pytest

from checks.incomplete_entry import IncompleteEntry
from monitor.errors import ConfigError
from monitor.model import Contact
from tests.builders import account, snapshot

OPENED = date(2016, 5, 1)


def found(check: IncompleteEntry, **entry: Any) -> list[str]:
    return [one.message for one in check.find(snapshot(account=account(**entry)))]


def test_what_is_missing_is_named_together() -> None:
    assert found(IncompleteEntry(contact=True)) == ["名单缺少开设日期、负责人，请补登"]


@pytest.mark.parametrize(
    ("check", "missing"),
    [
        (IncompleteEntry(), ["名单缺少开设日期，请补登"]),
        (IncompleteEntry(opened=False), []),
        (IncompleteEntry(opened=False, contact=True), ["名单缺少负责人，请补登"]),
    ],
)
def test_only_what_the_office_asks_for(check: IncompleteEntry, missing: list[str]) -> None:
    assert found(check) == missing


@pytest.mark.parametrize(
    ("confirmed", "told"),
    [(date(2021, 7, 2), False), (date(2021, 7, 1), True), (None, True)],
)
def test_a_contact_must_be_confirmed_from_time_to_time(confirmed: date | None, told: bool) -> None:
    contact = Contact(name="李四", confirmed_on=confirmed)

    assert bool(found(IncompleteEntry(), opened_on=OPENED, contact=contact)) is told


def test_a_term_is_at_least_a_month() -> None:
    with pytest.raises(ConfigError):
        IncompleteEntry(confirm_months=0)
