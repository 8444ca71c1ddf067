"""Every Chinese sentence of the program is another one: what was stored before means the same."""

import importlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lengths import LONG
from tests.old.county import serving
from tests.old.drive import play
from tests.old.releases import RELEASES, archive
from tests.old.story import CASES, STORY
from tests.rewording import continuation
from tests.rewording.hook import CHINESE, VOCABULARY, WORD, reword, template

NEWEST, *OLDER = reversed([commit for commit, known in RELEASES.items() if CASES in known])
FOLDERS = [("today", "")]  # a story, and the release that began it where it is not today's
FOLDERS += [
    (story, commit) for story in ("migrated", "today") for commit in (NEWEST, *OLDER) if LONG
]
# of records, whose ids are drawn; how many commits looks come in is up to their threads
RANDOM = ("offset", "length", "sha256", "seal", "links")
AT = re.compile(r"@\d+")


@pytest.mark.long
def test_other_words_change_no_verdict_case_or_count(tmp_path: Path) -> None:
    """Both programs go on in copies of the same folders, and what they answer is held together."""
    folders = [tmp_path / "-".join(folder) for folder in FOLDERS]
    for (story, commit), folder in zip(FOLDERS, folders, strict=True):
        _make(story, commit, folder)
    copies = [folder.with_suffix(".other") for folder in folders]
    for folder, copy in zip(folders, copies, strict=True):
        shutil.copytree(folder, copy)

    plain = [continuation.play(folder, FOLDERS[n][0]) for n, folder in enumerate(folders)]
    other = _by_other_words([(str(copy), FOLDERS[n][0]) for n, copy in enumerate(copies)])

    found = {}
    for n, (story, commit) in enumerate(FOLDERS):
        commands = continuation.STORIES[story]
        for command, one, another in zip(commands, plain[n], other[n], strict=True):
            assert WORD not in one["messages"]
            assert WORD in another["messages"] or not one["messages"]
            if different := list(differences(_data(one), _data(another))):
                found[commit, story, " ".join(command.words)] = different
    assert found == {}


def _by_other_words(order: list[tuple[str, str]]) -> list[list[Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.rewording.altered"],
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


def _data(ended: dict[str, Any]) -> dict[str, Any]:
    """Return what a command answered; of a screen only that there was any."""
    answer = ended["answer"]
    return {"code": ended["code"], "answer": bool(answer) if isinstance(answer, str) else answer}


def _make(story: str, commit: str, folder: Path) -> None:
    """Lead a story up to where the words change, with today's program or in an old folder."""
    if commit:
        with tarfile.open(archive(commit)) as tar:
            tar.extractall(folder, filter="data")
    else:
        folder.mkdir()
    if story == "today":
        with serving(folder):
            play(folder, (*(() if commit else STORY), *continuation.PENDING), {CASES})


def differences(plain: Any, other: Any, place: str = "") -> Iterator[str]:
    """Yield where two answers differ in more than the words of a sentence."""
    if isinstance(plain, dict) and isinstance(other, dict):
        for key in sorted(plain.keys() | other.keys()):
            if key not in RANDOM:
                yield from differences(plain.get(key), other.get(key), f"{place}/{key}")
    elif isinstance(plain, list) and isinstance(other, list) and len(plain) == len(other):
        for number, (one, another) in enumerate(zip(plain, other, strict=True)):
            yield from differences(one, another, f"{place}/{number}")
    elif _bare(plain) != _bare(other):
        yield f"{place}: {plain!r}, {other!r}"


def _bare(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "…" if re.search(CHINESE, value) else AT.sub("@", value)


@pytest.mark.parametrize("name", VOCABULARY)
def test_what_is_left_alone_is_there(name: str) -> None:
    module, _, constant = name.partition(":")

    found = importlib.import_module(module)

    assert not constant or hasattr(found, constant)


@pytest.mark.parametrize("text", ["最近一次查看在 ", "U01 内容", "所见"])
def test_a_sentence_gets_a_word_another_in_each_module(text: str) -> None:
    one, other = reword(text, "monitor.cases.case"), reword(text, "monitor.figures")

    assert WORD in one and WORD in other and one != other
    assert re.sub(f"{WORD}.", "", one) == text


@pytest.mark.parametrize("text", ["天", "no words", ""])
def test_a_unit_stays(text: str) -> None:
    assert reword(text, "monitor.cases.case") == text


def test_a_template_keeps_what_it_computes() -> None:
    text = "{% if word == '季度' %}检查{{ total.looked }}个{% endif %}"
    other = template(text, "month.txt")

    assert re.sub(f"{WORD}.", "", other) == text
    assert "'季度'" in other and other.count(WORD) == 1
