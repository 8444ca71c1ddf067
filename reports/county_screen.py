"""The counties of a city on the screen: what each reported, and what must be known of it."""

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from monitor.figures import Figures
from monitor.figures.counties import CountyRow
from monitor.parsing.text import clean
from reports import county_sentences, county_tables, county_words
from reports.county_words import UNREPORTED, marks, together
from reports.prose import Prose


def counties(figures: Figures) -> RenderableType:
    """Return a row a county, in the order of the papers, and the remarks below."""
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column(together(figures), overflow="fold")
    for title in ("登记", "合格", "不合格", "无法判定", "合格率", "错敏"):
        grid.add_column(title, justify="right")
    grid.add_column("校验码", no_wrap=True)
    marked = marks(figures)
    for county in county_tables.in_order(figures):
        name = clean(county.name) + marked.get(county.code, "")
        grid.add_row(Prose(name), *_cells(county, figures.decimals))
    remarks = [*county_words.differing(figures), *county_sentences.remarks(figures)]
    return Group(grid, *(Prose(f"· {remark.rstrip('。')}。", "yellow") for remark in remarks))


def _cells(county: CountyRow, decimals: int) -> list[Text]:
    delivery, tally = county.delivery, county.tally
    if delivery is None:
        return [Text(UNREPORTED, style="red"), *[Text("")] * 6]
    numbers = (tally.registered, tally.passed, tally.failed, tally.unknown)
    texts = (*map(str, numbers), tally.pass_rate.text(decimals), str(county.slips))
    return [*map(Text, texts), Text(delivery.checksum)]
