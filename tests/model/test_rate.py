"""Rates: 33 real fractions with the right and the printed value, and what must cross-foot.

Figures from published bulletins; where a bulletin printed another value than half-up rounding
of the exact fraction gives, both stand here, so that nobody "corrects" the arithmetic to match.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.errors import MonitorError
from monitor.model.rate import Rate, change, disagreements, rounded

# name, part, whole, decimals, right, printed
FRACTIONS = """
GS21Q2_pass,566,591,2,95.77,95.77
GS21Q2_ratio,591,4935,0,12,12
GS20Q4_pass,928,1010,1,91.9,91.9
GS20Q4_ratio,1010,5038,1,20.0,20.1
GZ25Q2_wechat,194,203,2,95.57,95.57
GZ25Q2_weibo,117,127,2,92.13,92.13
GZ25Q2_douyin,80,88,2,90.91,90.91
GZ25Q2_toutiao,37,53,2,69.81,69.81
GZ25Q2_total,428,471,2,90.87,90.87
SQ20Q4,120,149,1,80.5,80.5
XY21_nm,227,252,0,90,90
XY21_site,54,56,0,96,96
WN20Q4,104,140,0,74,74
BJI20Q4_a,5,18,2,27.78,27.78
BJI20Q4_d,3,18,2,16.67,16.67
QH20Q3_nm,318,381,1,83.5,83.5
QH20Q3_site,126,134,1,94.0,94.3
HAN23Q3_nm,160,173,1,92.5,92.5
HAN23Q3_ratio,173,1061,1,16.3,16.3
XN20Q3,100,139,0,72,72
ZIY21,29,31,1,93.5,93.5
FZ19,259,314,2,82.48,82.48
KF24,291,294,1,99.0,98.9
ZZ22,209,212,1,98.6,98.6
WX21Q4,437,461,1,94.8,95.0
HH25Q2,293,303,0,97,97
SUZ23_ratio,381,634,1,60.1,60.1
CSX23_letters,292,309,1,94.5,94.5
PC24_a,235,590,2,39.83,39.83
GXNJ23,48,72,0,67,66
GXST23,155,354,1,43.8,43.8
LONGSHAN24,28,154,1,18.2,18.1
GAOTAI_share,50,308,1,16.2,16.2
"""
WRONGLY_PRINTED = {"GS20Q4_ratio", "QH20Q3_site", "KF24", "WX21Q4", "GXNJ23", "LONGSHAN24"}

# name, total, parts, whether they add up
FOOTINGS = """
ZY25Q3_type,308,205+16+31+56
ZY25Q3_unit,308,67+30+50+41+24+24+72
ZY25Q3_err,42,10+9+4+3+3+7+1+2+1+1+1
GS24Q2_owner,4891,235+1193+3463
GS24Q2_type,4891,3076+647+525+43+600
WX21Q4_owner,461,146+315
WX21Q4_type,461,326+83+6+46
SUZ23_owner,634,109+525
SUZ23_type,634,511+53+14+34+22
JS20Q4_owner,3933,120+1247+2566
JS20Q4_type,3933,2726+797+73+337
ZW24_type,67,28+13+5+8+6+3+1+1+1+1
CSX23_type,38,4+17+3+3+1+10
JP25Q3_type,30,22+1+2+3+1+1
FZ19_type,314,218+67+3+1+2+2+6+13+2
ZB22_type_BAD,56,31+10+2
MH25_BAD,28,18+1+2
"""

ROWS = [line.split(",") for line in FRACTIONS.split()]
SUMS = [line.split(",") for line in FOOTINGS.split()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_real_fraction_is_rounded_half_up_once(row: list[str]) -> None:
    name, part, whole, decimals, right, printed = row

    assert Rate(int(part), int(whole)).text(int(decimals)) == f"{right}%"
    assert (right != printed) is (name in WRONGLY_PRINTED)


def test_all_of_the_real_fractions_are_here() -> None:
    assert len(ROWS) == 33
    assert len(SUMS) == 17


@pytest.mark.parametrize("row", SUMS, ids=[row[0] for row in SUMS])
def test_a_real_table_is_refused_only_where_its_parts_do_not_sum(row: list[str]) -> None:
    name, total, parts = row
    numbers = {f"第{n}项": int(part) for n, part in enumerate(parts.split("+"), 1)}

    wrong = disagreements({name: (int(total), numbers)})

    assert bool(wrong) is name.endswith("BAD")
    if wrong:
        assert f"合计 {total}，各项之和 {sum(numbers.values())}" in wrong[0]
        assert "第1项" in wrong[0]


def test_parts_that_exceed_their_total_are_refused_too() -> None:
    """QH20Q3: 54 + 26 problems of 63 accounts; counts that overlap are no parts of a whole."""
    assert disagreements({"QH20Q3": (63, {"互动": 54, "表述": 26})})
    assert not disagreements({"QH20Q3": (80, {"互动": 54, "表述": 26})})


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 1, "100%"), (0, 7, "0%"), (0, 0, "—"), (9996, 10000, "100.0%"), (4, 10000, "0.0%")],
)
def test_the_whole_is_bare_and_nothing_is_a_dash(part: int, whole: int, text: str) -> None:
    assert Rate(part, whole).text() == text


def test_a_half_goes_up() -> None:
    assert rounded(Fraction(5, 100), 1) == "0.1"
    assert rounded(Fraction(-5, 100), 1) == "-0.1"
    assert rounded(Fraction(49, 1000), 1) == "0.0"
    assert rounded(Fraction(5, 10), 0) == "1"


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1), (1, 0)])
def test_an_impossible_rate_is_refused(part: int, whole: int) -> None:
    with pytest.raises(MonitorError):
        Rate(part, whole)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (Rate(35, 46), Rate(30, 46), "提高10.9个百分点"),
        (Rate(30, 46), Rate(35, 46), "下降10.9个百分点"),
        (Rate(44, 51), Rate(49, 54), "下降4.4个百分点"),  # 86.3 after 90.7; 4.47 exactly
        (Rate(49, 54), Rate(44, 51), "提高4.4个百分点"),
        (Rate(49, 54), Rate(68, 75), "持平"),  # 90.7 both, on paper
        (Rate(1, 2), Rate(2, 4), "持平"),
        (Rate(5001, 10000), Rate(1, 2), "持平"),  # 0.01 of a point: nothing to print
        (Rate(0, 0), Rate(1, 2), ""),
        (Rate(1, 2), Rate(0, 0), ""),
    ],
)
def test_rates_differ_in_points(now: Rate, before: Rate, words: str) -> None:
    assert change(now, before) == words


@given(part=st.integers(0, 500), more=st.integers(0, 500), decimals=st.integers(0, 2))
def test_a_printed_rate_is_within_half_a_unit_of_the_exact_one(
    part: int, more: int, decimals: int
) -> None:
    whole = part + more
    text = Rate(part, whole).text(decimals)

    if whole:
        printed = Fraction(text.removesuffix("%"))
        assert abs(printed - Fraction(part, whole) * 100) <= Fraction(1, 2 * 10**decimals)
    else:
        assert text == "—"
