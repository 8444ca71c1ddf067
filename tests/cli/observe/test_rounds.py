"""A round goes out as a sheet and comes back: whole, or not at all, and once."""

import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from monitor.model import clock
from monitor.system.database import open_database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.reader import VerdictReader
from tests.builders import NOON, ago
from tests.cli.observe.builders import article, by_hand, by_hand_office
from tests.http.server import ok, speaking, status
from tests.office import PNG, Office
from tests.sheets import fill


def test_a_round_goes_out_as_a_sheet_and_comes_back(office: Office) -> None:
    sheet = office.folder / "list.xlsx"
    assert office.run("worklist", "--out", sheet).code == 0
    group = int(ago(3).timestamp()) << 32
    month_ago = NOON.replace(tzinfo=None) - timedelta(days=30)
    rows: dict[str, dict[str, Any]] = {
        "高台发布": {"最新内容时间": month_ago, "截图文件": "a.png", "查看人": "李四"},
        "高台头条": {"最新内容链接": f"https://www.toutiao.com/w/{group}/"},
        "高台栏目": {"自何时起未发布": "从未", "截图文件": "b.png"},
    }
    fill(sheet, rows)

    office.screenshot("b.png")
    filled_down = office.run("observe", "--import", sheet, "--by", "张三")
    office.screenshot("b.png", b"b")
    done = office.run("observe", "--import", sheet, "--by", "张三")

    assert filled_down.code == 2 and "是同一截图，每个账号须各附截图" in filled_down.err
    assert done.code == 0 and "3 个账号已登记，其中 2 个" in done.err
    assert "另有 1 行没有填写所见，未登记。" in done.err
    said = office.check()
    verdicts = {id: row["state"] for id, row in said.items()}
    assert verdicts == {
        "weixin": "stale", "douyin": "unknown", "toutiao": "fresh", "lanmu": "empty"
    }  # fmt: skip
    left = office.json("worklist")["tasks"]
    assert [(task["account"], task["need"]) for task in left if task["need"] != "entry"] == [
        ("douyin", "unseen"), ("weixin", "checklist"), ("toutiao", "checklist"),
        ("lanmu", "checklist"),
    ]  # fmt: skip


def test_one_wrong_row_and_nothing_of_the_round_is_taken(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,账号名称,最新内容时间,自何时起未发布,截图文件,查看人\n"
        "weixin,高台发布,昨天,,,张三\n"
        "nobody,,昨天,,,张三\n"
        "douyin,高台头条,昨天,,,张三\n"
        "toutiao,,昨天,2021-12-01,,张三\n"
        "lanmu,,,2021-12-01,../../etc/passwd,张三\n"
        "weixin,,昨天,,,张三\n",
        "utf-8",
    )

    done = office.run("observe", "--import", sheet)

    assert done.code == 2
    assert [line.removeprefix(f"{sheet}:") for line in done.err.splitlines()][:5] == [
        "第3行:账号标识: 名单中没有在管账号 nobody",
        "第4行:账号名称: 与名单不符，该标识的账号是“高台抖音”",
        "第5行:自何时起未发布: 最新内容时间、链接、无更新起始时间须填写一项，且只填一项",
        "第6行:截图文件: 截图文件须与清单放在同一目录，只写文件名",
        "第7行:账号标识: 账号重复，第 2 行已经填写",
    ]
    assert not office.database.exists() or by_hand(office) == 0


