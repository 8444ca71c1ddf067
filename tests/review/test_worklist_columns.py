"""The columns of the worklist sheet: what is handed out is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

import pytest

from monitor.cli.observe import OPTIONS
from monitor.model import ChecklistItem
from monitor.model.period import Period, Span
from monitor.parsing.tables.header_row import find
from monitor.review import claims, worklist_columns
from monitor.review.claims import ClaimFields
from monitor.review.worklist_columns import (
    CHECKLIST,
    CLAIM,
    COLUMNS,
    HANDED_OUT,
    ID,
    LATEST_FORM,
    NEWEST_KNOWN,
    OLD_FORM,
    POSTS,
    REVIEW_FORM,
    REVIEWED,
    CellKind,
    WorklistColumn,
    of_month,
    with_ids,
)
from monitor.review.worklist_tasks import Need, WorklistTask
from tests.builders import account

# as older programs handed it out, the checklist beside what was seen
OLD = tuple(column for column in COLUMNS if column.name not in ("latest", "shot"))


def test_what_a_person_claims_has_a_column_each_and_an_option_each() -> None:
    claimed = {field.name for field in fields(ClaimFields)} - {"valid_days"}

    assert {column.name for column in CLAIM} == claimed | {"shot", "latest", "posts"}
    assert set(OPTIONS) == claimed - {"note"}  # of which nothing can be wrong
    assert set(claims.OBSERVATIONS) < claimed


def test_every_item_of_the_checklist_is_answered_in_a_column() -> None:
    assert [column.name for column in CHECKLIST] == [item.value for item in ChecklistItem]


def test_of_what_the_program_fills_in_only_the_account_is_read_again() -> None:
    read_again = set(worklist_columns.titles()) - {column.name for column in (*CLAIM, *CHECKLIST)}

    assert read_again == {"id", "name", "platform", "unit"}


def test_no_two_columns_share_a_name_or_a_title() -> None:
    titles = [title for column in COLUMNS for title in (column.title, *column.aliases)]

    assert len(titles) == len(set(titles))
    assert len(COLUMNS) == len({column.name for column in COLUMNS})


def test_every_column_that_a_person_fills_in_is_explained_and_taken_back() -> None:
    blank = [column for column in (*HANDED_OUT, *REVIEWED) if not column.filled]

    assert all(column.guide and column.imported for column in blank)


@pytest.mark.parametrize(
    ("columns", "titles", "form"),
    [
        (HANDED_OUT, worklist_columns.titles(), LATEST_FORM),
        ((*HANDED_OUT, ID), worklist_columns.titles(), LATEST_FORM),
        (REVIEWED, worklist_columns.review_titles(), REVIEW_FORM),
        (OLD, worklist_columns.titles(), OLD_FORM),
    ],
)
def test_a_sheet_that_is_handed_out_is_taken_back_column_by_column(
    columns: Sequence[WorklistColumn],
    titles: Mapping[str, tuple[str, ...]],
    form: tuple[str, ...],
) -> None:
    line = [column.title for column in columns]

    heads = find([line], titles, form)

    assert heads is not None
    assert {name: line[place] for name, place in heads[1].items()} == {
        column.name: column.title for column in columns if column.imported
    }


@pytest.mark.parametrize(
    ("columns", "titles", "form"),
    [
        (REVIEWED, worklist_columns.titles(), LATEST_FORM),
        (REVIEWED, worklist_columns.titles(), OLD_FORM),
        (HANDED_OUT, worklist_columns.review_titles(), REVIEW_FORM),
        (HANDED_OUT, worklist_columns.titles(), OLD_FORM),
        (OLD, worklist_columns.titles(), LATEST_FORM),
        (OLD, worklist_columns.review_titles(), REVIEW_FORM),
    ],
)
def test_no_sheet_is_taken_for_another(
    columns: Sequence[WorklistColumn],
    titles: Mapping[str, tuple[str, ...]],
    form: tuple[str, ...],
) -> None:
    assert find([[column.title for column in columns]], titles, form) is None


def test_a_sheet_fits_across_a_page() -> None:
    for columns in (HANDED_OUT, REVIEWED):
        assert len(columns) <= 12
        assert sum(column.width for column in columns) <= 18.5  # shares of A4 across, at 85 %


@pytest.mark.parametrize(("names", "has_ids"), [(("甲", "乙"), False), (("甲", "甲"), True)])
def test_a_sheet_fits_across_a_page_where_two_bear_one_name(
    names: tuple[str, str], *, has_ids: bool
) -> None:
    listed = [
        WorklistTask(account=account(f"a{n}", name=name), need=Need.ROUND, why="", url="", hint="")
        for n, name in enumerate(names)
    ]

    columns = with_ids(HANDED_OUT, listed)

    assert (ID in columns, NEWEST_KNOWN in columns) == (has_ids, not has_ids)
    assert len(columns) <= 12 and sum(column.width for column in columns) <= 18.5
    assert POSTS in columns and len(set(columns)) == len(columns)


def test_posts_are_counted_in_a_month_that_the_head_names_or_not_at_all() -> None:
    month = Period(year=2021, month=11, span=Span.MONTH)

    titles = [column.title for column in of_month(HANDED_OUT, month)]

    assert "发布条数（2021年11月）" in titles and len(titles) == len(HANDED_OUT)
    assert POSTS not in of_month(HANDED_OUT, None) and len(of_month(HANDED_OUT, None)) == 11


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (CellKind.MOMENT, {"newest", "none_since", "seen", "shot"}),
        (CellKind.ADDRESS, {"link"}),
        (CellKind.EITHER, {"latest"}),
        (CellKind.YES_NO, {item.value for item in ChecklistItem}),
    ],
)
def test_a_column_says_what_its_cells_hold(kind: CellKind, names: set[str]) -> None:
    assert set(worklist_columns.names_of(kind)) == names


def test_a_title_near_to_two_columns_may_hold_a_time_or_a_link() -> None:
    heads = find([["账号标识", "最新内容"]], worklist_columns.titles(), ("id",))

    assert heads is not None
    assert heads[1] == {"id": 0, "latest": 1}
