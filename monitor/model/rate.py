"""Rates as officials print them: the exact fraction, rounded once, half up, base always known.

Real bulletins print wrong percentages by rounding twice, by cutting digits off, or by mixing
bases; here a rate is a numerator and its base until the moment it is printed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from monitor.model.errors import MonitorError

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Rate:
    """*part* out of *whole*; a rate of nothing has no value."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise MonitorError(f"比率的分子 {self.part} 与分母 {self.whole} 不成立")

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None

    def text(self, decimals: int = 1) -> str:
        """Return ``95.8%``; ``100%`` and ``0%`` bare, ``—`` where there is no base."""
        if self.value is None:
            return NOTHING
        if self.value in (0, 1):
            return "100%" if self.value else "0%"
        return f"{rounded(self.value * 100, decimals)}%"

    @property
    def counts(self) -> str:
        """Return ``46/48``: what the percentage stands for."""
        return f"{self.part}/{self.whole}"


def summed(rates: Iterable[Rate]) -> Rate:
    """Return Σ parts of Σ wholes: the rate of all together, never a mean of rates."""
    every = tuple(rates)
    return Rate(sum(rate.part for rate in every), sum(rate.whole for rate in every))


def change(now: Rate, before: Rate, decimals: int = 1) -> str:
    """Return the difference of two rates in words, empty where one has no base.

    Differences are taken of the rates as they are printed, in 个百分点: who subtracts the one from
    the other on the paper must arrive at them (86.3% after 90.7% is 4.4, be it 4.47 exactly).
    """
    if now.value is None or before.value is None:
        return ""
    difference = points(now.value, decimals) - points(before.value, decimals)
    printed = rounded(abs(difference), decimals)
    if not printed.strip("0."):
        return "持平"
    return f"{'提高' if difference > 0 else '下降'}{printed}个百分点"


def points(value: Fraction, decimals: int) -> Fraction:
    """Return a rate in percent, as it is printed with so many decimals."""
    return Fraction(rounded(value * 100, decimals))


def rounded(value: Fraction, decimals: int) -> str:
    """Return *value* with *decimals* digits, rounded half up once from the exact fraction."""
    scaled = abs(value) * 10**decimals
    whole = Decimal(int(scaled + Fraction(1, 2)))  # int() cuts off: half goes up
    return str((whole if value >= 0 else -whole).scaleb(-decimals))


def disagreements(sums: Mapping[str, tuple[int, Mapping[str, int]]]) -> tuple[str, ...]:
    """Return a sentence for each total that is not the sum of its parts."""
    wrong = []
    for name, (total, parts) in sums.items():
        added = sum(parts.values())
        if added != total:
            cells = "＋".join(f"{label}{number}" for label, number in parts.items())
            wrong.append(f"{name}：合计 {total}，各项之和 {added}（{cells}）")
    return tuple(wrong)
