"""Charts as inline SVG: no script, no address, the same bytes for the same figures."""

import re
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pygal
from pygal.style import Style

from monitor.figures import AccountFigures, Figures, Row, Tally
from monitor.model import State
from monitor.text import clean

# pygal leaves an import hook of an older kind behind, on which newer importers stumble
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
COLOURS = ("#2e7d32", "#c62828", "#90a4ae")
STEPS = ((7, "0–7天"), (14, "8–14天"), (30, "15–30天"), (89, "31–89天"))
ROOM = 680  # pixels across, for all bars
GROUPS = 10  # bars, at most; the smaller groups are put together


def charts(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return (caption, svg) of each chart that there are figures for."""
    made = (
        ("各平台判定情况（个）", by_platform(figures)),
        ("期末未更新天数分布（个）", idle_days(figures)),
        ("合格率变化（%）", trend(figures)),
    )
    return tuple((caption, svg) for caption, svg in made if svg)


def by_platform(figures: Figures) -> str:
    """Return verdicts by platform, stacked."""
    rows = grouped(figures.by_platform)
    if not rows:
        return ""
    labels = [clean(row.label, 12) for row in rows]
    chart = pygal.StackedBar(**_settings(COLOURS, labels))
    chart.x_labels = labels
    highest = max(row.tally.looked for row in rows)
    chart.add("合格", [_part(row.tally.passed, highest) for row in rows])
    chart.add("不合格", [_part(row.tally.failed, highest) for row in rows])
    chart.add("无法判定", [_part(row.tally.unknown, highest) for row in rows])
    return _inline("platform", chart, highest)


def grouped(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return at most ``GROUPS`` rows, the smallest put together."""
    if len(rows) <= GROUPS:
        return tuple(rows)
    kept, rest = rows[: GROUPS - 1], [row.tally for row in rows[GROUPS - 1 :]]
    together = Tally(
        registered=sum(tally.registered for tally in rest),
        passed=sum(tally.passed for tally in rest),
        failed=sum(tally.failed for tally in rest),
        unknown=sum(tally.unknown for tally in rest),
    )
    return (*kept, Row(label=f"其余{len(rest)}类", tally=together))


def _part(number: int, highest: int) -> dict[str, Any] | None:
    """Return one part of a bar; its number is printed only where there is room for it."""
    if not number:
        return None
    roomy = number * 12 >= highest
    return {"value": number, "formatter": str if roomy else lambda _: ""}


def idle_days(figures: Figures) -> str:
    """Return how many accounts have been silent for how long at the closing look."""
    if not figures.total.tally.looked:
        return ""
    labels = [label for _, label in STEPS] + ["90天以上", "未见内容", "无法判定"]
    counts = dict.fromkeys(labels, 0)
    for one in figures.accounts:
        if one.verdict is not None:
            counts[_step(one)] += 1
    chart = pygal.Bar(**_settings(("#1565c0",)), show_legend=False)
    chart.x_labels = labels
    chart.add("账号", [counts[label] or None for label in labels])
    return _inline("idle", chart, max(counts.values()))


def trend(figures: Figures) -> str:
    """Return the pass rates of the periods known, the latest last."""
    known = [one for one in (figures.year_before, figures.before) if one and one.tally.judged]
    points = [(one.period.label, one.tally.pass_rate.value) for one in known]
    if figures.total.tally.judged and points:
        points.append((figures.period.label, figures.total.tally.pass_rate.value))
    if len(points) < 2:
        return ""
    chart = pygal.Bar(**_settings(("#1565c0",)), show_legend=False)
    chart.x_labels = [label for label, _ in points]
    chart.add("合格率", [float(round((value or Fraction(0)) * 100, 1)) for _, value in points])
    return _inline("trend", chart, 100)


def _step(one: AccountFigures) -> str:
    days = one.silent_days if one.idle_days is None else one.idle_days
    if days is None:
        return "无法判定" if one.state is State.UNKNOWN else "未见内容"
    return next((label for limit, label in STEPS if days <= limit), "90天以上")


def _settings(colours: Iterable[str], labels: Sequence[str] = ()) -> dict[str, Any]:
    """Return how a chart looks; *labels* of many bars are written smaller, side by side."""
    room = ROOM // max(1, len(labels))  # for one label, in pixels
    size = min(18, room // (max(map(len, labels), default=1) + 1))
    style = Style(
        background="white",
        plot_background="white",
        foreground="#333",
        foreground_strong="#111",
        foreground_subtle="#999",
        font_family=FONT,
        colors=tuple(colours),
        label_font_size=size,
        major_label_font_size=size,
        value_font_size=18,
        legend_font_size=18,
    )
    return {
        "style": style,
        "js": (),
        "width": 760,
        "height": 360,
        "margin": 12,
        "explicit_size": False,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 3,
        "print_values": True,
        "print_zeroes": False,
        "print_values_position": "center",
        "disable_xml_declaration": True,
        "no_prefix": False,
        "value_formatter": lambda value: f"{value:g}",
    }


def _inline(name: str, chart: Any, highest: int) -> str:
    step = max(1, -(-highest // 5))
    chart.y_labels = list(range(0, highest + step, step))
    chart.uuid = f"chart-{name}"
    svg = chart.render(is_unicode=True)
    svg = re.sub(r"<script.*?</script>", "", svg, flags=re.S)
    return re.sub(r"<!--.*?-->", "", svg, flags=re.S)
