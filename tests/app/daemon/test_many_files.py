"""The schedule goes by the register as all its files stand."""

from pathlib import Path

import pytest

from monitor.app.tasks.last_valid_register import LastValidRegister
from monitor.model.errors import ConfigError
from tests.many_files import split
from tests.office import Office, account, make_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = make_office(tmp_path, [account("a"), account("b")])
    split(office.accounts_file)
    return office


@pytest.fixture
def register(office: Office) -> LastValidRegister:
    return LastValidRegister(path=office.accounts_file, data=office.data, tell=lambda _: None)


def ids(register: LastValidRegister) -> list[str]:
    return [account.id for account in register.read().accounts]


def test_a_county_that_somebody_changed_is_read_again(
    office: Office, register: LastValidRegister
) -> None:
    assert ids(register) == ["a", "b"]
    (office.folder / "counties" / "c1.yaml").write_text("units: []\naccounts: []\n", "utf-8")

    assert ids(register) == ["a"]


def test_a_county_that_comes_or_goes_is_noticed(
    office: Office, register: LastValidRegister
) -> None:
    assert ids(register) == ["a", "b"]
    more = "accounts:\n  - {id: c, name: 丙, platform: weibo, unit: u}\n"
    (office.folder / "counties" / "c9.yaml").write_text(more, "utf-8")
    assert ids(register) == ["a", "b", "c"]

    (office.folder / "counties" / "c9.yaml").unlink()

    assert ids(register) == ["a", "b"]


def test_a_register_that_nobody_touched_is_not_read_again(
    office: Office, register: LastValidRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.read()
    known = register.read()  # once more, since it was found to name other files
    monkeypatch.setattr("monitor.app.tasks.last_valid_register.remembered", None)

    assert register.read() is known


def test_a_county_with_faults_is_noticed_when_it_is_mended(
    office: Office, register: LastValidRegister
) -> None:
    second = office.folder / "counties" / "c1.yaml"
    sound = second.read_text("utf-8")
    second.write_text("polizy: 1\n", "utf-8")
    for _ in range(2):
        with pytest.raises(ConfigError):
            register.read()
    second.write_text(sound, "utf-8")

    assert ids(register) == ["a", "b"]


def test_files_that_a_register_with_faults_names_anew_are_watched(
    office: Office, register: LastValidRegister
) -> None:
    register.read()
    (office.folder / "more").mkdir()
    (more := office.folder / "more" / "d.yaml").write_text("polizy: 1\n", "utf-8")
    office.write(office.text() + "- more/*.yaml\n")
    assert ids(register) == ["a", "b"]
    more.write_text("accounts:\n  - {id: d, name: 丁, platform: weibo, unit: u}\n", "utf-8")

    assert ids(register) == ["a", "b", "d"]


def test_while_a_county_has_faults_the_register_before_counts(
    office: Office, register: LastValidRegister
) -> None:
    register.read()
    (office.folder / "counties" / "c1.yaml").write_text("polizy: 1\n", "utf-8")

    assert ids(register) == ["a", "b"]
