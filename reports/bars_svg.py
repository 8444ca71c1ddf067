"""The one drawing of a bar: rectangles as inline SVG that need no style, laid out by the page.

Widths are shares of the line, so that it grows with its page; the numbers keep the size of text.
"""

from markupsafe import Markup, escape

from reports.charts import Bar, Part

HEIGHT = 18
COLOURS = {"pass": "#2e7d32", "fail": "#c62828", "unknown": "#607d8b", "plain": "#1565c0"}
FEWEST = 8  # per cent of the line in which a number finds room
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"


def track(bar: Bar) -> Markup:
    """Return the line of *bar*; the words beside say what it shows."""
    drawn, start = [], 0.0
    for part in bar.parts:
        drawn.append(_part(part, start))
        start += part.share
    line = f'<svg class="track" width="100%" height="{HEIGHT}" aria-hidden="true">'
    return Markup(f'{line}<rect width="100%" height="100%" fill="#eef2f5"/>{"".join(drawn)}</svg>')  # noqa: S704  # made here


def _part(part: Part, start: float) -> str:
    place = f'x="{start:.2f}%" width="{part.share:.2f}%" height="100%"'
    said = f"<title>{escape(part.name + part.text)}</title>" if part.name or part.text else ""
    drawn = f'<rect {place} fill="{COLOURS[part.kind]}" stroke="#fff">{said}</rect>'
    if not part.text or part.share < FEWEST:
        return drawn
    middle = f'x="{start + part.share / 2:.2f}%" y="{HEIGHT - 5}" text-anchor="middle"'
    look = f'fill="#fff" font-size="12" font-family="{FONT}"'
    return f"{drawn}<text {middle} {look}>{escape(part.text)}</text>"
