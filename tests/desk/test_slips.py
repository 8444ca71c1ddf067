"""错敏信息: lists taken in after they were shown, put right, withdrawn with the password again."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.app.people_store import Role
from tests.builders import NOON
from tests.desk.builders import WORD, Browser, added, text, value
from tests.desk.forms import forms, press
from tests.office import Office

PLACE = "/slips/import"
HEAD = "责任单位,账号,错误类型,单项否决,错误表述,发现时间,整改时间,建议\n"
LIST = HEAD + (
    "某局,高台发布,机构名称,是,人民政俯,2021-12-06,,人民政府\n"
    "某局,高台抖音,错别字,否,<b>帐号,2021-12-07,2021-12-08,\n"
    "某局,高台头条,错别字,否,=登陆,2021-12-08,,\n"
)


def send(browser: Browser, sheet: str, name: str = "清单.csv") -> Any:
    given = {"token": browser.token(), "file": (io.BytesIO(sheet.encode()), name)}
    return browser.post(PLACE, given)


@pytest.fixture
def taken(browser: Browser) -> Browser:
    assert press(browser, send(browser, LIST), PLACE).status_code == 303
    return browser


def act(browser: Browser, number: int, deed: str, **fields: str) -> Any:
    return browser.post(f"/slips/{number}/{deed}", {"token": browser.token(), **fields})


def known(office: Office) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = office.json("slips", "list", "--all")
    return sorted(rows, key=lambda row: int(row["id"]))


def test_a_list_is_shown_before_anything_is_kept(browser: Browser, office: Office) -> None:
    shown = send(browser, LIST)

    assert shown.status_code == 200 and "新增 3 条，更新 0 条，未变 0 条。" in text(shown)
    assert "标明单项否决的 1 条" in text(shown) and "<b>帐号" not in shown.text
    assert known(office) == []
    done = press(browser, shown, PLACE)
    assert "清单已导入：新增 3 条" in text(browser.get(done.location))
    assert [(row["text"], row["by"]) for row in known(office)] == [
        ("人民政俯", "张三"), ("<b>帐号", "张三"), ("=登陆", "张三")
    ]  # fmt: skip
    assert not list((office.data / "tmp").glob("upload-*"))


@pytest.mark.long
def test_it_keeps_what_the_command_keeps(taken: Browser, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")

    assert "新增 0 条，更新 0 条，未变 3 条" in office.run("slips", "import", path).err


def test_a_later_list_shows_what_it_corrects(taken: Browser, office: Office) -> None:
    later = HEAD + "某局,高台发布,机构名称,,人民政俯,2021-12-06,2021-12-09,\n"

    shown = send(taken, later)

    assert "新增 0 条，更新 1 条" in text(shown) and "2021-12-09" in text(shown)
    assert known(office)[0]["fixed_on"] is None
    press(taken, shown, PLACE)
    assert known(office)[0]["fixed_on"] == "2021-12-09"
    assert PLACE not in forms(send(taken, later))


FAULTS = [
    (HEAD + "某局,,,,甲,2021-12-06,,\n无此局,,,,乙,2021-12-06,,\n", "清单.csv:第3行:责任单位"),
    (HEAD + "某局,,,,甲,某日,,\n", "第2行:发现时间"),
    ("甲,乙\n1,2\n", "没有找到表头"),
    ("", "文件是空的"),
]


@pytest.mark.share(4)
@pytest.mark.parametrize(("sheet", "sentence"), FAULTS)
def test_one_fault_and_nothing_is_kept(
    sheet: str, sentence: str, browser: Browser, office: Office
) -> None:
    answer = send(browser, sheet)

    assert answer.status_code == 422 and sentence in text(answer)
    assert str(office.folder) not in answer.text and known(office) == []


@pytest.mark.long
def test_open_ones_are_first_and_grave_ones_before_them(taken: Browser) -> None:
    page = text(taken.get("/slips"))

    assert page.index("人民政俯") < page.index("=登陆") < page.index("<b>帐号")
    assert "未整改 2 条" in page
    assert "人民政俯" not in text(taken.get("/slips?state=fixed"))
    assert "没有符合条件" in text(taken.get("/slips?unit=nobody"))


@pytest.mark.long
def test_an_empty_list_says_why(browser: Browser) -> None:
    assert "尚未导入过" in text(browser.get("/slips"))


@pytest.mark.long
def test_the_list_is_given_as_a_table_without_formulas(taken: Browser) -> None:
    answer = taken.get("/slips?format=csv&state=open")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row[4], row[5]) for row in rows[1:]] == [("是", "人民政俯"), ("否", "'=登陆")]


@pytest.mark.share(3)
@pytest.mark.parametrize(
    ("on", "code", "kept"),
    [
        ("", 303, "2021-12-31"),
        ("今天", 303, "2021-12-31"),
        ("2021-12-06", 303, "2021-12-06"),
        ("2021-12-05", 422, None),
        ("2022-01-01", 422, None),
        ("前天", 422, None),
    ],
)
def test_an_error_is_put_right_between_its_finding_and_today(
    on: str, code: int, kept: str | None, taken: Browser, office: Office
) -> None:
    answer = act(taken, 1, "fix", on=on)

    assert answer.status_code == code and known(office)[0]["fixed_on"] == kept
    if code == 422:
        assert value(answer, "on") == on and 'id="e-on"' in answer.text


WITHDRAWALS = [
    ({"reason": " ", "again": WORD}, "reason"),
    ({"reason": "申诉成立"}, "again"),
    ({"reason": "申诉成立", "again": "不对的密码不对的密码"}, "again"),
]


@pytest.mark.share(2)
@pytest.mark.parametrize(("fields", "wrong"), WITHDRAWALS)
def test_nothing_is_withdrawn_without_a_reason_and_the_password(
    fields: dict[str, str], wrong: str, taken: Browser, office: Office
) -> None:
    answer = act(taken, 1, "withdraw", **fields)

    assert answer.status_code == 422 and f'id="e-{wrong}"' in answer.text
    assert value(answer, "reason") == fields["reason"].strip()
    assert (
        known(office)[0]["withdrawn"] == ""
        and fields.get("again", "no such word") not in answer.text
    )


def test_what_was_reported_in_error_is_withdrawn_once(taken: Browser, office: Office) -> None:
    fields = {"reason": "申诉<i>成立", "again": WORD}
    assert act(taken, 1, "withdraw", **fields).status_code == 303

    assert known(office)[0]["withdrawn"] == "2021-12-31 张三：申诉<i>成立"
    page = taken.get("/slips/1")
    assert "<i>成立" not in page.text and "/slips/1/withdraw" not in page.text
    twice = act(taken, 1, "withdraw", **fields)
    assert twice.status_code == 422 and "已撤销" in text(twice)
    assert act(taken, 1, "fix").status_code == 422


@pytest.mark.long
def test_a_number_that_nobody_has_is_no_page(taken: Browser) -> None:
    assert taken.get("/slips/9").status_code == 404
    assert act(taken, 9, "fix").status_code == 404
    assert act(taken, 9, "withdraw", reason="x", again=WORD).status_code == 404


@pytest.mark.long
def test_a_link_that_is_none_is_text(browser: Browser) -> None:
    sheet = "单位,错误内容,发现日期,链接\n某局,甲,2021-12-06,javascript:alert(1)\n"
    press(browser, send(browser, sheet), PLACE)

    assert "javascript:alert(1)" in text(browser.get("/slips/1"))
    assert not re.search(r'href="javascript', browser.get("/slips/1").text)


@pytest.mark.long
def test_leaders_read_and_enter_nothing(taken: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    leader = Browser.of(office, "lisi")

    page = leader.get("/slips/1")
    assert "人民政俯" in text(page) and "/slips/1/" not in page.text
    assert leader.get(PLACE).status_code == 403
    for deed in ("fix", "withdraw"):
        assert act(leader, 1, deed, reason="x", again=WORD).status_code == 403
    assert known(office)[0]["fixed_on"] is None


def test_a_demonstration_takes_in_nothing(taken: Browser, office: Office) -> None:
    demo = Browser.of(office, demo=NOON)
    before = known(office)

    assert send(demo, LIST).status_code == 403
    assert "演示数据" in text(act(demo, 1, "fix"))
    assert "演示数据" in text(act(demo, 1, "withdraw", reason="x", again=WORD))
    assert known(office) == before
