"""What the program imports is declared, and what is declared the program imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("monitor", "checks", "reports")
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = DECLARED["optional-dependencies"]
OURS = frozenset({"dev", "docs"})  # extras of those who change the program
NAME = re.compile(r"[A-Za-z0-9._-]+")
DATA = frozenset({"tzdata"})  # read by the standard library


def _names(requirements: Iterable[str]) -> frozenset[str]:
    """Return the distributions that *requirements* name, as package indexes spell them."""
    found = (NAME.match(one) for one in requirements)
    return frozenset(re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match)


def _imported(package: str) -> Iterator[str]:
    """Yield the first names of what *package* imports, within functions too."""
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def _distributions() -> frozenset[str]:
    """Return the distributions that the program imports from."""
    modules = {one for package in PACKAGES for one in _imported(package)}
    modules -= {*sys.stdlib_module_names, *PACKAGES}
    by_module = packages_distributions()
    return _names(by_module.get(one, [one])[0] for one in modules)


MANDATORY = _names(DECLARED["dependencies"])
OPTIONAL = {name: _names(listed) for name, listed in EXTRAS.items() if name not in OURS}


def test_all_that_the_program_imports_is_declared() -> None:
    assert _distributions() - MANDATORY == frozenset[str]().union(*OPTIONAL.values())


def test_the_program_demands_nothing_that_only_its_tests_import() -> None:
    assert _distributions() >= MANDATORY - DATA


@pytest.mark.parametrize("extra", ["dev", "docs"])
def test_tools_are_nothing_that_everybody_installs(extra: str) -> None:
    assert not _names(EXTRAS[extra]) & MANDATORY
