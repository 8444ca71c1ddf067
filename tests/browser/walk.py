"""Every page that links of the desk lead to, and every form that stands on one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from monitor.desk.application import create
from monitor.desk.guard import Addresses
from monitor.desk.office import DeskOffice
from tests.browser.windows import Window
from tests.office import Office

FEW = 2  # addresses of one kind that are tried
LINKS = """[...document.querySelectorAll('main a[href], header a[href], main img[src]')].map(
  a => a.href || a.src)"""
FORMS = """[...document.querySelectorAll('form[method=post]')].map(
  (f, n) => [n, f.action, [...new Set([...f.elements].map(e => e.name).filter(Boolean))].join()])"""
SEND = """n => {
  const form = document.querySelectorAll('form[method=post]')[n];
  form.noValidate = true;
  form.requestSubmit(form.querySelector('button:not([type=button])'));
}"""


def addresses_of(office: Office) -> MapAdapter:
    """Return what tells the endpoint behind an address."""
    desk = DeskOffice(accounts_file=office.accounts_file, data=office.data)
    app = create(desk, Addresses.loopback(1))
    return app.url_map.bind("127.0.0.1")


@dataclass(kw_only=True)
class Walk:
    """A walk through the desk in *window*. *seen*: endpoints whose pages were opened."""

    window: Window
    addresses: MapAdapter
    few: int = FEW
    seen: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)

    def pages(self) -> Iterator[str]:
        """Open page after page, yields the name of each while it is shown."""
        waiting, known = ["/"], {"/"}
        while waiting:
            place = waiting.pop(0)
            endpoint = self.kind(place)[0]
            self.tried[repr(self.kind(place))] += 1
            if not self._is_page(place):
                self.seen[endpoint] += 1
                continue
            self.window.open(place)
            self.seen[endpoint] += 1
            yield f"{endpoint}-{self.seen[endpoint]}"
            for link in self.window.page.evaluate(LINKS) if self._stands() else ():
                parts = urlsplit(link)
                next_ = parts.path + (f"?{parts.query}" if parts.query else "")
                if f"{parts.scheme}://{parts.netloc}" != self.window.origin or next_ in known:
                    continue
                known.add(next_)
                kind = repr(self.kind(next_))
                ahead = sum(repr(self.kind(one)) == kind for one in waiting)
                if self.kind(next_)[0] and self.tried[kind] + ahead < self.few:
                    waiting.append(next_)

    def forms(self) -> list[tuple[int, str]]:
        """Return number and kind of the forms on the page that is shown."""
        found = []
        for number, action, names in self.window.page.evaluate(FORMS):
            endpoint = self.kind(urlsplit(action).path, "POST")[0]
            if endpoint and endpoint != "session.logout":
                found.append((int(number), f"{endpoint} {names}"))
        return found

    def send(self, number: int) -> int:
        """Send form *number* of the page as it stands; returns the code of the answer."""
        loaded: list[bool] = []
        page = self.window.page
        page.once("load", lambda _: loaded.append(True))
        with page.expect_response(lambda r: r.request.method == "POST") as answered:
            page.evaluate(SEND, number)
        is_file = "attachment" in answered.value.headers.get("content-disposition", "")
        for _ in range(0 if is_file else 500):
            if loaded:
                break
            page.wait_for_timeout(20)
        return int(answered.value.status)

    def kind(self, place: str, method: str = "GET") -> tuple[str, tuple[str, ...]]:
        """Return the endpoint of an address, empty where there is none, and what it is asked."""
        parts = urlsplit(place)
        names = tuple(sorted({name for name, _ in parse_qsl(parts.query)}))
        try:
            matched: Any = self.addresses.match(parts.path, method=method)
        except (HTTPException, RequestRedirect):
            return "", names
        return str(matched[0]), names

    def _is_page(self, place: str) -> bool:
        """Say whether an address shows a page of ours, and neither a file nor a stored document."""
        answer = self.window.context.request.get(self.window.origin + place)
        headers = answer.headers
        assert answer.status < 400, (place, answer.status)
        html = headers.get("content-type", "").startswith("text/html")
        alien = "sandbox" in headers.get("content-security-policy", "")
        return html and not alien and "attachment" not in headers.get("content-disposition", "")

    def _stands(self) -> bool:
        return bool(self.window.page.url.startswith(self.window.origin))
