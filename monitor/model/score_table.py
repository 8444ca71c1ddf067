"""The office's table of deductions for the annual assessment (政务公开绩效考核)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from monitor.model.enums import Named


class ScoreItem(Named):
    """The faults that cost marks."""

    FAILED = "failed", "账号不合格"
    ZOMBIE = "zombie", "僵尸账号"
    RECURRING = "recurring", "整改后再次发生"
    OVERDUE = "overdue", "整改逾期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Marks off for one fault of one account in one quarter, and by which paper."""

    marks: Decimal
    basis: str = ""


DEFAULT_DEDUCTIONS = {
    ScoreItem.FAILED: Deduction(marks=Decimal(1)),
    ScoreItem.ZOMBIE: Deduction(marks=Decimal(2)),
    ScoreItem.RECURRING: Deduction(marks=Decimal(1)),
    ScoreItem.OVERDUE: Deduction(marks=Decimal("0.5")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """The office's table. *full*: the marks a unit starts with; it never falls below none."""

    full: Decimal = Decimal(10)
    deductions: Mapping[ScoreItem, Deduction] = field(
        default_factory=lambda: dict(DEFAULT_DEDUCTIONS)
    )
