"""The page in a real browser: it asks for nothing outside itself, and nothing in it runs.

Needs chromium; skipped where there is none, which `.ci/run` never lets happen.
"""

import re
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


def shown(page: Path, port: int, folder: Path, *options: str) -> str:
    """Return the page as the browser holds it once everything has loaded."""
    command = [
        CHROMIUM, *QUIET, *options, f"--proxy-server=http://127.0.0.1:{port}",
        f"--user-data-dir={folder}",
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

    assert "一、总体情况" in dom and "<figure" in dom
    assert "<script" not in dom
    assert [line for line in asked if "google" not in line] == []


def test_the_browser_would_have_told(tmp_path: Path, proxy: tuple[int, list[str]]) -> None:
    """The net above holds: a page that does ask for something is caught."""
    port, asked = proxy
    page = tmp_path / "leaky.html"
    page.write_text("<p>a</p><img src='http://outside.invalid/a.png'>", encoding="utf-8")

    shown(page, port, tmp_path / "profile")

    assert any("outside.invalid" in line for line in asked)


MEASURE = """<script>addEventListener("load", () => {
const wide = [...document.querySelectorAll("main *")].filter(
  (e) => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).overflowX !== "visible");
document.title = innerWidth + ":" + document.documentElement.scrollWidth + ":" + wide.length;
});</script>"""


@pytest.mark.parametrize("value", [county, hostile])
def test_nothing_runs_out_of_a_telephone(
    value: object, tmp_path: Path, proxy: tuple[int, list[str]]
) -> None:
    """At 390 px in a frame of that width; the page itself allows no script, so it is let in."""
    made = value()  # type: ignore[operator]
    page = html.render(paper("quarter_city", made), made, for_office=True)
    page = re.sub(r"<meta http-equiv[^>]*>", "", page)
    (tmp_path / "page.html").write_text(page.replace("</head>", f"{MEASURE}</head>"), "utf-8")
    (tmp_path / "frame.html").write_text(
        '<iframe style="width:390px;height:800px;border:0" src="page.html"></iframe><script>'
        'addEventListener("load", () => { document.title = '
        "document.querySelector('iframe').contentDocument.title });</script>",
        "utf-8",
    )

    dom = shown(
        tmp_path / "frame.html",
        proxy[0],
        tmp_path / "profile",
        "--allow-file-access-from-files",
        "--hide-scrollbars",
    )

    assert re.findall("<title>([^<]*)</title>", dom) == ["390:390:0"]
