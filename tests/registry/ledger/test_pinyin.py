"""Identifiers of Chinese names."""

import pytest

from monitor.registry.ledger.pinyin import LONGEST, spelt


@pytest.mark.parametrize(
    ("name", "county", "spelled"),
    [
        ("高台财政", "", "gaotaicaizheng"),
        ("高台县财政局", "高台县", "caizhengju"),
        ("高台县人民政府", "高台县", "gaotaixianrenminzhengfu"),  # nothing would be left
        ("新坝镇人民政府", "高台县", "xinbazhen"),
        ("高台 12·A", "", "gaotai12a"),
        ("☆☆", "", ""),
    ],
)
def test_a_name_is_spelt_by_its_sounds(name: str, county: str, spelled: str) -> None:
    assert spelt(name, county) == spelled


def test_a_long_name_is_cut() -> None:
    assert spelt("长" * 40) == ("chang" * 8) and LONGEST == 40
