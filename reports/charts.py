"""Charts as inline SVG: no script, no address, the same bytes for the same figures.

Bars are all that is drawn, by a template of our own: no library is needed for rectangles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from monitor.figures import AccountFigures, Figures, GroupRow, Tally
from monitor.model import State
from monitor.parsing.text import clean
from reports.html_environment import environment

PASSED, FAILED, UNKNOWN, PLAIN = "#2e7d32", "#c62828", "#78909c", "#1565c0"
STEPS = ((7, "0–7天"), (14, "8–14天"), (30, "15–30天"), (89, "31–89天"))
GROUPS = 10  # bars, at most; the smaller groups are put together
WIDTH, HEIGHT = 760, 360
LEFT, RIGHT, TOP, BOTTOM = 52, 748, 24, 300  # where the bars may stand
WIDEST = 88  # of a bar
LINES = 5  # across, at most, beside the one at nought
SIZE = 18  # of the letters; labels of many bars are written smaller, side by side
ROOM = 20  # that a number needs within its bar


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one colour in a chart, one for each bar."""

    name: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar, in the units of the picture; *at*: where its number stands."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    text: str
    at: float | None
    inside: bool
    tooltip: str


def charts(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return (caption, svg) of each chart that has figures."""
    drawings = (
        ("各平台判定情况（个）", by_platform(figures)),
        ("期末未更新天数分布（个）", idle_days(figures)),
        ("合格率变化（%）", trend(figures)),
    )
    return tuple((caption, svg) for caption, svg in drawings if svg)


def by_platform(figures: Figures) -> str:
    """Return verdicts by platform, stacked."""
    rows = grouped(figures.by_platform)
    if not rows:
        return ""
    return drawn(
        "platform",
        [clean(row.label, 12) for row in rows],
        (
            Series("合格", PASSED, [row.tally.passed for row in rows]),
            Series("不合格", FAILED, [row.tally.failed for row in rows]),
            Series("无法判定", UNKNOWN, [row.tally.unknown for row in rows]),
        ),
    )


def grouped(rows: Sequence[GroupRow]) -> tuple[GroupRow, ...]:
    """Return at most ``GROUPS`` rows; the smallest are added up in the last one."""
    if len(rows) <= GROUPS:
        return tuple(rows)
    kept, others = rows[: GROUPS - 1], [row.tally for row in rows[GROUPS - 1 :]]
    together = Tally(
        registered=sum(tally.registered for tally in others),
        passed=sum(tally.passed for tally in others),
        failed=sum(tally.failed for tally in others),
        unknown=sum(tally.unknown for tally in others),
    )
    return (*kept, GroupRow(label=f"其余{len(others)}类", tally=together))


def idle_days(figures: Figures) -> str:
    """Return the numbers of accounts by the days of silence at the closing look."""
    if not figures.total.tally.looked:
        return ""
    labels = [label for _, label in STEPS] + ["90天以上", "未见内容", "无法判定"]
    counts = dict.fromkeys(labels, 0)
    for account in figures.accounts:
        if account.verdict is not None:
            counts[_step(account)] += 1
    return drawn("idle", labels, (Series("账号", PLAIN, [counts[label] for label in labels]),))


def trend(figures: Figures) -> str:
    """Return the pass rates of this period and earlier ones, the latest last."""
    points = [
        (past.period.label, past.tally.pass_rate.value)
        for past in (figures.year_before, figures.before)
        if past and past.tally.judged
    ]
    if figures.total.tally.judged and points:
        points.append((figures.period.label, figures.total.tally.pass_rate.value))
    if len(points) < 2:
        return ""
    rates = [float(round((value or Fraction(0)) * 100, 1)) for _, value in points]
    series = Series("合格率", PLAIN, rates)
    return drawn("trend", [label for label, _ in points], (series,), highest=100)


def _step(account: AccountFigures) -> str:
    days = account.silent_days if account.idle_days is None else account.idle_days
    if days is None:
        return "无法判定" if account.state is State.UNKNOWN else "未见内容"
    return next((label for limit, label in STEPS if days <= limit), "90天以上")


def drawn(
    name: str, labels: Sequence[str], series: Sequence[Series], *, highest: float | None = None
) -> str:
    """Return bars side by side, several *series* stacked; *highest*: the end of the axis."""
    sums = [sum(numbers) for numbers in zip(*(dataset.values for dataset in series), strict=True)]
    step = _step_of(highest or max(sums, default=0))
    top = step * max(1, -(-(highest or max(sums, default=0)) // step))
    slot = (RIGHT - LEFT) / max(1, len(labels))
    size = int(min(SIZE, slot / (max(map(len, labels), default=1) + 1)))
    return (
        environment()
        .get_template("bars.svg")
        .render(
            name=name,
            labels=[(round(LEFT + slot * (n + 0.5), 1), label) for n, label in enumerate(labels)],
            size=size,
            lines=[(_height(n * step, top), f"{n * step:g}") for n in range(int(top / step) + 1)],
            parts=_parts(labels, series, slot, top),
            legend=[(LEFT + 232 * n, dataset) for n, dataset in enumerate(series)]
            if series[1:]
            else [],
            width=WIDTH,
            height=HEIGHT if series[1:] else HEIGHT - 30,
            left=LEFT,
            right=RIGHT,
            bottom=BOTTOM,
            letters=SIZE,
        )
    )


def _parts(
    labels: Sequence[str], series: Sequence[Series], slot: float, top: float
) -> tuple[Part, ...]:
    """Return the pieces of all bars; a single piece too low for its number has it above."""
    width = round(min(WIDEST, slot * 0.7), 1)
    parts = []
    for n, label in enumerate(labels):
        below = 0.0
        for dataset in series:
            number = dataset.values[n]
            y, foot = _height(below + number, top), _height(below, top)
            below += number
            inside = foot - y >= ROOM
            above = None if series[1:] else y - 6
            if number:
                parts.append(
                    Part(
                        x=round(LEFT + slot * (n + 0.5) - width / 2, 1),
                        y=y,
                        width=width,
                        height=round(foot - y, 1),
                        colour=dataset.colour,
                        text=f"{number:g}",
                        at=round((y + foot) / 2 + 6, 1) if inside else above,
                        inside=inside,
                        tooltip=f"{label}　{dataset.name}　{number:g}",
                    )
                )
    return tuple(parts)


def _height(number: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * number / top, 1)


def _step_of(highest: float) -> int:
    """Return the round number by which the lines of the axis rise, so that they are few."""
    step = 1
    for factor in (2, 5, 10) * 6:
        if step * LINES >= highest:
            break
        step = factor * 10 ** (len(str(step)) - 1)
    return step
