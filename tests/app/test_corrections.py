"""What people put right of the record, within what the record allows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.app import corrections
from monitor.cases.wording_errors import WordingError
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.model.errors import RequestError
from monitor.system.connection import Database
from monitor.system.database import open_database
from tests.builders import NOON

FOUND_ON = date(2021, 12, 6)
ERROR = WordingError(unit="caizheng", unit_name="高台县财政局", text="人民政俯", found_on=FOUND_ON)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "monitor.db") as opened:
        WordingErrorStore(opened).add_wording_errors([ERROR, replace(ERROR, text="帐号")], NOON)
        yield opened


@pytest.mark.parametrize("on", [None, FOUND_ON, date(2021, 12, 31)])
def test_an_error_is_put_right_from_the_day_it_was_found_to_today(
    db: Database, on: date | None
) -> None:
    corrections.fix_wording_error(db, 1, "李四", on, NOON)

    first, second = WordingErrorStore(db).wording_errors()
    assert first.fixed_on == (on or date(2021, 12, 31)) and second.fixed_on is None


@pytest.mark.parametrize("on", [date(2021, 12, 5), date(2022, 1, 1)])
def test_an_error_is_put_right_neither_before_it_was_found_nor_in_the_future(
    db: Database, on: date
) -> None:
    with pytest.raises(RequestError, match="整改日期应在发现之后") as refused:
        corrections.fix_wording_error(db, 1, "李四", on, NOON)

    assert (
        refused.value.field == "on" and WordingErrorStore(db).wording_errors()[0].fixed_on is None
    )


def test_an_error_that_was_withdrawn_is_neither_put_right_nor_withdrawn_again(
    db: Database,
) -> None:
    corrections.withdraw_wording_error(db, 1, "李四", "申诉成立", NOON)

    with pytest.raises(RequestError, match="已撤销（2021-12-31 李四：申诉成立），无需登记整改"):
        corrections.fix_wording_error(db, 1, "李四", None, NOON)
    with pytest.raises(RequestError, match="已撤销：2021-12-31 李四：申诉成立"):
        corrections.withdraw_wording_error(db, 1, "王五", "误报", NOON)


@pytest.mark.parametrize(("by", "reason", "field"), [(" ", "误报", "by"), ("李四", "", "reason")])
def test_a_withdrawal_needs_a_name_and_a_reason(
    db: Database, by: str, reason: str, field: str
) -> None:
    with pytest.raises(RequestError, match="不能为空") as refused:
        corrections.withdraw_wording_error(db, 1, by, reason, NOON)

    assert refused.value.field == field and not WordingErrorStore(db).wording_errors()[0].withdrawn


def test_a_number_that_no_error_has_is_refused(db: Database) -> None:
    with pytest.raises(RequestError, match="没有 3 号错敏信息"):
        corrections.fix_wording_error(db, 3, "李四", None, NOON)
    with pytest.raises(RequestError, match="不能为空"):
        corrections.fix_wording_error(db, 1, "", None, NOON)
