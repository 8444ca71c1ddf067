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
from tests.old.drive import live
from tests.old.releases import RELEASES, archive
from tests.old.story import CASES, STORY
from tests.rewording import going_on
from tests.rewording.words import CHINESE, READING, WORD, reworded, template

NEWEST, *OLDER = reversed([commit for commit, known in RELEASES.items() if CASES in known])
FOLDERS = [("today", "")]  # a story, and the release that began it where it is not today's
FOLDERS += [("migrated", commit) for commit in (NEWEST, *(OLDER if LONG else ()))]
FOLDERS += [("today", commit) for commit in (NEWEST, *OLDER) if LONG]
CASES_OF = [
    pytest.param(folder, number, id=f"{' '.join(one.words[:3])} {'-'.join(folder)}")
    for folder in FOLDERS
    for number, one in enumerate(going_on.STORIES[folder[0]])
]
RANDOM = ("offset", "length", "sha256", "seal")  # of records, whose ids are drawn
AT = re.compile(r"@\d+")
Told = dict[tuple[str, str], tuple[list[Any], list[Any]]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What both programs make of the same folders: as it stands, and with other words."""
    folders = {folder: tmp_path_factory.mktemp(folder[0]) / "office" for folder in FOLDERS}
    for (story, commit), folder in folders.items():
        _make(story, commit, folder)
    others = [(str(_copied(folder)), story) for (story, _), folder in folders.items()]
    plain = [going_on.told(folder, story) for (story, _), folder in folders.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.rewording.altered"],
        input=json.dumps(others),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(folders, zip(plain, json.loads(done.stdout), strict=True), strict=True))


def _make(story: str, commit: str, folder: Path) -> None:
    """Lead a story up to where the words change, with today's program or in an old folder."""
    if commit:
        with tarfile.open(archive(commit)) as tar:
            tar.extractall(folder, filter="data")
    else:
        folder.mkdir()
    if story == "today":
        with serving(folder):
            live(folder, (*(() if commit else STORY), *going_on.PENDING), {CASES})


def _copied(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.with_name("other")))


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


@pytest.mark.parametrize(("folder", "number"), CASES_OF)
def test_other_words_change_no_verdict_case_or_count(
    told: Told, folder: tuple[str, str], number: int
) -> None:
    plain, other = (side[number] for side in told[folder])

    assert plain["code"] == other["code"], other["told"]
    if isinstance(plain["answer"], str):  # a screen, or nothing
        assert bool(plain["answer"]) is bool(other["answer"])
    else:
        assert list(differences(plain["answer"], other["answer"])) == []


def test_the_words_were_other_ones(told: Told) -> None:
    pairs = [
        (one["told"], another["told"])
        for plain, other in told.values()
        for one, another in zip(plain, other, strict=True)
        if one["told"]
    ]

    assert pairs
    for one, another in pairs:
        assert WORD not in one
        assert WORD in another


@pytest.mark.parametrize("name", READING)
def test_what_is_left_alone_is_there(name: str) -> None:
    module, _, constant = name.partition(":")

    found = importlib.import_module(module)

    assert not constant or hasattr(found, constant)


@pytest.mark.parametrize("text", ["最近一次查看在 ", "U01 内容", "所见"])
def test_a_sentence_gets_a_word_another_in_each_module(text: str) -> None:
    one, other = reworded(text, "monitor.cases"), reworded(text, "monitor.figures")

    assert WORD in one and WORD in other and one != other
    assert re.sub(f"{WORD}.", "", one) == text


@pytest.mark.parametrize("text", ["天", "no words", ""])
def test_a_unit_stays(text: str) -> None:
    assert reworded(text, "monitor.cases") == text


def test_a_template_keeps_what_it_computes() -> None:
    text = "{% if word == '季度' %}检查{{ total.looked }}个{% endif %}"
    other = template(text, "month.txt")

    assert re.sub(f"{WORD}.", "", other) == text
    assert "'季度'" in other and other.count(WORD) == 1
