"""The register must be whole and its contacts alive."""

from datetime import date
from typing import Any

import pytest

from checks.incomplete_entry import IncompleteEntry
from monitor.model import Contact, clock
from monitor.model.errors import ConfigError
from tests.builders import account, snapshot

OPENED = date(2016, 5, 1)


def messages(check: IncompleteEntry, **entry: Any) -> list[str]:
    return [finding.message for finding in check.find(snapshot(account=account(**entry)))]


def test_what_is_missing_is_named_together() -> None:
    assert messages(IncompleteEntry(contact=True)) == ["名单缺少开设日期、负责人，请补登"]


@pytest.mark.parametrize(
    ("check", "missing"),
    [
        (IncompleteEntry(), ["名单缺少开设日期，请补登"]),
        (IncompleteEntry(opened=False), []),
        (IncompleteEntry(opened=False, contact=True), ["名单缺少负责人，请补登"]),
    ],
)
def test_only_what_the_office_asks_for(check: IncompleteEntry, missing: list[str]) -> None:
    assert messages(check) == missing


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(date(2021, 7, 1), False), (date(2021, 6, 30), True), (None, True)],
)
def test_a_contact_must_be_confirmed_from_time_to_time(
    confirmed: date | None, expected: bool
) -> None:
    contact = Contact(name="李四", confirmed_on=confirmed)

    assert bool(messages(IncompleteEntry(), opened_on=OPENED, contact=contact)) is expected


@pytest.mark.parametrize(
    ("confirmed", "today", "expected"),
    [
        (date(2021, 5, 27), date(2021, 11, 27), False),
        (date(2021, 5, 27), date(2021, 11, 28), True),
        (date(2021, 1, 31), date(2021, 7, 31), False),
        (date(2021, 1, 31), date(2021, 8, 1), True),
        (date(2021, 8, 31), date(2022, 2, 28), False),
        (date(2021, 8, 31), date(2022, 3, 1), True),
    ],
)
def test_a_term_is_counted_in_months_of_the_calendar(
    confirmed: date, today: date, *, expected: bool
) -> None:
    entry = account(opened_on=OPENED, contact=Contact(name="李四", confirmed_on=confirmed))
    seen = snapshot(account=entry, taken_at=clock.day_end(today))

    assert bool(list(IncompleteEntry().find(seen))) is expected


def test_the_day_is_written_as_documents_write_it() -> None:
    contact = Contact(name="李四", confirmed_on=date(2021, 3, 1))

    assert messages(IncompleteEntry(), opened_on=OPENED, contact=contact) == [
        "负责人自2021年3月1日以来未核实，请确认是否仍由其负责"
    ]


def test_a_term_is_at_least_a_month() -> None:
    with pytest.raises(ConfigError):
        IncompleteEntry(confirm_months=0)
