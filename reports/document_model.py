"""A document before it takes a form: title, headings, paragraphs, tables, annexes.

Templates say it in lines: ``# `` title, ``@ `` addressee, ``## `` and ``### `` headings,
``[[name]]`` a table, ``=== 附件1 | name | landscape`` an annex, ``-- `` a signature line,
``; `` a remark under a table; every other line is a paragraph. What comes from outside carries
``GUARD`` in front, so that no post or account name can become such a sign.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Literal

from monitor.model.chain_head import Head
from monitor.model.errors import ConfigError
from monitor.model.rate import Rate

GUARD = "\ue000"


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address where a form can lead anywhere."""

    text: str
    address: str

    def __str__(self) -> str:
        return self.text


Cell = Link | str | int | Decimal | date | Rate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, its share of the width, the alignment of its cells.

    *key*: the name by which code selects it, empty where none does. *choices*: what people may
    fill in.
    """

    title: str
    key: str = ""
    width: float = 1.0
    align: Literal["left", "center", "right"] = "center"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Typed cells; a form decides how a date or a rate is written.

    *total*: the last row sums. *dense*: a long list, set small on paper.
    *names*: so many columns at the left say what a row is about; a sheet keeps them in sight.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    empty: str = "无"
    dense: bool = False
    names: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a document; *table* only where *kind* is ``table``."""

    kind: Literal[
        "title", "addressee", "heading", "subheading", "paragraph", "signature", "remark",
        "table", "annex",
    ]  # fmt: skip
    text: str = ""
    table: Table | None = None
    landscape: bool = False
    label: str = ""  # of an annex: 附件1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Blocks in order. *decimals*: digits of a printed rate. *sealed*: the chain's head then.

    *workbook*: the tables that its spreadsheet holds. *bundle*: the checksum of the file that is
    handed in with it, empty where none is.
    """

    blocks: tuple[Block, ...]
    decimals: int = 1
    sealed: Head | None = None
    workbook: tuple[Table, ...] = ()
    bundle: str = ""

    @property
    def bundle_line(self) -> str:
        """Return the line by which the paper vouches for the file, empty where there is none."""
        return f"数据包校验码：{self.bundle}" if self.bundle else ""

    @property
    def title(self) -> str:
        return next((block.text for block in self.blocks if block.kind == "title"), "")

    @property
    def annexes(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "annex")

    def holds_one_table(self, annex: Block) -> bool:
        """Say whether *annex* holds one table and needs no name beside the table's."""
        following = self.blocks[self.blocks.index(annex) + 1 :]
        blocks = takewhile(lambda block: block.kind != "annex", following)
        return sum(block.table is not None for block in blocks) == 1


SIGNS = {
    "# ": "title",
    "@ ": "addressee",
    "## ": "heading",
    "### ": "subheading",
    "-- ": "signature",
    "; ": "remark",
}


def parse(text: str, tables: Mapping[str, Table], *, source: str, decimals: int = 1) -> Document:
    """Return the document of a rendered template; raises ConfigError with the line."""
    blocks = tuple(_blocks(text, tables, source))
    if not any(block.kind == "title" for block in blocks):
        raise ConfigError(f"模板 {source} 没有标题行（以“# ”开头）")
    return Document(blocks=blocks, decimals=decimals)


def _blocks(text: str, tables: Mapping[str, Table], source: str) -> Iterator[Block]:
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line.replace(GUARD, "").strip():
            continue
        yield _block(line, tables, f"{source}:{number}")


def _block(line: str, tables: Mapping[str, Table], place: str) -> Block:
    placed = re.fullmatch(r"\[\[(\w+)\]\]", line)
    if placed:
        if placed[1] not in tables:
            raise ConfigError(
                f"{place}: 没有名为 {placed[1]} 的表，可用：{'、'.join(sorted(tables))}"
            )
        return Block(kind="table", table=tables[placed[1]])
    if line.startswith("==="):
        label, _, remainder = line[3:].strip().partition("|")
        name, _, turned = remainder.partition("|")
        return Block(
            kind="annex",
            label=_plain(label),
            text=_plain(name),
            landscape=turned.strip() == "landscape",
        )
    for sign, kind in SIGNS.items():
        if line.startswith(sign):
            return Block(kind=kind, text=_plain(line[len(sign) :]))  # type: ignore[arg-type]
    return Block(kind="paragraph", text=_plain(line))


def _plain(text: str) -> str:
    return text.replace(GUARD, "").strip()


def shown(cell: Cell, decimals: int) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return "—"
    if isinstance(cell, Rate):
        return f"{cell.text(decimals)}（{cell.counts}）" if cell.whole else cell.text(decimals)
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return str(cell)
