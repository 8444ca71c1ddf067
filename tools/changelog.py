"""Fragments of the changelog: one file a change, put together when a version is released.

``python -m tools.changelog`` shows what they make; with a version and a day it is written into
CHANGELOG.md, and the fragments go.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
FRAGMENTS = ROOT / "changelog" / "unreleased"
GROUPS = ("Added", "Changed", "Fixed", "Verdicts")
WORDS = 30  # of a line in the changelog; a Chinese sentence in it counts as one
FIRST = re.compile(rf"(?P<group>{'|'.join(GROUPS)}): (?P<line>\S.*)")
UNRELEASED = "## [Unreleased]\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: its group and its line."""

    group: str
    line: str


def read(text: str) -> Change:
    """Read a fragment; raises ValueError, saying what its form lacks."""
    first, _, rest = text.partition("\n")
    heading = FIRST.fullmatch(first)
    if heading is None:
        raise ValueError(f"the first line is '{'|'.join(GROUPS)}: what changes'")
    if len(heading["line"].split()) > WORDS:
        raise ValueError(f"the first line has more than {WORDS} words")
    empty, _, body = rest.partition("\n")
    if empty.strip() or not body.strip():
        raise ValueError("an empty line, then the problem and what the program does now")
    return Change(group=heading["group"], line=heading["line"].rstrip("."))


def fragments(folder: Path = FRAGMENTS) -> tuple[Path, ...]:
    """Return the files of all changes, in order of their names."""
    return tuple(sorted(path for path in folder.iterdir() if not path.name.startswith(".")))


def section(changes: Iterable[Change]) -> str:
    """Return the changes under their groups."""
    lines_of: dict[str, list[str]] = {name: [] for name in GROUPS}
    for change in changes:
        lines_of[change.group].append(change.line)
    return "\n".join(
        f"### {name}\n\n" + "".join(f"- {line}.\n" for line in lines)
        for name, lines in lines_of.items()
        if lines
    )


def released(changelog: str, version: str, day: str, changes: Sequence[Change]) -> str:
    """Return the changelog with a version more, below what is unreleased."""
    if UNRELEASED not in changelog:
        raise ValueError(f"the changelog lacks {UNRELEASED.strip()}")
    head, _, rest = changelog.partition(UNRELEASED)
    return f"{head}{UNRELEASED}\n## [{version}] - {day}\n\n{section(changes)}{rest}"


def main(words: Sequence[str]) -> None:
    """Show what is unreleased, or release it."""
    paths = fragments()
    changes = [read(path.read_text(encoding="utf-8")) for path in paths]
    if not words:
        sys.stdout.write(section(changes))
        return
    version, day = words
    text = CHANGELOG.read_text(encoding="utf-8")
    CHANGELOG.write_text(released(text, version, day, changes), encoding="utf-8")
    for path in paths:
        path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
