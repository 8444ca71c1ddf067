"""`monitor worklist`: who is on it, and in which form; the week's reminder."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from monitor.app.tasks import TaskRunner
from monitor.model import ChecklistItem, clock
from monitor.model.schedule import Task
from monitor.system.secrets import Secrets
from tests.builders import NOON
from tests.cli.observe.builders import look
from tests.office import Office, account, make_office
from tests.sheets import fill


def test_the_list_is_shown_and_written_for_a_phone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    page = office.folder / "list.html"

    shown = office.run("worklist")
    office.run("worklist", "--platform", "website", "--out", page)

    assert "在微信中搜索“高台发布”" in shown.out and "共 4 个账号" in shown.out
    assert "高台发布（微信）" in shown.out and shown.out.count("_" * 10) == 4
    text = page.read_text("utf-8")
    assert "<svg" in text and "高台栏目（网站栏目）" in text and "高台抖音" not in text
    assert text.count("<script>") == 1 and "unsafe" not in text


def printed(page: Path) -> str:
    """What stands on the page without its script."""
    return page.read_text("utf-8").partition("<template")[0]


def test_a_phone_says_once_what_the_quarter_asks_of_everyone(office: Office) -> None:
    page = office.folder / "list.html"
    first, *others = (item.label for item in ChecklistItem)

    office.run("worklist", "--out", page)
    whole = printed(page)
    office.run("checklist", "set", "weixin", "表述=是", "--by", "李四")
    office.run("worklist", "--out", page)
    part = printed(page)

    assert whole.count("均无异常□") == 4 and "是□" not in whole
    assert part.count("均无异常□") == 3 and part.count("是□　否□") == len(others)
    assert (whole.count(others[0]), part.count(first), part.count(others[0])) == (1, 1, 2)
    assert ">weixin<" not in whole and "　weixin" not in whole


def test_the_list_suggests_no_answer_that_nobody_checked(office: Office) -> None:
    shown = office.run("worklist").out.replace("\n", "")

    assert "核对后逐项登记：monitor checklist set 账号名称 事项=是|否 … --by 姓名。" in shown
    assert "=是 " not in shown


def test_the_list_is_done_when_only_the_register_is_to_be_put_right(office: Office) -> None:
    for id in ("weixin", "douyin", "toutiao", "lanmu"):
        look(office, 0.1, id, "--newest", "昨天", "--by", "李四")
        office.run(
            "checklist",
            "set",
            id,
            *(f"{i.value}=是" for i in ChecklistItem),
            "--by",
            "李四",
        )
    office.run("check")
    sheet = office.folder / "list.xlsx"

    shown = office.run("worklist").out
    written = office.run("worklist", "--out", sheet)
    taken = office.run("observe", "--import", sheet, "--by", "李四")

    assert shown.startswith("本周没有需要人工核查的账号。")
    assert "登记待补正（4个，无须查看账号）" in shown and "_" * 10 not in shown
    assert "monitor accounts set 账号标识" in "".join(shown.splitlines())
    assert "0 个账号的核查清单已写入" in written.err and "另有 4 个账号登记待补正" in written.err
    assert taken.code == 2 and "也是清单" not in taken.err


def test_what_was_last_seen_is_still_told_when_the_look_speaks_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    look(office, 12, "weixin", "--newest", "2021-12-18 09:00", "--by", "李四")
    shown = office.run("check", "weixin").out
    state = office.run("status").out
    tasks = office.json("worklist")["tasks"]

    (task,) = (task for task in tasks if task["account"] == "weixin")
    assert task["newest_post_at"].startswith("2021-12-18")
    for text in (shown, state):
        row = next(line for line in text.splitlines() if "高台发布" in line).split()
        assert (row[0], row[4:6]) == ("无法判定", ["2021-12-18", "—"])
    assert office.json("status")["accounts"][0]["newest_post_at"] is None


def test_a_list_of_another_kind_is_refused(office: Office) -> None:
    done = office.run("worklist", "--out", office.folder / "list.pdf")

    assert done.code == 2 and ".xlsx 或 .html" in done.err


def test_two_peoples_contradiction_is_on_the_list(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
    office.run("observe", "weixin", "--newest", "2021-12-01", "--by", "李四",
        "--screenshot", office.folder / "a.png")  # fmt: skip
    shown = office.run("check", "weixin").out

    assert "观测相互矛盾" in shown
    history = office.run("show", "weixin").out
    assert "最新内容 2021-12-30" in history and "最新内容 2021-12-01；完整区间" in history
    assert "观测相互矛盾" in history
    (task, *_) = office.json("worklist")["tasks"]

    assert (task["account"], task["need"]) == ("weixin", "doubt")
    assert "张三" in task["why"] and "李四" in task["why"]


def reminded(office: Office, moment: datetime) -> str:
    chores = TaskRunner(
        accounts=office.accounts_file, data=office.data, out=office.folder / "out",
        secrets_of=lambda _: Secrets.load(office.folder, {}), stop=Event(), tell=lambda _: None,
    )  # fmt: skip
    chores.perform(Task.REMIND, moment, moment, lambda: None)
    return (office.folder / "out" / "reminders" / f"{clock.day(moment)}.txt").read_text("utf-8")


def test_the_weeks_reminder_accuses_nobody_by_what_speaks_no_more(office: Office) -> None:
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip
    assert office.check()["weixin"]["verdict"] == "fail"
    assert "已超期" in reminded(office, NOON)

    assert "已超期" not in reminded(office, NOON + timedelta(days=8))

    look(office, -0.1, "weixin", "--newest", "2021-12-31 12:30", "--by", "李四")
    text = reminded(office, NOON + timedelta(days=1))
    assert "已超期" not in text and "待重新检查" not in text


def test_a_sheet_without_a_name_bears_the_day_and_one_that_was_filled_in_is_kept(
    office: Office,
) -> None:
    sheet = office.folder / "核查清单-2021-12-31.xlsx"
    assert f"已写入 {sheet}。" in office.run("worklist", "--out").err
    fill(sheet, {"高台发布": {"最新内容时间": "昨天"}})
    typed = sheet.read_bytes()

    again = office.run("worklist", "--out")

    beside = office.folder / "核查清单-2021-12-31(2).xlsx"
    assert again.err.splitlines() == [
        f"{sheet} 未覆盖（其中可能有填写或修改的内容），本次写入 {beside.name}。",
        f"4 个账号的核查清单已写入 {beside}。",
    ]
    assert sheet.read_bytes() == typed and beside.exists()


def test_what_is_to_be_verified_comes_first_then_one_platform_after_another(
    tmp_path: Path,
) -> None:
    ids = {"z": "wechat", "b": "douyin", "y": "weibo", "a": "wechat", "c": "channels"}
    accounts = [account(id, id, platform) for id, platform in ids.items()]
    office = make_office(tmp_path, accounts)
    office.run("cases", "open", "c", "--text", "留言未回复", "--by", "李四")
    office.run("cases", "notify", "1", "--by", "李四")
    office.run("cases", "rectify", "1", "--text", "已回复", "--by", "李四")

    tasks = office.json("worklist")["tasks"]

    assert [task["account"] for task in tasks] == ["c", "z", "a", "y", "b"]


def test_an_import_says_how_many_and_who_is_late(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号名称,平台,最新内容,自何时起未发布,截图,查看人\n高台发布,微信,2021-12-17,,,张三\n"
        "高台抖音,抖音,2021-12-16,,,张三\n高台头条,头条号,,从未,a.png,张三\n",
        "utf-8",
    )

    done = office.run("observe", "--import", sheet)

    late = "高台抖音（抖音）15天、高台头条（今日头条）从未发布"
    assert done.err.splitlines() == [
        f"3 个账号已登记，其中 2 个未更新超过期限：{late}。",
        "登记后判定：不合格 1 个，无法判定 1 个，合格 1 个（monitor status）。",
        "不合格的问题由下次 monitor check 立案。",
    ]
