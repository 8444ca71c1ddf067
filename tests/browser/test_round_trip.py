"""A week and a quarter at the desk alone, and every number the one that the command line gives."""

import io
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import docx
import pytest
import time_machine
from openpyxl import Workbook

from monitor.cases.case import Stage
from monitor.model.clock import BEIJING
from tests.browser.desks import Desk, add_people, served
from tests.browser.windows import Opener, Window
from tests.desk.builders import WORD
from tests.office import PNG, Office
from tests.sites import site, website_office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LEDGER = (
    ("云岭财政", "微信公众号", "云岭县财政局"),
    ("云岭教育", "新浪微博", "云岭县教育局"),
    ("云岭文旅", "抖音", "云岭县文化和旅游局"),
    ("青石镇", "微信公众号", "青石镇人民政府"),
)
WORDS = {"fail": "不合格", "unknown": "无法判定", "pass": "合格"}


def column(*days_ago: int, at: datetime) -> str:
    """A column of a site whose items are so many days old."""
    items = "".join(
        f"<li><a href='a/{n}.html'>云岭县水利动态{n}</a>"
        f"<span>{at - timedelta(days=n):%Y-%m-%d}</span></li>"
        for n in days_ago
    )
    head = "<html><head><title>水利动态</title></head>"
    return f"{head}<body><ul class='list'>{items}</ul></body></html>"


