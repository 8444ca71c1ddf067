"""Generated pages, and quotations in the others, are what the program says now.

``pytest --accept`` rewrites them, as ``make docs-reference`` does; read the diff.
"""

import click
import pytest

from tests.documents.conftest import WRITTEN, named
from tools.reference import pages
from tools.reference.blocks import BLOCKS, rewritten
from tools.reference.commands import commands
from tools.reference.markdown import DOCS
from tools.reference.office import Office
from tools.reference.shapes import ALIKE, ANSWERS, OUTSIDE, sketch


def test_the_reference_is_what_the_program_says(
    office: Office, pytestconfig: pytest.Config
) -> None:
    fresh = pages(office)
    if pytestconfig.option.accept:
        for path, text in fresh.items():
            (DOCS / path).write_text(text, encoding="utf-8")
    there = {
        str(path.relative_to(DOCS)): path.read_text(encoding="utf-8")
        for path in (DOCS / "reference").rglob("*.md")
    }

    assert sorted(there) == sorted(fresh)
    for path, text in fresh.items():
        assert there[path] == text, f"docs/{path}: make docs-reference"


def test_quotations_of_the_program_are_up_to_date(
    office: Office, pytestconfig: pytest.Config
) -> None:
    quoted: set[str] = set()
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        quoted |= {name for name in BLOCKS if f"<!-- {name} -->" in text}
        fresh = rewritten(text, office)
        if pytestconfig.option.accept:
            path.write_text(fresh, encoding="utf-8")
            text = fresh

        assert text == fresh, f"{named(path)}: make docs-reference"
    assert quoted == set(BLOCKS)


def test_every_answer_as_json_has_its_shape_in_the_reference() -> None:
    with_json = {
        " ".join(path)
        for path, command, _ in commands()
        if any(option.name == "as_json" for option in command.params)
    }

    assert with_json == {*ANSWERS, *ALIKE, *OUTSIDE}
    assert set(ALIKE.values()) <= set(ANSWERS)


def test_every_command_stands_in_the_reference_with_every_option() -> None:
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")

    for path, command, _ in commands():
        heading = " ".join(path)
        assert len(path) != 2 or f"\n### {heading}\n" in text
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert any(word in text for word in option.opts)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"a": 1, "b": None}, "a: number\nb: null"),
        ({"a": True, "b": "x"}, "a: boolean\nb: text"),
        ({"a": [{"b": 1}, {"b": None, "c": "2021-12-31"}]}, "a[]:\n  b: number | null\n  c?: day"),
        ({"a": [None, {"b": 1}]}, "a[]: object | null\n  b: number"),
        ({"at": "2021-12-31T16:00:00+08:00"}, "at: moment"),
        ({"verdict": "fail"}, "verdict: verdict"),
        ({"verdict": "failed"}, "verdict: text"),
        ([{"a": 1.5}], "answer[]:\n  a: number"),
        ([], "answer[]:"),
    ],
)
def test_the_shape_of_an_answer(answer: object, sentence: str) -> None:
    assert sketch(answer) == sentence
