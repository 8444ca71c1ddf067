"""Every command that a document shows is one that the program takes."""

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import time_machine

from monitor.cli import cli
from tests.documents.conftest import WRITTEN, named
from tools.reference.office import MOMENT

SHELL = re.compile(r" \| | > |#")  # what follows is the shell's
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.S | re.M)
SPAN = re.compile(r"`((?:\S*[/\\])?monitor(?:\.exe)? [^`]+)`")
PROGRAM = re.compile(r"(?:\S*[/\\])?monitor(?:\.exe)?")
WITHIN_SH = {"sh", "bat"}


def shown(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each command of a document, and whether it is to be typed as it stands."""
    for language, block in FENCE.findall(text):
        if language in WITHIN_SH:
            for line in block.splitlines():
                words = SHELL.split(line)[0].strip().removeprefix("sudo ")
                if PROGRAM.fullmatch(words.partition(" ")[0]):
                    yield words, True
    for span in SPAN.findall(FENCE.sub("", text)):
        for words in spelled_out(span):
            yield words, False


def spelled_out(span: str) -> Iterator[str]:
    """Yield the commands that ``a|b`` and ``[--c]`` stand for; ``…`` is whatever follows."""
    plain = span.replace("[", "").replace("]", "").replace(" …", "")
    words = [word.split("|") for word in plain.split(" ")]
    for chosen in itertools.product(*words):
        yield " ".join(chosen)


def parsed(words: str, *, whole: bool) -> None:
    """Read *words* as the program does, to the last option; nothing is carried out.

    What is not *whole* names a command in a sentence: what it must have may be missing.
    """
    try:
        context = cli.make_context("monitor", shlex.split(words)[1:])
        while isinstance(context.command, click.Group):
            rest = [*context._protected_args, *context.args]
            if not rest:
                break
            name, command, rest = context.command.resolve_command(context, rest)
            assert name is not None and command is not None
            context = command.make_context(name, rest, parent=context)
    except click.exceptions.Exit:  # an option such as --version has said all
        return
    except (click.MissingParameter, click.BadOptionUsage, click.exceptions.NoArgsIsHelpError):
        if whole:
            raise


@pytest.fixture(autouse=True)
def _any_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders of the reader's own are not there; what they are called is theirs."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: Path(value))


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_the_program_takes_what_a_document_shows(path: Path) -> None:
    with time_machine.travel(MOMENT.replace(year=2027), tick=False):
        for words, whole in shown(path.read_text(encoding="utf-8")):
            try:
                parsed(words, whole=whole)
            except click.ClickException as error:
                pytest.fail(f"{named(path)}: {words}\n{error.format_message()}")


def test_documents_show_commands_at_all() -> None:
    texts = [path.read_text(encoding="utf-8") for path in WRITTEN]

    assert sum(whole for text in texts for _, whole in shown(text)) > 60


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("monitor chek", False),
        ("monitor check --sampel 30%", False),
        ("monitor cases notify --by 张三", True),
        ("monitor cases notify 3", True),
        ("monitor score", True),
        ("monitor cases", True),
        ("monitor check --platform 抖", True),
    ],
)
def test_what_the_program_refuses_is_no_command(words: str, whole: bool) -> None:
    with pytest.raises(click.ClickException):
        parsed(words, whole=whole)


@pytest.mark.parametrize(
    "words",
    ["monitor cases notify", "monitor report", "monitor check --replay", "monitor --version"],
)
def test_a_sentence_may_name_a_command_without_its_arguments(words: str) -> None:
    parsed(words, whole=False)


def test_alternatives_and_what_may_be_left_out_are_spelled_out() -> None:
    assert list(spelled_out("monitor slips list|fix [--by] …")) == [
        "monitor slips list --by",
        "monitor slips fix --by",
    ]
