"""A window of a real browser: what its page asked for, said on its console and looks like."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.desk.builders import WORD

if TYPE_CHECKING:  # the group of tools may be missing: tests/browser/conftest.py
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
PC: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
WIDTHS = {"phone": PHONE, "pc": PC}
TALLEST = 2600  # pixels of a picture
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ANSWERED = "Failed to load resource: the server responded with a status of 4"
TELL = "addEventListener('securitypolicyviolation', e => told(e.violatedDirective, e.blockedURI))"


@dataclass(kw_only=True)
class Window:
    """One window of somebody's own. *faults*: what no page may do, told when the test ends."""

    context: "BrowserContext"
    origin: str
    page: "Page" = field(init=False)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    hosts: tuple[str, ...] = ("127.0.0.1",)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(15_000)
        self.context.on("request", lambda request: self._ask(request.url))
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.expose_binding(
            "told", lambda _, *words: self.faults.append("content policy: " + " ".join(words))
        )
        self.context.add_init_script(TELL)
        self.page = self.context.new_page()

    def open(self, place: str = "/") -> None:
        """Open a page of the desk."""
        self.page.goto(self.origin + place)

    def leave(self) -> None:
        """Let no page of the window load any longer."""
        if not self.page.is_closed():
            self.page.goto("about:blank")

    def log_in(self, name: str = "zhangsan", *, lasting: bool = False) -> None:
        """Log in as a person does."""
        self.open("/login")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(WORD)
        if lasting:
            self.page.get_by_label("本机记住我").check()
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def text(self) -> str:
        """Return what a reader sees."""
        return str(self.page.inner_text("body"))

    def axe(self) -> list[str]:
        """Return what makes the page hard to use for somebody, by the rules of axe."""
        self.page.evaluate(_axe())
        rules = json.dumps({"runOnly": TAGS, "resultTypes": ["violations"]})
        said = (
            "r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 150)}`))"
        )
        return [str(one) for one in self.page.evaluate(f"axe.run(document, {rules}).then({said})")]

    def overflow(self) -> int:
        """Return how many pixels the page is wider than its window."""
        measure = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(measure))

    def widest(self) -> str:
        """Return the parts of the page that stand out of the window."""
        return str(
            self.page.evaluate(
                "[...document.querySelectorAll('main *, header *')].filter(e => "
                "e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))"
                ".slice(0, 3).map(e => e.outerHTML.slice(0, 100)).join(' | ')"
            )
        )

    def shoot(self, name: str) -> None:
        """Keep a picture of the page where the environment names a folder for them."""
        folder = os.environ.get("MONITOR_SHOTS")
        if folder:
            width = (self.page.viewport_size or {"width": 0})["width"]
            long = int(self.page.evaluate("document.documentElement.scrollHeight"))
            clip: Any = {"x": 0, "y": 0, "width": width, "height": min(long, TALLEST)}
            path = str(Path(folder) / f"{name}-{width}.png")
            self.page.screenshot(path=path, full_page=True, clip=clip)

    def _ask(self, url: str) -> None:
        self.asked.append(url)
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in self.hosts:
            self.faults.append(f"asked of another host: {url}")

    def _console(self, message: "ConsoleMessage") -> None:
        if not message.text.startswith(ANSWERED):  # a refusal is a page like any other
            self.faults.append(f"console: {message.text}")


Opener = Callable[..., Window]


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
