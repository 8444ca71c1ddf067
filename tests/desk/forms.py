"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

from tests.desk.builders import Browser


@dataclass
class _Forms(HTMLParser):
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    _form: dict[str, str] = field(default_factory=dict)
    _open: str = ""  # the text area or list under way
    _text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.found.setdefault(has.get("action", ""), {})
        elif tag == "input" and has.get("type") not in ("checkbox", "file"):
            self._form[has["name"]] = has.get("value", "")
        elif tag == "input" and "checked" in has:
            self._form[has["name"]] = has["value"]
        elif tag in ("select", "textarea"):
            self._open, self._text = has["name"], ""
            self._form.setdefault(self._open, "")
        elif tag == "option" and "selected" in has:
            self._form[self._open] = has["value"]

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._form[self._open] = self._text.removeprefix("\n")


def forms(answer: TestResponse) -> dict[str, dict[str, str]]:
    """Return what each form of a page would send, by its address."""
    parser = _Forms()
    parser.feed(answer.text)
    return parser.found


def fill(browser: Browser, place: str, action: str = "", **typed: str) -> TestResponse:
    """Open *place*, type into its form and send it; a dot in a name is written ``__``."""
    given = {name.replace("__", "."): text for name, text in typed.items()}
    return browser.post(action or place, forms(browser.get(place))[action or place] | given)


def press(browser: Browser, answer: TestResponse, action: str, step: str = "save") -> TestResponse:
    """Press a button of the page that was answered."""
    return browser.post(action, forms(answer)[action] | {"step": step})
