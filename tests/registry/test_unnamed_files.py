"""Files that lie beside those of a register and are named by nobody: their accounts are unseen."""

from pathlib import Path

import pytest

from monitor.registry.register_files import unnamed, unnamed_sentence
from tests.many_files import FOLDER, split
from tests.office import account, make_office


@pytest.mark.parametrize(
    ("name", "overlooked"),
    [
        ("c9.yml", True),
        ("c9.YAML", True),
        ("c9.yaml.txt", True),
        (".c9.yml", False),
        ("c9.yaml~", False),
        ("c9.md", False),
        ("c9.xlsx", False),
    ],
)
def test_what_no_pattern_names_is_told(tmp_path: Path, name: str, *, overlooked: bool) -> None:
    office = make_office(tmp_path, [account("a"), account("b")])
    split(office.accounts_file)
    (tmp_path / FOLDER / "c9.d").mkdir()
    (tmp_path / "other.yml").write_text("x: 1")
    (tmp_path / FOLDER / name).write_text("accounts: []", encoding="utf-8")

    names = [file.name for file in office.register().files]
    told = unnamed(office.accounts_file, names)

    assert told == ([f"{FOLDER}/{name}"] if overlooked else [])
    for command in ("doctor", ("accounts", "validate")):
        words = (command,) if isinstance(command, str) else command
        assert (f"{FOLDER}/{name}" in office.run(*words).out) is overlooked


def test_a_register_of_one_file_has_nothing_beside_it(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a")])
    (tmp_path / "other.yml").write_text("x: 1")

    assert unnamed(office.accounts_file, ()) == []


def test_many_are_counted() -> None:
    few, many = (unnamed_sentence([f"f{n}.yml" for n in range(number)]) for number in (5, 6))

    assert "f4.yml" in few
    assert "等" not in few
    assert "f5.yml" not in many
    assert "6" in many
