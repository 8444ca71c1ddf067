"""How the pass rate compares with the mean that the superior printed."""

from fractions import Fraction

from monitor.figures import Figures
from monitor.model.rate import points, rounded


def against_mean(figures: Figures) -> str:
    """Return the comparison as a clause, empty where there is nothing to compare."""
    rate = figures.total.tally.pass_rate.value
    if figures.superior_mean is None or rate is None:
        return ""
    difference = points(rate, figures.decimals) - Fraction(figures.superior_mean)
    printed = rounded(abs(difference), figures.decimals)
    mean = f"上级公布的平均合格率{figures.superior_mean}%"
    if not printed.strip("0."):
        return f"与{mean}持平"
    return f"比{mean}{'高' if difference > 0 else '低'}{printed}个百分点"
