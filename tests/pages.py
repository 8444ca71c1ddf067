"""How many pages a document has in an office program, and what stands on each.

``python -m tests.pages FILE…`` counts the pages of Word files and names what is ugly on them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

SOFFICE, PDFTOTEXT = shutil.which("soffice") or "", shutil.which("pdftotext") or ""
MISSING = "" if SOFFICE and PDFTOTEXT else "LibreOffice 或 pdftotext 未安装，跳过页数测试"
NUMBER = re.compile(r"\s*—\s*\d+\s*—\s*")
ANNEX = re.compile(r"附件\s*1?")
PAIRS = ("（）", "“”", "《》", "〔〕", "【】")


def pages(documents: list[Path], folder: Path) -> list[list[str]]:
    """Return the text of each page of each of *documents*, as LibreOffice sets them."""
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
               "--convert-to", "pdf", "--outdir", str(folder)]  # fmt: skip
    subprocess.run([*command, *map(str, documents)], check=True, capture_output=True, timeout=120)
    return [_text(folder / f"{document.stem}.pdf") for document in documents]


def _text(path: Path) -> list[str]:
    command = [PDFTOTEXT, "-layout", str(path), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def body_pages(texts: Sequence[str]) -> int:
    """Return how many pages stand before the first annex."""
    for number, text in enumerate(texts):
        first = next(iter(_lines(text)), "")
        if number and ANNEX.fullmatch(first):
            return number
    return len(texts)


def faults(texts: Sequence[str]) -> list[str]:
    """Return what is ugly on the pages: what is cut, not closed, or stands alone."""
    return [*_on_pages(texts), *_unclosed("".join(texts))]


def _on_pages(texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts, 1):
        lines = _lines(text)
        for line in lines:
            if "…" in line:
                yield f"第{number}页：有省略号“…”：{line}"
        if not lines:
            yield f"第{number}页：空白页"
        elif len(lines) == 1:
            yield f"第{number}页：只有1行"
        elif number > 1 and any(line.startswith("合计") for line in lines[:2]):
            yield f"第{number}页：合计单独成页"


def _unclosed(text: str) -> Iterator[str]:
    for pair in PAIRS:
        begin, end = pair[0], pair[1]
        if text.count(begin) != text.count(end):
            yield f"“{begin}”{text.count(begin)}个，“{end}”{text.count(end)}个"


def _lines(text: str) -> list[str]:
    """Return the lines of a page without its number."""
    return [
        line.strip() for line in text.splitlines() if line.strip() and not NUMBER.fullmatch(line)
    ]


if __name__ == "__main__":
    documents = [Path(name) for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        for document, texts in zip(documents, pages(documents, Path(folder)), strict=True):
            print(f"{document.name}：{len(texts)}页，正文{body_pages(texts)}页")  # noqa: T201
            for fault in faults(texts):
                print(f"  {fault}")  # noqa: T201
