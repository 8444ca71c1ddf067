"""A reader recomputes every number of a city's papers from `--format json` alone."""

import re
from functools import cache

import pytest

from reports import county_tables, figures_json
from reports.document_model import Document, Table, shown
from tests.lengths import some
from tests.reports.cities import CITY, city, parts
from tests.reports.city_rules import RULES, CityReader
from tests.reports.paper_cells import rows, sums, unexplained
from tests.reports.paper_reader import written
from tests.reports.paper_rules import leftovers
from tests.reports.papers import paper
from tests.reports.test_recomputed import sentences

PAPERS = ("rollup_city", "rollup_units")
PRAISE = 2
SEEDS = some(range(20), 4)
OURS = ("by_county", "bundles", "ledger_list")  # each looked at by itself
HOW = "SHA-256 值的前16位"


@cache
def read(seed: int) -> CityReader:
    return CityReader(figures_json.render(city(parts(seed))), praise=PRAISE)


@cache
def papers(seed: int) -> tuple[Document, ...]:
    figures = city(parts(seed))
    return tuple(paper(kind, figures, praise=PRAISE, every_annex=seed == 4) for kind in PAPERS)


def tables(document: Document) -> list[Table]:
    return [block.table for block in document.blocks if block.table is not None]


def said(document: Document) -> str:
    return sentences(document).replace(CITY.contact, "〃").replace(HOW, "〃")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_counts_every_number_of_every_sentence_from_the_json(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        text = said(document)
        spots = [list(rule.spots(reader, text)) for rule in RULES]
        silent = [
            rule.pattern
            for rule, found in zip(RULES, spots, strict=True)
            if rule.due(reader) and not found
        ]

        assert not silent
        assert not leftovers(reader, text, (spot for found in spots for spot in found))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_counts_every_cell_of_every_annex_from_the_json(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        for table in tables(document):
            if table.name not in OURS:
                assert not unexplained(reader, table)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_counts_the_row_of_each_county_from_its_accounts(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        printed = rows(next(t for t in tables(document) if t.name == "by_county"), 1)
        assert len(printed) == len(reader.counties) + 1
        for row, county in zip(printed, reader.counties, strict=False):
            name, *cells = row.values()
            assert name.rstrip("①②③") == county["name"]
            members = [e for e in reader.accounts if e["id"].startswith(f"{county['code']}/")]
            wanted = sums(reader, members)
            assert cells == [wanted[title] if members else "未报" for title in list(row)[1:]]
        assert (
            printed[-1].items()
            >= {
                title: value
                for title, value in sums(reader, reader.accounts).items()
                if title in printed[-1]
            }.items()
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_annex_of_files_gives_the_digits_that_the_counties_papers_bear(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        printed = rows(next(t for t in tables(document) if t.name == "bundles"), 1)
        for row, county in zip(printed, reader.counties, strict=True):
            told = county.get("bundle")
            if told is None:
                assert set(list(row.values())[2:-1]) == {"未报"}
                continue
            assert row["数据包校验码"] == told["sha256"][:16]
            assert row["版次"] == f"第{told['version']}版"
            assert row["印发日期"] == written(told["issued_on"])
            assert row["收到日期"] == written(told["added_at"])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_county_says_of_itself_is_the_sum_of_its_accounts(seed: int) -> None:
    reader = read(seed)
    for county in reader.sent:
        members = [e for e in reader.accounts if e["id"].startswith(f"{county['code']}/")]
        verdicts = [entry["verdict"] for entry in members]
        assert county["registered"] == len(members) == sum(county["platforms"].values())
        assert [county[key] for key in ("pass", "fail", "unknown")] == [
            verdicts.count(key) for key in ("pass", "fail", "unknown")
        ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ledger_has_each_case_under_the_number_of_its_county(seed: int) -> None:
    reader = read(seed)
    told = sorted(
        (c["id"], c["unit_name"], c["name"], written(c["found_at"])) for c in reader.cases
    )
    for document in papers(seed):
        for table in (table for table in tables(document) if table.name == "ledger_list"):
            printed = rows(table, 1)
            assert told == sorted(
                (int(row["编号"]), row["主办单位"], row["账号名称"], row["发现日期"])
                for row in printed
            )


def test_the_cities_make_the_papers_say_most_that_they_can_say() -> None:
    text = "\n".join(said(document) for seed in SEEDS for document in papers(seed))
    silent = [rule.pattern for rule in RULES if not re.search(rule.pattern, text, re.MULTILINE)]

    assert len(silent) <= 14, silent


def test_the_spreadsheet_counts_checks_slips_and_interaction_by_county() -> None:
    reader = read(1)
    sheet = county_tables.counties(city(parts(1)))
    titles = [column.title for column in sheet.columns]
    for row, county in zip(sheet.rows, reader.counties, strict=False):
        cells = dict(zip(titles, (shown(cell, 1) for cell in row), strict=True))
        if county["reported"]:
            share = county["interaction"]
            assert cells["检查次数"] == str(county["checks"])
            assert cells["错敏信息"] == str(county["slips"])
            assert cells["互动回应功能支持率"] == reader.percent(share["part"], share["whole"])
