"""The board: who is late comes first, what was closed in earlier quarters is left out."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import case_steps
from monitor.app.case_board import OVERDUE, CaseBoard, case_board
from monitor.app.case_details import case_details
from monitor.cases.case import Stage, StepKind
from monitor.cases.escalation import days_late
from monitor.model.clock import BEIJING
from monitor.registry import Registry, load
from monitor.system.connection import Database
from reports import case_table

MONDAY = datetime(2021, 12, 6, 10, tzinfo=BEIJING)
DAY = timedelta(days=1)
TEXT = """\
jurisdiction: {name: 高台县}
units: [{id: u, name: 某局}, {id: v, name: 某镇}, {id: w, name: 某所}]
accounts:
  - {id: a, name: 甲, platform: wechat, unit: v}
  - {id: b, name: 乙, platform: weibo, unit: u}
"""


COUNT = itertools.count(1)  # nobody enters the same problem twice


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    path = tmp_path / "accounts.yaml"
    path.write_text(TEXT, "utf-8")
    return load(path)


def opened(db: Database, registry: Registry, account: str = "a", days: float = 0) -> int:
    at = MONDAY + days * DAY
    text = f"问题{next(COUNT)}"
    return case_steps.open_case(db, registry, registry.account(account), text, "张三", at).id


def step(
    db: Database, registry: Registry, number: int, kind: StepKind, days: float, **more: object
) -> None:
    given = case_steps.step(kind, "张三", MONDAY + days * DAY, text="x", document="1号")
    case_steps.add(db, registry, [number], replace(given, **more))  # type: ignore[arg-type]


def at(db: Database, registry: Registry, days: float, unit: str = "", **more: bool) -> CaseBoard:
    return case_board(db, registry, MONDAY + days * DAY, unit, **more)


def numbers(board: CaseBoard, stage: str = "") -> list[int]:
    return [case.id for case in board.listed(stage)]


def test_the_most_urgent_of_each_stage_comes_first(db: Database, registry: Registry) -> None:
    for _ in range(9):
        opened(db, registry)
    for number, due in ((1, 20), (2, 10), (3, 15)):
        step(db, registry, number, StepKind.NOTIFY, 1, due_on=date(2021, 12, due))
    for number, days in ((4, 3.0), (5, 2.0)):
        step(db, registry, number, StepKind.NOTIFY, 1)
        step(db, registry, number, StepKind.RECTIFY, days)
    for number, until in ((6, 30), (7, 20)):
        step(db, registry, number, StepKind.EXEMPT, 1, until=date(2021, 12, until))
    board = at(db, registry, 8)

    assert numbers(board, "notified") == [2, 3, 1]
    assert numbers(board, "rectified") == [5, 4]
    assert numbers(board, "exempt") == [7, 6]
    assert numbers(board, "found") == [8, 9]
    assert numbers(board, OVERDUE) == [2]
    assert numbers(board) == [8, 9, 2, 3, 1, 5, 4, 7, 6]


@pytest.mark.parametrize(("days", "late"), [(4, 0), (5, 1)])
def test_a_case_is_late_from_the_day_after_its_term(
    days: float, late: int, db: Database, registry: Registry
) -> None:
    opened(db, registry)
    step(db, registry, 1, StepKind.NOTIFY, 1, due_on=date(2021, 12, 10))
    board = at(db, registry, days)

    assert len(board.overdue) == late
    (case,) = board.listed("notified")
    assert days_late(case, board.today) == late
    assert case_table.cells(case, board.today)[8] == (late or "")


@pytest.mark.parametrize(
    ("closed_at", "listed"),
    [
        (datetime(2021, 12, 31, 23, 59, tzinfo=BEIJING), False),
        (datetime(2022, 1, 1, tzinfo=BEIJING), True),
    ],
)
def test_what_was_closed_in_an_earlier_quarter_is_left_out_and_counted(
    closed_at: datetime, listed: bool, db: Database, registry: Registry
) -> None:
    opened(db, registry)
    days = (closed_at - MONDAY) / DAY
    step(db, registry, 1, StepKind.CLOSE, days)

    board = at(db, registry, 40)
    assert (numbers(board, "closed"), board.older) == ([1] * listed, int(not listed))
    board = at(db, registry, 40, older=True)
    assert (numbers(board, "closed"), board.older) == ([1], 0)


def test_a_board_of_one_unit_has_its_cases_alone(db: Database, registry: Registry) -> None:
    opened(db, registry, "a")
    opened(db, registry, "b")

    board = at(db, registry, 0, "u")

    assert numbers(board) == [2]
    assert board.units == (("u", "某局"), ("v", "某镇"))  # in the register's order, those with any
    assert numbers(at(db, registry, 0, "nobody")) == []


def test_of_those_closed_the_last_comes_first(db: Database, registry: Registry) -> None:
    for _ in range(2):
        opened(db, registry)
    step(db, registry, 1, StepKind.CLOSE, 1)
    step(db, registry, 2, StepKind.CLOSE, 2)

    assert numbers(at(db, registry, 3), "closed") == [2, 1]


LEFT = [
    (1, "还有 5 个工作日"),
    (4, "还有 2 个工作日"),
    (5, "还有 2 个工作日"),  # a Saturday
    (6, "还有 2 个工作日"),
    (7, "还有 1 个工作日"),
    (8, "今天到期"),
    (9, ""),
]


@pytest.mark.parametrize(("days", "words"), LEFT)
def test_the_rest_of_a_term_is_told_in_working_days(
    days: float, words: str, db: Database, registry: Registry
) -> None:
    opened(db, registry)
    step(db, registry, 1, StepKind.NOTIFY, 1)  # until Tuesday, the 14th

    details = case_details(db, registry, 1, MONDAY + days * DAY)

    assert details is not None
    assert case_table.left(details.case, details.today, details.days_left) == words


def test_whose_term_does_not_run_has_nothing_left_of_it(db: Database, registry: Registry) -> None:
    opened(db, registry)
    for kind in (StepKind.NOTIFY, StepKind.RECTIFY):
        step(db, registry, 1, kind, 1)

    details = case_details(db, registry, 1, MONDAY + DAY)

    assert details is not None and details.case.stage is Stage.RECTIFIED
    assert case_table.left(details.case, details.today, details.days_left) == ""
    assert case_details(db, registry, 2, MONDAY) is None


def test_a_lapsed_exemption_is_shown_as_it_is_now_and_counted_as_it_is_stored(
    db: Database, registry: Registry
) -> None:
    opened(db, registry)
    step(db, registry, 1, StepKind.EXEMPT, 1, until=date(2021, 12, 10))

    details = case_details(db, registry, 1, MONDAY + 10 * DAY)

    assert details is not None
    assert (details.case.stage, len(details.case.steps), details.steps) == (Stage.FOUND, 3, 2)
