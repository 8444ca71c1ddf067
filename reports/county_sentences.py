"""What a city's papers say of its counties: who reported, by what files, what is not compared."""

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.figures import Figures
from monitor.figures.counties import CountyRow
from monitor.parsing.text import clean
from reports import county_tables, county_words
from reports.county_words import names, together
from reports.names import listed

TOLD = 8  # remarks on single counties; all of them stand in the annex of the files
NOTHING: dict[str, Any] = {  # of figures that are no city's
    "counties": (), "county_word": "", "reporting": "", "scope": "", "unreported": "",
    "slips_by_county": "", "county_checks": 0,
    "broken": "", "few_counties": False, "governments": "",
    "county_notes": (), "ordered_by": "",
}  # fmt: skip


def phrases(figures: Figures) -> dict[str, Any]:
    """Return what the templates may name of counties; all of it empty where there are none."""
    if not figures.counties:
        return NOTHING
    unreported = [county for county in figures.counties if not county.reported]
    return {
        "counties": figures.counties,
        "county_word": together(figures),
        "reporting": _reporting(figures, unreported),
        "scope": _scope(figures, unreported),
        "unreported": names(unreported),
        "slips_by_county": _slips(figures),
        "county_checks": sum(county.checks for county in figures.reported),
        "broken": names([county for county in figures.reported if _broken(county)]),
        "few_counties": county_words.few(figures),
        "governments": county_words.below(figures),
        "county_notes": tuple(_notes(figures)),
        "ordered_by": clean(figures.ordered_by),
    }


def praised(figures: Figures, checks: int) -> str:
    """Return the counties in which everything was in order at no fewer than so many checks."""
    rows = [row for row in figures.reported if row.at_ease and row.checks >= checks]
    return listed([clean(row.name) for row in rows])


def _reporting(figures: Figures, unreported: list[CountyRow]) -> str:
    """Return how many should report, how many did, who did not, and by what files."""
    whole, members = len(figures.counties), county_words.members(figures)
    came = f"应报送检查结果的{members}{whole}个"
    if len(unreported) == whole:
        return f"{came}，均未报送，没有可以汇总的检查结果。"
    if not unreported:
        return f"{came}，均已报送{_signed(figures)}。以下为报送结果之和。"
    return (
        f"{came}，已报送{whole - len(unreported)}个{_signed(figures)}，未报送{len(unreported)}个"
        f"（{names(unreported)}）。以下为已报送的结果之和，未报送的不计入任何数字。"
    )


def _signed(figures: Figures) -> str:
    """Return of how many files the signature was verified."""
    signed = sum(bool(county.delivery and county.delivery.signed) for county in figures.reported)
    if signed == len(figures.reported):
        return "（均经核对数字签名有效）"
    return f"（经核对数字签名有效的{signed}个）" if signed else ""


def _scope(figures: Figures, unreported: list[CountyRow]) -> str:
    """Return whose accounts are counted, where not all reported."""
    return f"已报送的{together(figures)}" if unreported else ""


def _slips(figures: Figures) -> str:
    if len(figures.slips) > county_words.IN_ORDER:
        return f"涉及{len(figures.slips)}个{together(figures)}"
    return _counted(((row.unit, row.found) for row in figures.slips), "条")


def _counted(counts: Iterable[tuple[str, int]], unit: str = "个") -> str:
    return "、".join(f"{clean(name)}{number}{unit}" for name, number in counts)


def _broken(county: CountyRow) -> bool:
    return bool(county.delivery and county.delivery.broken)


def remarks(figures: Figures) -> tuple[str, ...]:
    """Return what must be known of single counties' figures; of many, how many there are."""
    sentences = (*_rejudged(figures), *_told(figures))
    if len(sentences) <= TOLD:
        return sentences
    later = [c for c in figures.reported if c.delivery and c.delivery.version > 1]
    kinds = (
        ("报送了更正后的数据包，以后报送的为准", len(later)),
        ("数据链中断", sum(map(_broken, figures.reported))),
        ("报送的数据包不能使用，已退回", sum(bool(c.returned) for c in figures.counties)),
        ("所辖有未报送的，不在其数字之内", sum(bool(c.missing) for c in figures.reported)),
        (f"{figures.period.word}未开展检查", sum(not c.tally.looked for c in figures.reported)),
    )
    word = together(figures)
    counted = (f"{number}个{word}{kind}" for kind, number in kinds if number)
    return (*_rejudged(figures), *counted)


def _rejudged(figures: Figures) -> Iterator[str]:
    own = figures.rejudged
    if own is not None:
        outcome = (
            f"有{own.changed}个账号的结论与所报不同，其中不能由所报内容判定的计为无法判定"
            if own.changed
            else "各账号的结论均与所报相同"
        )
        yield f"更新情况一律按本级标准（超过{own.max_days}天为不合格）重新判定，{outcome}"


def _told(figures: Figures) -> Iterator[str]:
    for county in figures.counties:
        name = clean(county.name)
        if county.returned:
            yield f"{name}报送的数据包不能使用，已退回"
        delivery = county.delivery
        if delivery is None:
            continue
        if delivery.version > 1:
            corrected = "，".join(delivery.corrections) or "各项数字没有变化"
            yield f"{name}报送第{delivery.version}版，以后报送的为准：{corrected}"
        if delivery.broken:
            yield f"{name}数据链中断，{clean(delivery.broken, county_tables.REASON).rstrip('。')}"
        if county.missing:
            below = listed([clean(name_below) for name_below in county.missing])
            yield f"{name}所辖{below}未报送，不在其数字之内"
        if not county.tally.looked:
            yield f"{name}{figures.period.word}未开展检查"


def _notes(figures: Figures) -> Iterator[str]:
    """Yield what stands below the table of counties."""
    missing = len(figures.reported) < len(figures.counties)
    yield (
        "合计的合格率以合计数计算，无法判定的不计入"
        + ("；未报送的不计入合计。" if missing else "。")
        + ("没有合格率、不作比较的列在最后。" if figures.ordered_by else "")
        + "各账号检查情况见电子附表。"
    )
    yield from (f"{note}。" for note in county_words.differing(figures))
