"""Who may use the desk, how they log in, and how long somebody who guesses has to wait."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.app import passwords, people
from monitor.app.people import TooMany
from monitor.app.people_store import FILE, VERSION, Person, Role
from monitor.model.errors import RequestError, StoreError
from tests.builders import NOON
from tests.desk.builders import WORD, hash_cheaply

HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_cheaply(monkeypatch)


def added(data: Path, name: str = "zhangsan", role: Role = Role.DUTY) -> Person:
    return people.add(data, name, "张三", role, WORD, NOON)


def fail(data: Path, number: int, name: str = "zhangsan", address: str = HERE) -> None:
    for _ in range(number):
        with pytest.raises(RequestError, match=people.WRONG):
            people.log_in(data, name, "错了错了错了错了错了", NOON, address=address)


def test_who_was_added_logs_in_and_stays_logged_in(tmp_path: Path) -> None:
    added(tmp_path)

    began = people.log_in(tmp_path, " ZhangSan ", WORD, NOON, address=HERE)
    row = people.session(tmp_path, began.word, NOON + timedelta(hours=1))

    assert row is not None and row.person.shown == "张三" and row.person.role is Role.DUTY


def test_no_password_and_no_session_word_stands_in_the_file(tmp_path: Path) -> None:
    added(tmp_path)
    began = people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE)

    data = (tmp_path / FILE).read_bytes()

    assert WORD.encode() not in data and began.word.encode() not in data
    assert b"$argon2id$" in data
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_hash_costs_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    passwords._hasher.cache_clear()

    assert "$m=19456,t=2,p=1$" in passwords.hashed(WORD)


@pytest.mark.parametrize(
    ("name", "shown", "password", "why"),
    [
        ("张三", "张三", WORD, "小写字母"),
        ("a", "张三", WORD, "小写字母"),
        ("zhangsan", " ", WORD, "姓名"),
        ("zhangsan", "张三", "123456789", "至少10个字符"),
        ("zhangsan", "张三", "x" * 201, "最多200个字符"),
    ],
)
def test_what_cannot_be_a_person_is_refused(
    name: str, shown: str, password: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match=why):
        people.add(tmp_path, name, shown, Role.DUTY, password, NOON)


def test_ten_characters_are_enough(tmp_path: Path) -> None:
    assert people.add(tmp_path, "li", "李四", Role.LEADER, "1234567890", NOON).name == "li"


def test_a_name_is_given_once_and_again_after_its_removal(tmp_path: Path) -> None:
    added(tmp_path)
    with pytest.raises(RequestError, match="已有人使用"):
        added(tmp_path)

    people.remove(tmp_path, "zhangsan", NOON)

    assert added(tmp_path, role=Role.LEADER).role is Role.LEADER


def test_nothing_tells_an_unknown_name_from_a_wrong_password(tmp_path: Path) -> None:
    added(tmp_path)

    for name in ("zhangsan", "wangwu"):
        with pytest.raises(RequestError) as refused:
            people.log_in(tmp_path, name, "wrong password", NOON, address=HERE)
        assert str(refused.value) == people.WRONG


def test_nobodys_password_opens_nothing(tmp_path: Path) -> None:
    assert not passwords.holds("", "nobody has this password")


@pytest.mark.parametrize(("failures", "waits"), [(4, False), (5, True)])
def test_a_name_waits_after_five_failures(failures: int, waits: bool, tmp_path: Path) -> None:
    added(tmp_path)
    fail(tmp_path, failures)

    if waits:
        with pytest.raises(TooMany, match="5分钟后再试"):
            people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE)
        later = NOON + timedelta(minutes=5, seconds=1)
        assert people.log_in(tmp_path, "zhangsan", WORD, later, address=HERE).word
    else:
        assert people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE).word


def test_who_fails_on_waits_longer_but_never_for_good(tmp_path: Path) -> None:
    added(tmp_path)
    fail(tmp_path, 5)
    at = NOON + timedelta(minutes=6)
    for _ in range(5):
        with pytest.raises(RequestError, match=people.WRONG):
            people.log_in(tmp_path, "zhangsan", "wrong", at, address=HERE)

    with pytest.raises(TooMany, match="15分钟后再试"):
        people.log_in(tmp_path, "zhangsan", WORD, at, address=HERE)
    assert people.log_in(tmp_path, "zhangsan", WORD, at + timedelta(minutes=16), address=HERE).word


def test_an_address_waits_whatever_names_it_tries(tmp_path: Path) -> None:
    added(tmp_path)
    for number in range(20):
        fail(tmp_path, 1, f"name{number}", "10.0.0.9")

    with pytest.raises(TooMany):
        people.log_in(tmp_path, "zhangsan", WORD, NOON, address="10.0.0.9")
    assert people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE).word


def test_a_new_password_ends_the_waiting_and_every_session(tmp_path: Path) -> None:
    added(tmp_path)
    began = people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE)
    fail(tmp_path, 5)

    people.set_password(tmp_path, "zhangsan", "另一个够长的密码呀呀")

    assert people.session(tmp_path, began.word, NOON) is None
    assert people.log_in(tmp_path, "zhangsan", "另一个够长的密码呀呀", NOON, address=HERE).word


@pytest.mark.parametrize(
    ("lasting", "later", "stays"),
    [
        (False, timedelta(hours=12), True),
        (False, timedelta(hours=12, seconds=1), False),
        (True, timedelta(days=30), True),
        (True, timedelta(days=30, seconds=1), False),
    ],
)
def test_a_session_ends_when_nobody_uses_it(
    lasting: bool, later: timedelta, stays: bool, tmp_path: Path
) -> None:
    added(tmp_path)
    began = people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE, lasting=lasting)

    assert (people.session(tmp_path, began.word, NOON + later) is not None) is stays


@pytest.mark.parametrize("way", ["out", "removed"])
def test_a_session_that_was_ended_stays_so(way: str, tmp_path: Path) -> None:
    added(tmp_path)
    began = people.log_in(tmp_path, "zhangsan", WORD, NOON, address=HERE)
    row = people.session(tmp_path, began.word, NOON)
    assert row is not None

    if way == "out":
        people.log_out(tmp_path, row.id)
    else:
        people.remove(tmp_path, "zhangsan", NOON)

    assert people.session(tmp_path, began.word, NOON) is None
    assert people.session(tmp_path, "", NOON) is None


def test_a_file_that_is_no_database_is_told_of(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, and long enough to be read as one" * 9)

    with pytest.raises(StoreError, match="人员名册"):
        people.everybody(tmp_path)


def test_who_nobody_knows_can_be_neither_changed_nor_removed(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="没有用户名为 nobody 的人员"):
        people.remove(tmp_path, "nobody", NOON)
    with pytest.raises(RequestError, match="没有用户名"):
        people.set_password(tmp_path, "nobody", WORD)


def test_people_whom_a_later_program_keeps_are_refused(tmp_path: Path) -> None:
    added(tmp_path)
    db = Database(tmp_path / FILE)
    assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
    db.execute(f"PRAGMA user_version={VERSION + 1}")
    db.close()

    with pytest.raises(StoreError, match="已由较新的程序升级，数据未作改动"):
        people.everybody(tmp_path)
