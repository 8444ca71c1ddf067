"""Units by their names: which one is meant, and of what kind it is."""

import pytest

from monitor.model import Unit
from monitor.parsing.unit_names import kind_of, units_named

KNOWN = (Unit(id="cz", name="高台县财政局"), Unit(id="cg", name="城关镇人民政府"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("城关镇人民政府", "town"),
        ("新坝镇", "town"),
        ("东街街道办事处", "town"),
        ("高台县人民政府办公室", "office"),
        ("高台县政府办公室", "office"),
        ("县政府办公室", "office"),
        ("新坝镇政府办公室", ""),
        ("中共高台县委办公室", "department"),
        ("高台县财政局", "department"),
        ("高台县卫生健康委员会", "department"),
        ("高台县融媒体中心", "institution"),
        ("高台县镇志编写组", ""),
    ],
)
def test_a_name_tells_the_kind_of_its_unit_or_nothing(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("高台县财政局", ["cz"]),
        ("财政局", ["cz"]),
        ("城关镇", ["cg"]),
        ("cg", ["cg"]),
        ("政府", []),
    ],
)
def test_a_unit_may_be_called_in_short(text: str, ids: list[str]) -> None:
    assert [unit.id for unit in units_named(text, KNOWN, "高台县")] == ids


@pytest.mark.parametrize(
    ("text", "name", "is_one"),
    [
        ("财 政局", "高台县财政局", True),
        ("台县财政局", "高台县财政局", True),  # the county's name, cut short in front
        ("县财政局", "高台县财政局", True),
        ("财政局", "甘州区财政局", False),  # another county's
        ("", "高台县", False),
        ("新坝镇", "高台县新坝镇人民政府", True),
        ("新坝镇", "甘州区新坝镇人民政府", False),
        ("高台县财政局下属中心", "高台县财政局", False),
        ("高台县财政局", "高台县财政局", True),
    ],
)
def test_only_the_own_county_in_front_and_the_government_behind_are_left_out(
    text: str, name: str, is_one: bool
) -> None:
    assert bool(units_named(text, [Unit(id="u", name=name)], "高台县")) is is_one
