"""What is promised of every check, source and file."""

import importlib
import inspect
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

import pytest

from checks import CHECKS, name_of
from monitor.figures.grouping import STATES
from monitor.model import Check, State
from monitor.model.outcome import Outcome
from monitor.sources import KINDS
from reports.formatting import SOURCES

ROOT = Path(__file__).parents[1]
HEADINGS = ("Looks at", "Fails when", "Abstains when", "Options")
CHECK_FILES = sorted(p for p in (ROOT / "checks").glob("*.py") if p.name != "__init__.py")
PARTS = {"script_values", "wechat_owner", "wechat_page"}  # of one source
SHARED = {
    "__init__",
    "block_pages",
    "explaining",
    "identity",
    "listing",
    "weibo_post",
    "owner_listing",
    "platform_messages",
    "questions",
    "sandbox",
}  # what sources share
NO_SOURCE = SHARED | PARTS
SOURCE_NAMES = sorted(
    path.stem
    for path in (ROOT / "monitor" / "sources").iterdir()
    if path.stem not in NO_SOURCE and path.name != "__pycache__"
)


def test_every_check_is_registered() -> None:
    assert sorted(name_of(check) for check in CHECKS) == [path.stem for path in CHECK_FILES]


def test_codes_are_a_letter_and_two_digits_and_unique() -> None:
    codes = [check.rule.code for check in CHECKS]

    assert all(re.fullmatch(r"[A-Z]\d\d", code) for code in codes)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_a_check_explains_itself(check: type[Check]) -> None:
    text = inspect.getdoc(importlib.import_module(check.__module__)) or ""

    assert check.rule.title and check.rule.basis
    assert is_dataclass(check)
    assert [heading for heading in HEADINGS if f"\n{heading}\n" not in text] == []


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_every_option_stands_in_the_text_with_its_default(check: type[Check]) -> None:
    text = inspect.getdoc(importlib.import_module(check.__module__)) or ""

    for field in fields(check):
        assert field.default is not MISSING
        default = '""' if field.default == "" else str(field.default)
        assert f"``{field.name}`` ({default})" in text


@pytest.mark.parametrize("path", CHECK_FILES, ids=lambda path: path.stem)
def test_every_check_has_tests(path: Path) -> None:
    assert (ROOT / "tests" / "checks" / f"test_{path.name}").exists()


def test_every_source_is_registered() -> None:
    assert sorted(KINDS) == SOURCE_NAMES


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_source_says_what_it_is(kind: str) -> None:
    source = KINDS[kind]

    assert source.kind == kind
    assert isinstance(source.platforms, frozenset)
    assert inspect.getdoc(importlib.import_module(source.__module__))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_source_has_tests(kind: str) -> None:
    assert list((ROOT / "tests" / "sources").glob(f"test_{kind}*.py"))


@pytest.mark.parametrize("outcome", Outcome, ids=str)
def test_every_outcome_tells_staff_what_to_do(outcome: Outcome) -> None:
    assert outcome.label
    assert outcome.action


@pytest.mark.parametrize("folder", ["monitor", "checks", "reports"])
def test_no_file_tells_two_subjects(folder: str) -> None:
    """What is longer than this always told of two things so far."""
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }

    assert too_long == {}


def test_every_source_has_a_name_for_documents() -> None:
    assert set(KINDS) <= set(SOURCES)


@pytest.mark.parametrize("state", State)
def test_figures_know_the_order_of_every_state(state: State) -> None:
    assert state in STATES