@dataclass(kw_only=True)
class Trip:
    """An office, its desk, a phone at it; *pages*: what the sites of the county show."""

    office: Office
    desk: Desk
    open: Opener
    pages: dict[str, str]
    window: Window

    def travel(self, moment: str) -> None:
        """Let it be *moment*, 张三 logged in at his phone, the live site as fresh as ever."""
        at = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)
        self.pages["/live/"] = column(1, 4, 8, at=at)
        self.window.leave()
        self.desk.restart(at)
        self.window.log_in()

    @property
    def now(self) -> datetime:
        """Return the moment of the desk, which goes on."""
        assert self.desk.at is not None
        gone = time.monotonic() - self.desk.started
        return self.desk.at + timedelta(seconds=gone)

    def command(self, *words: object) -> Any:
        """Return what a command prints at the moment of the desk."""
        with time_machine.travel(self.now, tick=False):
            return self.office.json(*words)

    def picture(self, name: str) -> Path:
        """Make a screenshot that was saved a minute ago."""
        path = self.office.folder / name
        path.write_bytes(PNG + name.encode() + self.now.isoformat().encode())
        saved = (self.now - timedelta(minutes=1)).timestamp()
        os.utime(path, (saved, saved))
        return path

    def id_of(self, name: str) -> str:
        (id,) = (one.id for one in self.office.register().judged if one.name == name)
        return id

    def look(self, name: str, shot: str = "", **fields: str) -> str:
        """Enter what was seen of an account on its card; returns what is told of it."""
        page, id = self.window.page, self.id_of(name)
        self.window.open(f"/?at={id}#card-{id}")
        for field, text in fields.items():
            page.locator(f"#{field}-{id}").fill(text)
        if shot:
            page.locator(f"#screenshot-{id}").set_input_files(self.picture(shot))
        self.press("并看下一个")
        return str(page.locator(".told").first.inner_text())

    def press(self, words: str) -> None:
        with self.window.page.expect_navigation():
            self.window.page.get_by_role("button", name=words).first.click()

    def case_of(self, name: str) -> int:
        (case,) = (
            case for case in self.command("cases", "list", "--all")["cases"] if case["name"] == name
        )
        return int(case["id"])

    def move(self, name: str, words: str, **fields: str) -> None:
        """Take a step of an account's case on its page."""
        self.window.open(f"/cases/{self.case_of(name)}")
        for field, text in fields.items():
            self.window.page.locator(f"main [name={field}]").first.fill(text)
        self.press(words)

    def compare_cases(self) -> dict[str, str]:
        """Hold the page 整改 to what `cases list` says; returns the stages by name."""
        said = self.command("cases", "list", "--all")["cases"]
        self.window.open("/cases")
        board = {
            str(title).split("（")[0]: str(title).split("（")[1].rstrip("）")
            for title in self.window.page.locator(".board h2").all_inner_texts()
        }
        counts = Counter(Stage(case["stage"]).label for case in said)
        assert {name: int(number) for name, number in board.items() if int(number)} == counts
        for case in said:
            assert f"{case['id']}号" in self.window.text() and case["name"] in self.window.text()
        return {case["name"]: case["stage"] for case in said}

    def letter(self, name: str) -> None:
        """Make the letter to the unit of an account, and take it away."""
        (unit,) = (one.unit.id for one in self.office.register().judged if one.name == name)
        page = self.window.page
        self.window.open("/letters")
        for box in page.locator("input[name=unit]").all():
            box.set_checked(box.get_attribute("value") == unit)
        self.press("生成通知书")
        place = str(page.locator("a[href^='/letters/files/']").first.get_attribute("href"))
        taken = self.window.context.request.get(self.window.origin + place)
        paper = docx.Document(io.BytesIO(taken.body()))
        assert name in "\n".join(one.text for one in paper.paragraphs)

    def make(self, period: str) -> None:
        """Make the draft of a period, and wait for it as people do."""
        page = self.window.page
        self.window.open("/reports")
        form = page.locator("form[action='/reports/make']")
        if not form.is_visible():
            page.get_by_text("生成草稿").click()
        form.get_by_label("期间").fill(period)
        form.get_by_label("数据（JSON）").check()
        self.press("生成")
        self.wait("生成")

    def wait(self, what: str) -> None:
        for _ in range(60):
            told = str(self.window.page.locator("#progress").inner_text())
            if f"已{what}" in told or "未能" in told:
                break
            self.window.page.wait_for_timeout(500)
            with self.window.page.expect_navigation():
                self.window.page.get_by_role("link", name="刷新").first.click()
        assert f"已{what}" in told, told

    def compare_report(self, period: str) -> None:
        """View the draft, and hold its numbers to what the command line computes."""
        page = self.window.page
        said = self.command("report", "quarter", period)
        places = page.evaluate("[...document.querySelectorAll('a.file')].map(a => a.href)")
        (data,) = (place for place in places if place.endswith(".json"))
        made = self.window.context.request.get(data).json()
        assert len(said["accounts"]) == 6 and said["cases"]
        assert made | {"made_at": ""} == said | {"made_at": ""}
        (view,) = (place for place in places if place.endswith(".html"))
        page.goto(view)
        assert "云岭县" in self.window.text()
        (word,) = (place for place in places if unquote(place).endswith("报告.docx"))
        assert self.window.context.request.get(word).body().startswith(b"PK")

    def issue(self, period: str) -> None:
        """Issue the paper: the password again, then its number and its figures are fixed."""
        page = self.window.page
        self.window.open(f"/reports?issue={period}.quarter_city#issue")
        form = page.locator("form[action='/reports/issue']")
        form.get_by_label("文号").fill("云政办报〔2022〕1号")
        form.locator("[name=issued_on]").fill("今天")
        form.locator("[name=again]").fill("不是我的密码啊啊啊啊")
        self.press("印发")
        assert "没有印发" in self.window.text() or "尚未印发" in self.window.text()
        page.locator("form[action='/reports/issue'] [name=again]").fill(WORD)
        self.press("印发")
        self.wait("印发")
        assert "云政办报〔2022〕1号" in self.window.text()

    def compare_status(self) -> dict[str, str]:
        """Hold the page 状态 to what `status --json` says; returns the verdicts by name."""
        said = self.command("status")["accounts"]
        self.window.open("/status")
        shown = self.window.page.evaluate(
            "[...document.querySelectorAll('table.status tbody tr')].map(tr => "
            "[tr.cells[0].innerText.trim(), tr.querySelector('[data-label=结论]').innerText])"
        )
        assert len(shown) == len(said)
        page = dict(shown)
        for account in said:
            assert WORDS[account["verdict"]] in page[account["name"]], account["name"]
            assert account["verdict"] == "fail" or "不合格" not in page[account["name"]]
        counts = Counter(account["verdict"] for account in said)
        told = {
            str(line).split()[0]: int(str(line).split()[1])
            for line in self.window.page.locator(".counts li").all_inner_texts()
        }
        assert {word: told[word] for word in WORDS.values()} == {
            word: counts[verdict] for verdict, word in WORDS.items()
        }
        return {account["name"]: account["verdict"] for account in said}


