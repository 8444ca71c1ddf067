"""The figures of a report: pure values, computed from what the database tells of a period."""

from monitor.figures.pass_rate import Tally
from monitor.figures.period_values import (
    AccountHistory,
    PeriodAssessment,
    PeriodData,
    PeriodFinding,
    PeriodRun,
)
from monitor.figures.values import AccountFigures, Figures, GroupRow, Pending, Rectified

__all__ = [
    "AccountFigures",
    "AccountHistory",
    "Figures",
    "GroupRow",
    "Pending",
    "PeriodAssessment",
    "PeriodData",
    "PeriodFinding",
    "PeriodRun",
    "Rectified",
    "Tally",
]
