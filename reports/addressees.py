"""To whom a paper goes down: the kinds of units that the register has (主送)."""

from dataclasses import replace

from monitor.figures import Figures, GroupRow
from monitor.figures.grouping import KINDS
from reports import county_words

AREAS = "省市州区旗县"
TOWN = "town"
OF_CITY = {  # what a county's own words become where there are many
    KINDS[TOWN]: "乡镇（街道）",
    KINDS["office"]: "政府办公室",
    KINDS["department"]: "政府部门",
}


def area(name: str) -> str:
    """Return what the whole of the place called *name* is called: 全县, 全区."""
    return f"全{_kind(name)}"


def addressees(figures: Figures) -> str:
    """Return the units that a 通报 is sent to, by their kinds."""
    if figures.counties:
        return county_words.below(figures)
    units = {(row.account.unit, row.account.kind) for row in figures.accounts}
    towns = [name for name, kind in units if kind == TOWN]
    streets = any("街道" in name for name in towns)
    townships = any("乡" in name for name in towns)
    boroughs = any("镇" in name for name in towns)
    others = any("街道" not in n and "乡" not in n and "镇" not in n for n in towns)
    first = ["各乡镇人民政府"] if (townships and boroughs) or others else []
    if not first and (townships or boroughs):
        first = ["各乡人民政府" if townships else "各镇人民政府"]
    first += ["各街道办事处"] if streets else []
    present = {kind for _, kind in units}
    government = f"{_kind(figures.jurisdiction.name)}政府"
    second = [f"{government}各部门"] if present & {"department", "office"} or not units else []
    second += ["各有关单位"] if present - {TOWN, "department", "office"} or not second else []
    return "，".join(filter(None, ("、".join(first), "、".join(second))))


def kinds(figures: Figures) -> tuple[GroupRow, ...]:
    """Return the tallies by kind of unit, that of towns named after what towns there are."""
    if figures.counties:
        return tuple(
            replace(row, label=OF_CITY.get(row.label, row.label)) for row in figures.by_kind
        )
    return tuple(
        replace(row, label=_towns(figures)) if row.label == KINDS[TOWN] else row
        for row in figures.by_kind
    )


def _towns(figures: Figures) -> str:
    names = {row.account.unit for row in figures.accounts if row.account.kind == TOWN}
    kinds = "".join(word for word in ("乡", "镇") if any(word in name for name in names))
    if not kinds:
        return KINDS[TOWN]
    return kinds + ("（街道）" if any("街道" in name for name in names) else "")


def _kind(name: str) -> str:
    last = name[-1:]
    return last if last and last in AREAS else "县"
