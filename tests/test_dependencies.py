"""What the program imports is declared, and what is declared the program imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("monitor", "checks", "reports")
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = DECLARED["optional-dependencies"]
OURS = frozenset({"browser", "dev", "docs"})  # extras of those who change the program
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


@pytest.mark.parametrize("extra", sorted(OURS))
def test_tools_are_nothing_that_everybody_installs(extra: str) -> None:
    assert not _names(EXTRAS[extra]) & MANDATORY


FIRST = "3.11.0"  # the oldest Python that the program promises to run on


def _pins(python: str) -> dict[str, str]:
    """Return the version of each distribution that is pinned on *python*."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n")
    asked = [Requirement(line) for line in lines if line]
    there = {"python_full_version": python, "python_version": "3.11"}
    chosen = [one for one in asked if one.marker is None or one.marker.evaluate(there)]
    return {one.name: str(one.specifier).removeprefix("==") for one in chosen}


def test_every_pin_is_for_the_oldest_python_too() -> None:
    """An installed version that asks for a later one must have another pin before it."""
    first = _pins(FIRST)
    installed = {next(iter(_names([one.name]))): one for one in distributions()}
    for name, version in first.items():
        one = installed.get(name)
        if one is not None and one.version == version and "Requires-Python" in one.metadata:
            asked = one.metadata["Requires-Python"]
            assert SpecifierSet(asked).contains(FIRST), f"{name} {version} needs {asked}"


@pytest.mark.parametrize("python", [FIRST, "3.11.5", "3.13.0"])
def test_every_range_allows_what_is_pinned(python: str) -> None:
    pinned = _pins(python)
    ranges = [DECLARED["dependencies"], *EXTRAS.values()]
    for one in (Requirement(text) for listed in ranges for text in listed):
        (name,) = _names([one.name])
        assert one.specifier.contains(pinned[name]), f"{one} refuses {pinned[name]} on {python}"


def test_the_makefile_gives_a_demo_the_program_and_no_tools() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(r"^demo: \$\(VENV\)/\.run$", rules, re.M)
    assert re.search(r"^test: \$\(VENV\)/\.ready$", rules, re.M)
    assert re.search(r"^desk: \$\(VENV\)/\.run$", rules, re.M)
    assert "secrets.token_urlsafe" in rules, "the password of a demonstration is drawn each time"
    assert (
        "-c constraints.txt -e '.[desk]'\n" in rules and "-c constraints.txt -e '.[dev]'\n" in rules
    )
    assert not re.search(r"https?://|--index-url", rules), "whose registry is not ours to say"
