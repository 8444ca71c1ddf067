"""The lists that only the spreadsheet of a city has, and whose each of its accounts is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from monitor.figures import Figures, Pending
from monitor.figures.city import BETWEEN
from monitor.model import AccountSnapshot, Platform, codes
from monitor.parsing.text import clean
from reports import county_words, register_phrases
from reports.document_model import Column, Table
from reports.table_fields import WIDE, Field, field_of, numbered, words

DOUBLED = "同一单位在同一平台重复开设"


def changes(figures: Figures) -> Table:
    """Return the accounts opened, closed and renamed: of a city too many for a sentence."""
    rows: list[tuple[AccountSnapshot, str, str]] = [
        *((account, "新开设", "") for account in figures.opened),
        *((account, "注销或整合", _merged(account)) for account in figures.closed),
        *((account, "更名", f"原名“{was}”") for was, account in figures.renamed),
    ]
    fields: tuple[Field[tuple[AccountSnapshot, str, str]], ...] = (
        *_account_of(lambda row: row[0]),
        field_of("变动", lambda row: row[1], 1.4),
        words("说明", lambda row: clean(row[2]), 2.6),
    )
    return numbered("changes", "账号变动情况", fields, rows, empty="没有变动")


def _merged(account: AccountSnapshot) -> str:
    return f"并入“{account.merged_into}”" if account.merged_into else ""


def registration(figures: Figures) -> Table:
    """Return what is amiss with filing and opening, account by account."""
    kinds = register_phrases.KINDS
    rows = [
        (finding.account, kinds.get((finding.check, finding.kind), DOUBLED))
        for finding in figures.register_findings
        if finding.check == codes.DUPLICATE_ACCOUNT or (finding.check, finding.kind) in kinds
    ]
    fields: tuple[Field[tuple[AccountSnapshot, str]], ...] = (
        *_account_of(lambda row: row[0]),
        words("事项", lambda row: row[1], 4.0),
    )
    return numbered("registration", "备案与开设管理", fields, rows, empty="没有问题")


def pending(figures: Figures) -> Table:
    """Return the accounts that people found at fault, and that no check has judged since."""
    fields: tuple[Field[Pending], ...] = (
        *_account_of(lambda row: row.account),
        words("不符合要求的事项", lambda row: "；".join(item.label for item in row.items), 6.0),
    )
    empty = "没有"
    return numbered("pending", "人工核查尚未作出结论", fields, figures.pending, empty=empty)


def _account_of(account: Callable[[Any], AccountSnapshot]) -> tuple[Field[Any], ...]:
    return (
        words("主办单位", lambda row: clean(account(row).unit), WIDE, "unit"),
        field_of("平台", lambda row: Platform(account(row).platform).label, 0.9, key="platform"),
        words("账号名称", lambda row: clean(account(row).name), 1.6, "name"),
    )


def counties_of_units(figures: Figures) -> Mapping[str, str]:
    """Return the county of each unit, by the names that lists give them."""
    by_code = {county.code: clean(county.name) for county in figures.counties}
    accounts = chain(
        figures.opened,
        figures.closed,
        (account for _, account in figures.renamed),
        (row.account for row in figures.rectified),
        (row.account for row in figures.accounts),
    )
    units = chain(
        ((account.unit, account.id) for account in accounts),
        ((case.unit_name, case.account) for case in figures.cases),
    )
    return {clean(unit): by_code.get(county, "") for unit, county in dict(_coded(units)).items()}


def _coded(units: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for unit, account in units:
        yield unit, account.partition(BETWEEN)[0]


def with_counties(figures: Figures) -> Callable[[Table], Table]:
    """Return what puts the county of each account into a list; of no city it changes nothing."""
    if not figures.counties:
        return lambda table: table
    county_of = counties_of_units(figures)
    word = county_words.together(figures)
    return lambda table: with_county(table, word, county_of)


def with_county(table: Table, word: str, county_of: Mapping[str, str]) -> Table:
    """Return a list of accounts with a column that says whose each is; another as it is."""
    places = [number for number, column in enumerate(table.columns) if column.key == "unit"]
    if not places:
        return table
    at = places[0]
    column = Column(title=word, key="county", width=1.6, align="left")
    return replace(
        table,
        columns=(*table.columns[:at], column, *table.columns[at:]),
        rows=tuple((*row[:at], county_of.get(str(row[at]), ""), *row[at:]) for row in table.rows),
        names=table.names + 1 if table.names else 0,
    )


MAKERS: Mapping[str, Callable[[Figures], Table]] = {
    function.__name__: function for function in (changes, registration, pending)
}
