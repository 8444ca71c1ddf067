"""A register of one file, put into many as an office would."""

from pathlib import Path

import yaml

FOLDER = "counties"


def split(path: Path, files: int = 2) -> tuple[Path, ...]:
    """Let the accounts of *path* stand in so many files, the units in the first; return these."""
    root = yaml.safe_load(path.read_text("utf-8"))
    units, accounts = root.pop("units"), root.pop("accounts")
    root["accounts"] = [f"{FOLDER}/*.yaml"]
    (path.parent / FOLDER).mkdir()
    paths = []
    for number in range(files):
        part = {"units": units if number == 0 else [], "accounts": accounts[number::files]}
        paths.append(path.parent / FOLDER / f"c{number}.yaml")
        paths[-1].write_text(_text(part), encoding="utf-8")
    path.write_text(_text(root), encoding="utf-8")
    return tuple(paths)


def _text(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
