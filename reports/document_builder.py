"""From figures to a document: the office's sentences stand in templates, the numbers come here.

A template of the same name in ``templates/`` beside accounts.yaml replaces the one that ships.
A name that a template gets wrong is an error with its line, never an empty place.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
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
from monitor.model import Platform
from monitor.model import rate as rates
from monitor.model.errors import ConfigError
from reports import formatting, report_tables, template_faults, template_filters
from reports.document_model import GUARD, Document, Table, parse, shown

SHIPPED = PackageLoader("reports", "templates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a document needs besides figures. *on*: 成文日期; *due*: by when units answer.

    *due_caveat*: on what assumption that was counted; it is printed wherever the day is.
    """

    on: date
    due: date
    due_caveat: str = ""
    templates: Path | None = None


def write(
    kind: str, figures: Figures, letter: Letter, *, tables: Iterable[Table] = (), **extra: Any
) -> Document:
    """Return the document of template *kind* (``quarter_city``, ``notice`` …).

    *tables*: which it may place besides those of the figures; *extra*: what else it may name.
    """
    by_name = report_tables.tables(figures) | {table.name: table for table in tables}
    short = replace(
        by_name["failing"],
        name="failing_short",
        columns=tuple(c for c in by_name["failing"].columns if c.key in SHORT),
        rows=tuple(
            tuple(
                cell
                for cell, column in zip(row, by_name["failing"].columns, strict=True)
                if column.key in SHORT
            )
            for row in by_name["failing"].rows[: template_filters.NAMED]
        ),
    )
    context = _context(figures, letter) | extra
    name = f"{kind}.txt"
    try:
        text = _environment(letter.templates, figures.decimals).get_template(name).render(context)
    except TemplateError as error:
        raise ConfigError(template_faults.sentence(error, name)) from error
    document = parse(text, by_name | {short.name: short}, source=name, decimals=figures.decimals)
    return replace(document, sealed=figures.sealed)  # whatever the office's own templates say


SHORT = frozenset({"number", "unit", "platform", "name", "newest", "idle", "state"})


def _context(figures: Figures, letter: Letter) -> dict[str, Any]:
    """Return what templates may name."""
    place = figures.jurisdiction
    closing = figures.closing_at
    total = figures.total
    filing_known = [row for row in figures.accounts if row.account.filed is not None]
    return {
        "office": place.office or place.name,
        "reports_to": place.reports_to or "上级主管部门",
        "area": "全市" if place.name.endswith("市") else "全县",
        "contact": place.contact,
        "label": figures.period.label,
        "word": figures.period.word,
        "word_before": figures.period.word_before,
        "span": figures.period.span.value,
        "closing_day": shown(
            formatting.day(closing) if closing else figures.period.last_day, figures.decimals
        ),
        "date": shown(letter.on, figures.decimals),
        "due": shown(letter.due, figures.decimals)
        + (f"（{letter.due_caveat}）" if letter.due_caveat else ""),
        "total": total.tally,
        "posts": total.posts,
        "uncounted": template_filters.uncounted(figures),
        "websites": sum(row.account.platform is Platform.WEBSITE for row in figures.accounts),
        "by_platform": figures.by_platform,
        "by_kind": figures.by_kind,
        "by_unit": figures.by_unit,
        "spotchecks": figures.spotchecks,
        "checks": figures.checks,
        "unchecked": template_filters.unchecked(figures),
        "failing": figures.failing,
        "zombies": figures.zombies,
        "zombie_outcome": template_filters.zombie_outcome(figures),
        "unknown": figures.unknown,
        "lapsed": figures.lapsed,
        "unseen": figures.unseen,
        "left_failing": template_filters.left(figures),
        "exempted": template_filters.exempted(figures),
        "problems": figures.problems,
        "problem_count": sum(number for _, _, number in figures.problems),
        "rectified": figures.rectified,
        "rectified_lead": template_filters.rectified_lead(figures),
        "left_before": figures.left_failing,
        "cases": figures.cases,
        "progress": formatting.stages(figures),
        "opened": figures.opened,
        "closed": figures.closed,
        "renamed": figures.renamed,
        "register_known_before": figures.register_known_before,
        "safety": figures.safety,
        "interaction": figures.interaction,
        "pending": figures.pending,
        "slips": figures.slips,
        "reminded": figures.reminded,
        "alarmed": figures.alarmed,
        "before": figures.before,
        "year_before": figures.year_before,
        "remind_days": figures.limits.get("remind_days", 7),
        "max_days": figures.limits.get("max_days", 14),
        "zombie_days": figures.limits.get("zombie_days", 90),
        "bases": tuple(figures.bases.items()),
        "rules": figures.rules.removeprefix("sha256:")[:16] or "无",
        "program": figures.program,
        "filed_known": bool(filing_known),
        "filed": sum(bool(row.account.filed) for row in filing_known),
    }


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
    sandbox.filters |= template_filters.FILTERS
    sandbox.filters["rate"] = lambda rate: shown(rate, decimals)
    sandbox.filters["change"] = lambda now, before: rates.change(now, before, decimals)
    return sandbox


def _guarded(value: object) -> str:
    """Keep a value from starting a sign of the template, and from breaking its line."""
    return GUARD + " ".join(str(value).replace(GUARD, "").split())
