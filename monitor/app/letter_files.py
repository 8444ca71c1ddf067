"""The files of letters: one a unit, called by its name, none in the place of another."""

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from monitor.app.letters import Letters, UnitLetter
from monitor.figures import Figures
from monitor.model import clock
from monitor.parsing.text import clean
from monitor.system.files import Content, Published, publish
from reports import document_builder, figures_json, html, letter_wording, template_filters

FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')  # in the names of files on Windows
KIND = "notice"  # of papers, in a manifest
LONGEST_NAME = 40  # characters of a unit's name in the name of a file: paths are short there


def write(letters: Letters, folder: Path, stage: Path, forms: Sequence[str]) -> Published:
    """Write *letters* into *folder*, by way of *stage*, in each of *forms*."""
    files: dict[str, Content] = {}
    accounts: dict[str, list[str]] = {}
    taken = {path.stem.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
    for letter in letters.letters:
        unit = file_name(letter.accounts[0].account.unit) or letter.unit
        name = _free_name(f"整改通知书-{unit}-{letter.letter.on}", taken)
        taken.add(name.casefold())
        made = _files(letter, letters.figures, forms, name)
        files |= made
        told = [entry.account.id for entry in letter.accounts]
        accounts |= {file: told for file in made}  # noqa: C420  # one list, never changed
    about = {
        "kind": KIND,
        "made_at": clock.iso(letters.figures.made_at),
        "accounts": [entry.account.id for entry in letters.accounts],
        "letters": accounts,
        "program": letters.figures.program,
        "sealed": figures_json.sealed(letters.figures.sealed),
    }
    return publish(folder, stage, files, about)


def file_name(text: str) -> str:
    """Return *text* as part of a file's name on every system."""
    return FORBIDDEN.sub("", clean(text))[:LONGEST_NAME].rstrip(".")


def _free_name(name: str, taken: set[str]) -> str:
    """Return *name*, numbered where it is *taken* already, in whatever case."""
    if name.casefold() not in taken:
        return name
    numbered = (f"{name}-{number}" for number in count(2))
    return next(candidate for candidate in numbered if candidate.casefold() not in taken)


def _files(
    letter: UnitLetter, figures: Figures, forms: Sequence[str], name: str
) -> dict[str, Content]:
    accounts = letter.accounts
    document = document_builder.write(
        "notice",
        figures,
        letter.letter,
        tables=(letter_wording.receipt(accounts),),
        unit=accounts[0].account.unit,
        accounts=accounts,
        bases=template_filters.bases_of(accounts, figures),
        evidence=template_filters.evidence_of(accounts),
        **letter_wording.phrases(accounts, figures, letter.earlier),
    )
    files: dict[str, Content] = {}
    if "docx" in forms:
        from reports import word_letter  # heavy

        files[f"{name}.docx"] = word_letter.render(document, made_at=clock.beijing(figures.made_at))
    if "html" in forms:
        files[f"{name}.html"] = html.render(document)
    if "pdf" in forms:
        from reports import pdf  # heavy, and optional

        files[f"{name}.pdf"] = pdf.render(html.render(document))
    return files
