"""Answers to the checklist are kept in the order of looking; one that is taken back stays."""

from monitor.app.store import Store
from monitor.model import Answer, ChecklistItem
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, ago
from tests.verdicts.builders import ways


def no(on: float) -> Answer:
    return Answer(item=ChecklistItem.LINKS, good=False, at=ago(on), by="张三", note="外链失效")


def withdraw(store: Store, account: str, on: float, why: str) -> None:
    given = store.answers(ago(99), NOON, withdrawn=True)[account]
    store.withdraw_answers([answer.id for answer in given if answer.at == ago(on)], why)


def test_answers_come_in_the_order_of_looking_and_of_their_time_only(store: Store) -> None:
    answers = [no(1), no(3), no(2), no(9)]
    store.append_by_hand([], [], [("a", answer) for answer in answers])

    assert store.answers(ago(3), ago(1)) == {"a": (no(3), no(2), no(1))}
    assert store.answers(ago(3), ago(2)) == {"a": (no(3), no(2))}


def test_one_answer_is_taken_back_and_no_other(store: Store) -> None:
    store.append_by_hand([], [], [("a", no(1)), ("a", no(2)), ("b", no(2))])

    withdraw(store, "a", 2, "李四：点错账号")

    assert store.answers(ago(9), NOON) == {"a": (no(1),), "b": (no(2),)}
    whole = store.answers(ago(9), NOON, withdrawn=True)["a"]
    assert [answer.withdrawn for answer in whole] == ["李四：点错账号", ""]


def test_an_answer_taken_back_twice_is_told_once_with_the_first_reason(store: Store) -> None:
    store.append_by_hand([], [], [("a", no(1))])

    for why in ("李四：点错账号", "王五：点错账号"):
        withdraw(store, "a", 1, why)

    (answer,) = store.answers(ago(9), NOON, withdrawn=True)["a"]
    assert answer.withdrawn == "李四：点错账号"


def test_what_is_taken_back_is_known_by_its_id_up_to_any_moment(store: Store) -> None:
    store.append_by_hand([], [], [("a", no(1)), ("a", no(2)), ("b", no(1)), ("b", no(1))])
    (_, last), (_, twin) = store.answers(ago(9), NOON)["a"], store.answers(ago(9), NOON)["b"]

    store.withdraw_answers([last.id, twin.id], "李四：点错账号")

    assert store.withdrawn_answers() == {last.id, twin.id}
    assert store.withdrawn_answers(ago(1.5)) == frozenset()
    assert len(store.answers(ago(9), NOON)["b"]) == 1  # said twice, taken back once


def test_where_nothing_was_taken_back_no_answer_is_read(store: Store) -> None:
    store.append_by_hand([], [], [("a", no(1))])

    def refuted() -> None:
        assert store.refuted(lambda _: Limit(days=14)) == frozenset()

    assert ways(store, refuted, "answers") == []
