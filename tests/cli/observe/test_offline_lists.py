"""`observe --import` with the text of an offline list: shown first, kept whole or not at all."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.app import status_page
from monitor.system.database import open_database
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.lengths import some
from tests.office import Office, account, make_office
from tests.offline_lists import SIX, entry, text
from tests.running import Done

HOUR = timedelta(hours=1)
POST = "https://www.toutiao.com/article/7047580543210000000/"


def given(office: Office, whole: str, *words: object) -> Done:
    path = office.folder / "list.txt"
    path.write_text(whole, "utf-8")
    return office.run("observe", "--import", path, *words)


def picture(office: Office, name: str, hours_ago: float = 0, more: bytes = b"") -> Path:
    path = office.screenshot(name, more)
    at = (NOON - hours_ago * HOUR).timestamp()
    os.utime(path, (at, at))
    return path


def test_a_list_is_kept_and_judged_at_once(office: Office) -> None:
    picture(office, "高台抖音.png")
    whole = text(
        entry("weixin", NOON - 2 * HOUR, newest="昨天 16:20", good=SIX),
        entry("douyin", NOON - HOUR, none_since="2021-12-10"),
    )

    done = given(office, whole, "--by", "张三")

    assert done.code == 0 and "2 个账号已登记" in done.err, done.err
    (weixin,), (douyin,) = office.looks("weixin"), office.looks("douyin")
    assert (weixin["by"], weixin["via"]) == ("张三", "offline")
    assert weixin["taken_at"] == "2021-12-31T10:00:00+08:00"
    assert weixin["newest_post_at"] == "2021-12-30T16:20:00+08:00"
    assert weixin["notes"] == ["张三备注：李四查看"]
    assert len(douyin["evidence"]) == 1 and douyin["via"] == "offline"
    verdicts = {a["id"]: a["verdict"] for a in office.json("status")["accounts"]}
    assert verdicts == {"weixin": "pass", "douyin": "fail"}
    assert office.faults() == ()


def test_officials_read_at_once_what_a_list_came_to(office: Office) -> None:
    given(office, text(entry("weixin", newest="昨天 16:20")))

    page = office.folder / "out" / status_page.PAGE
    assert ">1</b><span>合格</span>" in page.read_text("utf-8")


def test_who_looked_signs_where_nobody_else_does(office: Office) -> None:
    given(office, text(entry("weixin", newest="昨天", note="补充", bad=["wording"])))

    (look,) = office.looks("weixin")
    assert look["by"] == "李四" and look["notes"] == ["李四备注：补充"]
    with open_database(office.database) as db:
        (answer,) = db.query('SELECT item, good, "by", note, via FROM answers')
    assert dict(answer) == {
        "item": "wording",
        "good": 0,
        "by": "李四",
        "note": "补充",
        "via": "offline",
    }


def test_what_a_list_comes_to_is_shown_and_nothing_is_kept(office: Office) -> None:
    picture(office, "高台抖音.png")
    whole = text(
        entry("weixin", newest="昨天 16:20", good=SIX),
        entry("douyin", none_since="从未", bad=["wording", "links"], note="新号"),
        entry("toutiao", link=f"看看 {POST}"),
        entry("lanmu", newest="前不久"),
    )

    done = given(office, whole, "--dry-run")

    assert done.out.splitlines() == [
        "高台县2021-12-31清单，李四查看，4个账号，1个不能登记。",
        "高台发布（微信）：最新内容 2021-12-30 16:20；6项均正常；2021-12-31 12:00查看。",
        "高台抖音（抖音）：从未发布；表述、链接答“否”；2021-12-31 12:00查看；附截图；备注“新号”。",
        f"高台头条（今日头条）：最新内容 {POST}（2021-12-31 03:31）。",
        "高台栏目（网站栏目）：最新内容时间：前不久。",
        "  不能登记：最新内容时间：看不懂时间“前不久”，请写成 2021-12-30 09:00。",
        "以上尚未登记；登记时去掉 --dry-run，有一处不能登记则全部不登记。",
    ]
    assert done.code == 0 and not office.database.exists()


REFUSED = [
    (entry("douyin", newest="前不久"), "看不懂时间"),
    (entry("douyin", none_since="2021-12-10"), "认定没有发布内容须附截图"),
    (entry("douyin", newest="昨天", link=POST), "只填一项"),
    (entry("douyin", link="https://example.org/a"), "链接属于"),
    (entry("douyin", newest="昨天", bad=["wording"]), "答“否”的须在备注中说明"),
    (entry("douyin", newest="12-20", seen="2021-12-20"), "超过有效的 7 天"),
    (entry("douyin", NOON + HOUR, newest="昨天"), "手机时间 2021-12-31 13:00 在将来"),
    (entry("douyin", NOON + HOUR, good=["wording"]), "手机时间 2021-12-31 13:00 在将来"),
    (
        entry("douyin", NOON - 13 * HOUR, newest="昨天"),
        "手机时间 2021-12-30 23:00 早于生成清单之日",
    ),
    (entry("douyin", NOON - 13 * HOUR, good=["wording"]), "早于生成清单之日"),
    (entry("douyin"), "没有填写所见"),
    (entry("guan", newest="昨天"), "不再考核，无须登记"),
    (entry("nobody", newest="昨天"), "没有这个账号标识"),
]


@pytest.mark.parametrize(("wrong", "told"), some(REFUSED, 0, 1, 6, 8, 11, 12))
def test_one_fault_and_nothing_of_the_list_is_kept(
    wrong: dict[str, Any], told: str, office: Office
) -> None:
    done = given(office, text(entry("weixin", newest="昨天"), wrong))

    assert done.code == 2 and told in done.err
    assert office.looks("weixin") == []


def test_all_faults_are_told_in_one_pass_those_of_links_too(office: Office) -> None:
    """The page of 微信 is asked for at an address where nobody listens."""
    link = "https://mp.weixin.qq.com/s/" + "a" * 22
    whole = text(entry("weixin", link=link), entry("douyin", newest="前不久"))

    done = given(office, whole)

    assert done.code == 2
    assert "高台发布（微信）：链接：链接未能核实" in done.err and "看不懂时间" in done.err
    assert office.looks("weixin") == []


def test_a_sound_link_is_not_kept_beside_a_fault(office: Office) -> None:
    """It is followed all the same, that its own faults be told in one pass."""
    done = given(office, text(entry("toutiao", link=POST), entry("douyin", newest="前不久")))

    assert done.code == 2 and "看不懂时间" in done.err and "高台头条" not in done.err
    assert office.looks("toutiao") == []


@pytest.mark.parametrize("second", some(["王五", "张三", "李四"], 0))
def test_the_same_list_is_kept_once_whoever_enters_it_again(second: str, office: Office) -> None:
    picture(office, "高台抖音.png")
    whole = text(
        entry("weixin", NOON - 2 * HOUR, newest="昨天 16:20", good=SIX),
        entry("douyin", NOON - HOUR, none_since="2021-12-10"),
        entry("toutiao", NOON - HOUR, link=POST, bad=["links"], note="说明"),
    )
    given(office, whole, "--by", "张三")

    with time_machine.travel(NOON + HOUR, tick=False):
        again = given(office, whole, "--by", second)

    assert again.code == 0 and "此前已登记，不再重复" in again.err
    assert [len(office.looks(id)) for id in ("weixin", "douyin", "toutiao")] == [1, 1, 1]
    with open_database(office.database) as db:
        assert len(list(db.query("SELECT item FROM answers"))) == 7


def test_a_remark_that_was_changed_since_is_another_entry(office: Office) -> None:
    for note in ("说明", "说明", "另有说明"):
        given(office, text(entry("weixin", newest="昨天 16:20", note=note)), "--by", "张三")

    assert len(office.looks("weixin")) == 2


def test_a_later_look_at_the_same_is_another(office: Office) -> None:
    """Another list, written later: the account was seen again."""
    for at in (NOON - 2 * HOUR, NOON + HOUR):
        with time_machine.travel(at + HOUR, tick=False):
            given(
                office,
                text(entry("weixin", at, newest="2021-12-30"), entry("toutiao", at, link=POST)),
            )

    assert [len(office.looks(id)) for id in ("weixin", "toutiao")] == [2, 2]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["高台抖音.png"], ""),
        (["douyin.JPG"], ""),
        (["高台抖音（抖音）.pdf"], ""),
        (["高台 抖音.jpeg"], ""),
        (["高台抖音.gif"], "须附截图"),
        (["高台发布.png"], "须附截图"),
        (["高台抖音.png", "douyin.png"], "有多个截图文件"),
    ],
)
def test_pictures_beside_the_list_bear_the_names_of_accounts(
    names: list[str], told: str, office: Office
) -> None:
    for name in names:
        picture(office, name)

    done = given(office, text(entry("douyin", none_since="2021-12-10")))

    assert (told in done.err) if told else done.code == 0, done.err


def test_two_accounts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    accounts = [account("a", "高台发布"), account("b", "高台发布", "weibo")]
    office = make_office(tmp_path, accounts)
    whole = text(entry("a", none_since="从未"), entry("b", newest="昨天"))

    with time_machine.travel(NOON, tick=False):
        picture(office, "高台发布.png")
        refused = given(office, whole)
        (tmp_path / "高台发布.png").rename(tmp_path / "高台发布（微信）.png")
        done = given(office, whole)

    assert refused.code == 2 and "改名为“高台发布（微信）”" in refused.err
    assert done.code == 0


def test_one_picture_proves_one_account(office: Office) -> None:
    for name in ("高台抖音", "高台头条"):
        picture(office, f"{name}.png")
    whole = text(entry("douyin", none_since="从未"), entry("toutiao", none_since="从未"))

    done = given(office, whole)

    assert done.code == 2 and "与高台抖音（抖音）是同一截图" in done.err


def test_a_picture_vouches_up_to_its_own_time_and_to_the_look(office: Office) -> None:
    """Saved on the way at noon it proves nothing of the time after the look at ten."""
    picture(office, "高台抖音.png", 0)
    picture(office, "高台头条.png", 5, b"x")
    at = NOON - 2 * HOUR
    given(
        office,
        text(entry("douyin", at, none_since="从未"), entry("toutiao", at, none_since="从未")),
    )

    with open_database(office.database) as db:
        rows = {r["account"]: r["window_until"] for r in db.query("SELECT * FROM observations")}
    assert rows == {"douyin": "2021-12-31T02:00:00+00:00", "toutiao": "2021-12-30T23:00:00+00:00"}


@pytest.mark.parametrize(
    ("head", "code", "told"),
    [
        ({}, "", ""),
        ({"name": "某县"}, "", "这是某县的清单，本机是高台县"),
        ({"county": "620724"}, "620724", ""),
        ({"county": "620724", "name": "高台"}, "620724", ""),  # renamed since
        ({"county": "620725"}, "620724", "这是高台县的清单，本机是高台县"),
        ({"county": "620724"}, "", ""),
        ({"by": " "}, "", "清单没有写查看人"),
        ({"version": 0}, "", "较旧的程序生成"),
    ],
)
def test_a_list_of_another_county_is_refused(
    head: dict[str, Any], code: str, told: str, tmp_path: Path
) -> None:
    office = by_hand_office(tmp_path)
    if code:
        named = office.text().replace("name: 高台县\n", f'name: 高台县\n  code: "{code}"\n', 1)
        office.write(named)
    with time_machine.travel(NOON, tick=False):
        done = given(office, text(entry("weixin", newest="昨天"), **head))

    assert done.code == (2 if told else 0) and told in done.err


def test_an_empty_list_and_a_text_that_is_cut_are_told(office: Office) -> None:
    assert "没有填写任何账号" in given(office, text()).err
    cut = given(office, text(entry("weixin", newest="昨天"))[:-4])
    assert cut.code == 2 and "缺少或者残缺第2段" in cut.err
    missing = office.run("observe", "--import", office.folder / "nothing.txt")
    assert missing.code == 2 and "读不出来" in missing.err


def test_a_text_may_be_in_whatever_encoding_a_chat_saves_it(office: Office) -> None:
    whole = text(entry("weixin", newest="昨天 16:20"))
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "gb18030")):
        path = office.folder / f"{number}.txt"
        path.write_text(whole, encoding)
        assert office.run("observe", "--import", path, "--dry-run").code == 0, encoding


@pytest.mark.parametrize(
    "words",
    [("--dry-run",), ("--import", "a.csv", "--dry-run"), ("--import", "a.txt", "--valid-days", 3),
     ("--import", "a.txt", "--dry-run", "--json"), ("weixin", "--newest", "昨天", "--dry-run")],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(words: tuple[object, ...], office: Office) -> None:
    done = office.run("observe", *words, "--by", "张三")

    assert done.code == 2 and "同用" in done.err


def test_what_was_kept_is_told_to_scripts(office: Office) -> None:
    path = office.folder / "list.txt"
    path.write_text(text(entry("weixin", newest="昨天", good=SIX)), "utf-8")

    told = office.json("observe", "--import", path, "--by", "张三")

    assert [look["via"] for look in told["observations"]] == ["offline"]
    assert len(told["answers"]) == 6 and told["verdicts"][0]["verdict"] == "pass"
