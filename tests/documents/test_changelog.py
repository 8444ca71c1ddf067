"""The changelog: one short line a change, and fragments of one form until a release."""

import re
from pathlib import Path

import pytest

from tools.changelog import (
    CHANGELOG,
    FRAGMENTS,
    GROUPS,
    WORDS,
    Change,
    fragments,
    read,
    released,
    section,
)

TEXT = CHANGELOG.read_text(encoding="utf-8")
GOOD = "Fixed: a sheet is not written over\n\nIt was.\nIt is not.\n"


def test_a_change_is_one_line_of_at_most_thirty_words() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("- ")]

    assert len(lines) > 50
    assert [line for line in lines if len(line[2:].split()) > WORDS] == []


def test_versions_have_days_and_known_groups() -> None:
    headings = re.findall(r"^## (.+)$", TEXT, re.M)

    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", one) for one in headings[1:])
    assert set(re.findall(r"^### (.+)$", TEXT, re.M)) <= set(GROUPS)


def test_what_is_unreleased_stands_in_fragments_alone() -> None:
    unreleased = TEXT.partition("## [Unreleased]\n")[2].partition("\n## [")[0]

    assert unreleased.strip() == ""


@pytest.mark.parametrize("path", fragments(), ids=lambda path: path.name)
def test_a_fragment_has_its_form(path: Path) -> None:
    read(path.read_text(encoding="utf-8"))


def test_the_template_has_the_form_it_shows() -> None:
    template = FRAGMENTS.parent / "TEMPLATE"

    assert read(template.read_text(encoding="utf-8")).group == "Verdicts"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fixed: small letters\n\nIt was.\n",
        "Fixed:\n\nIt was.\n",
        "Repaired: no group\n\nIt was.\n",
        "Fixed: no body\n",
        "Fixed: no body\n\n  \n",
        "Fixed: no empty line\nIt was.\n",
        f"Fixed: {'word ' * 31}\n\nIt was.\n",
    ],
)
def test_a_fragment_without_its_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def test_a_line_of_exactly_thirty_words_is_taken() -> None:
    assert read(f"Added: {' '.join(['word'] * 30)}.\n\nIt was.\n").line.count("word") == 30


def test_a_release_puts_the_changes_under_their_groups_in_order() -> None:
    later = Change(group="Verdicts", line="U01: 不合格 becomes 无法判定")
    text = released("# C\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-28\n", "0.2.0", "2027-03-31",
                    [later, read(GOOD)])  # fmt: skip

    assert text == (
        "# C\n\n## [Unreleased]\n\n## [0.2.0] - 2027-03-31\n\n"
        "### Fixed\n\n- a sheet is not written over.\n\n"
        "### Verdicts\n\n- U01: 不合格 becomes 无法判定.\n"
        "\n## [0.1.0] - 2026-11-28\n"
    )
    assert section([]) == ""
