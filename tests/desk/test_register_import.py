"""A ledger at the desk: what it comes to as the command says it, then all of it or nothing."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.app.people_store import Role
from monitor.desk import server, uploads
from monitor.model import clock
from monitor.registry.ways import ADD_UNITS, STRICT
from tests.desk.builders import Browser, added, desk_office, text
from tests.desk.forms import forms, press
from tests.office import Office

PLACE = "/register/import"
HEAD = "账号名称,平台,主办单位,开设日期,备注\n"
GOOD = (
    HEAD
    + "高台发布,微信,某局,2016-05-01,\n高台新号,微博,某局,2021-01-01,甲\n高台抖音,抖音,某局,,\n"
)
STRANGE = HEAD + "高台新号,微博,无此局,2021-01-01,\n"


def send(browser: Browser, sheet: str | bytes, name: str = "台账.csv", **fields: str) -> Any:
    data = sheet.encode() if isinstance(sheet, str) else sheet
    given: dict[str, Any] = {"token": browser.token(), "file": (io.BytesIO(data), name)}
    return browser.post(PLACE, given | fields)


def kept(office: Office) -> list[Path]:
    folder = office.data / "tmp"
    return sorted(folder.glob("upload-*")) if folder.exists() else []


def test_what_a_ledger_comes_to_is_what_the_command_says(browser: Browser, office: Office) -> None:
    before = office.text()
    path = office.folder / "台账.csv"
    path.write_text(GOOD, "utf-8")
    told = office.run("accounts", "import", path, "--by", "张三", "--dry-run")

    answer = send(browser, GOOD)

    assert answer.status_code == 200 and office.text() == before
    assert '<a href="/acts"' in answer.text
    (lines,) = re.findall(r'<pre class="lines">(.*?)</pre>', answer.text, re.DOTALL)
    assert lines.strip() == told.out.strip() and "新增 1 个账号" in lines
    assert "新增 1 个，变更 1 个，不变 1 个。" in text(answer)


def test_what_was_shown_is_taken_in_and_the_file_goes(browser: Browser, office: Office) -> None:
    office.write("# 名单\n" + office.text())
    done = press(browser, send(browser, GOOD, reason="年度核对"), PLACE)

    assert done.status_code == 303 and "台账已导入：新增 1 个" in text(browser.get(done.location))
    assert kept(office) == [] and office.text().startswith("# 名单\n")
    (row,) = office.json("accounts", "log")
    assert (row["by"], row["via"], row["action"]) == ("张三", "desk", "import")
    assert row["reason"] == "年度核对"
    assert str(office.register().account("weixin").opened_on) == "2016-05-01"


REFUSED = [
    (STRANGE, "台账.csv:第2行:主办单位: 名单中没有单位“无此局”"),
    (STRANGE, f"可勾选“{ADD_UNITS}”"),
    (HEAD + "高台新号,微博,某局,,\n高台怪号,无此平台,某局,,\n", "第3行:平台"),
    ("甲,乙\n1,2\n", "没有找到表头"),
    ("", "文件是空的"),
    (b"\x89PNG\r\n\x1a\n", "台账.csv"),
    (b"PK\x03\x04nothing", "台账.csv"),
]


@pytest.mark.share(6)
@pytest.mark.parametrize(("sheet", "sentence"), REFUSED)
def test_one_fault_and_nothing_is_taken(
    sheet: str | bytes, sentence: str, browser: Browser, office: Office
) -> None:
    before = office.text()

    answer = send(browser, sheet)

    assert answer.status_code == 422 and sentence in text(answer)
    assert str(office.folder) not in answer.text and "--" not in text(answer)
    assert office.text() == before and kept(office) == []


@pytest.mark.long
def test_a_new_unit_is_added_where_that_was_ticked(browser: Browser, office: Office) -> None:
    shown = send(browser, STRANGE, add_units="1")
    press(browser, shown, PLACE)

    assert "新增 1 个单位：无此局" in text(shown)
    assert [unit.name for unit in office.register().units] == ["某局", "无此局"]


@pytest.mark.long
def test_a_cell_that_cannot_be_read_is_left_blank_or_stops_all(browser: Browser) -> None:
    sheet = HEAD + "高台新号,微博,某局,前年,\n"

    lenient, strict = send(browser, sheet), send(browser, sheet, strict="1")

    assert lenient.status_code == 200 and f"勾选“{STRICT}”的" in text(lenient)
    assert strict.status_code == 422


@pytest.mark.long
def test_without_a_file_nothing_is_done(browser: Browser) -> None:
    answer = browser.post(PLACE, {"token": browser.token()})

    assert answer.status_code == 422 and "请选择文件" in text(answer)


@pytest.mark.long
def test_too_large_a_file_is_refused_in_words(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", len(GOOD.encode()))

    assert send(browser, GOOD).status_code == 200
    answer = send(browser, GOOD + "\n")

    assert answer.status_code == 422 and "请确认选对了文件" in text(answer)


@pytest.mark.share(4)
@pytest.mark.parametrize(
    "name", ["../../accounts.yaml", "/etc/passwd", "<script>x</script>", "a\0b"]
)
def test_the_files_name_is_a_word_and_no_path(name: str, browser: Browser, office: Office) -> None:
    before = office.text()
    answer = send(browser, GOOD, name=name)

    assert answer.status_code == 200 and "<script>x" not in answer.text
    (path,) = kept(office)
    assert re.fullmatch(r"upload-[0-9a-f]{16}-[0-9a-f]{32}", path.name)
    assert path.stat().st_mode & 0o077 == 0 and office.text() == before


@pytest.mark.share(5)
@pytest.mark.parametrize("word", ["", "../accounts.yaml", "0" * 32, "*", "a/../../b"])
def test_only_what_this_session_sent_is_taken(word: str, browser: Browser, office: Office) -> None:
    sent = forms(send(browser, GOOD))[PLACE] | {"step": "save", "word": word}
    before = office.text()

    answer = browser.post(PLACE, sent)

    assert answer.status_code == 422 and "请重新选择" in text(answer)
    assert office.text() == before and office.accounts_file.exists()


@pytest.mark.long
def test_no_word_leads_out_of_the_folder(browser: Browser, office: Office) -> None:
    """Where a system resolves the dots before it looks, or a folder of that name stands there."""
    (office.folder / "other.csv").write_text(GOOD, "utf-8")
    sent = forms(send(browser, GOOD))[PLACE] | {"step": "save"}
    (path,) = kept(office)
    path.with_name(path.name.replace(sent["word"], "a")).mkdir()

    answer = browser.post(PLACE, sent | {"word": "a/../../../other.csv"})

    assert answer.status_code == 422 and "高台新号" not in office.text()


def test_nobody_takes_in_what_another_sent(browser: Browser, office: Office) -> None:
    word = forms(send(browser, GOOD))[PLACE]["word"]
    added(office, "lisi", "李四")
    other = Browser.of(office, "lisi")

    answer = other.post(PLACE, {"token": other.token(), "word": word, "step": "save"})

    assert answer.status_code == 422 and len(kept(office)) == 1


@pytest.mark.long
def test_what_a_session_sends_again_replaces_what_it_sent(browser: Browser, office: Office) -> None:
    send(browser, GOOD)
    first = kept(office)
    send(browser, GOOD)

    assert len(kept(office)) == 1 and kept(office) != first


@pytest.mark.share(2)
@pytest.mark.parametrize("by", ["the next sheet", "the next start"])
def test_what_nobody_came_back_to_is_gone_a_day_later(
    by: str, browser: Browser, office: Office
) -> None:
    def again() -> None:
        if by == "the next sheet":
            send(browser, GOOD)
        else:
            server.opened(desk_office(office), 0, server.Reach()).server.close()

    folder = office.data / "tmp"
    send(browser, GOOD)
    now = clock.running().timestamp()
    for name, age in (("old", 25), ("young", 23)):
        path = folder / f"upload-{name}"
        path.write_bytes(b"")
        os.utime(path, (now - age * 3600,) * 2)

    again()

    assert [path.name for path in kept(office) if path.stat().st_size == 0] == ["upload-young"]


def test_a_register_that_changed_meanwhile_is_compared_anew(
    browser: Browser, office: Office
) -> None:
    shown = send(browser, GOOD)
    office.write(office.text().replace("id: weixin", "id: weixin\n  opened_on: 2016-05-01"))

    again = press(browser, shown, PLACE)

    assert again.status_code == 409 and "请按现在的名单再核对一次" in text(again)
    assert "不变 2 个" in text(again) and "高台新号" not in office.text()
    assert press(browser, again, PLACE).status_code == 303
    assert "高台新号" in office.text()


@pytest.mark.long
def test_a_ledger_that_changes_nothing_has_no_button(browser: Browser) -> None:
    answer = send(browser, HEAD + "高台抖音,抖音,某局,,\n")

    assert "内容与名单相同" in text(answer) and PLACE not in forms(answer)


@pytest.mark.long
def test_a_worklist_is_no_ledger(browser: Browser, office: Office) -> None:
    path = office.folder / "list.xlsx"
    office.run("worklist", "--out", path)

    answer = send(browser, path.read_bytes(), "清单.xlsx")

    assert answer.status_code == 422 and "这是核查清单，不是台账" in text(answer)


def test_a_leader_imports_nothing(office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    leader = Browser.of(office, "lisi")

    assert leader.get(PLACE).status_code == 403 and send(leader, GOOD).status_code == 403
    assert kept(office) == []
