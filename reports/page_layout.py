"""What one page holds: how close its lines stand, and at last how small its letters are."""

from collections.abc import Sequence

from reports.document_model import Block
from reports.line_fitting import lines_of
from reports.title_lines import title_lines

HEIGHT, WIDTH = 225 * 72 / 25.4, 156 * 72 / 25.4  # of the part that is written on, in points
USUAL = 28.95
SIZES = ((16.0, 21.0), (14.0, 17.0))  # of the letters, and how close their lines may stand
TITLE_LINE, AFTER = 34.0, 12.0
SEALED = 18.0
SPARE = 16.0  # programs break lines differently


def measures(blocks: Sequence[Block], *, sealed: bool) -> tuple[float, float]:
    """Return the size of the letters and how far apart their lines stand, so that all fit."""
    size = closest = USUAL
    for size, closest in SIZES:
        pitch = min(USUAL, _pitch(blocks, size, sealed=sealed))
        if pitch >= closest:
            return size, pitch
    return size, closest


def fits(blocks: Sequence[Block], *, sealed: bool) -> bool:
    """Say whether one page holds *blocks*."""
    return any(_pitch(blocks, size, sealed=sealed) >= closest for size, closest in SIZES)


def _pitch(blocks: Sequence[Block], size: float, *, sealed: bool) -> float:
    """Return how far apart lines may stand."""
    titles = [block.text for block in blocks if block.kind == "title"]
    taken = sum(len(title_lines(title)) * TITLE_LINE + AFTER for title in titles)
    room = HEIGHT - taken - SPARE - (SEALED if sealed else 0)
    width = WIDTH / size - 0.5
    written = [block for block in blocks if block.kind != "title"]
    return room / (sum(_lines(block, width) for block in written) + 1)  # above the signature


def _lines(block: Block, width: float) -> int:
    return lines_of(("　　" if block.kind == "paragraph" else "") + block.text, width)
