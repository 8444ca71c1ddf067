"""A paper is sent to the kinds of units that the register has."""

from dataclasses import replace

import pytest

from monitor.figures import Figures
from reports.addressees import addressees, area, kinds
from tests.figures.builders import COUNTY, figures, history, registered


def county(*units: tuple[str, str], name: str = "高台县") -> Figures:
    accounts = (
        registered(f"a{number}", unit=unit, unit_id=f"u{number}", kind=kind)
        for number, (unit, kind) in enumerate(units)
    )
    value = figures(*(history("ppp", account) for account in accounts))
    return replace(value, jurisdiction=replace(COUNTY, name=name))


TOWN, TOWNSHIP, STREET = (
    ("甲镇人民政府", "town"),
    ("乙乡人民政府", "town"),
    ("丙街道办事处", "town"),
)
BUREAU, SCHOOL = ("丁局", "department"), ("戊中学", "institution")


@pytest.mark.parametrize(
    ("units", "to"),
    [
        ((TOWN, BUREAU), "各镇人民政府，县政府各部门"),
        ((TOWNSHIP, BUREAU), "各乡人民政府，县政府各部门"),
        ((TOWN, TOWNSHIP, BUREAU), "各乡镇人民政府，县政府各部门"),
        ((TOWN, STREET, BUREAU), "各镇人民政府、各街道办事处，县政府各部门"),
        ((STREET, BUREAU, SCHOOL), "各街道办事处，县政府各部门、各有关单位"),
        ((TOWN, SCHOOL), "各镇人民政府，各有关单位"),
        ((("己农场", "town"), BUREAU), "各乡镇人民政府，县政府各部门"),
        ((BUREAU,), "县政府各部门"),
        ((("县政府办公室", "office"),), "县政府各部门"),
        ((TOWN,), "各镇人民政府，各有关单位"),
        ((), "县政府各部门"),
    ],
)
def test_the_addressees_are_the_kinds_of_units(units: tuple[tuple[str, str], ...], to: str) -> None:
    assert addressees(county(*units)) == to


@pytest.mark.parametrize(
    ("name", "whole", "government"),
    [
        ("高台县", "全县", "县"),
        ("云河区", "全区", "区"),
        ("安州市", "全市", "市"),
        ("某某旗", "全旗", "旗"),
        ("开发园", "全县", "县"),
    ],
)
def test_a_place_is_called_by_its_own_kind(name: str, whole: str, government: str) -> None:
    assert area(name) == whole
    assert addressees(county(BUREAU, name=name)) == f"{government}政府各部门"


@pytest.mark.parametrize(
    ("units", "label"),
    [
        ((TOWN,), "镇"),
        ((TOWNSHIP,), "乡"),
        ((TOWN, TOWNSHIP), "乡镇"),
        ((TOWN, STREET), "镇（街道）"),
        ((STREET,), "镇（街道）"),
    ],
)
def test_towns_are_called_what_they_are(units: tuple[tuple[str, str], ...], label: str) -> None:
    assert [row.label for row in kinds(county(*units))] == [label]
