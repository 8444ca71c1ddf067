"""What was made and issued is listed, viewed, taken away and compared, and nothing else is."""

import json
import re
import shutil
from datetime import timedelta

import time_machine

from monitor.desk import papers
from monitor.desk.paper_files import VIEWED
from monitor.system.database import open_database
from monitor.system.files import MANIFEST
from tests.desk.builders import Browser, text
from tests.desk.papers.builders import CITY, NUMBER, TODAY, contents, issues, made, parts
from tests.office import Office


def test_a_paper_is_listed_viewed_and_taken(browser: Browser, office: Office) -> None:
    page = made(browser, **{"form-docx": "1", "form-html": "1"})
    files = contents(office.folder / "out" / "2021Q4")

    assert "2021年第四季度政务新媒体检查情况报告" in text(page) and "张三" in text(page)
    for name, content in files.items():
        (place,) = {place for place in re.findall(r'href="(/reports/[^"]+)"', page.text)
                    if place.endswith(f".{name.rpartition('.')[2]}")}  # fmt: skip
        answer = browser.get(place)
        assert parts(answer.data) == content
        assert answer.headers["Content-Security-Policy"] == VIEWED
        saved = answer.headers.get("Content-Disposition", "")
        if name.endswith("html"):
            assert not saved and answer.mimetype == "text/html"
        else:
            assert saved.startswith("attachment; filename*=UTF-8''2021Q4%E6%94%BF")
    manifest = json.loads((office.folder / "out" / "2021Q4" / MANIFEST).read_text("utf-8"))
    assert (manifest["by"], manifest["via"]) == ("张三", "desk")


def test_papers_of_the_command_line_and_of_several_kinds_are_listed(
    browser: Browser, office: Office
) -> None:
    for audience in ("city", "units"):
        office.run("report", "quarter", "2021Q4", "--for", audience, "--format", "json")

    page = text(browser.get("/reports"))

    assert "2021年第四季度政务新媒体检查情况报告" in page
    assert "2021年第四季度政务新媒体检查情况通报" in page
    assert "本期没有再检查" in page


PATHS = [
    "/reports/2021Q4/manifest.json",
    "/reports/2021Q4/..%2f..%2faccounts.yaml",
    "/reports/2021Q4/../../accounts.yaml",
    "/reports/../accounts.yaml",
    "/reports/2021Q4/linked.json",
    "/reports/2021Q4/stranger.html",
    "/reports/2021Q4/.hidden.json",
    "/reports/2021Q4/down%2fa.json",
    "/reports/2021Q4/down/a.json",
    "/reports/2021Q4/..%5ca.json",
    f"/reports/2021-12/{CITY}.json",
    f"/reports/out/2021Q4/{CITY}.json",
    "/reports/2021Q4/%00",
]


def test_no_path_leads_to_what_no_paper_lists(browser: Browser, office: Office) -> None:
    made(browser)
    folder = office.folder / "out" / "2021Q4"
    (folder / "stranger.html").write_text("x")
    (folder / "down").mkdir()
    (folder / "linked.json").symlink_to(office.accounts_file)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    for name in ("linked.json", ".hidden.json", "down/a.json", "..\\a.json", "../../accounts.yaml"):
        (folder / name).exists() or "/" in name or (folder / name).write_text("{}")
        manifest["files"][name] = "0" * 64
    (folder / "down" / "a.json").write_text("{}")
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")

    assert browser.get(f"/reports/2021Q4/{CITY}.json").status_code == 200
    assert [place for place in PATHS if browser.get(place).status_code != 404] == []


def test_a_manifest_that_somebody_broke_is_told_of(browser: Browser, office: Office) -> None:
    made(browser)
    path = office.folder / "out" / "2021Q4" / MANIFEST
    for broken in ("", "[]", '{"period": "2021Q4"}', "[" * 100_000):
        path.write_text(broken)
        page = text(browser.get("/reports"))
        assert "2021Q4/manifest.json 读不出来" in page and "还没有文稿" in page


