"""Make the picture of the desk that the READMEs show, out of the demo's: ``make picture``.

The page is asked of the application itself, in a copy of the demonstration with a person of its
own; its stylesheet and its script are put into it, so that a browser without a session can
photograph it.
"""

import re
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from monitor.app import people
from monitor.app.people_store import Role
from monitor.desk import guard
from monitor.desk.addresses import Addresses
from monitor.desk.application import create
from monitor.desk.office import DeskOffice
from monitor.model import clock
from monitor.system import demo_marker
from tools.picture import photographed

ROOT = Path(__file__).parents[1]
DEMO = ROOT / ".demo"
PICTURE = ROOT / "docs" / "images" / "desk.png"
WIDTH, HEIGHT = 1100, 1150
PORT = 8410
HOST = f"http://127.0.0.1:{PORT}"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
LINKED = re.compile(r'<link rel="(?:stylesheet|icon)"[^>]*>|<script[^>]*></script>')


def main() -> None:
    """Photograph the page of the day."""
    if demo_marker.read(DEMO) is None:
        sys.exit("needs what `make demo` writes")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(DEMO, data)
        page = Path(folder) / "desk.html"
        page.write_text(_page(data), encoding="utf-8")
        PICTURE.write_bytes(photographed(page, WIDTH, HEIGHT))


def _page(data: Path) -> str:
    """Return the day as the desk shows it on *data*."""
    demo = demo_marker.read(data)
    if demo is None:
        raise ValueError(f"{data} holds no demonstration")
    word = secrets.token_urlsafe(12)
    with clock.stopped_at(demo.moment):
        people.add(data, "picture", "王晓明", Role.DUTY, word, clock.now())
        office = DeskOffice(accounts_file=ROOT / "accounts.yaml", data=data, demo=demo)
        client = create(office, Addresses.loopback(PORT)).test_client()
        _log_in(client, word)
        text = client.get("/", base_url=HOST).text
    style = (guard.static_folder() / "desk.css").read_text(encoding="utf-8")
    script = (guard.static_folder() / "desk.js").read_text(encoding="utf-8")
    page = LINKED.sub("", text).replace("</head>", f"<style>{style}</style></head>")
    return page.replace("</body>", f"<script>{script}</script></body>")


def _log_in(client: FlaskClient, word: str) -> None:
    token = TOKEN.findall(client.get("/login", base_url=HOST).text)[-1]
    fields = {"token": token, "name": "picture", "password": word}
    client.post("/login", data=fields, base_url=HOST)


if __name__ == "__main__":
    main()
