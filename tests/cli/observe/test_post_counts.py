"""What a person counted of a month: appended, the last entry counts, shown as theirs."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from monitor.figures.post_count_store import PostCountStore
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from tests.office import Office, account, make_office

JANUARY = datetime(2022, 1, 4, 9, tzinfo=BEIJING)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path, [account("a")], opened_at=JANUARY)


def entered(office: Office) -> list[tuple[str, int, str]]:
    with open_database(office.database) as db:
        entries = PostCountStore(db).by_account().get("a", ())
    return [(entry.month.name, entry.posts, entry.by) for entry in entries]


def test_a_count_is_of_the_month_before_unless_another_is_named(office: Office) -> None:
    first = office.at(0, "observe", "a", "--posts", 12, "--by", "张三")
    office.at(0, "observe", "a", "--posts", 9, "--month", "2021-10", "--by", "张三")

    assert first.code == 0 and "2021年12月发布 12 条" in first.err
    assert entered(office) == [("2021-12", 12, "张三"), ("2021-10", 9, "张三")]


def test_a_correction_is_appended_and_a_repetition_is_not(office: Office) -> None:
    for days, posts in ((0, 12), (1, 12), (2, 13)):
        office.at(days, "observe", "a", "--posts", posts, "--by", "张三")

    assert entered(office) == [("2021-12", 12, "张三"), ("2021-12", 13, "张三")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--posts", 1), "请写填报人姓名"),
        (("--posts", 1, "--by", "张三", "--month", "2022-02"), "2022年2月尚未开始"),
        (("--posts", -1, "--by", "张三"), "--posts"),
        (("--posts", 1, "--by", "张三", "--newest", "昨天"), "--posts 单独填报"),
        (("--month", "2021-12", "--by", "张三"), "--month 只与 --posts 同用"),
    ],
)
def test_what_cannot_be_entered_is_refused(
    office: Office, words: tuple[object, ...], message: str
) -> None:
    done = office.at(0, "observe", "a", *words)

    assert done.code == 2 and message in done.err


def test_a_count_of_an_account_called_by_its_name_is_told_with_its_id(office: Office) -> None:
    done = office.at(0, "observe", "甲", "--posts", 12, "--by", "张三", "--json")

    assert json.loads(done.out)["account"] == "a"
