"""From figures to a document: the office's sentences stand in templates, the numbers come here.

A template of the same name in ``templates/`` beside accounts.yaml replaces the one that ships.
A name that a template gets wrong is an error with its line, never an empty place.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.sandbox import SandboxedEnvironment

from monitor.figures import Figures
from monitor.model import rate as rates
from monitor.model.errors import ConfigError
from reports import (
    annex_tables,
    brief_sentences,
    page_layout,
    paper_context,
    report_tables,
    template_faults,
    year_table,
)
from reports.document_model import GUARD, Document, Table, parse, shown
from reports.filters import FILTERS
from reports.names import NAMED
from reports.paper_context import Letter
from reports.table_set import TableSet

SHIPPED = PackageLoader("reports", "templates")
SHORT = frozenset({"number", "unit", "platform", "name", "newest", "idle", "state"})


def write(
    kind: str, figures: Figures, letter: Letter, *, tables: Iterable[Table] = (), **extra: Any
) -> Document:
    """Return the document of template *kind* (``quarter_city``, ``notice`` …).

    *tables*: which it may place besides those of the figures; *extra*: what else it may name.
    """
    placed = _tables(figures, tables)
    context = paper_context.context(kind, figures, letter)
    for lines in brief_sentences.LINES:
        told = context | brief_sentences.phrases(figures, lines) | extra
        document = _filled(kind, told, placed, letter.templates, figures.decimals)
        if kind != "month" or page_layout.fits(document.blocks, sealed=figures.sealed is not None):
            break
    return replace(document, sealed=figures.sealed)  # whatever the office's own templates say


def _tables(figures: Figures, further: Iterable[Table]) -> TableSet:
    """Return the tables that a paper may place, each made only where one does."""
    given = {table.name: lambda _, table=table: table for table in further}
    makers = {**annex_tables.MAKERS, **year_table.MAKERS, "failing_short": _failing_short, **given}
    return report_tables.tables(figures, makers)


def _failing_short(figures: Figures) -> Table:
    """Return who fails as a page has room for: fewer columns, the first rows."""
    whole = report_tables.failing(figures)
    kept = [number for number, column in enumerate(whole.columns) if column.key in SHORT]
    return replace(
        whole,
        name="failing_short",
        columns=tuple(whole.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in whole.rows[:NAMED]),
    )


def _filled(
    kind: str, told: Mapping[str, Any], tables: Mapping[str, Table], own: Path | None, decimals: int
) -> Document:
    """Return the document of the template, where *own* has none, of that which ships."""
    name = f"{kind}.txt"
    try:
        text = _environment(own, decimals).get_template(name).render(told)
    except TemplateError as error:
        raise ConfigError(template_faults.sentence(error, name)) from error
    return parse(text, tables, source=name, decimals=decimals)


def _environment(folder: Path | None, decimals: int) -> SandboxedEnvironment:
    if folder is None:
        return _shipped_environment(decimals)
    return _sandbox(ChoiceLoader([FileSystemLoader(folder), SHIPPED]), decimals)


@functools.lru_cache(maxsize=8)  # a template that ships is compiled once
def _shipped_environment(decimals: int) -> SandboxedEnvironment:
    return _sandbox(SHIPPED, decimals)


def _sandbox(loader: BaseLoader, decimals: int) -> SandboxedEnvironment:
    sandbox = SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,  # plain text; every form escapes for itself
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_guarded,
    )
    sandbox.filters |= FILTERS
    sandbox.filters["rate"] = lambda rate: shown(rate, decimals)
    sandbox.filters["change"] = lambda now, before: rates.change(now, before, decimals)
    return sandbox


def _guarded(value: object) -> str:
    """Keep a value from starting a sign of the template, and from breaking its line."""
    return GUARD + " ".join(str(value).replace(GUARD, "").split())
