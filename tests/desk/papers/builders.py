"""Papers ordered at the desk, and what then stands in their folder."""

import io
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from werkzeug.test import TestResponse

from monitor.desk import papers
from monitor.figures.issues import Issued, IssueStore
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from monitor.system.files import MANIFEST
from tests.desk.builders import WORD, Browser
from tests.office import Office

TODAY = datetime(2022, 1, 5, 10, tzinfo=BEIJING)
NUMBER = "高政办报〔2022〕3号"
QUICK = {"period": "2021Q4", "kind": "quarter_city", "decimals": "1", "form-json": "1"}
ISSUE = {**QUICK, "number": NUMBER, "issued_on": "2022-01-05", "again": WORD}
CITY = "2021Q4政务新媒体检查情况报告"


def made(browser: Browser, act: str = "make", **fields: str) -> TestResponse:
    """Send a form and wait for what is made; return the page that tells of it."""
    form = {"token": browser.token(), **(ISSUE if act == "issue" else QUICK), **fields}
    answer = browser.post(f"/reports/{act}", {k: v for k, v in form.items() if v})
    papers.maker(browser.client.application).wait()
    return browser.get(answer.location) if answer.status_code == 303 else answer


def issues(office: Office) -> tuple[Issued, ...]:
    with open_database(office.database) as db:
        return IssueStore(db).every()


def contents(folder: Path) -> dict[str, object]:
    """What stands in *folder*, byte for byte; of packed files each part, without when it was."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): parts(path.read_bytes()) for path in files}


def parts(content: bytes) -> object:
    if not content.startswith(b"PK"):
        return content
    with ZipFile(io.BytesIO(content)) as packed:
        return [(name, packed.read(name)) for name in packed.namelist()]
