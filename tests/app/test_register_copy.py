"""The register of the last check: kept as it was, in as many files as it has."""

from pathlib import Path

import pytest

from monitor.app import register_copy
from monitor.registry import load
from tests.many_files import split
from tests.office import account, make_office


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return make_office(tmp_path, [account("a"), account("b")]).accounts_file


def standing(data: Path) -> set[str]:
    return {p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file()}


def test_a_register_in_many_files_is_kept_with_all_of_them(path: Path) -> None:
    data = path.parent / "data"
    split(path)
    (first := path.parent / "counties" / "c0.yaml").chmod(0o640)
    registry = load(path)

    register_copy.keep(registry, data)

    assert register_copy.kept(path, data) == registry
    assert standing(data) == {
        "last-accounts.yaml",
        "last-accounts/counties/c0.yaml",
        "last-accounts/counties/c1.yaml",
    }
    kept = data / "last-accounts" / "counties" / "c0.yaml"
    assert kept.stat().st_mode == first.stat().st_mode


def test_what_is_kept_follows_the_files_as_they_come_and_go(path: Path) -> None:
    data = path.parent / "data"
    whole = path.read_text("utf-8")
    register_copy.keep(load(path), data)
    _, second = split(path)
    register_copy.keep(load(path), data)
    second.unlink()
    register_copy.keep(load(path), data)
    assert standing(data) == {"last-accounts.yaml", "last-accounts/counties/c0.yaml"}
    assert register_copy.kept(path, data) == load(path)

    path.write_text(whole, encoding="utf-8")
    register_copy.keep(load(path), data)

    assert standing(data) == {"last-accounts.yaml"}
    assert register_copy.kept(path, data) == load(path)


def test_what_was_kept_already_is_not_written_again(path: Path) -> None:
    data = path.parent / "data"
    split(path)
    register_copy.keep(load(path), data)
    before = {file: file.stat().st_mtime_ns for file in data.rglob("*")}

    register_copy.keep(load(path), data)

    assert {file: file.stat().st_mtime_ns for file in data.rglob("*")} == before


def test_a_register_of_which_a_file_was_changed_since_is_not_kept(path: Path) -> None:
    data = path.parent / "data"
    _, second = split(path)
    registry = load(path)
    second.write_text("units: []\n", encoding="utf-8")

    register_copy.keep(registry, data)

    assert standing(data) == set()
