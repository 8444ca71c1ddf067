"""How many pages a document has in an office program, and what stands on each."""

import shutil
import subprocess
from pathlib import Path

SOFFICE, PDFTOTEXT = shutil.which("soffice") or "", shutil.which("pdftotext") or ""
MISSING = "" if SOFFICE and PDFTOTEXT else "LibreOffice 或 pdftotext 未安装，跳过页数测试"


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
