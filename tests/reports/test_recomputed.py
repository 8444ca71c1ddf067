"""A reader recomputes every number of the quarter's papers from `--format json` alone."""

import re
from collections.abc import Sequence
from functools import cache

import pytest

from monitor.model import Platform
from reports import figures_json
from reports.document_model import Document, Table
from tests.figures.builders import BASES, COUNTY
from tests.reports.counties import county
from tests.reports.paper_cells import CELLS, rows, unexplained
from tests.reports.paper_reader import Reader
from tests.reports.paper_rules import RULES, leftovers
from tests.reports.papers import paper

PAPERS = ("quarter_city", "quarter_units")
SEEDS = range(30)
PRAISE = 2  # from so many checks on: said on the command line, as the figures do not hang on it
ORDERED = ("failing_list", "zombie_list", "account_list", "unknown_list", "rectified")
# the office's own: its telephone, the documents that its rules rest on
OFFICE = (COUNTY.contact, *BASES.values())


@cache
def read(seed: int) -> Reader:
    return Reader(figures_json.render(county(seed)), praise=PRAISE)


@cache
def papers(seed: int) -> tuple[Document, ...]:
    """Return the papers of a county; of every other one, with all annexes there are."""
    value, whole = county(seed), bool(seed % 2)
    return tuple(paper(kind, value, praise=PRAISE, every_annex=whole) for kind in PAPERS)


def sentences(document: Document) -> str:
    text = "\n".join(block.text for block in document.blocks if block.table is None)
    for own in OFFICE:
        text = text.replace(own, "〃")
    return text


def tables(document: Document) -> Sequence[Table]:
    return [block.table for block in document.blocks if block.table is not None]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_counts_every_number_of_every_sentence_from_the_json(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        text = sentences(document)
        spots = [list(rule.spots(reader, text)) for rule in RULES]
        silent = [
            rule.pattern
            for rule, found in zip(RULES, spots, strict=True)
            if reader.told["spot_checks"] and rule.due(reader) and not found
        ]

        assert not silent  # of what there is to count, nothing is passed over
        assert not leftovers(reader, text, (spot for found in spots for spot in found))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_counts_every_cell_of_every_annex_from_the_json(seed: int) -> None:
    reader = read(seed)
    for document in papers(seed):
        for table in tables(document):
            assert not unexplained(reader, table)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_paragraphs_and_annexes_are_numbered_as_the_json_orders_them(seed: int) -> None:
    reader = read(seed)
    order = {id: place for place, id in enumerate(reader.told["register_order"])}
    for document in papers(seed):
        for table in (table for table in tables(document) if table.name in ORDERED):
            found = [
                reader.account(row["平台"], row["账号名称"], row["主办单位"])["id"]
                for row in rows(table, 1)
            ]
            assert found == sorted(found, key=order.__getitem__)
        labels = [block.label for block in document.annexes]
        assert labels in (["附件"], [f"附件{number}" for number in range(1, len(labels) + 1)])
        assert set(re.findall(r"附件\d+", sentences(document))) <= set(labels)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in _numbers(document))


def _numbers(document: Document) -> list[list[int]]:
    """Return how the paragraphs below each heading are numbered."""
    found: list[list[int]] = [[]]
    for block in document.blocks:
        number = re.match(r"(\d+)\.", block.text)
        if block.kind != "paragraph":
            found.append([])
        elif number:
            found[-1].append(int(number[1]))
    return found


def test_the_counties_make_the_papers_say_everything_that_they_can_say() -> None:
    """Else a rule would hold because nothing it is about is ever printed."""
    said, drawn = set(), set()
    for seed in SEEDS:
        for document in papers(seed):
            text = sentences(document)
            said |= {rule.pattern for rule in RULES if re.search(rule.pattern, text, re.MULTILINE)}
            drawn |= {table.name for table in tables(document) if table.rows}

    assert said == {rule.pattern for rule in RULES}
    assert drawn == set(CELLS)


@pytest.mark.parametrize("sentence", ["另有7家单位没有答复。", "合格率为上级均值的1.2倍。"])
def test_a_new_sentence_with_a_number_is_left_over_until_somebody_recomputes_it(
    sentence: str,
) -> None:
    spots = [spot for rule in RULES for spot in rule.spots(read(0), sentence)]

    assert leftovers(read(0), sentence, spots) == [sentence]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sums_of_the_json_follow_from_its_accounts(seed: int) -> None:
    told = figures_json.render(county(seed))
    for key, groups in (("platform", told["by_platform"]), ("unit", told["by_unit"])):
        for row in groups:
            label = {p.label: p.value for p in Platform}.get(row["label"], row["label"])
            members = [entry for entry in told["accounts"] if entry[key] == label]
            known = [entry["posts"] for entry in members if entry["posts"] is not None]
            assert row["registered"] == len(members)
            assert (row["posts"], row["posts_accounts"]) == (sum(known), len(known))
