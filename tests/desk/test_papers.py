"""报告: made at the desk as the command line makes it, beside the pages; viewed, taken, issued."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest
import time_machine
from werkzeug.test import TestResponse

from monitor.app import acts, paper_order
from monitor.app.people_store import Role
from monitor.desk import papers
from monitor.desk.paper_files import VIEWED
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Means
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from monitor.system.files import MANIFEST
from tests.desk.builders import WORD, Browser, added, beside, text
from tests.hand_office import silent_office
from tests.lengths import some
from tests.office import Office

TODAY = datetime(2022, 1, 5, 10, tzinfo=BEIJING)
NUMBER = "高政办报〔2022〕3号"
QUICK = {"period": "2021Q4", "kind": "quarter_city", "decimals": "1", "form-json": "1"}
ISSUE = {**QUICK, "number": NUMBER, "issued_on": "2022-01-05", "again": WORD}
CITY = "2021Q4政务新媒体检查情况报告"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office on the day on which the papers of the last quarter are made."""
    office = silent_office(tmp_path)
    with time_machine.travel(TODAY, tick=False):
        added(office)
        yield office


@pytest.fixture
def other(
    office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The same office, for the command line; papers bear the seal of what was noted until then."""
    monkeypatch.setattr(acts, "record", lambda *_: None)
    folder = tmp_path_factory.mktemp("other") / "office"
    return Office(folder=Path(shutil.copytree(office.folder, folder)))


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


ORDERS = [
    (
        {"form-docx": "1", "form-xlsx": "1", "form-html": "1", "form-cover": "1"},
        ("quarter", "2021Q4", "--format", "cover,docx,xlsx,html,json"),
    ),
    (
        {"kind": "quarter_units", "mean": "98.5%", "praise": "1", "every_annex": "1",
         "decimals": "0", "on": "2022年1月4日", "due": "2022-01-20", "form-html": "1"},
        ("quarter", "2021Q4", "--for", "units", "--mean", "98.5", "--praise", "1",
         "--annexes", "all", "--decimals", "0", "--date", "2022-01-04", "--due", "2022-01-20",
         "--format", "html,json"),
    ),
    ({"period": "2021年12月", "form-docx": "1"}, ("month", "2021-12", "--format", "docx,json")),
    ({"period": "2021年", "form-html": "1"}, ("year", "2021", "--format", "html,json")),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), some(ORDERS, 1, 3))
def test_what_the_desk_makes_is_what_the_command_line_makes(
    fields: dict[str, str], words: tuple[str, ...], browser: Browser, office: Office, other: Office
) -> None:
    assert other.run("report", *words).code == 0

    page = made(browser, **fields)

    assert "已生成，共" in text(page)
    assert contents(office.folder / "out") == contents(other.folder / "out")


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


REFUSED = [
    ({"period": "2022Q2"}, "period", "2022年第二季度尚未开始"),
    ({"period": ""}, "period", "请填写期间"),
    ({"period": "前年<b>"}, "period", "看不懂期间“前年&lt;b&gt;”"),
    ({"period": "2021Q5"}, "period", "看不懂期间"),
    ({"kind": ""}, "kind", "请选择报告或者通报"),
    ({"kind": "notice"}, "kind", "请选择报告或者通报"),
    ({"form-json": ""}, "forms", "请至少选择一种形式"),
    ({"period": "2021", "form-json": "", "form-cover": "1"}, "forms", "领导阅签单只有季度"),
    ({"on": "下周"}, "on", "应写成 2026-05-01"),
    ({"due": "2022-01-04"}, "due", "反馈期限 2022-01-04 早于成文日期 2022-01-05"),
    ({"decimals": "9"}, "decimals", "小数位数应为"),
    ({"mean": "101"}, "mean", "应为 0 至 100 的百分比"),
    ({"praise": "0"}, "praise", "应为不小于1的次数"),
    ({"praise": "٣"}, "praise", "应为不小于1的次数"),
]


def test_what_cannot_be_made_is_refused_beside_its_field(browser: Browser, office: Office) -> None:
    for fields, name, sentence in REFUSED:
        answer = made(browser, **{"praise": "7", **fields})

        assert answer.status_code == 422 and sentence in beside(answer, name), fields
        assert fields.get("praise") or 'value="7"' in answer.text
    assert not (office.folder / "out").exists()


def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    answer = made(browser, "issue", period="2021Q5", mean="x", number="", issued_on="", again="")

    assert all(beside(answer, name) for name in ("period", "mean", "number", "issued_on"))
    assert not beside(answer, "again"), "the password is asked once all else is right"


def test_the_desk_answers_while_a_paper_is_made_and_makes_one_at_a_time(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, real = Event(), paper_order.figures

    def slow(*given: object, **options: object) -> object:
        assert goes_on.wait(10)
        return real(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(paper_order, "figures", slow)
    token = browser.token()
    first = browser.post("/reports/make", {"token": token, **QUICK})
    under_way = text(browser.get("/reports"))
    twice = browser.post("/reports/make", {"token": token, **QUICK})
    told = text(browser.get(twice.location))
    other = browser.post("/reports/make", {"token": token, **QUICK, "period": "2021"})
    goes_on.set()
    papers.maker(browser.client.application).wait()

    assert (first.status_code, twice.status_code, other.status_code) == (303, 303, 409)
    assert "正在生成……" in under_way and "不再重复" in told
    assert "一次只办一份" in text(other) and 'value="2021"' in other.text
    assert "已生成，共 1 个文件" in text(browser.get("/reports"))


def test_a_paper_that_cannot_be_written_is_told_in_a_sentence(
    browser: Browser, office: Office
) -> None:
    (office.folder / "out").write_text("no folder")

    assert "未能生成" in text(made(browser)) and "无法写入" in text(browser.get("/reports"))


def test_a_fault_of_ours_is_told_and_leaves_the_next_one_free(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(paper_order, "figures", lambda *_: 1 / 0)
        broken = text(made(browser))

    assert "程序内部出错" in broken and "已生成" in text(made(browser))


def test_a_new_desk_knows_of_nothing_under_way(browser: Browser, office: Office) -> None:
    made(browser)
    other = Browser.of(office)

    assert 'id="progress"' not in other.get("/reports").text


def test_what_somebody_changed_is_kept_and_said(browser: Browser, office: Office) -> None:
    made(browser)
    draft = office.folder / "out" / "2021Q4" / f"{CITY}.json"
    draft.write_text("改过")

    changed = text(browser.get("/reports"))
    page = made(browser)

    assert "（生成后有人改过）" in changed
    assert draft.read_text() == "改过" and "未覆盖" in text(page)
    assert "（有人改过，保留）" in text(page)
    places = set(re.findall(r'href="(/reports/2021Q4/[^"]+)"', page.text))
    assert {browser.get(place).data[:1] for place in places} == {"改".encode()[:1], b"{"}


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


def test_an_issue_is_frozen_and_shows_its_number_day_and_check_code(
    browser: Browser, office: Office
) -> None:
    page = text(made(browser, "issue"))

    (issued,) = issues(office)
    assert (issued.number, f"{issued.issued_on}") == (NUMBER, "2022-01-05")
    assert (issued.by, issued.via) == ("张三", Means.DESK)
    assert f"{NUMBER}，2022-01-05 印发，第1版" in page and issued.sha256[:16] in page
    assert "封存码" in page and "已印发" in page
    (place,) = set(re.findall(r'href="(/reports/2021Q4/[^"]+)"', browser.get("/reports").text))
    assert "/%E6%8A%A5" in place and browser.get(place).status_code == 200


def test_an_issue_at_the_desk_is_the_one_of_the_command_line(
    browser: Browser, office: Office, other: Office
) -> None:
    other.run("report", "quarter", "2021Q4", "--format", "docx,json",
              "--issue", NUMBER, "2022-01-05")  # fmt: skip

    made(browser, "issue", **{"form-docx": "1"})

    assert contents(office.folder / "out") == contents(other.folder / "out")
    assert issues(office)[0].sha256 == issues(other)[0].sha256


NOT_ISSUED = [
    ({"again": ""}, "again", "请再次输入登录密码"),
    ({"again": "错的密码错的密码错的"}, "again", "密码"),
    ({"number": ""}, "number", "请填写文号"),
    ({"number": "号" * 61}, "number", "60字以内"),
    ({"number": "一\n二"}, "number", "写在一行"),
    ({"issued_on": ""}, "issued_on", "请填写印发日期"),
    ({"issued_on": "2022-01-06"}, "issued_on", "晚于今天"),
    ({"issued_on": "2021-12-31"}, "issued_on", "尚未结束"),
    ({"issued_on": "2022-02-30"}, "issued_on", "应写成"),
    ({"form-json": "", "form-cover": "1"}, "forms", "请至少选择一种形式"),
    ({"period": "2021-12"}, "period", "只有季度的报告和通报可以印发"),
    ({"period": "2022Q1"}, "issued_on", "尚未结束"),
]


def test_what_cannot_be_issued_is_refused_beside_its_field(
    browser: Browser, office: Office
) -> None:
    for fields, name, sentence in NOT_ISSUED:
        answer = made(browser, "issue", **{"mean": "97.5", **fields})

        assert answer.status_code == 422 and sentence in beside(answer, name), fields
        assert 'value="97.5"' in answer.text and WORD not in answer.text
    assert issues(office) == ()


def test_the_sheet_for_signing_is_never_issued(browser: Browser, office: Office) -> None:
    made(browser, "issue", **{"form-cover": "1"})

    assert [Path(name).suffix for name in contents(office.folder / "out")] == [".json"]


def test_a_second_issue_is_a_further_version_and_says_what_changed(
    browser: Browser, office: Office
) -> None:
    made(browser, "issue")
    page = text(made(browser, "issue", number="高政办报〔2022〕9号"))

    assert [one.version for one in issues(office)] == [2, 1]
    assert "第2版" in page and "与上一版相同" in page


@pytest.mark.parametrize("act", ["make", "issue"])
def test_a_leader_makes_and_issues_nothing(act: str, stranger: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")

    page = stranger.get("/reports")

    assert made(stranger, act).status_code == 403
    assert "/reports/make" not in page.text and "/reports/issue" not in page.text
    assert issues(office) == () and not (office.folder / "out").exists()


def test_a_demonstration_makes_drafts_of_its_own_and_issues_nothing(office: Office) -> None:
    browser = Browser.of(office, demo=TODAY)

    drafted = text(made(browser))
    refused = made(browser, "issue")

    assert "已生成" in drafted and (office.data / "out" / "2021Q4" / f"{CITY}.json").is_file()
    assert not (office.folder / "out").exists() and "办理印发" not in drafted
    assert refused.status_code == 403 and "演示数据" in text(refused)
    assert issues(office) == ()


def test_the_form_of_issue_takes_over_the_options_of_the_draft(browser: Browser) -> None:
    made(browser, kind="quarter_units", mean="98.5", praise="3", every_annex="1", decimals="2")

    page = browser.get("/reports")
    (place,) = re.findall(r'href="(/reports\?issue=[^"#]+)#issue"', page.text)
    form = browser.get(place).text.partition('id="issue"')[2].partition("</form>")[0]

    assert 'value="98.5"' in form and 'value="3"' in form and "<option selected>2" in form
    assert (
        'value="quarter_units" checked' in form and 'name="every_annex" value="1" checked' in form
    )
    assert 'name="form-json" value="1" checked' in form and 'name="form-docx" value="1">' in form


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
