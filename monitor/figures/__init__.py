"""The figures of a report: pure values, computed from what the store tells of a period."""

from monitor.figures.compute import compute
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.figures.history import AccountHistory, Look, Past, Problem, Spotcheck
from monitor.figures.values import AccountFigures, Figures, Pending, Rectified, Row, Tally

__all__ = [
    "AccountFigures",
    "AccountHistory",
    "Figures",
    "Look",
    "Past",
    "Pending",
    "Problem",
    "Rectified",
    "Row",
    "Spotcheck",
    "Tally",
    "compute",
    "refuse_unless_sound",
]
