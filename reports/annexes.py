"""Which annexes a paper has, and under which number: none that is empty or holds one line."""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.figures import Figures
from reports.filters import FEWEST

FEWEST_ROWS = 2  # of an annex: one line is told in the body
CITY = ("failing", "zombies", "everyone")
UNITS = ("failing", "ledger", "unknown")
# in the order of the template
EVERY = ("failing", "zombies", "everyone", "unknown", "tables", "rectified", "ledger", "method")
NONE: Mapping[str, str] = MappingProxyType(dict.fromkeys((*CITY, *UNITS, *EVERY), ""))


def labels(kind: str, figures: Figures, *, every: bool = False) -> Mapping[str, str]:
    """Return 附件1 and so on for each annex of a paper of *kind*, empty for those it lacks.

    *every*: what stands in the spreadsheet is printed, too, be it one line.
    """
    wanted: tuple[str, ...] = {"quarter_city": CITY, "quarter_units": UNITS}.get(kind, ())
    if wanted and every:
        wanted = EVERY
    rows = {
        "failing": len(figures.failing),
        "zombies": len(figures.zombies),
        "everyone": len(figures.accounts),
        "unknown": len(figures.unknown) if every or len(figures.unknown) > FEWEST else 0,
        "tables": len(figures.by_unit),
        "rectified": len(figures.rectified),
        "ledger": len(figures.cases),
        "method": FEWEST_ROWS,
    }
    least = 1 if every else FEWEST_ROWS
    present = [name for name in EVERY if name in wanted and rows[name] >= least]
    if len(present) == 1:
        return {**NONE, present[0]: "附件"}
    return {**NONE, **{name: f"附件{number}" for number, name in enumerate(present, 1)}}
