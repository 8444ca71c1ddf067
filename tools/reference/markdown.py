"""Tables, fences and paragraphs of Markdown, in the words of docstrings."""

import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# plain comments: what is true of every generated page
GENERATED = "<!-- 本页由程序生成，请勿手改：make docs-reference -->\n\n"

WIDE = "\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar within a cell would end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def fence(text: str, language: str = "") -> str:
    """Return *text* as it stands, in a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def code(text: object) -> str:
    """Return one word of the program."""
    return f"`{text}`"


def prose(text: str) -> str:
    """Return a docstring's text as Markdown: paragraphs of one line, names as code."""
    text = re.sub(r"``([^`]+)``", r"`\1`", inspect.cleandoc(text))
    text = re.sub(r"(?<![\w*])\*(\w+)\*(?![\w*])", r"`\1`", text)  # arguments
    return "\n\n".join(joined(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip()))


def joined(text: str) -> str:
    """Return the lines of a paragraph as one; between Chinese characters stands no space."""
    text = re.sub(rf"(?<=[{WIDE}])\s*\n\s*(?=[{WIDE}])", "", text)
    return re.sub(r"\s*\n\s*", " ", text)
