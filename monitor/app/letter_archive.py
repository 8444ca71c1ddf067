"""The letters below out/notices, as its manifests list them and as far as they still stand.

The folder is the office's: whoever may write there may write anything into a manifest. A name in
it is a file of that very folder or none at all.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app.letter_files import KIND
from monitor.app.manifest_files import LARGEST, standing
from monitor.model import clock

FOLDER = "notices"  # below the folder for papers
MANIFESTS = "manifest*.json"  # the numbered ones stand beside one that somebody changed
FORMS = (".docx", ".html", ".pdf")
AGES_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same letters, the same file


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetter:
    """One file of a letter. *accounts*: of whom it or those written at once speak."""

    path: Path
    made_at: datetime
    accounts: frozenset[str]

    @property
    def name(self) -> str:
        return self.path.name


def written_letters(out: Path) -> tuple[WrittenLetter, ...]:
    """Return the letters below *out* that still stand, newest first."""
    folder = out / FOLDER
    found: dict[str, WrittenLetter] = {}
    for path in sorted(folder.glob(MANIFESTS)):
        for letter in _listed(path):
            found.setdefault(letter.name, letter)
    return tuple(sorted(found.values(), key=lambda one: (one.made_at, one.name), reverse=True))


def zipped(letters: Iterable[WrittenLetter]) -> bytes:
    """Return *letters* as one file, the same whenever it is asked for."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for letter in sorted(letters, key=lambda one: one.name):
            entry = zipfile.ZipInfo(letter.name, AGES_AGO)
            entry.create_system = 3  # whatever system the office has
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, letter.path.read_bytes())
    return held.getvalue()


def _listed(path: Path) -> Iterator[WrittenLetter]:
    """Yield what a manifest lists; nothing where somebody has made something else of it."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return
        whole: Any = json.loads(path.read_bytes())
        papers = [whole, *whole.get("beside", [])]
        for paper in papers:
            if paper.get("kind") == KIND:
                yield from _files(paper, path.parent)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return


def _files(paper: Mapping[str, Any], folder: Path) -> Iterator[WrittenLetter]:
    made_at = clock.unstamp(str(paper["made_at"]))
    by_file: Mapping[str, Any] = paper.get("letters", {})
    for name in paper["files"]:
        found = standing(folder, name)
        if found is None:
            continue
        path, known = found
        if path.suffix not in FORMS or known.st_size > LARGEST:
            continue
        accounts = by_file.get(name, paper.get("accounts", []))
        yield WrittenLetter(path=path, made_at=made_at, accounts=frozenset(map(str, accounts)))
