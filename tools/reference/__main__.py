"""Write the reference and the quotations of the program in the other documents."""

from tools.reference import blocks, pages
from tools.reference.markdown import DOCS
from tools.reference.office import opened


def main() -> None:
    """Rewrite all of it in place."""
    with opened() as office:
        for path, text in pages(office).items():
            target = DOCS / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        for document in blocks.documents():
            text = document.read_text(encoding="utf-8")
            document.write_text(blocks.rewritten(text, office), encoding="utf-8")


if __name__ == "__main__":
    main()
