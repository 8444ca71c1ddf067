"""Evidence at the desk: what the database knows of and nothing else; shown, and never run."""

import re

import pytest

from monitor.system.database import open_database
from monitor.verdicts.writer import VerdictWriter
from tests.desk.builders import Browser, shot, text
from tests.evidence.builders import exchange, recorded
from tests.office import PNG, Office

JPEG = b"\xff\xd8\xff\xe0 demo"
PDF = b"%PDF-1.7 demo"


@pytest.fixture
def place(browser: Browser, office: Office) -> str:
    """Where the picture of a look is shown."""
    browser.look("weixin", newest="昨天", screenshot=shot(PNG), seen="今天 11:00")
    return place_of(browser)


def place_of(browser: Browser, id: str = "weixin") -> str:
    return str(re.findall(r'href="(/evidence/[^"]+)"', browser.get(f"/accounts/{id}").text)[0])


def test_a_picture_is_shown_beside_what_is_known_of_it(browser: Browser, place: str) -> None:
    page = browser.get(place)

    assert f'src="{place}/picture"' in page.text
    assert 'href="/accounts/weixin">高台发布（微信）' in page.text and "与登记时一致" in text(page)
    answer = browser.get(f"{place}/picture")
    assert (answer.data, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("data", "kind"), [(JPEG, "image/jpeg"), (PDF, "application/pdf")])
def test_the_type_is_what_the_bytes_show(data: bytes, kind: str, browser: Browser) -> None:
    browser.look("weixin", newest="昨天", screenshot=shot(data, "a.png"), seen="今天 11:00")
    place = place_of(browser)
    saved = browser.get(f"{place}/save")

    assert (saved.data, saved.headers["Content-Type"]) == (data, kind)
    assert browser.get(f"{place}/picture").status_code == (200 if kind == "image/jpeg" else 404)
    assert ("PDF 文件" in text(browser.get(place))) is (kind == "application/pdf")


def test_what_is_saved_is_never_shown(browser: Browser, place: str) -> None:
    answer = browser.get(f"{place}/save")

    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Disposition"].endswith(".png")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


GAMES = [
    "/evidence/..%2fmonitor.db/0",
    "/evidence/..%2f..%2faccounts.yaml/0",
    "/evidence/../monitor.db/0",
    "/evidence/..%5cmonitor.db/0",
    "/evidence/%2fetc%2fpasswd/0",
    "/evidence//etc/passwd/0",
    "/evidence/monitor.db/0",
    "/evidence/./2021-12-31-hand.warc.gz/0",
    "/evidence/2021-12-31-HAND.warc.gz/0",
    "/evidence/2021-12-31-hand.warc.gz%00.png/0",
    "/evidence/2021-12-31-hand.warc.gz/1",
    "/evidence/2021-12-31-hand.warc.gz/-1",
    "/evidence/2021-12-31-hand.warc.gz/0x0",
    f"/evidence/2021-12-31-hand.warc.gz/{2**63}",
    f"/evidence/2021-12-31-hand.warc.gz/{'9' * 400}",
    "/evidence/%E7%BB%9D%E5%AF%86/0",
    "/evidence/2021-12-31-hand.warc.gz/",
]


@pytest.mark.parametrize("end", ["", "/picture", "/save"])
def test_no_other_place_leads_to_a_file(end: str, browser: Browser, place: str) -> None:
    assert browser.get(f"{place}{end}").status_code == 200

    for game in GAMES:
        answer = browser.get(f"{game}{end}")
        assert answer.status_code in (404, 308), game
        assert "没有这个页面" in text(answer) or answer.status_code == 308, game


@pytest.mark.parametrize("name", ["../monitor.db", "/etc/passwd", "a/../../monitor.db", "..", "."])
def test_not_even_a_name_in_the_database_leads_out_of_its_folder(
    name: str, browser: Browser, office: Office, place: str
) -> None:
    """The database is a file that anybody may have changed."""
    from monitor.app.evidence_view import evidence_at
    from monitor.system.redact import Scrubber

    with open_database(office.database) as db:
        db.conn.execute("DROP TRIGGER IF EXISTS exchanges_update")
        db.conn.execute("UPDATE exchanges SET file = ?", [name])
        found = evidence_at(db, office.evidence, Scrubber(), name, 0)

    assert found is None


def test_bytes_that_were_changed_are_not_shown(
    browser: Browser, office: Office, place: str
) -> None:
    (file,) = office.evidence.glob("*-hand.warc.gz")
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(bytes(data))

    for end in ("", "/picture", "/save"):
        answer = browser.get(f"{place}{end}")
        assert answer.status_code == 500 and "与登记的校验值不符" in text(answer)


def test_evidence_that_is_gone_is_said_to_be(browser: Browser, office: Office, place: str) -> None:
    (file,) = office.evidence.glob("*-hand.warc.gz")
    file.unlink()

    answer = browser.get(place)
    assert answer.status_code == 500 and "无法读取" in text(answer)


def test_what_a_server_sent_is_text_and_never_a_page(browser: Browser, office: Office) -> None:
    (ref,) = recorded(office.evidence, exchange(b"<script>alert(1)</script>"))
    with open_database(office.database) as db, db.conn:
        VerdictWriter(db).record_evidence(None, [ref])
    place = f"/evidence/{ref.file}/{ref.offset}"

    page, saved = browser.get(place), browser.get(f"{place}/save")

    assert "<script>alert" not in page.text and "<script>alert(1)</script>" in text(page)
    assert browser.get(f"{place}/picture").status_code == 404
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    assert saved.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
