"""Issued reports as the store gives them out: what is long is read only where it is needed."""

import json
from datetime import date, datetime, timedelta

import pytest

from monitor.figures.issues import Issued, IssueStore
from monitor.model.clock import BEIJING
from monitor.model.errors import StoreError
from monitor.system.connection import Database
from reports import figures_json
from tests.figures.test_frozen import FIRST
from tests.reports.papers import county
from tests.verdicts.builders import questions

KINDS = ("quarter_city", "quarter_units")
AT = datetime(2022, 1, 5, tzinfo=BEIJING)


def issued(version: int = 1, figures: str = "{}", kind: str = "quarter_city") -> Issued:
    return Issued(
        period="2021Q4", kind=kind, version=version, number=f"{version}号",
        issued_on=date(2022, 1, 5), made_at=AT + timedelta(hours=version), figures=figures,
        sha256="",
    )  # fmt: skip


def test_the_sum_of_the_last_report_is_read_without_its_accounts(db: Database) -> None:
    store = IssueStore(db)
    store.issue(issued(1, json.dumps(FIRST)))
    store.issue(issued(2, figures_json.freeze(county()), kind="quarter_units"))
    store.issue(issued(3, json.dumps(FIRST), kind="rollup"))

    asked = questions(db, lambda: store.last_total("2021Q4", KINDS))

    total = store.last_total("2021Q4", KINDS)
    assert total is not None and total["pass"] == county().total.tally.passed
    assert not any("figures" in question for question in asked)


@pytest.mark.parametrize("spaces", [None, 2])
def test_figures_of_the_first_program_are_read_whole(db: Database, spaces: int | None) -> None:
    store = IssueStore(db)
    store.issue(issued(1, json.dumps(FIRST, indent=spaces)))

    total = store.last_total("2021Q4", KINDS)

    assert total is not None and total["fail"] == 3


def test_figures_that_cannot_be_read_are_refused(db: Database) -> None:
    store = IssueStore(db)
    store.issue(issued(1, json.dumps({"version": 2, **FIRST}, indent=2)))

    with pytest.raises(StoreError, match="请升级程序"):
        store.last_total("2021Q4", KINDS)


def test_nothing_issued_has_no_sum_and_no_version(db: Database) -> None:
    store = IssueStore(db)

    assert store.last_total("2021Q4", KINDS) is None
    assert store.last_version("2021Q4", "month") is None


def test_the_last_version_is_that_of_its_kind(db: Database) -> None:
    store = IssueStore(db)
    for version, kind in ((1, "quarter_city"), (2, "quarter_city"), (1, "quarter_units")):
        store.issue(issued(version, kind=kind))

    last = store.last_version("2021Q4", "quarter_city")

    assert last is not None and (last.version, last.number) == (2, "2号")
