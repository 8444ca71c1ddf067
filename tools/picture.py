"""Make the picture of the report that the READMEs show, out of the demo's: ``make picture``."""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
REPORT = ROOT / ".demo" / "out" / "2021Q4" / "2021Q4政务新媒体检查情况报告.html"
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1100, 1400
COLOURS = 128  # a page of text and bars needs no more, and is a third as large
LARGEST = 150_000  # bytes


def main() -> None:
    """Photograph the page's beginning, and keep it small."""
    if not REPORT.exists():
        sys.exit("needs the report that `make demo` writes")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(photographed(REPORT, WIDTH, HEIGHT))


def photographed(page: Path, width: int, height: int) -> bytes:
    """Return the beginning of *page* as a small picture."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("needs chromium")
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "page.png"
        words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        size = f"--window-size={width},{height}"
        subprocess.run(  # noqa: S603
            [browser, *words, size, f"--screenshot={taken}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return small(taken.read_bytes())


def small(png: bytes) -> bytes:
    """Return the picture in few colours."""
    with Image.open(io.BytesIO(png)) as page:
        few = page.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    if len(out.getvalue()) > LARGEST:
        sys.exit(f"the picture has {len(out.getvalue())} bytes, more than {LARGEST}")
    return out.getvalue()


if __name__ == "__main__":
    main()
