"""A desk behind a proxy: what came in by it, and how pages and cookies lead back through it.

Pages know no prefix: they name places of ours, and each answer gets the prefix on its way out. So
no page can forget it, and a text from outside can hold none of the attributes: it is escaped.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.wrappers import Response as AnyResponse

from monitor.model.errors import ConfigError

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
PLACES = re.compile(r'(\s(?:href|src|action|formaction)=")/(?!/)')


def install(app: Flask, prefix: str) -> None:
    """Let *app* be shown below *prefix*, which may be empty, by a proxy; raises ConfigError."""
    own = prefix.split("/")[1] if prefix else None
    if any(rule.rule.split("/")[1] == own for rule in app.url_map.iter_rules()):
        raise ConfigError(f"--behind 的路径 {prefix} 与值班台自己的网页重名，请换一个路径")
    app.wsgi_app = _Inward(app.wsgi_app, prefix)  # type: ignore[method-assign]  # as Flask has it
    if prefix:
        app.after_request(lambda response: _outward(response, prefix))


class _Inward:
    """Takes the visitor's address from the last hop, which our proxy wrote; none before counts."""

    def __init__(self, app: Wsgi, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        last = environ.pop("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        environ["REMOTE_ADDR"] = _address(last) or environ.get("REMOTE_ADDR", "")
        environ["wsgi.url_scheme"] = "https"
        path = environ.get("PATH_INFO", "")
        if self.prefix and f"{path}/".startswith(f"{self.prefix}/"):
            environ["PATH_INFO"] = path[len(self.prefix) :] or "/"
        return self.app(environ, start_response)


def _address(hop: str) -> str:
    """Return the address in *hop*, which may have a port; empty where it is none."""
    text = hop.strip()
    for candidate in (text, text.rpartition(":")[0], text.partition("]")[0].lstrip("[")):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return ""


def _outward(response: AnyResponse, prefix: str) -> AnyResponse:
    place = response.headers.get("Location", "")
    if place.startswith("/") and not place.startswith("//"):
        response.headers["Location"] = f"{prefix}{place}"
    if response.mimetype == "text/html" and not response.direct_passthrough:
        page = response.get_data(as_text=True)
        response.set_data(PLACES.sub(rf"\g<1>{prefix}/", page))
    return response
