"""Which answers count in a quarter."""

from dataclasses import replace

import pytest

from monitor.checklist import current, heading, is_taken_back, open_items, taken_back, told
from monitor.model import Answer, Item
from tests.builders import NOON, ago


def said(item: Item, on: float, *, good: bool = True) -> Answer:
    return Answer(item=item, good=good, at=ago(on), by="张三")


@pytest.mark.parametrize(("on", "counts"), [(91.4, True), (91.6, False), (-1, False)])
def test_an_answer_counts_within_its_quarter(on: float, counts: bool) -> None:
    """NOON is the last day of December; the quarter began 91.5 days before."""
    assert bool(current([said(Item.LINKS, on)], NOON)) is counts


def test_a_no_stands_until_somebody_says_yes() -> None:
    old = said(Item.LINKS, 200, good=False)

    assert current([old], NOON) == (old,)
    assert Item.LINKS in open_items([old], NOON)
    assert current([old, said(Item.LINKS, 120)], NOON) == ()


def test_the_latest_answer_to_an_item_counts() -> None:
    (one,) = current([said(Item.LINKS, 1), said(Item.LINKS, 5, good=False)], NOON)

    assert one.good


def test_what_is_told_of_two_answers_falls_with_both() -> None:
    no = said(Item.LINKS, 1, good=False)
    back = replace(no, withdrawn="2021-12-30 李四：点错账号")

    assert taken_back([back]) == {told(no)}
    assert taken_back([back, no]) == taken_back([no]) == frozenset()


@pytest.mark.parametrize("good", [True, False])
def test_of_two_answers_in_one_second_the_one_given_last_counts(good: bool) -> None:
    first, last = said(Item.LINKS, 1, good=not good), said(Item.LINKS, 1, good=good)

    assert current([first, last], NOON) == (last,)


def test_what_nobody_answered_is_open() -> None:
    answers = [said(item, 3) for item in Item if item is not Item.HONESTY]

    assert open_items(answers, NOON) == (Item.HONESTY,)


def test_a_no_is_asked_again_until_it_is_a_yes() -> None:
    whole = [said(item, 3) for item in Item]
    no = said(Item.HONESTY, 2, good=False)

    assert open_items([*whole, no], NOON) == (Item.HONESTY,)
    assert open_items([*whole, no, said(Item.HONESTY, 1)], NOON) == ()


@pytest.mark.parametrize(
    ("found", "taken", "is_none"),
    [
        ("甲；乙", {"甲", "乙"}, True),
        ("甲", {"甲"}, True),
        ("甲；乙", {"甲"}, False),
        ("甲", {"乙"}, False),
        ("", {"甲"}, False),
        ("甲乙；甲", {"甲", "甲乙"}, True),
    ],
)
def test_a_case_is_none_where_all_that_it_tells_of_was_taken_back(
    found: str, taken: set[str], is_none: bool
) -> None:
    assert is_taken_back(found, taken) is is_none


def test_no_item_reads_as_the_reproach_of_having_published_nothing() -> None:
    """未发布 is also what is said of an account that posts nothing."""
    assert [item for item in Item if "未发布" in heading(item)] == []
