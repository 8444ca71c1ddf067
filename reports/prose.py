"""Chinese on a screen: lines end where Chinese may be broken, which rich does not know."""

from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

from monitor.parsing.line_breaks import line_ends

NARROWEST = 10  # cells of a column below which Chinese cannot be read


class _Broken(Text):
    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Return the lines of the text, none wider than *width* cells."""
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            paragraph.expand_tabs(1)
            fits = cell_len(paragraph.plain) <= width  # as most cells of a table do
            ends = [] if fits else line_ends(paragraph.plain, width, measured=cell_len)
            parts = paragraph.divide(ends)
            for part in parts:
                part.rstrip()
            if justify := options.get("justify") or self.justify:
                parts.justify(console, width, justify=justify, overflow="fold")
            lines.extend(parts)
        return lines


@dataclass(frozen=True, slots=True)
class Prose:
    """A text whose lines end between characters, never within a date, a command or a mark."""

    text: str
    style: str = ""

    def __str__(self) -> str:
        return self.text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _Broken(self.text, style=self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max(map(cell_len, self.text.splitlines()), default=0)
        most = min(widest, options.max_width)
        return Measurement(min(most, NARROWEST), most)
