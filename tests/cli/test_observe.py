"""`monitor observe` and `monitor worklist`: a person's minute, proved and counted."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from openpyxl import Workbook, load_workbook

from monitor import clock
from monitor.audit import audit
from monitor.chores import Chores
from monitor.duties import Task
from monitor.evidence import archive
from monitor.secrets import Secrets
from monitor.store import Store
from tests.builders import NOON, ago
from tests.http.server import ok, says, speaking, status
from tests.running import run

PNG = b"\x89PNG\r\n\x1a\n demo"
REGISTER = """\
jurisdiction: {name: 高台县}
network: {allow_private: true}
pace: {default: 0}
ENDPOINTS
units: [{id: u, name: 某局}]
accounts:
  - {id: weixin, name: 高台发布, platform: wechat, unit: u}
  - {id: douyin, name: 高台抖音, platform: douyin, unit: u}
  - {id: toutiao, name: 高台头条, platform: toutiao, unit: u}
  - {id: guan, name: 高台旧号, platform: weibo, unit: u, status: closed}
  - {id: lanmu, name: 高台栏目, platform: website, unit: u, url: "ORIGIN/"}
"""


def registered(folder: Path, origin: str = "http://127.0.0.1:9") -> None:
    endpoints = f"endpoints: {{wechat_article: '{origin}'}}"
    text = REGISTER.replace("ENDPOINTS", endpoints).replace("ORIGIN", origin)
    (folder / "accounts.yaml").write_text(text, "utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """An office without any source, at one moment."""
    registered(tmp_path)
    (tmp_path / "a.png").write_bytes(PNG)
    with time_machine.travel(NOON, tick=False):
        yield tmp_path


def checked(folder: Path) -> dict[str, Any]:
    said = json.loads(run(folder, "check", "--json").out)
    return {one["id"]: one for one in said["accounts"]}


def whole(folder: Path) -> bool:
    with Store(folder / "data" / "monitor.db") as store:
        return audit(store, folder / "data" / "evidence").faults == ()


def by_hand(folder: Path) -> int:
    with Store(folder / "data" / "monitor.db") as store:
        return len(store.last_by_hand())


def test_a_screenshot_is_kept_and_condemns(office: Path) -> None:
    shot = office / "a.png"

    done = run(office, "observe", "weixin", "--newest", "2021-12-01 09:00",
               "--screenshot", shot, "--by", "张三", "--json")  # fmt: skip

    (said,) = json.loads(done.out)["observations"]
    assert said["vouches_since"].startswith("2021-12-01T09:00:00")
    (place,) = said["evidence"]
    records = archive.read(office / "data" / "evidence" / place["file"])
    assert [r.block for r, offset, _ in records if offset == place["offset"]] == [PNG]
    verdict = checked(office)["weixin"]
    assert (verdict["verdict"], verdict["state"]) == ("fail", "stale")
    assert whole(office)


def test_a_check_after_a_screenshot_can_be_replayed(office: Path) -> None:
    """Records of people stand between those of runs and hinder nobody."""
    for _ in range(2):
        run(office, "observe", "weixin", "--none-since", "从未", "--screenshot",
            office / "a.png", "--by", "张三")  # fmt: skip
        run(office, "check")
    (recording,) = (office / "data" / "evidence").glob("*.warc.gz")

    assert run(office, "check", "--replay", recording, "--json").code in (0, 1, 3)


def test_a_toutiao_link_needs_no_network(office: Path) -> None:
    group = int(ago(3).timestamp()) << 32

    done = run(office, "observe", "toutiao", "--link",
               f"https://www.toutiao.com/article/{group}/", "--by", "张三")  # fmt: skip

    assert done.code == 0 and "有效至 2022-01-14" in done.err
    assert checked(office)["toutiao"]["verdict"] == "pass"


def test_a_lower_bound_is_told_as_one(office: Path) -> None:
    aweme = int(ago(3).timestamp()) << 32

    done = run(office, "observe", "douyin", "--link",
               f"https://www.douyin.com/video/{aweme}", "--by", "张三")  # fmt: skip

    assert "最新内容发布不早于 2021-12-28 12:00" in done.err


def article(name: str) -> bytes:
    script = (
        f"ori_create_time: '{int(ago(3).timestamp())}' * 1; var nickname = htmlDecode(\"{name}\")"
    )
    return f"<html><div id='js_article'></div><script>{script}</script></html>".encode()


def link(folder: Path) -> Any:
    return run(folder, "observe", "weixin", "--link",
               "https://mp.weixin.qq.com/s/Demo_Short-1", "--by", "张三")  # fmt: skip


def test_a_wechat_link_is_followed_and_proved(office: Path) -> None:
    with speaking(ok(article("高台发布"))) as (origin, heads):
        registered(office, origin)
        done = link(office)

    assert done.code == 0
    assert heads[0].startswith(b"GET /s/Demo_Short-1 ")
    verdict = checked(office)["weixin"]
    assert (verdict["verdict"], verdict["newest_post_at"]) == ("pass", "2021-12-28T12:00:00+08:00")
    assert whole(office)


def test_anothers_article_is_refused_and_not_kept(office: Path) -> None:
    with speaking(ok(article("宣化发布"))) as (origin, _):
        registered(office, origin)
        done = link(office)

    assert done.code == 2 and "属于“宣化发布”" in done.err
    assert by_hand(office) == 0 and whole(office)


@pytest.mark.parametrize("talk", [status(503), status(403), says()])
def test_a_page_that_cannot_be_seen_is_no_mistake_of_the_clerk(office: Path, talk: Any) -> None:
    with speaking(talk) as (origin, _):
        registered(office, origin)
        done = link(office)

    assert done.code == 3
    assert "链接未能核实" in done.err and "附截图" in done.err
    assert by_hand(office) == 0 and whole(office)


def test_an_article_of_the_own_site_is_read(office: Path) -> None:
    page = (
        '<html><head><meta name="PubDate" content="2021-12-28 09:00"></head><body>x</body></html>'
    )
    with speaking(ok(page.encode())) as (origin, _):
        registered(office, origin)
        done = run(office, "observe", "lanmu", "--link", f"{origin}/t1.html", "--by", "张三")

    assert done.code == 0
    assert "归属由张三确认" in run(office, "show", "lanmu").out or checked(office)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weixin"], "--newest"),
        (["weixin", "--newest", "前不久", "--by", "x"], "看不懂时间"),
        (["weixin", "--newest", "昨天"], "--by"),
        (["weixin", "--none-since", "2021-12-01", "--by", "x"], "--screenshot"),
        (["weixin", "--newest", "昨天", "--screenshot", "no.png", "--by", "x"], "no.png"),
        (["weixin", "--newest", "昨天", "--link", "https://x", "--by", "x"], "只填一项"),
        (["weixi", "--newest", "昨天", "--by", "x"], "是否为 weixin"),
        (["高台发布", "--newest", "昨天", "--by", "x"], "的账号标识是 weixin。"),
        (["guan", "--newest", "昨天", "--by", "x"], "账号 guan 已注销已备案，不再考核"),
        (["--import", "a.xlsx", "--note", "x"], "不能与账号"),
        ([], "请指明账号"),
        (["weixin", "--import", "a.xlsx"], "不能与账号"),
        (["--import", "a.xlsx"], "a.xlsx"),
    ],
)
def test_wrong_words_are_one_sentence(office: Path, words: list[str], said: str) -> None:
    done = run(office, "observe", *words)

    assert done.code == 2 and said in done.err
    assert "Traceback" not in done.err


def filled(path: Path, **answers: dict[str, Any]) -> None:
    """Fill in a worklist as a person would: account → title → answer."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for title, value in answers.get(str(row[0].value), {}).items():
            row[titles.index(title)].value = value
    book.save(path)


