"""What became of the accounts that failed in the period before (上期问题整改复查)."""

from collections import Counter
from collections.abc import Container, Sequence

from monitor.figures import Rectified
from monitor.figures.rectification import EXEMPT, FIXED, LABELS, OPEN, ORDER, RECURRING, STRUCK
from reports import formatting
from reports.document_model import shown
from reports.names import listed_again, with_unit
from reports.problem_phrases import LONGEST, fits, whole

UNSETTLED = (OPEN, RECURRING)
REASON = 60  # characters of a reason that a sentence has room for


def outcomes(rectified: Sequence[Rectified]) -> str:
    """Return the numbers of accounts by the outcome of their rectification."""
    counts = Counter(row.outcome for row in rectified)
    return "，".join(f"{LABELS[kind]}{counts[kind]}个" for kind in reversed(ORDER) if counts[kind])


def outcomes_of(rectified: Sequence[Rectified], see: str = "") -> str:
    """Return the accounts by the outcome of their rectification, the worst first."""
    return _outcomes(rectified, see, ORDER)


def outcomes_of_many(rectified: Sequence[Rectified], see: str = "") -> str:
    """Return the same of many counties: who is not put right by name, all others counted."""
    return _outcomes(rectified, see, UNSETTLED)


def _outcomes(rectified: Sequence[Rectified], see: str, named: Container[str]) -> str:
    parts = []
    for kind in ORDER:
        names = [_named(row) for row in rectified if row.outcome == kind]
        if names and kind in named:
            parts.append(f"{LABELS[kind]}{len(names)}个（{listed_again(names, see)}）")
        elif names:
            parts.append(f"{LABELS[kind]}{len(names)}个")
    return "；".join(parts)


def unsettled(rectified: Sequence[Rectified]) -> tuple[Rectified, ...]:
    """Return the accounts whose problem is open or has recurred."""
    return tuple(row for row in rectified if row.outcome in UNSETTLED)


def rectification(row: Rectified) -> str:
    """Return the outcome of one account's rectification as a sentence."""
    name = with_unit(row.account)
    fixed = shown(formatting.day(row.fixed_at), 0)
    sentences = {
        FIXED: f"{name}已整改，{fixed}复查合格。",
        OPEN: f"{name}未整改，历次复查仍不合格。",
        RECURRING: f"{name}整改后再次发生问题，{fixed}复查合格，此后又不合格。",
        EXEMPT: f"{name}经批准豁免（{whole(row.decided)}，至{shown(row.until, 0)}）。",
        STRUCK: f"{name}已销号：{whole(row.decided)}。",
    }
    return sentences.get(row.outcome, f"{name}无法核实整改情况，须人工核查。")


def _named(row: Rectified) -> str:
    name = with_unit(row.account)
    reason = whole(row.decided)
    room = REASON if fits(reason, REASON) else LONGEST
    if row.outcome == EXEMPT:
        until = f"至{shown(row.until, 0)}"
        return f"{name}，{reason}，{until}" if room == REASON else f"{name}，{until}"
    if row.outcome == STRUCK and reason and room == REASON:
        return f"{name}，{reason}"
    return name
