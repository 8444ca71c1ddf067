"""Two users of one folder: through its group they work on, else one is told how to set it up."""

import os
import stat
from pathlib import Path

import pytest

from monitor.system import sharing
from tests.hand_office import another, hand_office, silent_office
from tests.office import Office
from tests.other_users import GROUP, LI, ZHANG, as_root, give, run_as

pytestmark = as_root
LOOK = ("caizheng-weixin", "--newest", "2021-10-08", "--by", "张三", "--screenshot")
PEOPLE = ("desk", "people", "list")


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what the commands need of Python: it may stand where other users cannot read it."""
    office = hand_office(tmp_path_factory.mktemp("office"))
    for words in (*commands(office, 1), ("daemon", "--once")):
        assert office.run(*words).code != 2
    assert office.run(*PEOPLE).code == 0


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "office").mkdir()
    return silent_office(tmp_path / "office")


def commands(office: Office, number: int) -> tuple[tuple[object, ...], ...]:
    """Return what an office does in a day, the day of that *number*."""
    shot = another(office.folder / "home.png", number)
    return (
        ("observe", *LOOK, shot), ("check",), ("cases", "list"),
        ("accounts", "set", "caizheng-weixin", f"note=第{number}次", "--by", "张三"),
        ("worklist", "--out", office.folder / f"清单{number}.html"),
        ("report", "quarter", "2021Q4", "--format", "json", "--out", office.folder / "out"),
        ("status",),
    )  # fmt: skip


@pytest.mark.long
def test_users_of_its_group_work_in_one_folder_by_turns(office: Office) -> None:
    office.keep_secrets({"A": "b"})
    give(office.folder, ZHANG, shared=True)

    for number, (user, umask) in enumerate([(ZHANG, 0o077), (LI, 0o022), (ZHANG, 0o077)], 1):
        for words in commands(office, number):
            done = run_as(user, office.folder, *words, umask=umask)

            assert done.code != 2, done.err
    assert not office.faults()
    for path in office.data.rglob("*"):
        assert path.stat().st_gid == GROUP, path
        assert path.stat().st_mode & stat.S_IWGRP, path


@pytest.mark.parametrize(("others", "why"), [(0, "不能写入"), (0o022, "没有设为多人共用")])
def test_in_another_users_folder_who_writes_is_told_how_to_share_it(
    office: Office, others: int, why: str
) -> None:
    give(office.folder, ZHANG, others=others)
    before = {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")}

    shot = office.folder / "home.png"
    reading = (("status",), ("evidence", "verify")) if others else ()  # would leave files too
    for words in (("check",), ("observe", *LOOK, shot), ("daemon", "--once"), *reading):
        done = run_as(LI, office.folder, *words)

        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"错误：{office.data} 属于用户 {ZHANG}，")
        assert why in done.err and f"chgrp -R 用户组 {office.folder} && chmod -R g+rwX" in done.err
        assert done.err.count("\n") == 1
    after = {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")}
    assert after == before
    assert run_as(ZHANG, office.folder, "check").code == 3, "its owner goes on"


def test_who_may_only_read_still_sees_the_status(office: Office) -> None:
    code = office.run("status").code
    give(office.folder, ZHANG)

    assert run_as(LI, office.folder, "status").code == code


def test_root_leaves_nothing_in_a_users_folder_that_the_user_cannot_change(office: Office) -> None:
    give(office.folder, ZHANG)
    assert (office.run("status").code, office.run("evidence", "verify").code) == (3, 0)
    assert {path.stat().st_uid for path in office.data.rglob("*")} == {ZHANG}

    done = office.run("check")

    assert done.code == 2 and f"sudo -u {ZHANG} monitor" in done.err
    give(office.folder, ZHANG, shared=True)
    kept = os.umask(0o022)
    assert office.run("check").code == 3
    os.umask(kept)


@pytest.mark.parametrize(
    ("mode", "group", "ok"), [(0o640, GROUP, True), (0o644, GROUP, False), (0o640, LI, False)]
)
def test_keys_may_be_read_by_the_group_of_a_shared_folder_alone(
    office: Office, mode: int, group: int, ok: bool
) -> None:
    give(office.folder, ZHANG, shared=True)
    office.keep_secrets({"A": "b"})
    keys = office.folder / "secrets.yaml"
    keys.chmod(mode)
    os.chown(keys, ZHANG, group)

    done = run_as(ZHANG, office.folder, "check")

    assert (done.code != 2) == ok, done.err
    assert ok or f"chmod {640 if group == GROUP else 600} {keys}" in done.err


def test_the_people_of_a_shared_desk_are_read_by_its_group_alone(office: Office) -> None:
    give(office.folder, ZHANG, shared=True)
    people = office.data / "people.db"

    for user in (ZHANG, LI):
        assert run_as(user, office.folder, *PEOPLE, umask=0o022).code == 0
        assert people.stat().st_mode & 0o777 == 0o660 and people.stat().st_gid == GROUP
    people.chmod(0o664)
    os.chown(people, ZHANG, LI)  # of a group that is not the folder's
    assert run_as(ZHANG, office.folder, *PEOPLE).code == 0
    assert people.stat().st_mode & 0o777 == 0o600


def test_the_people_of_a_desk_that_is_not_shared_are_its_owners_alone(office: Office) -> None:
    give(office.folder, ZHANG)
    people = office.data / "people.db"

    assert run_as(ZHANG, office.folder, *PEOPLE, umask=0).code == 0
    assert people.stat().st_mode & 0o777 == 0o600
    people.chmod(0o660)
    assert run_as(ZHANG, office.folder, *PEOPLE).code == 0
    assert people.stat().st_mode & 0o777 == 0o600
    done = run_as(LI, office.folder, *PEOPLE)
    assert done.code == 2 and f"{office.data} 属于用户 {ZHANG}" in done.err


def test_what_is_made_first_in_a_shared_folder_is_shared(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    office = hand_office(tmp_path / "office")
    give(office.folder, ZHANG, shared=True)

    assert run_as(LI, office.folder, "check").code == 3
    assert sharing.is_shared(office.data) and sharing.is_shared(office.evidence)
    assert run_as(ZHANG, office.folder, "check").code == 3
