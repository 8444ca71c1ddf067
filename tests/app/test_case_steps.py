"""Steps that people take on cases: signed, to all of the named cases or to none."""

from datetime import date
from pathlib import Path

import pytest

from monitor.app import case_steps
from monitor.cases.case import CaseStep, Stage, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model.errors import RequestError
from monitor.notices.outbox import Outbox
from monitor.registry import Registry, load
from monitor.system.connection import Database
from tests.builders import NOON

TEXT = """\
jurisdiction: {name: 高台县}
units: [{id: caizheng, name: 高台县财政局}]
accounts:
  - {id: a, name: 高台财政, platform: wechat, unit: caizheng}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    path = tmp_path / "accounts.yaml"
    path.write_text(TEXT, "utf-8")
    return load(path)


def opened(db: Database, registry: Registry, text: str = "留言长期未回复") -> int:
    return case_steps.open_case(db, registry, registry.account("a"), text, "张三", NOON).id


def notified(due_on: date | None = None) -> CaseStep:
    return case_steps.step(StepKind.NOTIFY, "张三", NOON, due_on=due_on)


def test_a_case_that_a_person_opens_is_told_to_the_office(db: Database, registry: Registry) -> None:
    number = opened(db, registry)

    (case,) = CaseStore(db).cases()
    assert (case.id, case.stage, case.message) == (number, Stage.FOUND, "留言长期未回复")
    (entry,) = Outbox(db).latest_entries(10)
    assert "留言长期未回复" in entry.notice.text


@pytest.mark.parametrize(
    ("text", "by", "field"),
    [("", "张三", "text"), ("\u200b ", "张三", "text"), ("问题", " ", "by")],
)
def test_a_case_without_a_problem_or_a_name_is_refused(
    db: Database, registry: Registry, text: str, by: str, field: str
) -> None:
    with pytest.raises(RequestError) as refused:
        case_steps.open_case(db, registry, registry.account("a"), text, by, NOON)

    assert refused.value.field == field and CaseStore(db).cases() == ()


def test_a_step_is_added_to_all_the_named_cases_or_to_none(
    db: Database, registry: Registry
) -> None:
    first, second = opened(db, registry), opened(db, registry, "链接失效")

    with pytest.raises(RequestError, match="没有 9 号问题"):
        case_steps.add(db, registry, [first, 9], notified())
    assert {case.stage for case in CaseStore(db).cases()} == {Stage.FOUND}

    added = case_steps.add(db, registry, [second, first, second], notified())
    assert [update.case.id for update in added.updates] == [second, first]
    assert {case.stage for case in CaseStore(db).cases()} == {Stage.NOTIFIED}
    assert len(Outbox(db).latest_entries(10)) == 4


def test_a_unit_that_was_notified_is_not_notified_again(db: Database, registry: Registry) -> None:
    first = opened(db, registry)
    case_steps.add(db, registry, [first], notified())
    second = opened(db, registry, "链接失效")

    added = case_steps.add(db, registry, [first, second], notified())

    assert [update.case.id for update in added.updates] == [second]
    assert [case.id for case in added.repeated] == [first]
