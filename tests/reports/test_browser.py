"""The page in a real browser: it asks for nothing outside itself, and nothing in it runs.

Needs chromium; skipped where there is none, which `.ci/run` never lets happen.
"""

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports import html
from tests.reports.papers import county, hostile, paper

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=3000",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium 未安装，跳过真实浏览器测试")


@pytest.fixture
def proxy() -> Iterator[tuple[int, list[str]]]:
    """A proxy that lets nothing through and remembers what was asked of it."""
    listener = socket.create_server(("127.0.0.1", 0))
    asked: list[str] = []

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer:
                line = peer.recv(4096).partition(b"\r\n")[0].decode("latin-1")
            if line:  # a browser connects ahead of need, and may ask for nothing
                asked.append(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1], asked
    listener.close()


def shown(page: Path, port: int, folder: Path) -> str:
    """Return the page as the browser holds it once everything has loaded."""
    command = [
        CHROMIUM, *QUIET, f"--proxy-server=http://127.0.0.1:{port}", f"--user-data-dir={folder}",
        "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("value", [county, hostile])
def test_the_page_loads_alone_and_runs_nothing(
    value: object, tmp_path: Path, proxy: tuple[int, list[str]]
) -> None:
    port, asked = proxy
    made = value()  # type: ignore[operator]
    page = tmp_path / "report.html"
    page.write_text(html.render(paper("quarter_city", made), made), encoding="utf-8")

    dom = shown(page, port, tmp_path / "profile")

    assert "一、总体情况" in dom and "<svg" in dom
    assert "<script" not in dom
    assert [line for line in asked if "google" not in line] == []


def test_the_browser_would_have_told(tmp_path: Path, proxy: tuple[int, list[str]]) -> None:
    """The net above holds: a page that does ask for something is caught."""
    port, asked = proxy
    page = tmp_path / "leaky.html"
    page.write_text("<p>a</p><img src='http://outside.invalid/a.png'>", encoding="utf-8")

    shown(page, port, tmp_path / "profile")

    assert any("outside.invalid" in line for line in asked)
