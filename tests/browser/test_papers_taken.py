"""A draft made at the desk, viewed and taken away is byte for byte the command line's."""

import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import time_machine

from monitor.model.clock import BEIJING
from monitor.system import demo_marker
from monitor.system.demo_marker import Demo
from monitor.system.files import MANIFEST
from tests.browser.desks import add_people, served
from tests.browser.windows import Opener, Window
from tests.hand_office import silent_office
from tests.office import Office

pytestmark = pytest.mark.browser
TODAY = datetime(2022, 1, 5, 10, tzinfo=BEIJING).astimezone(UTC)  # which leaves the zone alone
WORDS = ("report", "quarter", "2021Q4", "--format", "docx,xlsx,html,json")
FORMS = ("文稿（Word）", "附表（Excel）", "网页", "数据（JSON）")
NOW = "docProps/core.xml"  # the part of a sheet that bears the wall clock


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a sheet, without the one that says when it was packed."""
    with ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != NOW}


def make(window: Window) -> None:
    """Order the draft as a person does, and wait for it."""
    page = window.page
    window.open("/reports")
    form = page.locator("form[action='/reports/make']")
    if not form.is_visible():
        page.get_by_text("生成草稿").click()
    form.get_by_label("期间").fill("2021Q4")
    for box in form.locator("input[name^=form-]").all():
        box.uncheck()
    for label in FORMS:
        form.get_by_label(label).check()
    with page.expect_navigation():
        form.get_by_role("button", name="生成").click()
    for _ in range(60):
        if "正在" not in page.locator("#progress").inner_text():
            break
        page.wait_for_timeout(200)
        page.get_by_role("link", name="刷新").first.click()
    assert "已生成，共 4 个文件" in page.locator("#progress").inner_text()


@pytest.mark.usefixtures("chromium")
def test_a_draft_of_the_desk_is_the_one_of_the_command_line(
    tmp_path: Path, windows: Opener
) -> None:
    """Where time stands still, as it does in a demonstration, which keeps no acts either."""
    (tmp_path / "here").mkdir()
    here = silent_office(tmp_path / "here")
    add_people(here.data)
    demo_marker.write(Demo(data=here.data, moment=TODAY))
    there = Office(folder=Path(shutil.copytree(here.folder, tmp_path / "there")))
    with time_machine.travel(TODAY, tick=False):
        assert there.run(*WORDS).code == 0
    written = {path.name: path.read_bytes() for path in (there.folder / "out").rglob("2021Q4*.*")}

    with served(here.folder, TODAY, still=True) as desk:
        window = windows(desk)
        window.log_in()
        make(window)
        places = window.page.evaluate("[...document.querySelectorAll('a.file')].map(a => a.href)")
        taken = {
            unquote(place).rpartition("/")[2]: window.context.request.get(place).body()
            for place in places
        }
        assert len(taken) == 4 and taken.keys() == written.keys()
        for name, content in taken.items():
            if name.endswith(".xlsx"):
                assert parts(content) == parts(written[name])
            else:
                assert content == written[name], name
        assert json.loads((here.data / "out" / "2021Q4" / MANIFEST).read_text("utf-8"))["by"]

        (view,) = (place for place in places if place.endswith(".html"))
        window.page.goto(view)
        assert "高台财政" in window.text() and window.page.title()
        window.open("/reports")
        (word,) = (place for place in places if place.endswith(".docx"))
        with window.page.expect_download() as downloading:
            window.page.locator(f"a.file[href='{word.removeprefix(desk.origin)}']").click()
        saved = downloading.value
        assert saved.suggested_filename == unquote(word).rpartition("/")[2]
        assert Path(str(saved.path())).read_bytes() == written[saved.suggested_filename]
