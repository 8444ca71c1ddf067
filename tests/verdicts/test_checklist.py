"""Which answers count in a quarter."""

from dataclasses import replace

import pytest

from monitor.model import Answer, ChecklistItem
from monitor.verdicts.checklist import SAFETY, current, faults, heading, is_withdrawn, open_items
from tests.builders import NOON, ago


def answered(item: ChecklistItem, on: float, *, good: bool = True) -> Answer:
    return Answer(item=item, good=good, at=ago(on), by="张三")


@pytest.mark.parametrize(("on", "counts"), [(91.4, True), (91.6, False), (-1, False)])
def test_an_answer_counts_within_its_quarter(on: float, counts: bool) -> None:
    """NOON is the last day of December; the quarter began 91.5 days before."""
    assert bool(current([answered(ChecklistItem.LINKS, on)], NOON)) is counts


def test_a_no_stands_until_somebody_says_yes() -> None:
    old = answered(ChecklistItem.LINKS, 200, good=False)

    assert current([old], NOON) == (old,)
    assert ChecklistItem.LINKS in open_items([old], NOON)
    assert current([old, answered(ChecklistItem.LINKS, 120)], NOON) == ()


def test_the_latest_answer_to_an_item_counts() -> None:
    (answer,) = current(
        [answered(ChecklistItem.LINKS, 1), answered(ChecklistItem.LINKS, 5, good=False)], NOON
    )

    assert answer.good


def found(*answers: Answer) -> tuple[int, ...]:
    (finding,) = faults(answers, SAFETY, NOON, kind="unsafe_content")
    return finding.answers


def test_what_is_said_twice_rests_on_both_answers_and_falls_with_the_last() -> None:
    no = replace(answered(ChecklistItem.LINKS, 1, good=False), id=4)
    again = replace(no, id=9, at=ago(1.1))
    others = (
        replace(no, id=1, by="李四"),
        replace(no, id=2, note="外链失效"),
        replace(no, id=3, at=ago(2)),
        replace(no, id=5, item=ChecklistItem.SECRETS, good=True),
    )

    rests_on = found(*others, again, no)

    assert rests_on == (4, 9)
    assert not is_withdrawn(rests_on, {1, 2, 3, 4, 5})
    assert is_withdrawn(rests_on, {4, 9})


def test_what_rests_on_no_answer_that_is_kept_falls_with_none() -> None:
    rests_on = found(answered(ChecklistItem.LINKS, 1, good=False))

    assert rests_on == ()
    assert not is_withdrawn(rests_on, {1})


@pytest.mark.parametrize("good", [True, False])
def test_of_two_answers_in_one_second_the_one_given_last_counts(good: bool) -> None:
    first, last = (
        answered(ChecklistItem.LINKS, 1, good=not good),
        answered(ChecklistItem.LINKS, 1, good=good),
    )

    assert current([first, last], NOON) == (last,)


def test_what_nobody_answered_is_open() -> None:
    answers = [answered(item, 3) for item in ChecklistItem if item is not ChecklistItem.HONESTY]

    assert open_items(answers, NOON) == (ChecklistItem.HONESTY,)


def test_a_no_is_asked_again_until_it_is_a_yes() -> None:
    whole = [answered(item, 3) for item in ChecklistItem]
    no = answered(ChecklistItem.HONESTY, 2, good=False)

    assert open_items([*whole, no], NOON) == (ChecklistItem.HONESTY,)
    assert open_items([*whole, no, answered(ChecklistItem.HONESTY, 1)], NOON) == ()


def test_no_item_reads_as_the_reproach_of_having_published_nothing() -> None:
    """未发布 is also what is said of an account that posts nothing."""
    assert [item for item in ChecklistItem if "未发布" in heading(item)] == []
