"""Answers to the checklist are kept in the order of looking; one that is taken back stays."""

from monitor.cases.case_store import CaseStore
from monitor.model import Answer, ChecklistItem
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.freshness import Limit
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago
from tests.verdicts.builders import ways


def no(on: float) -> Answer:
    return Answer(item=ChecklistItem.LINKS, good=False, at=ago(on), by="张三", note="外链失效")


def withdraw(db: Database, account: str, on: float, why: str) -> None:
    given = AnswerStore(db).answers(ago(99), NOON, withdrawn=True)[account]
    AnswerStore(db).withdraw_answers([answer.id for answer in given if answer.at == ago(on)], why)


def test_answers_come_in_the_order_of_looking_and_of_their_time_only(db: Database) -> None:
    answers = [no(1), no(3), no(2), no(9)]
    VerdictWriter(db).append_by_hand([], [], [("a", answer) for answer in answers])

    assert AnswerStore(db).answers(ago(3), ago(1)) == {"a": (no(3), no(2), no(1))}
    assert AnswerStore(db).answers(ago(3), ago(2)) == {"a": (no(3), no(2))}


def test_one_answer_is_taken_back_and_no_other(db: Database) -> None:
    VerdictWriter(db).append_by_hand([], [], [("a", no(1)), ("a", no(2)), ("b", no(2))])

    withdraw(db, "a", 2, "李四：点错账号")

    assert AnswerStore(db).answers(ago(9), NOON) == {"a": (no(1),), "b": (no(2),)}
    whole = AnswerStore(db).answers(ago(9), NOON, withdrawn=True)["a"]
    assert [answer.withdrawn for answer in whole] == ["李四：点错账号", ""]


def test_an_answer_taken_back_twice_is_told_once_with_the_first_reason(db: Database) -> None:
    VerdictWriter(db).append_by_hand([], [], [("a", no(1))])

    for why in ("李四：点错账号", "王五：点错账号"):
        withdraw(db, "a", 1, why)

    (answer,) = AnswerStore(db).answers(ago(9), NOON, withdrawn=True)["a"]
    assert answer.withdrawn == "李四：点错账号"


def test_what_is_taken_back_is_known_by_its_id_up_to_any_moment(db: Database) -> None:
    answer_store = AnswerStore(db)
    VerdictWriter(db).append_by_hand(
        [], [], [("a", no(1)), ("a", no(2)), ("b", no(1)), ("b", no(1))]
    )
    (_, last), (_, twin) = (
        answer_store.answers(ago(9), NOON)["a"],
        answer_store.answers(ago(9), NOON)["b"],
    )

    answer_store.withdraw_answers([last.id, twin.id], "李四：点错账号")

    assert answer_store.withdrawn_answers() == {last.id, twin.id}
    assert answer_store.withdrawn_answers(ago(1.5)) == frozenset()
    assert len(answer_store.answers(ago(9), NOON)["b"]) == 1  # said twice, taken back once


def test_where_nothing_was_taken_back_no_answer_is_read(db: Database) -> None:
    VerdictWriter(db).append_by_hand([], [], [("a", no(1))])

    def refuted() -> None:
        assert CaseStore(db).refuted(lambda _: Limit(days=14)) == frozenset()

    assert ways(db, refuted, "answers") == []
