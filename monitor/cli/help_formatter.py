"""Pages of help in Chinese: measured in cells, broken between characters, full-width marks."""

import re
from collections.abc import Iterable

import click

from monitor.parsing.line_breaks import CLOSING, OPENING, WIDE, cells, folded

WORD = re.compile(r"\s+|\S+")
GAP = 2  # cells between the columns of a list


class HelpPage(click.HelpFormatter):
    """click's help page, which by itself counts characters and breaks at spaces only."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called, on lines of their own where it is long."""
        head = f"{prefix or '用法：'}{prog} "
        indent = " " * cells(head)
        lines = folded(args, self.width - len(indent), WORD)
        self.write(head + f"\n{indent}".join(lines) + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading with a full-width colon."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; lines of the source are joined as Chinese is, without a space."""
        indent = " " * self.current_indent
        paragraphs = [joined(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip())]
        blocks = [folded(paragraph, self.width - self.current_indent) for paragraph in paragraphs]
        self.write(
            "\n\n".join("\n".join(indent + line for line in block) for block in blocks) + "\n"
        )

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = GAP
    ) -> None:
        """Write a list of terms and what they mean, in two columns."""
        listed = list(rows)
        first = min(max((cells(term) for term, _ in listed), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in listed:
            lines = folded(joined(meaning), max(self.width - self.current_indent - first, 10))
            room = first - cells(term)
            begin = term + " " * room if room >= col_spacing else f"{term}\n{indent}{' ' * first}"
            entry = begin + f"\n{indent}{' ' * first}".join(lines)
            self.write(f"{indent}{entry.rstrip()}\n")


def joined(text: str) -> str:
    """Return the lines of *text* as one; a space stands only beside a word of letters."""
    line = re.sub(r"[ \t]*\n[ \t]*", "\n", text.strip())
    line = re.sub(rf"(?<=[{CLOSING}])\n|\n(?=[{OPENING}])", "", line)
    return re.sub(rf"(?<=[{WIDE}])\n(?=[{WIDE}])", "", line).replace("\n", " ")
