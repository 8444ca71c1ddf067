"""A person's no fails the account; what nobody looked at says nothing."""

import pytest

from checks.poor_interaction import PoorInteraction
from monitor.model import Answer, ChecklistItem
from monitor.model.errors import CannotJudge
from tests.builders import ago, snapshot

CHECK = PoorInteraction()


def answer(item: ChecklistItem, on: float = 3, *, good: bool = False) -> Answer:
    return Answer(item=item, good=good, at=ago(on), by="张三", note="标题误写")


def test_a_no_is_a_fault_with_its_date_and_its_checker() -> None:
    (finding,) = CHECK.find(snapshot(answers=(answer(ChecklistItem.INTERACTION),)))

    assert (
        finding.message
        == "“提供有效互动功能并能正常使用”一项不符合要求：标题误写（2021年12月28日张三核查）"
    )


def test_a_quarters_turn_neither_forgives_nor_accuses() -> None:
    with pytest.raises(CannotJudge, match="本季度尚未复核"):
        list(CHECK.find(snapshot(answers=(answer(ChecklistItem.INTERACTION, 120),))))


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (answer(ChecklistItem.INTERACTION, good=True),),
        (answer(ChecklistItem.INTERACTION, 200), answer(ChecklistItem.INTERACTION, 120, good=True)),
        (answer(ChecklistItem.INTERACTION, 5), answer(ChecklistItem.INTERACTION, 1, good=True)),
        (answer(ChecklistItem.WORDING),),
    ],
)
def test_nothing_else_is(answers: tuple[Answer, ...]) -> None:
    assert list(CHECK.find(snapshot(answers=answers))) == []
