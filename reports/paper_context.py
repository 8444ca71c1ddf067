"""What a template may name: the figures of a period as the papers tell them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.figures import Figures
from monitor.model import Platform
from monitor.model.period import Span
from reports import (
    addressees,
    annexes,
    county_sentences,
    formatting,
    method,
    supervision,
    template_filters,
    unknown_causes,
)
from reports.caveats import caveats
from reports.comparison import against_mean
from reports.document_model import shown
from reports.register_phrases import duplicated, registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a document needs besides figures. *on*: 成文日期; *due*: by when units answer.

    *due_caveat*: on what assumption that was counted; it is printed wherever the day is.
    *every_annex*: print what else stands in the spreadsheet only. *praise*: from how many checks
    on units are praised, None for no praise.
    """

    on: date
    due: date
    due_caveat: str = ""
    templates: Path | None = None
    every_annex: bool = False
    praise: int | None = None


def context(kind: str, figures: Figures, letter: Letter) -> dict[str, Any]:
    """Return what templates may name."""
    place = figures.jurisdiction
    closing = figures.closing_at
    total = figures.total
    filing_known = [row for row in figures.accounts if row.account.filed is not None]
    told: dict[str, Any] = {
        "office": place.office or place.name,
        "reports_to": place.reports_to or "上级主管部门",
        "area": addressees.area(place.name),
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
        "by_kind": addressees.kinds(figures),
        "by_unit": figures.by_unit,
        "spotchecks": figures.spotchecks or figures.checked,  # whether anything was checked
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
        "dropped": figures.dropped,
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
    return told | _told(kind, figures, letter) | county_sentences.phrases(figures)


def _told(kind: str, figures: Figures, letter: Letter) -> dict[str, Any]:
    """Return what the official papers say besides: annexes, caveats, supervision, praise."""
    annex = annexes.labels(kind, figures, every=letter.every_annex)
    return {
        "downwards": kind in ("quarter_units", "rollup_units"),
        "annex": annex,
        "addressees": addressees.addressees(figures),
        "caveats": caveats(figures, quarterly=figures.period.span is not Span.MONTH),
        "against_mean": against_mean(figures),
        "registration": registration(figures),
        "duplicated": duplicated(figures),
        "method": method.lines(figures),
        "notified": supervision.notified(figures),
        "overdue": supervision.overdue_names(figures, annex["ledger"]),
        "praised": supervision.praised(figures, letter.praise),
        "praise": letter.praise,
        "cause_keys": unknown_causes.cause_keys(figures.unknown),
        "zombies_open": tuple(row for row in figures.zombies if not row.zombie_recovered),
        "zombie_advice": supervision.zombie_advice(figures),
        "slips_open": sum(row.found - row.fixed for row in figures.slips),
    }
