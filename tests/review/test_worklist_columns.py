"""The columns of the worklist sheet: what is handed out is taken back."""

from dataclasses import fields

import pytest

from monitor.cli.observe import OPTIONS
from monitor.model import ChecklistItem
from monitor.parsing.tables.header_row import find
from monitor.review import claims, worklist_columns
from monitor.review.claims import ClaimFields
from monitor.review.worklist_columns import CHECKLIST, CLAIM, COLUMNS, HANDED_OUT, CellKind


def test_what_a_person_claims_has_a_column_each_and_an_option_each() -> None:
    claimed = {field.name for field in fields(ClaimFields)} - {"valid_days"}

    assert {column.name for column in CLAIM} == claimed | {"shot"}
    assert set(OPTIONS) == claimed - {"note"}  # of which nothing can be wrong
    assert set(claims.OBSERVATIONS) < claimed


def test_every_item_of_the_checklist_is_answered_in_a_column() -> None:
    assert [column.name for column in CHECKLIST] == [item.value for item in ChecklistItem]


def test_of_what_the_program_fills_in_only_the_account_is_read_again() -> None:
    read_again = set(worklist_columns.titles()) - {column.name for column in (*CLAIM, *CHECKLIST)}

    assert read_again == {"id", "name"}


def test_no_two_columns_share_a_name_or_a_title() -> None:
    titles = [title for column in COLUMNS for title in (column.title, *column.aliases)]

    assert len(titles) == len(set(titles))
    assert len(COLUMNS) == len({column.name for column in COLUMNS})


def test_every_column_that_a_person_fills_in_is_explained_and_taken_back() -> None:
    blank = [column for column in HANDED_OUT if column in (*CLAIM, *CHECKLIST)]

    assert all(column.guide and column.imported for column in blank)


def test_the_sheet_that_is_handed_out_is_taken_back_column_by_column() -> None:
    line = [column.title for column in HANDED_OUT]

    heads = find([line], worklist_columns.titles(), ("id",))

    assert heads is not None
    assert {name: line[place] for name, place in heads[1].items()} == {
        column.name: column.title for column in HANDED_OUT if column.imported
    }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (CellKind.MOMENT, {"newest", "none_since", "seen", "shot"}),
        (CellKind.ADDRESS, {"link"}),
        (CellKind.YES_NO, {item.value for item in ChecklistItem}),
    ],
)
def test_a_column_says_what_its_cells_hold(kind: CellKind, names: set[str]) -> None:
    assert set(worklist_columns.names_of(kind)) == names


def test_a_title_near_to_two_columns_is_a_time_rather_than_a_link() -> None:
    heads = find([["账号标识", "最新内容"]], worklist_columns.titles(), ("id",))

    assert heads is not None
    assert heads[1] == {"id": 0, "newest": 1}
