"""整改通知书: who is to be told, the letters as the command line makes them, what may be taken."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.app.people_store import Role
from tests.cli.cases.builders import by
from tests.desk.builders import Browser, added, text
from tests.hand_office import MONDAY, silent_office
from tests.lengths import some
from tests.office import Office

DAY = timedelta(days=1)
ONE = "整改通知书-高台县财政局-2021-12-07.docx"
TWO = "整改通知书-高台县民政局-2021-12-07.docx"


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a problem at each of its two units, one seen by a check, one by a person."""
    office = silent_office(tmp_path_factory.mktemp("troubled"))
    by(office, 0, "open", "minzheng-douyin", "--text", "留言未回复")
    return office.folder


@pytest.fixture
def office(troubled: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of it, on the next day."""
    folder = shutil.copytree(troubled, tmp_path / "office")
    office = Office(folder=folder, opened_at=MONDAY)
    with time_machine.travel(MONDAY + DAY, tick=False):
        added(office)
        added(office, "wangwu", "王五", Role.LEADER)
        yield office


def make(browser: Browser, *units: str, **fields: Any) -> Any:
    data = {"token": browser.token(), "unit": list(units)} | fields
    return browser.post("/letters", data)


def notices(office: Office) -> Path:
    return office.folder / "out" / "notices"


def test_the_units_not_told_yet_come_first(browser: Browser, office: Office) -> None:
    by(office, 1, "notify", "1")

    page = text(browser.get("/letters"))

    assert page.index("高台县民政局") < page.index("高台县财政局")
    assert "待通知：2号" in page and "没有待通知的问题，可以再次通知" in page
    assert "高台财政（微信）：截至2021年12月6日" in page and "留言未回复" in page
    assert "空着为 2021-12-14" in page
    one = text(browser.get("/letters?unit=minzheng"))
    assert "高台县财政局" not in one and "看全部单位（2）" in one
    assert 'value="minzheng" checked' in browser.get("/letters?unit=minzheng").text


@pytest.mark.parametrize("due", some(["", "2021-12-20"], 1))
def test_letters_are_those_of_the_command_line_byte_for_byte(
    due: str, browser: Browser, office: Office, tmp_path: Path
) -> None:
    words = ("--due", due) if due else ()
    done = office.run("report", "notice", "--all", "--out", tmp_path / "cli", *words)
    assert done.code == 0, done.err

    assert make(browser, "caizheng", "minzheng", due=due).location == "/letters"

    for name in (ONE, TWO):
        theirs = (tmp_path / "cli" / "notices" / name).read_bytes()
        assert (notices(office) / name).read_bytes() == theirs
        answer = browser.get(f"/letters/files/{name}")
        assert answer.data == theirs
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_several_come_as_one_file_whose_names_are_harmless_anywhere(
    browser: Browser, office: Office
) -> None:
    office.write(office.text().replace("高台县民政局", '高台县/..\\民政局:"*?'))
    make(browser, "caizheng", "minzheng")
    page = browser.get("/letters")
    (place,) = {part for part in page.text.split('"') if part.startswith("/letters/zip?")}

    first, again = (browser.get(place.replace("&amp;", "&")) for _ in range(2))

    assert first.data == again.data and "%E6%95%B4" in first.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
        names = [info.filename for info in infos]
        assert names == ["整改通知书-高台县..民政局-2021-12-07.docx", ONE]
        assert all(info.flag_bits & 0x800 for info in infos)  # the names are UTF-8
        assert archive.read(ONE) == (notices(office) / ONE).read_bytes()


def test_what_was_made_is_told_with_the_steps_that_follow(browser: Browser) -> None:
    make(browser, "caizheng")

    page = text(browser.get("/letters"))

    assert "已生成 1 份" in page and "名单没有写明联系方式" in page
    assert "送达之后请登记，自此计算期限：1号问题" in page and "全部下载" not in page
    assert "已生成的通知书（1）" in page
    assert "已生成 1 份" not in text(browser.get("/letters"))  # told once
    assert ONE in text(browser.get("/cases/1")) and ONE not in text(browser.get("/cases/2"))


def test_earlier_letters_stay_in_the_list_while_their_files_stand(
    browser: Browser, office: Office
) -> None:
    office.run("report", "notice", "caizheng-weixin", "--format", "docx")
    make(browser, "minzheng")
    make(browser, "caizheng")
    names = [ONE, TWO, ONE.replace(".docx", "-2.docx")]
    assert all(name in text(browser.get("/letters")) for name in names)

    (notices(office) / ONE).unlink()

    page = text(browser.get("/letters"))
    assert ONE not in page and TWO in page
    assert browser.get(f"/letters/files/{ONE}").status_code == 404


@pytest.mark.parametrize(
    ("units", "fields", "sentence"),
    [
        ((), {}, "请选择单位"),
        (("nobody",), {}, "请选择单位"),
        (("caizheng", "nobody"), {}, "请选择单位"),
        (("caizheng",), {"due": "2021-12-06"}, "反馈期限 2021-12-06 早于成文日期 2021-12-07"),
        (("caizheng",), {"due": "下周"}, "日期 下周 应写成"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_nothing_is_written(
    units: tuple[str, ...], fields: dict[str, str], sentence: str, browser: Browser, office: Office
) -> None:
    answer = make(browser, *units, **fields)

    assert answer.status_code == 422 and text(answer).count(sentence) == 2
    assert ('value="caizheng" checked' in answer.text) is ("caizheng" in units)
    assert fields.get("due", "") in answer.text
    assert not notices(office).exists()


def test_a_unit_of_which_nothing_stands_gets_no_letter_and_is_told_why(
    browser: Browser, office: Office
) -> None:
    exempt = ("--until", "2022-01-31", "--reason", "改", "--document", "1号")
    by(office, 1, "exempt", "1", *exempt)
    by(office, 1, "rectify", "2", "--text", "x")
    by(office, 1, "notify", "2")
    by(office, 1, "rectify", "2", "--text", "已回复")

    answer = make(browser, "caizheng")

    assert answer.status_code == 422 and "没有需要制发整改通知书的单位" in text(answer)
    assert "没有要通知的单位" in text(browser.get("/letters"))


def test_why_an_account_is_not_written_to_stands_beside_it(
    browser: Browser, office: Office
) -> None:
    office.run("observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")

    page = browser.get("/letters")

    assert "不出通知书：账号“高台财政（微信）”检查之后又有人工登记" in text(page)
    assert 'name="unit" value="caizheng"' not in page.text
    assert 'name="unit" value="minzheng"' in page.text


HOSTILE = [
    "../../accounts.yaml",
    "../x.docx",
    "..\\x.docx",
    "/etc/passwd",
    ".x.docx",
    "a.txt",
    "a\n.docx",
    "",
    3,
]


def test_a_manifest_leads_to_nothing_but_letters_beside_it(
    browser: Browser, office: Office
) -> None:
    make(browser, "caizheng")
    for place in ("a.txt", ".x.docx", "a\n.docx", "../x.docx"):
        (notices(office) / place).write_text("secret")
    there = office.folder / "y.docx"
    there.write_text("secret")
    path = notices(office) / "manifest.json"
    known = json.loads(path.read_text("utf-8"))

    for name in (*HOSTILE, str(there)):
        listed = [name, *known["files"]] if name == 3 else {str(name): "0", **known["files"]}
        path.write_text(json.dumps(known | {"files": listed}), "utf-8")

        assert "已生成的通知书（1）" in text(browser.get("/letters")), name
        assert browser.get("/letters/zip").status_code == 404, name
        for place in (f"/letters/files/{name}", f"/letters/zip?name={name}"):
            assert browser.get(place).status_code in (404, 308), place


def test_a_letter_of_before_the_problem_is_not_that_of_the_case(
    browser: Browser, office: Office
) -> None:
    make(browser, "minzheng")
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        browser.log_in()
        by(office, 2, "open", "minzheng-douyin", "--text", "链接失效")
        assert TWO in text(browser.get("/cases/2")) and TWO not in text(browser.get("/cases/3"))


def test_of_several_letters_one_that_is_gone_is_not_left_out_in_silence(browser: Browser) -> None:
    make(browser, "caizheng")

    assert browser.get(f"/letters/zip?name={ONE}").status_code == 200
    assert browser.get(f"/letters/zip?name={ONE}&name={TWO}").status_code == 404


def test_a_letter_that_is_a_link_out_of_the_folder_is_none(
    browser: Browser, office: Office
) -> None:
    make(browser, "caizheng")
    (notices(office) / ONE).unlink()
    (notices(office) / ONE).symlink_to(office.accounts_file)

    assert browser.get(f"/letters/files/{ONE}").status_code == 404


def test_a_manifest_that_somebody_changed_lists_nothing(browser: Browser, office: Office) -> None:
    make(browser, "caizheng")
    for content in ("", "[]", "3", "{", '{"kind": "notice"}', "[" * 100_000):
        (notices(office) / "manifest.json").write_text(content, "utf-8")

        assert "还没有生成过通知书" in text(browser.get("/letters")), content[:20]


def test_a_leader_reads_and_downloads_and_makes_none(browser: Browser, office: Office) -> None:
    make(browser, "caizheng")
    leader = Browser.of(office, "wangwu")

    page = leader.get("/letters")

    assert "生成通知书" not in text(page) and 'type="checkbox"' not in page.text
    assert leader.get(f"/letters/files/{ONE}").status_code == 200
    assert make(leader, "minzheng").status_code == 403
    assert not (notices(office) / TWO).exists()