def test_a_round_goes_out_as_a_sheet_and_comes_back(office: Path) -> None:
    sheet = office / "list.xlsx"
    assert run(office, "worklist", "--out", sheet).code == 0
    group = int(ago(3).timestamp()) << 32
    filled(
        sheet,
        weixin={"最新内容时间": NOON.replace(tzinfo=None) - timedelta(days=30),
                "截图文件": "a.png", "查看人": "李四"},
        toutiao={"最新内容链接": f"https://www.toutiao.com/w/{group}/"},
        lanmu={"自何时起未发布": "从未", "截图文件": "b.png"},
    )  # fmt: skip

    (office / "b.png").write_bytes(PNG)
    filled_down = run(office, "observe", "--import", sheet, "--by", "张三")
    (office / "b.png").write_bytes(PNG + b"b")
    done = run(office, "observe", "--import", sheet, "--by", "张三")

    assert filled_down.code == 2 and "是同一截图，每个账号须各附截图" in filled_down.err
    assert done.code == 0 and "共 3 条" in done.err
    assert "另有 1 行没有填写所见，未登记。" in done.err
    said = checked(office)
    verdicts = {id: one["state"] for id, one in said.items()}
    assert verdicts == {
        "weixin": "stale", "douyin": "unknown", "toutiao": "fresh", "lanmu": "empty"
    }  # fmt: skip
    left = json.loads(run(office, "worklist", "--json").out)["tasks"]
    assert [task["account"] for task in left if task["need"] != "entry"] == ["douyin"]


