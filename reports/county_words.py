"""What a city's papers call its counties, together and each: 县（市、区）, 沙井区①."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor.figures import Figures
from monitor.figures.city import BETWEEN
from monitor.figures.counties import CountyRow
from monitor.parsing.text import clean
from reports.names import listed

COUNTIES, CITIES = "县市区旗", "市州盟"
OTHERS = "有关单位"
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
UNREPORTED = "未报"
IN_ORDER = 12  # counties that a sentence or a table of the body has room for


def together(figures: Figures) -> str:
    """Return what they are called together, by what there are: 县（市、区）, 市（州）."""
    letters = {county.name[-1:] for county in figures.counties}
    if letters & set("县区旗"):
        return _joined(COUNTIES, letters)
    return _joined(CITIES, letters) or OTHERS


def members(figures: Figures) -> str:
    """Return who should report: 县（区）和市直共."""
    endings = set(COUNTIES + CITIES)
    others = [c for c in figures.counties if c.name[-1:] not in endings]
    word = together(figures)
    return word if word == OTHERS or not others else f"{word}和{names(others)}共"


def below(figures: Figures) -> str:
    """Return whose they are that a 通报 goes to: the governments, and units that are no county."""
    named = f"各{together(figures)}"
    endings = set(COUNTIES + CITIES)
    others = any(county.name[-1:] not in endings for county in figures.counties)
    if named.endswith(OTHERS):
        return named
    return f"{named}人民政府" + ("，各有关单位" if others else "")


def names(counties: Sequence[CountyRow]) -> str:
    """Return the names of *counties* in a row, of many the first."""
    return listed([clean(county.name) for county in counties])


def marks(figures: Figures) -> dict[str, str]:
    """Return the mark of each county that was judged by other limits, by its code."""
    differing = (county.code for county in figures.counties if county.differs)
    return {code: MARKS[min(n, len(MARKS) - 1)] for n, code in enumerate(differing)}


def differing(figures: Figures) -> Iterator[str]:
    """Yield who was judged by other limits, with the mark that its row bears."""
    marked = marks(figures)
    for county in figures.counties:
        if county.code in marked:
            named, limits = marked[county.code] + clean(county.name), "，".join(county.differs)
            yield f"{named}{limits}，按其报送计数，不与其他{together(figures)}比较"


def counted(figures: Figures, ids: Iterable[str], unit: str = "个") -> str:
    """Return of how many accounts each county has some of *ids*: ``甘源区3个、云川县1个``.

    Of many counties how many there are.
    """
    counts = Counter(id.partition(BETWEEN)[0] for id in ids)
    numbers = [(county.name, counts[county.code]) for county in figures.counties]
    some = [f"{clean(name)}{number}{unit}" for name, number in numbers if number]
    return "、".join(some) if len(some) <= IN_ORDER else f"涉及{len(some)}个{together(figures)}"


def few(figures: Figures) -> bool:
    """Say whether a sentence and the body have room for each county."""
    return len(figures.counties) <= IN_ORDER


def _joined(letters: str, present: set[str]) -> str:
    first, *others = [letter for letter in letters if letter in present] or [""]
    return f"{first}（{'、'.join(others)}）" if others else first
