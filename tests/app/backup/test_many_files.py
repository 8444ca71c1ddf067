"""A register in many files is copied and put back whole."""

import shutil
from pathlib import Path

from monitor.app.backup import listed
from tests.app.backup.builders import backed_up, names
from tests.many_files import split
from tests.office import Office


def test_all_files_of_a_register_are_copied_and_listed(office: Office, tmp_path: Path) -> None:
    split(office.accounts_file)

    folder = backed_up(office, tmp_path / "to")

    others = {"register/counties/c0.yaml", "register/counties/c1.yaml"}
    assert others < names(folder) and others < set(listed(folder)["files"])
    assert listed(folder)["register_files"] == ["counties/c0.yaml", "counties/c1.yaml"]


def test_a_register_in_many_files_is_put_back_where_there_is_none(
    office: Office, tmp_path: Path
) -> None:
    split(office.accounts_file)
    registry = office.register()
    backed_up(office, tmp_path / "to")
    office.accounts_file.unlink()
    shutil.rmtree(office.folder / "counties")

    done = office.run("restore", tmp_path / "to", "--replace")

    assert done.code == 0 and office.register() == registry
    assert not (office.data / "register").exists()


def test_a_file_that_differs_is_left_as_it_is_and_told(office: Office, tmp_path: Path) -> None:
    _, second = split(office.accounts_file)
    backed_up(office, tmp_path / "to")
    second.write_text("accounts: []\n", encoding="utf-8")

    done = office.run("restore", tmp_path / "to", "--replace")

    assert "与备份时不同，未改动" in done.err
    assert second.read_text("utf-8") == "accounts: []\n"


def test_beside_a_register_that_is_put_back_a_file_that_stands_is_left_as_it_is(
    office: Office, tmp_path: Path
) -> None:
    first, second = split(office.accounts_file)
    backed_up(office, tmp_path / "to")
    office.accounts_file.unlink()
    first.unlink()
    second.write_text("accounts: []\n", encoding="utf-8")

    done = office.run("restore", tmp_path / "to", "--replace")

    assert done.code == 0 and "与备份时不同" in done.err
    assert second.read_text("utf-8") == "accounts: []\n"
    assert first.exists() and office.accounts_file.exists()


def test_a_register_with_faults_is_copied_with_the_files_that_it_names(
    office: Office, tmp_path: Path
) -> None:
    first, _ = split(office.accounts_file)
    first.write_text("polizy: 1\n", encoding="utf-8")

    folder = backed_up(office, tmp_path / "to")

    assert (folder / "register" / "counties" / "c0.yaml").read_bytes() == first.read_bytes()