def test_a_link_that_fails_in_a_round_keeps_the_round_out(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间\nweixin,https://mp.weixin.qq.com/s/Demo_Short-1,\ndouyin,,昨天\n",
        "utf-8",
    )
    with speaking(status(503)) as (origin, _):
        by_hand_office(office.folder, origin)
        done = office.run("observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "第2行:链接: 链接未能核实" in done.err
    assert by_hand(office) == 0 and office.faults() == ()


def test_what_a_link_shows_is_told_in_the_same_pass_as_all_else(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间\nweixin,https://mp.weixin.qq.com/s/Demo_Short-1,\n"
        "douyin,,前不久\ntoutiao,,昨天\n",
        "utf-8",
    )
    with speaking(ok(article("宣化发布"))) as (origin, _):
        by_hand_office(office.folder, origin)
        done = office.run("observe", "--import", sheet, "--by", "张三")

    assert done.code == 2
    assert "第2行:链接: 链接属于“宣化发布”" in done.err
    assert "第3行:最新内容时间: 看不懂时间" in done.err
    assert by_hand(office) == 0 and office.faults() == ()


@pytest.mark.parametrize("fault", ["https://mp.weixin.qq.com/s/Demo_Short-1", "https://x.invalid/"])
def test_no_answer_is_taken_from_a_round_that_is_refused(office: Office, fault: str) -> None:
    sheet = office.folder / "list.csv"
    group = int(ago(3).timestamp()) << 32
    sheet.write_text(
        f"账号标识,链接,未见泄露国家秘密\nweixin,{fault},\ndouyin,,是\n"
        f"toutiao,https://www.toutiao.com/w/{group}/,\n",
        "utf-8",
    )

    done = office.run("observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "第2行" in done.err
    with open_database(office.database) as db:
        assert AnswerStore(db).answers(ago(1), NOON + timedelta(days=1)) == {}
    assert by_hand(office) == 0


def test_a_sheet_with_no_answer_says_so(office: Office) -> None:
    sheet = office.folder / "list.xlsx"
    office.run("worklist", "--out", sheet)

    done = office.run("observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "没有填写任何观测" in done.err


def test_a_sheet_imported_twice_is_kept_once(office: Office) -> None:
    sheet = office.folder / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    sheet.write_text(
        f"{heads}\nweixin,2021-12-20,a.png,张三,今天 09:00\ndouyin,昨天,,张三,今天 09:00\n", "utf-8"
    )
    first = office.run("observe", "--import", sheet)
    again = office.run("observe", "--import", sheet, "--json")
    office.screenshot("a.png", b"another")
    corrected = office.run("observe", "--import", sheet)

    assert "2 个账号已登记" in first.err
    told = json.loads(again.out)
    assert sorted(verdict["id"] for verdict in told.pop("verdicts")) == ["douyin", "weixin"]
    assert told == {
        "observations": [], "answers": [], "post_counts": [], "repeated": ["douyin", "weixin"]
    }  # fmt: skip
    assert "高台抖音（抖音）：该观测此前已登记，不再重复。" in corrected.err
    assert "1 个账号已登记" in corrected.err and office.faults() == ()


def test_pictures_in_the_sheet_are_not_passed_over_in_silence(office: Office) -> None:
    sheet = office.folder / "list.xlsx"
    office.run("worklist", "--out", sheet)
    fill(sheet, {"高台发布": {"最新内容时间": "昨天", "查看人": "李四"}})
    with ZipFile(sheet, "a") as book:
        book.writestr("xl/media/image1.png", PNG)

    taken = office.run("observe", "--import", sheet)
    fill(sheet, {"高台发布": {"最新内容时间": None, "自何时起未发布": "从未"}})
    with ZipFile(sheet, "a") as book:
        book.writestr("xl/media/image1.png", PNG)
    refused = office.run("observe", "--import", sheet)

    assert taken.code == 0 and "表中插入的图片没有采用" in taken.err
    assert refused.code == 2 and "表中插入的图片没有采用" in refused.err


def test_a_picture_that_a_sheet_says_is_older_vouches_no_further(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,最新内容时间,查看人,截图文件,截图时间\n"
        "weixin,2021-12-10,张三,a.png,2021-12-28 09:00\n",
        encoding="utf-8",
    )

    output = office.json("observe", "--import", sheet)
    with open_database(office.database) as db:
        (seen,) = VerdictReader(db).history("weixin", 1)

    assert len(output["observations"]) == 1
    assert seen.reading.window is not None
    assert clock.show(seen.reading.window.until) == "2021-12-28 09:00"
    wrong = sheet.with_name("wrong.csv")
    wrong.write_text(sheet.read_text("utf-8").replace("2021-12-28 09:00", "哪天"), "utf-8")
    assert "第2行:截图时间: 看不懂时间“哪天”" in office.run("observe", "--import", wrong).err


def test_a_sheet_that_is_not_there_is_one_sentence(office: Office) -> None:
    done = office.run("observe", "--import", office.folder / "无.xlsx")

    assert done.code == 2 and "无.xlsx: 文件不存在" in done.err and "log" not in done.err