@pytest.fixture
def trip(chromium: "Browser", tmp_path: Path, windows: Opener) -> Iterator[Trip]:
    """A county of two websites that are watched over loopback, on the morning of a Monday."""
    at = datetime(2021, 12, 6, 9, tzinfo=BEIJING)
    pages = {"/live/": column(1, 4, 8, at=at), "/dead/": column(40, 47, 66, at=at)}
    with site(pages) as (origin, _):
        source = '{{kind: webpage, url: "{}/{}/", item: "ul.list li"}}'
        office = website_office(
            tmp_path, {name: source.format(origin, name) for name in ("live", "dead")}
        )
        add_people(office.data)
        with served(tmp_path, at) as desk:
            window = windows(desk, "phone")
            yield Trip(office=office, desk=desk, open=windows, pages=pages, window=window)


def ledger(folder: Path) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["账号名称", "平台", "账号主体/主办单位"])
    for entry in LEDGER:
        page.append(entry)
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def test_a_week_and_a_quarter_at_the_desk(trip: Trip) -> None:
    page, office = trip.window.page, trip.office

    # Monday: the ledger in, what the program sees, what people see, judged at once
    trip.travel("2021-12-06 09:00")
    trip.window.open("/register/import")
    page.locator("#file").set_input_files(ledger(office.folder))
    page.get_by_label("一并增加名单中没有的单位").check()
    trip.press("查看结果")
    assert "新增 4 个" in trip.window.text() and len(office.register().judged) == 2
    trip.press("保存")
    assert len(office.register().judged) == 6
    trip.command("check")
    assert trip.compare_status() == {
        "云岭0": "pass", "云岭1": "fail", "云岭财政": "unknown", "云岭教育": "unknown",
        "云岭文旅": "unknown", "青石镇": "unknown",
    }  # fmt: skip
    trip.travel("2021-12-06 10:00")
    assert "不合格" in trip.look("云岭财政", "财政.png", newest="2021-11-01")
    assert "合格" in trip.look("云岭教育", newest="昨天 16:20")
    assert "不合格" in trip.look("云岭文旅", "文旅.png", none_since="从未")
    at_once = trip.compare_status()
    assert at_once == {
        "云岭0": "pass", "云岭1": "fail", "云岭财政": "fail", "云岭教育": "pass",
        "云岭文旅": "fail", "青石镇": "unknown",
    }  # fmt: skip

    # the check says the same, and opens the cases
    trip.travel("2021-12-06 11:00")
    trip.command("check")
    assert trip.compare_status() == at_once
    cases = trip.compare_cases()
    assert cases == {"云岭1": "found", "云岭财政": "found", "云岭文旅": "found"}

    # the letter, the answer, the second look, the case closed
    trip.travel("2021-12-07 09:00")
    trip.letter("云岭财政")
    trip.move("云岭财政", "登记已通知")
    trip.travel("2021-12-10 09:30")
    trip.move("云岭财政", "登记整改反馈", text="已恢复更新")
    assert trip.compare_cases()["云岭财政"] == "rectified"
    trip.travel("2021-12-13 10:00")
    assert "合格" in trip.look("云岭财政", newest="昨天 9:00")
    trip.move("云岭财政", "复查")
    assert trip.compare_cases() == {"云岭1": "found", "云岭财政": "closed", "云岭文旅": "found"}

    # the end of the quarter: made, viewed, issued
    trip.travel("2021-12-31 16:00")
    trip.command("check")
    trip.compare_status()
    trip.travel("2022-01-04 09:00")
    trip.make("2021Q4")
    trip.compare_report("2021Q4")
    trip.issue("2021Q4")
    assert office.faults() == ()