def test_names_from_outside_stay_text_in_the_page_that_is_viewed(
    browser: Browser, office: Office
) -> None:
    hostile = "<script>alert(1)</script>"
    office.write(office.text().replace("高台财政", f"'{hostile}'"))
    office.run("check")

    page = made(browser, period="2022Q1", **{"form-html": "1"})
    (place,) = set(re.findall(r'href="(/reports/2022Q1/[^"]+\.html)"', page.text))
    viewed = browser.get(place).text

    assert hostile not in viewed and "&lt;script&gt;" in viewed
    assert hostile not in page.text


def test_an_issue_whose_files_were_moved_away_is_listed_all_the_same(
    browser: Browser, office: Office
) -> None:
    made(browser, "issue")
    shutil.rmtree(office.folder / "out")

    page = text(browser.get("/reports"))

    assert NUMBER in page and "文件不在输出目录内" in page


def test_a_folder_that_calls_itself_issued_is_not_believed(
    browser: Browser, office: Office
) -> None:
    made(browser, "issue")
    (path,) = (office.folder / "out").glob(f"2021Q4/*/{MANIFEST}")
    manifest = json.loads(path.read_text("utf-8"))
    manifest["issued"]["figures_sha256"] = "0" * 64
    path.write_text(json.dumps(manifest), "utf-8")

    page = text(browser.get("/reports"))

    assert "登记中没有这次印发" in page and "文件不在输出目录内" in page


def test_papers_issued_by_another_office_are_no_issue_here_and_in_no_picture(
    browser: Browser, office: Office, other: Office
) -> None:
    other.run("report", "quarter", "2021Q4", "--format", "json", "--issue", NUMBER, "2022-01-05")
    shutil.copytree(other.folder / "out", office.folder / "out")

    page = text(browser.get("/reports"))

    assert "登记中没有这次印发" in page and "各季度判定情况" not in page


def test_the_picture_of_an_issue_is_that_of_what_was_frozen(
    browser: Browser, office: Office
) -> None:
    made(browser, "issue")
    (path,) = (office.folder / "out").glob(f"2021Q4/*/{MANIFEST}")
    path.write_text(path.read_text("utf-8").replace('"fail": 1', '"fail": 0'), "utf-8")

    assert "2021年第四季度检查2个：合格0个，不合格1个" in text(browser.get("/reports"))


def test_checks_made_since_are_counted(browser: Browser, office: Office) -> None:
    made(browser, period="2022Q1")
    with time_machine.travel(TODAY + timedelta(hours=1), tick=False):
        office.run("check")
        page = text(browser.get("/reports"))

    assert "本期又检查 1 次，数字可能已变" in page


def test_the_quarters_are_drawn_with_their_numbers_beside(browser: Browser) -> None:
    draft = made(browser)
    issued = made(browser, "issue")

    assert "2021年第四季度（草稿）检查2个：合格0个，不合格1个，无法判定1个" in text(draft)
    assert "2021年第四季度检查2个" in text(issued) and "（草稿）检查" not in text(issued)
    assert issued.text.count('<svg class="track"') == 3 and 'fill="#c62828"' in issued.text
    assert re.search(r'<td data-label="不合格" class="number">1</td>', issued.text)


def compared(browser: Browser, which: int = 0) -> str:
    """Compare the paper in that place of the list with what is known today."""
    names = re.findall(r'name="paper" value="([^"]+)"', browser.get("/reports").text)
    answer = browser.post("/reports/compare", {"token": browser.token(), "paper": names[which]})
    papers.maker(browser.client.application).wait()
    return text(browser.get(answer.location))


def test_what_changed_since_a_paper_was_made_is_told_and_nothing_written(
    browser: Browser, office: Office
) -> None:
    made(browser)
    made(browser, "issue")
    before = contents(office.folder / "out")
    unchanged = compared(browser)
    with open_database(office.database) as db:
        db.execute("UPDATE assessments SET verdict = 'pass', state = 'fresh'")
        db.conn.commit()

    told = [compared(browser, which) for which in (0, 1)]

    assert "已核对" in unchanged and "数字与现有记录一致" in unchanged
    assert all("不合格由1变为0" in page for page in told)
    assert contents(office.folder / "out") == before and len(issues(office)) == 1


def test_only_a_paper_that_is_listed_is_compared(browser: Browser) -> None:
    form = {"token": browser.token(), "paper": "2021Q4.quarter_city.1.x"}

    assert browser.post("/reports/compare", form).status_code == 404
