"""Blocks of benchmarks/README.md that commands write: ``<!-- name -->`` to ``<!-- /name -->``."""

from pathlib import Path

README = Path(__file__).with_name("README.md")


def block(name: str, text: str) -> str:
    """Return *text* between the marks of *name*."""
    return f"<!-- {name} -->\n{text.strip()}\n<!-- /{name} -->"


def put(name: str, text: str) -> None:
    """Write *text* in the place of the block *name*."""
    page = README.read_text(encoding="utf-8")
    before, mark, rest = page.partition(f"<!-- {name} -->")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not (mark and end):
        raise SystemExit(f"{README} has no block {name}")
    README.write_text(f"{before}{block(name, text)}{after}", encoding="utf-8")
