"""Chromium over the real desk; where one of them is missing all these tests say the same reason."""

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.desks import Desk, add_people, served
from tests.browser.windows import PC, WIDTHS, Opener, Window
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.office import Office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
MISSING = "没有 chromium 或 playwright（make browser 安装后者），值班台未在浏览器中试用"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # two more names of this machine, and nothing beyond it
    "--host-resolver-rules=MAP duty.test 127.0.0.1, MAP evil.test 127.0.0.1, "
    "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    try:
        playwright = importlib.import_module("playwright.sync_api")
        importlib.import_module("axe_playwright_python")
    except ImportError:
        pytest.skip(MISSING)
    if not CHROMIUM:
        pytest.skip(MISSING)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def windows(chromium: "Browser") -> Iterator[Opener]:
    """Open windows, each of somebody's own; none may have done what no page may do."""
    opened: list[Window] = []

    def open_window(desk: Desk, width: str = "pc", **how: Any) -> Window:
        hosts = tuple(how.pop("hosts", ("127.0.0.1",)))
        origin = how.pop("origin", desk.origin)
        context = chromium.new_context(locale="zh-CN", **(WIDTHS.get(width, PC) | how))
        opened.append(Window(context=context, origin=origin, hosts=hosts))
        desk.leaving.append(opened[-1].leave)
        return opened[-1]

    yield open_window
    for window in opened:
        window.context.close()
    assert [fault for window in opened for fault in window.faults] == []


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that only looks by hand, with people."""
    office = by_hand_office(tmp_path)
    add_people(office.data)
    return office


@pytest.fixture
def desk(chromium: "Browser", office: Office) -> Iterator[Desk]:
    """Its desk, at the fixed moment."""
    with served(office.folder, NOON) as desk:
        yield desk


@pytest.fixture
def zhangsan(desk: Desk, windows: Opener) -> Window:
    """A window in which 张三 is logged in."""
    window = windows(desk)
    window.log_in()
    return window
