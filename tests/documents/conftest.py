"""The documents as they stand, and the office whose answers they quote."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.reference.blocks import documents
from tools.reference.markdown import DOCS
from tools.reference.office import Office, opened

WRITTEN = tuple(documents())
ALL = (*WRITTEN, *sorted((DOCS / "reference").rglob("*.md")))


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """The office of the documents; read only."""
    with opened() as one:
        yield one


def named(path: Path) -> str:
    """Return a document's path as the tests call it."""
    return str(path.relative_to(DOCS.parent))
