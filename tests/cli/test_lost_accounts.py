"""`monitor check` and a register that lost many accounts: asks, refuses, is told to go on."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.system.database import open_database
from tests.office import Office, account, make_office
from tests.terminals import on_a_terminal

NUMBER = 12


def entries(number: int, prefix: str = "a") -> list[dict[str, object]]:
    return [account(f"{prefix}{n}", name=f"云河{n}") for n in range(number)]


def cut(office: Office, number: int, prefix: str = "a") -> None:
    """Leave so many accounts in the register."""
    make_office(office.folder, entries(number, prefix))


def runs(office: Office) -> list[int]:
    """Return of how many accounts the register consisted at each check."""
    with open_database(office.database) as db:
        return [row["registered"] for row in db.query("SELECT registered FROM runs ORDER BY id")]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that has checked its twelve accounts once."""
    office = make_office(tmp_path, entries(NUMBER))
    assert office.run("check").code == 3
    return office


@pytest.mark.parametrize("words", [("--json",), ("a0",), ("--sample", "50%")])
def test_whatever_is_checked_a_register_that_lost_many_is_refused(
    office: Office, words: Sequence[str]
) -> None:
    cut(office, 7)

    done = office.run("check", *words)

    assert (done.code, done.out) == (2, "")
    assert "少5个账号：云河7（微信）" in done.err and "是否误删？" in done.err
    assert "--yes" in done.err and str(office.data / "last-accounts.yaml") in done.err
    assert runs(office) == [NUMBER]


def test_few_are_told_and_checked_without(office: Office) -> None:
    cut(office, 9)

    done = office.run("check")

    assert done.code == 3 and "少3个账号" in done.err and "误删" not in done.err
    assert runs(office) == [NUMBER, 9]


@pytest.mark.parametrize("words", [("--sample", "10%"), ("a1",)])
def test_what_a_check_leaves_out_is_not_lost(office: Office, words: Sequence[str]) -> None:
    assert office.run("check", *words).code == 3
    assert "名单比上次检查少" not in office.run("check").err


def test_a_yes_is_remembered_by_the_check_that_it_lets_through(office: Office) -> None:
    cut(office, 5)

    first, second = office.run("check", "--yes"), office.run("check")

    assert (first.code, second.code) == (3, 3)
    assert "少7个账号" in first.err and "名单" not in second.err
    assert runs(office) == [NUMBER, 5, 5]


def test_an_empty_register_says_what_it_lost(office: Office) -> None:
    cut(office, 0)

    assert "少12个账号" in office.run("check").err
    done = office.run("--data", "elsewhere", "check")
    assert done.code == 2 and "monitor accounts import 台账.xlsx" in done.err


def test_the_accounts_that_were_closed_are_not_lost(office: Office) -> None:
    closed = {"notice_on": "2021-12-01", "cancelled_on": "2021-12-10", "filed_on": "2021-12-20"}
    gone = [entry | {"status": "closed", "closing": closed} for entry in entries(6)]
    make_office(office.folder, [*gone, *entries(NUMBER)[6:]])

    done = office.run("check")

    assert done.code == 3 and "名单比上次检查少" not in done.err


def test_the_register_of_the_last_check_can_be_put_back(office: Office) -> None:
    before = office.accounts_file.read_bytes()
    kept = office.data / "last-accounts.yaml"
    cut(office, 3)
    assert office.run("check").code == 2

    office.accounts_file.write_bytes(kept.read_bytes())

    assert kept.read_bytes() == before
    assert office.run("check").code == 3


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_whoever_may_read_the_register_may_read_its_copy(office: Office, mode: int) -> None:
    cut(office, NUMBER - 1)
    office.accounts_file.chmod(mode)

    office.run("check")

    kept = office.data / "last-accounts.yaml"
    assert kept.read_bytes() == office.accounts_file.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == mode


def test_other_commands_tell_and_do_their_work(office: Office) -> None:
    cut(office, 7)

    for words in (("worklist",), ("worklist", "--json"), ("report", "quarter", "2021Q4", "--json")):
        done = office.run(*words)
        assert done.code == 0 and "少5个账号" in done.err, words
    assert "少5个账号" in office.run("status").err
    (trouble,) = office.json("status")["troubles"]
    assert "少5个账号" in trouble
    remarks = [row for row in office.json("doctor") if "少5个账号" in row["message"]]
    assert [(row["topic"], row["grade"]) for row in remarks] == [("名单", "注意")]


def test_validating_tells_too(office: Office) -> None:
    assert office.json("accounts", "validate")["lost"] is None
    assert "未发现问题" in office.run("accounts", "validate").out
    cut(office, 7)

    done = office.run("accounts", "validate")

    assert done.code == 0 and "1 处请核实" in done.out and "是否误删？" in done.out
    lost = office.json("accounts", "validate")["lost"]
    assert lost["accounts"] == ["a7", "a8", "a9", "a10", "a11"]
    assert (lost["renamed"], lost["confirm"]) == ([], True)
    cut(office, NUMBER, "b")
    assert len(office.json("accounts", "validate")["lost"]["renamed"]) == NUMBER


def test_where_nothing_was_ever_checked_nothing_is_created(tmp_path: Path) -> None:
    office = make_office(tmp_path, entries(3))

    assert office.run("accounts", "validate").code == 0
    assert not office.data.exists()


@pytest.mark.parametrize(("answer", "code"), [("是\n", 3), ("Y \n", 3), ("\n", 2), ("不\n", 2)])
def test_on_a_terminal_a_person_is_asked(office: Office, answer: str, code: int) -> None:
    cut(office, 7)

    done = on_a_terminal(office.folder, ["check", "--json"], answer)

    assert done.code == code, done.err
    assert "是否误删？" in done.err and "确认无误，继续检查（是/否" in done.err
    assert (json.loads(done.out)["run"]["registered"] == 7) if code == 3 else not done.out
    assert runs(office) == [NUMBER, *([7] if code == 3 else [])]
