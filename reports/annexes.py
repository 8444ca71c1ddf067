"""Which annexes a paper has, and under which number: none that is empty or holds one line."""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.figures import Figures
from reports.county_words import few
from reports.filters import FEWEST

FEWEST_ROWS = 2  # of an annex: one line is told in the body
CITY = ("failing", "zombies", "everyone")
UNITS = ("failing", "ledger", "unknown")
LISTS = {"quarter_city": CITY, "quarter_units": UNITS, "rollup_city": CITY, "rollup_units": UNITS}
# in the order of the template
EVERY = (
    "by_county", "failing", "zombies", "everyone", "unknown", "tables", "bundles", "rectified",
    "ledger", "method",
)  # fmt: skip
LONGEST = 150  # rows of a city's annex; what is longer stands in the spreadsheet alone
NONE: Mapping[str, str] = MappingProxyType(dict.fromkeys((*CITY, *UNITS, *EVERY), ""))


def labels(kind: str, figures: Figures, *, every: bool = False) -> Mapping[str, str]:
    """Return 附件1 and so on for each annex of a paper of *kind*, empty for those it lacks.

    *every*: what stands in the spreadsheet is printed, too, be it one line.
    """
    wanted: tuple[str, ...] = LISTS.get(kind, ())
    if wanted and every:
        wanted = EVERY
    rows = {
        "failing": len(figures.failing),
        "zombies": len(figures.zombies),
        "everyone": len(figures.accounts),
        "unknown": len(figures.unknown) if every or len(figures.unknown) > FEWEST else 0,
        "by_county": 0 if few(figures) else len(figures.counties),
        "bundles": len(figures.counties),
        "tables": len(figures.by_unit),
        "rectified": len(figures.rectified),
        "ledger": len(figures.cases),
        "method": FEWEST_ROWS,
    }
    least = 1 if every else FEWEST_ROWS
    present = [name for name in EVERY if name in wanted and rows[name] >= least]
    if wanted and figures.counties:
        present = _of_city(present, rows, figures)
    if len(present) == 1:
        return {**NONE, present[0]: "附件"}
    return {**NONE, **{name: f"附件{number}" for number, name in enumerate(present, 1)}}


def _of_city(present: list[str], rows: Mapping[str, int], figures: Figures) -> list[str]:
    """Return the annexes of a city's paper: its counties' files always, no list without end.

    Every account stands in the spreadsheet, and on no paper of a city.
    """
    kept = [name for name in present if name != "everyone" and rows[name] <= LONGEST]
    own = [name for name in ("by_county", "bundles") if rows[name]]
    return [name for name in EVERY if name in (*kept, *own)]
