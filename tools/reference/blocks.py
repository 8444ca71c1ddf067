"""What documents quote from the program, between ``<!-- name -->`` and ``<!-- /name -->``."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.model.outcome import Outcome
from tools.reference import checks, sources
from tools.reference.markdown import DOCS, ROOT, code, fence, table
from tools.reference.office import Office

LINES = 26
GENERATED = {"reference"}


def sample(office: Office) -> str:
    """Return how a check begins on the screen."""
    lines = office.first_check.splitlines()[:LINES]
    return fence("\n".join(line.rstrip() for line in lines) + "\n…")


def outcomes(office: Office) -> str:
    """Return every reason why a look showed nothing usable, and what the program advises."""
    rows = [
        (f"[{outcome.label}](#{outcome.label})", code(outcome.value), outcome.action)
        for outcome in Outcome
    ]
    return table(("原因", "代码", "程序的提示"), rows)


BLOCKS: dict[str, Callable[[Office], str]] = {
    "sample": sample,
    "outcomes": outcomes,
    "checks": lambda office: checks.overview(),
    "sources": lambda office: sources.overview(),
}


def documents() -> Iterator[Path]:
    """Yield every document that people write: the READMEs and what is not generated in docs/."""
    yield from sorted(ROOT.glob("*.md"))
    for path in sorted(DOCS.rglob("*.md")):
        if path.relative_to(DOCS).parts[0] not in GENERATED:
            yield path


def rewritten(text: str, office: Office) -> str:
    """Return *text* with every block as the program has it now."""
    for name, block in BLOCKS.items():
        if f"<!-- {name} -->\n" in text:
            fresh = block(office).replace("\\", r"\\")
            pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
            text = re.sub(pattern, rf"\g<1>{fresh}\n\g<2>", text, flags=re.S)
    return text
