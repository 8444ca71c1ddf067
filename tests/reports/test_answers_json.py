"""Answers to the checklist, for scripts."""

from monitor.model import Answer, ChecklistItem
from reports.answers_json import described
from tests.builders import NOON


def test_an_answer_is_told_with_its_time_of_the_clock_on_the_wall() -> None:
    answer = Answer(item=ChecklistItem.LINKS, good=False, at=NOON, by="张三", note="外链失效")

    assert described(answer) == {
        "item": "links",
        "good": False,
        "at": "2021-12-31T12:00:00+08:00",
        "by": "张三",
        "note": "外链失效",
        "evidence": "",
    }
