"""The rooms as pyproject.toml and CONTRIBUTING.md draw them, held against the files there are."""

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from monitor.sources import KINDS

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {row["name"]: row for row in SETTINGS["tool"]["importlinter"]["contracts"]}
LAYERS = CONTRACTS["rooms import downwards only, and none stands outside"]
PACKAGES = ("monitor", "checks", "reports")
# where SQL may stand: what touches this machine, and the rooms' own stores
STORES = (
    "monitor/system/**",
    *(
        f"monitor/*/{name}.py"
        for name in (
            "store", "*_store", "*_log", "*_rows", "outbox", "issues", "reader", "writer",
            "history", "answers", "seals", "memos", "texts", "entered",
        )
    ),
)  # fmt: skip
ASKS = {"execute", "executemany", "executescript", "query"}


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def rooms() -> set[str]:
    """The packages below ``monitor``."""
    return {path.parent.name for path in (ROOT / "monitor").glob("*/__init__.py")}


def names(node: object) -> Iterator[str]:
    """Yield every name of a module that the import contracts hold."""
    if isinstance(node, dict):
        for value in node.values():
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)
    elif isinstance(node, str):
        parts = (part.strip() for part in node.split("|"))
        yield from (part for part in parts if part.split(".")[0] in PACKAGES)


def test_every_room_has_a_floor() -> None:
    floors = [part.strip() for layer in LAYERS["layers"] for part in layer.split("|")]

    assert LAYERS["exhaustive"] and len(LAYERS["layers"]) <= 9
    assert sorted(floors) == sorted(rooms())


def test_every_floor_says_why_it_stands_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (block,) = re.findall(r"exhaustive = true\n.*?layers = \[\n(.*?)\n\]", text, re.DOTALL)

    assert [line for line in block.splitlines() if "  # " not in line] == []


def test_every_module_that_a_contract_names_exists() -> None:
    missing = [
        name
        for name in names(list(CONTRACTS.values()))
        if not name.endswith("*") and " " not in name
        for path in (ROOT / name.replace(".", "/"),)
        if not (path.is_dir() or path.with_suffix(".py").is_file())
    ]

    assert missing == []


def test_the_contract_of_sources_names_every_source() -> None:
    named = CONTRACTS["no source imports another"]["modules"]

    assert sorted(named) == sorted(f"monitor.sources.{kind}" for kind in KINDS)


@pytest.mark.parametrize("package", PACKAGES)
def test_sql_stands_in_stores_alone(package: str) -> None:
    outside = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / package).rglob("*.py")
        if not any(fnmatch(path.relative_to(ROOT).as_posix(), store) for store in STORES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and called(node) in ASKS
    ]

    assert outside == []


def test_the_guide_has_one_row_a_room() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(?:monitor/)?(\w+)/` \|", guide, re.MULTILINE)

    assert sorted(rows) == sorted({*rooms(), "checks", "reports"})


def test_a_class_name_is_used_once() -> None:
    places: dict[str, list[str]] = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
