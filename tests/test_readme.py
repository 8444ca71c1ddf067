"""What the READMEs quote from the program is what the program says."""

from pathlib import Path

import pytest

from tests.readme import BLOCKS, FILES, rewritten


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_quotes_of_the_program_are_up_to_date(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert all(f"<!-- {name} -->" in text for name in BLOCKS)
    assert rewritten(text) == text
