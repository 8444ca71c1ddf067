"""What a row of the sheet answers to the checklist, and what it merely tells again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Answer, ChecklistItem
from monitor.review.answers import ReviewAnswers, parse_answers
from tests.builders import NOON, account, ago


def row(word: str = "否", *, by: str = "张三", dated: bool = True) -> ReviewAnswers | None:
    return parse_answers(
        {ChecklistItem.LINKS: word},
        account(),
        by=by,
        note="外链失效",
        proof=None,
        looked=lambda: (NOON, NOON - timedelta(hours=12)),
        dated=dated,
    )


@pytest.mark.parametrize("word", ["", " ", "未查", "本季已核", "—"])
def test_a_row_that_answers_nothing_asks_for_nobodys_name(word: str) -> None:
    assert row(word, by="") is None


def test_an_answer_counts_from_when_it_was_looked_at_the_latest() -> None:
    found = row()

    assert found is not None and [answer.at for answer in found.made("")] == [NOON]


@pytest.mark.parametrize(
    ("dated", "change", "left"),
    [
        (False, {}, 0),
        (False, {"by": "李四"}, 1),  # somebody else has looked
        (False, {"good": True}, 1),
        (False, {"at": ago(80)}, 0),
        (False, {"at": ago(100)}, 1),  # in the quarter before
        (False, {"at": ago(100), "withdrawn": "点错账号"}, 0),
        (True, {}, 0),
        (True, {"at": ago(0.5)}, 0),  # the row says no more than the day
        (True, {"at": ago(0.51)}, 1),
        (True, {"at": ago(-0.01)}, 1),
        (True, {"good": True}, 1),
        (True, {"withdrawn": "点错账号"}, 0),
        (True, {"withdrawn": "点错账号", "at": ago(1)}, 1),
        (True, {"withdrawn": "点错账号", "by": "李四"}, 1),
    ],
)
def test_only_what_the_same_person_told_before_is_told_again(
    *, dated: bool, change: dict[str, object], left: int
) -> None:
    answer = Answer(item=ChecklistItem.LINKS, good=False, at=NOON, by="张三")
    found = row(dated=dated)

    assert found is not None
    assert len(found.anew([replace(answer, **change)]).answers) == left  # type: ignore[arg-type]
