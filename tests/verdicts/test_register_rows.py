"""The register's snapshot: by names, whatever is added later; by position as it once was."""

import json
from datetime import date

import pytest

from monitor.model import Platform, Status, Unit
from monitor.verdicts import register_rows
from tests.builders import account

FULL = account(
    "a", name="城关发布", platform=Platform.WEIBO, unit=Unit(id="u", name="城关镇", kind="town"),
    opened_on=date(2016, 5, 1), filed=True, status=Status.CHANGING,
)  # fmt: skip
BARE = account("b", opened_on=None, filed=False)
# as earlier programs wrote it: never to be edited
OLD = '[["a","城关发布","weibo","u","城关镇","town","changing","2016-05-01",true]]'


def test_a_snapshot_gives_back_what_the_register_said() -> None:
    said = register_rows.load(register_rows.dump([FULL, BARE]))

    assert said == (register_rows.registered(FULL), register_rows.registered(BARE))
    assert (said[0].unit_id, said[0].unit, said[0].kind) == ("u", "城关镇", "town")
    assert (said[1].opened_on, said[1].filed) == (None, False)


def test_a_snapshot_of_an_earlier_program_says_the_same() -> None:
    assert register_rows.load(OLD) == (register_rows.registered(FULL),)


def test_a_field_that_is_unknown_here_and_another_order_make_no_snapshot_unreadable() -> None:
    (fields,) = json.loads(register_rows.dump([FULL]))
    later = json.dumps([{"tenth": "x", **dict(reversed(fields.items()))}])

    assert register_rows.load(later) == (register_rows.registered(FULL),)


@pytest.mark.parametrize("number", [8, 10])
def test_values_by_position_are_taken_for_nine_and_no_other_number(number: int) -> None:
    values = [*json.loads(OLD)[0], "x"][:number]

    with pytest.raises(ValueError, match="zip"):
        register_rows.load(json.dumps([values]))