def test_one_wrong_row_and_nothing_of_the_round_is_taken(office: Path) -> None:
    sheet = office / "list.csv"
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

    done = run(office, "observe", "--import", sheet)

    assert done.code == 2
    assert [line.removeprefix(f"{sheet}:") for line in done.err.splitlines()][:5] == [
        "第3行:账号标识: 名单中没有在管账号 nobody",
        "第4行:账号名称: 与名单不符，该标识的账号是“高台抖音”",
        "第5行:自何时起未发布: 最新内容时间、链接、无更新起始时间须填写一项，且只填一项",
        "第6行:截图文件: 截图文件须与清单放在同一目录，只写文件名",
        "第7行:账号标识: 账号重复，第 2 行已经填写",
    ]
    assert not (office / "data" / "monitor.db").exists() or by_hand(office) == 0


def test_a_link_that_fails_in_a_round_keeps_the_round_out(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间\nweixin,https://mp.weixin.qq.com/s/Demo_Short-1,\ndouyin,,昨天\n",
        "utf-8",
    )
    with speaking(status(503)) as (origin, _):
        registered(office, origin)
        done = run(office, "observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "第2行:链接: 链接未能核实" in done.err
    assert by_hand(office) == 0 and whole(office)


def test_what_a_link_shows_is_told_in_the_same_pass_as_all_else(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间\nweixin,https://mp.weixin.qq.com/s/Demo_Short-1,\n"
        "douyin,,前不久\ntoutiao,,昨天\n",
        "utf-8",
    )
    with speaking(ok(article("宣化发布"))) as (origin, _):
        registered(office, origin)
        done = run(office, "observe", "--import", sheet, "--by", "张三")

    assert done.code == 2
    assert "第2行:链接: 链接属于“宣化发布”" in done.err
    assert "第3行:最新内容时间: 看不懂时间" in done.err
    assert by_hand(office) == 0 and whole(office)


@pytest.mark.parametrize("fault", ["https://mp.weixin.qq.com/s/Demo_Short-1", "https://x.invalid/"])
def test_no_answer_is_taken_from_a_round_that_is_refused(office: Path, fault: str) -> None:
    sheet = office / "list.csv"
    group = int(ago(3).timestamp()) << 32
    sheet.write_text(
        f"账号标识,链接,未见泄露国家秘密\nweixin,{fault},\ndouyin,,是\n"
        f"toutiao,https://www.toutiao.com/w/{group}/,\n",
        "utf-8",
    )

    done = run(office, "observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "第2行" in done.err
    with Store(office / "data" / "monitor.db") as store:
        assert store.answers(ago(1), NOON + timedelta(days=1)) == {}
    assert by_hand(office) == 0


def test_a_sheet_with_no_answer_says_so(office: Path) -> None:
    sheet = office / "list.xlsx"
    run(office, "worklist", "--out", sheet)

    done = run(office, "observe", "--import", sheet, "--by", "张三")

    assert done.code == 2 and "没有填写任何观测" in done.err


def test_the_list_is_shown_and_written_for_a_phone(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    page = office / "list.html"

    shown = run(office, "worklist")
    run(office, "worklist", "--platform", "website", "--out", page)

    assert "在微信中搜索“高台发布”" in shown.out and "共 4 个账号" in shown.out
    assert "weixin" in shown.out and shown.out.count("_" * 10) == 4
    text = page.read_text("utf-8")
    assert "<svg" in text and "高台栏目（网站栏目）" in text and "高台抖音" not in text
    assert "<script" not in text


def test_a_list_of_another_kind_is_refused(office: Path) -> None:
    done = run(office, "worklist", "--out", office / "list.pdf")

    assert done.code == 2 and ".xlsx 或 .html" in done.err


def test_two_peoples_contradiction_is_on_the_list(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    run(office, "observe", "weixin", "--newest", "昨天", "--by", "张三")
    run(office, "observe", "weixin", "--newest", "2021-12-01", "--by", "李四",
        "--screenshot", office / "a.png")  # fmt: skip
    shown = run(office, "check", "weixin").out

    assert "观测相互矛盾" in shown
    history = run(office, "show", "weixin").out
    assert "最新内容 2021-12-30" in history and "最新内容 2021-12-01；完整区间" in history
    assert "观测相互矛盾" in history
    (task, *_) = json.loads(run(office, "worklist", "--json").out)["tasks"]

    assert (task["account"], task["need"]) == ("weixin", "doubt")
    assert "张三" in task["why"] and "李四" in task["why"]


def test_a_sheet_vouches_for_the_time_it_was_filled_in(office: Path) -> None:
    """Nobody looked after it was saved, however late it is imported."""
    sheet = office / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    rows = "weixin,2021-12-14,a.png,张三,\ndouyin,昨天,,张三,2021-12-28 15:00"
    sheet.write_text(f"{heads}\n{rows}\n", "utf-8")
    os.utime(sheet, (ago(4).timestamp(), ago(4).timestamp()))

    said = json.loads(run(office, "observe", "--import", sheet, "--json").out)["observations"]

    assert [one["taken_at"][:16] for one in said] == ["2021-12-27T12:00", "2021-12-28T15:00"]
    assert said[1]["newest_post_at"].startswith("2021-12-27")
    assert checked(office)["weixin"]["verdict"] == "unknown"


def test_a_copied_workbook_vouches_for_the_time_it_was_saved(office: Path) -> None:
    """What came by mail has the time of its arrival, and says itself when it was saved."""
    book = Workbook()
    for line in (
        ["账号标识", "最新内容时间", "截图文件", "查看人"],
        ["weixin", "2021-12-14", "a.png", "张三"],
    ):
        book.worksheets[0].append(line)
    with time_machine.travel(ago(4), tick=False):
        book.save(office / "list.xlsx")
    os.utime(office / "list.xlsx", (NOON.timestamp(), NOON.timestamp()))

    said = json.loads(run(office, "observe", "--import", office / "list.xlsx", "--json").out)

    assert said["observations"][0]["taken_at"][:16] == "2021-12-27T12:00"
    assert checked(office)["weixin"]["verdict"] == "unknown"


def test_a_sheet_that_lay_too_long_asks_for_another_look(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text("账号标识,最新内容时间,查看人\nweixin,昨天,张三\n", "utf-8")
    os.utime(sheet, (ago(8).timestamp(), ago(8).timestamp()))

    done = run(office, "observe", "--import", sheet)

    assert done.code == 2 and "已超过有效的 7 天" in done.err


def test_a_remark_without_an_answer_is_not_dropped_in_silence(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text(
        "账号标识,最新内容时间,截图文件,查看人,备注\nweixin,昨天,,张三,\n"
        "douyin,,,张三,搜索不到该账号\ntoutiao,,a.png,张三,\nlanmu,,,张三,\n",
        "utf-8",
    )

    done = run(office, "observe", "--import", sheet)

    assert done.code == 2
    assert "第3行:备注: 没有填写所见时间" in done.err
    assert "第4行:截图文件: 没有填写所见时间" in done.err
    assert "第5行" not in done.err


def test_a_row_that_is_signed_and_says_nothing_is_named(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text(
        "账号标识,最新内容时间,查看人\nweixin,昨天,张三\ndouyin,,张三\ntoutiao,,\n", "utf-8"
    )

    done = run(office, "observe", "--import", sheet)

    assert "另有 2 行没有填写所见，未登记，其中第 3 行已填查看人或查看时间。" in done.err


def test_a_screenshot_beside_a_link_is_told_to_prove_nothing(office: Path) -> None:
    group = int(ago(30).timestamp()) << 32
    done = run(office, "observe", "toutiao", "--link", f"https://www.toutiao.com/w/{group}/",
               "--screenshot", office / "a.png", "--by", "张三")  # fmt: skip

    assert "归属由张三确认" in done.err
    assert "链接只证明已发布；要认定不更新，须登记最新内容时间" in done.err


def look(folder: Path, days_ago: float, *words: object) -> None:
    with time_machine.travel(ago(days_ago), tick=False):
        assert run(folder, "observe", *words).code == 0


def test_a_post_that_somebody_saw_outlives_the_look_that_missed_it(office: Path) -> None:
    """The first look has expired, the second speaks: it may not deny what the first showed."""
    look(office, 8, "weixin", "--newest", "2021-12-23 09:00", "--by", "李四",
         "--screenshot", office / "a.png")  # fmt: skip
    look(office, 6, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip

    said = checked(office)["weixin"]

    assert said["verdict"] == "unknown"
    assert "此前曾见到2021年12月23日发布的内容" in str(said["unknowns"])


def test_what_was_published_after_a_look_is_not_forgotten_when_it_expires(office: Path) -> None:
    look(office, 12, "weixin", "--none-since", "2021-11-01", "--by", "张三",
         "--screenshot", office / "a.png", "--valid-days", "31")  # fmt: skip
    look(office, 9, "weixin", "--newest", "2021-12-20 09:00", "--by", "李四")

    assert checked(office)["weixin"]["verdict"] == "unknown"


def test_never_published_is_not_said_of_an_account_that_did(office: Path) -> None:
    look(office, 40, "weixin", "--newest", "2021-11-15 09:00", "--by", "李四")
    look(office, 1, "weixin", "--none-since", "从未", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip

    said = checked(office)["weixin"]

    assert said["state"] == "stale" and "最近一次：2021年11月15日" in said["findings"][0]["message"]


def test_what_a_screenshot_showed_is_not_taken_back_in_silence(office: Path) -> None:
    look(office, 5, "weixin", "--newest", "2021-12-25 09:00", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip

    said = checked(office)["weixin"]

    assert said["verdict"] == "pass" and "观测相互矛盾" in str(said["notes"])


def test_a_claim_that_its_author_took_back_refutes_nothing(office: Path) -> None:
    look(office, 9, "weixin", "--newest", "2021-12-21 09:00", "--by", "张三")
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip

    assert checked(office)["weixin"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("said", "days_ago", "reason"),
    [
        (["--newest", "2021-12-10 09:00"], 9, "2021年12月22日的人工观测已过有效期"),
        (["--none-since", "2021-12-25"], 1, "只能证明自2021年12月25日以来没有发布，不足14天"),
    ],
)
def test_a_look_that_does_not_suffice_is_not_denied(
    office: Path, said: list[str], days_ago: float, reason: str
) -> None:
    look(office, days_ago, "weixin", *said, "--by", "张三", "--screenshot", office / "a.png")

    assert reason in str(checked(office)["weixin"]["unknowns"])


def test_what_was_written_down_yesterday_is_not_moved_to_the_day_of_the_import(
    office: Path,
) -> None:
    """A post published since may not be denied."""
    sheet = office / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    sheet.write_text(f"{heads}\nweixin,2021-12-10,a.png,张三,昨天 15:00\n", "utf-8")
    os.utime(sheet, (ago(3).timestamp(), ago(3).timestamp()))

    (said,) = json.loads(run(office, "observe", "--import", sheet, "--json").out)["observations"]

    assert said["taken_at"].startswith("2021-12-27T15:00")


def test_strokes_stand_for_nothing_and_a_total_for_no_account(office: Path) -> None:
    sheet = office / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间,自何时起未发布,截图文件,查看人,备注\n"
        "weixin,无,昨天,/,无,张三,—\ndouyin,／,-,——,/,,无\n合计,,2个,,,,\n",
        "utf-8",
    )

    done = run(office, "observe", "--import", sheet)

    assert done.code == 0, done.err
    assert "共 1 条" in done.err and "另有 1 行没有填写所见，未登记。" in done.err


@pytest.mark.parametrize("column", ["最新内容时间", "自何时起未发布"])
def test_nothing_said_in_words_is_not_taken_for_never(office: Path, column: str) -> None:
    sheet = office / "list.csv"
    sheet.write_text(f"账号标识,{column},截图文件,查看人\nweixin,无,a.png,张三\n", "utf-8")

    done = run(office, "observe", "--import", sheet)

    assert done.code == 2 and f"第2行:{column}: 看不懂时间“无”" in done.err
    assert ("从未发布的写“从未”" in done.err) == (column == "自何时起未发布")


@pytest.mark.parametrize("shown", ["2021-12-30 13:00", "2021-12-31"])
def test_a_screenshot_shows_nothing_published_after_it(office: Path, shown: str) -> None:
    os.utime(office / "a.png", (ago(1).timestamp(), ago(1).timestamp()))

    done = run(office, "observe", "weixin", "--newest", shown, "--screenshot",
               office / "a.png", "--by", "张三")  # fmt: skip
    same_day = run(office, "observe", "weixin", "--newest", "2021-12-30", "--screenshot",
                   office / "a.png", "--by", "张三")  # fmt: skip

    assert done.code == 2 and "截图保存于 2021-12-30 12:00，早于所填最新内容的时间" in done.err
    assert same_day.code == 0


def test_a_sheet_imported_twice_is_kept_once(office: Path) -> None:
    sheet = office / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    sheet.write_text(
        f"{heads}\nweixin,2021-12-20,a.png,张三,今天 09:00\ndouyin,昨天,,张三,今天 09:00\n", "utf-8"
    )
    first = run(office, "observe", "--import", sheet)
    again = run(office, "observe", "--import", sheet, "--json")
    (office / "a.png").write_bytes(PNG + b"another")
    corrected = run(office, "observe", "--import", sheet)

    assert "共 2 条" in first.err
    assert json.loads(again.out) == {
        "observations": [], "answers": [], "repeated": ["douyin", "weixin"]
    }  # fmt: skip
    assert "高台抖音（抖音）：该观测此前已登记，不再重复。" in corrected.err
    assert "共 1 条" in corrected.err and whole(office)


def test_pictures_in_the_sheet_are_not_passed_over_in_silence(office: Path) -> None:
    sheet = office / "list.xlsx"
    run(office, "worklist", "--out", sheet)
    filled(sheet, weixin={"最新内容时间": "昨天", "查看人": "李四"})
    with ZipFile(sheet, "a") as book:
        book.writestr("xl/media/image1.png", PNG)

    taken = run(office, "observe", "--import", sheet)
    filled(sheet, weixin={"最新内容时间": None, "自何时起未发布": "从未"})
    with ZipFile(sheet, "a") as book:
        book.writestr("xl/media/image1.png", PNG)
    refused = run(office, "observe", "--import", sheet)

    assert taken.code == 0 and "表中插入的图片没有采用" in taken.err
    assert refused.code == 2 and "表中插入的图片没有采用" in refused.err


def reminded(folder: Path, moment: datetime) -> str:
    chores = Chores(
        accounts=folder / "accounts.yaml", data=folder / "data", out=folder / "out",
        secrets_of=lambda _: Secrets.load(folder, {}), stop=Event(), tell=lambda _: None,
    )  # fmt: skip
    chores.perform(Task.REMIND, moment, moment, lambda: None)
    return (folder / "out" / "reminders" / f"{clock.day(moment)}.txt").read_text("utf-8")


def test_the_weeks_reminder_accuses_nobody_by_what_speaks_no_more(office: Path) -> None:
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office / "a.png")  # fmt: skip
    assert checked(office)["weixin"]["verdict"] == "fail"
    assert "已超期" in reminded(office, NOON)

    assert "已超期" not in reminded(office, NOON + timedelta(days=8))

    look(office, -0.1, "weixin", "--newest", "2021-12-31 12:30", "--by", "李四")
    told = reminded(office, NOON + timedelta(days=1))
    assert "已超期" not in told and "已登记人工观测，待重新检查（1个）" in told


def test_beside_links_one_screenshot_may_stand_twice(office: Path) -> None:
    """Beside a link it vouches for nothing."""
    group = int(ago(3).timestamp()) << 32
    sheet = office / "list.csv"
    sheet.write_text(
        f"账号标识,链接,截图文件\ntoutiao,https://www.toutiao.com/w/{group}/,a.png\n"
        f"douyin,https://www.douyin.com/video/{group},a.png\n",
        "utf-8",
    )

    assert run(office, "observe", "--import", sheet, "--by", "张三").code == 0
