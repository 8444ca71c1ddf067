"""The list for a phone: filled in without a server, read and printed without its script."""

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, PackageLoader

from monitor.model import ChecklistItem, Platform
from monitor.model.account import Jurisdiction
from monitor.parsing import dates
from monitor.review import offline_text
from monitor.review.worklist_tasks import Need, WorklistTask
from reports import worklist_page
from tests.builders import NOON, account
from tests.conftest import Golden

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "offline-list.txt"
TEMPLATES = Path(worklist_page.__file__).parent / "templates"
SCRIPT = (TEMPLATES / "worklist.js").read_text("utf-8")
COUNTY = Jurisdiction(name="高台县", code="620724")
SIX = tuple(ChecklistItem)


def task(id: str, name: str = "高台发布", **fields: object) -> WorklistTask:
    given = {"need": Need.ROUND, "why": "", "url": "", "hint": "在微信中搜索", "items": SIX}
    return WorklistTask(
        account=account(id, name=name, platform=Platform.WECHAT),
        **(given | fields),  # type: ignore[arg-type]
    )


def page(*tasks: WorklistTask, county: Jurisdiction = COUNTY) -> str:
    on = NOON.date()
    return worklist_page.page(tasks, title="高台县人工核查清单", jurisdiction=county, on=on)


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_nothing_runs_in_the_page_but_its_own_script_and_style() -> None:
    shown = page(task("weixin"), task("douyin"))

    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', shown)
    (script,) = re.findall(r"<script>(.*?)</script>", shown, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
    assert f"script-src {digest(script)};" in policy and f"style-src {digest(style)};" in policy
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    assert not re.findall(r'\s(?:style|on\w+)="|(?:src|href)="(?!#)', shown)


def test_names_and_reasons_from_outside_are_text() -> None:
    evil = '"><script>alert(1)</script>'
    shown = page(
        task("weixin", evil, why=evil, need=Need.DOUBT, url=f"https://example.org/{evil}"),
        county=Jurisdiction(name=evil, code=evil),
    )

    assert "<script>alert" not in shown and shown.count("<script>") == 1


def test_the_fields_are_those_of_the_card_at_the_desk() -> None:
    """Word for word: one template holds them for both."""
    (fields,) = re.findall(
        r'<template id="fields">(.*?)</template>', page(task("weixin")), re.DOTALL
    )
    desk = Environment(loader=PackageLoader("monitor.desk", "templates")).loader
    assert desk is not None
    card = desk.get_source(Environment(), "card.html")[0]  # only its text

    for name in ("link", "newest", "none_since", "seen", "all_good", "note"):
        assert f'name="{name}"' in fields and f'name="{name}"' not in card
    assert {f'name="item-{item.value}"' in fields for item in ChecklistItem} == {True}
    assert 'import "reports/look_fields.html" as fields' in card


def test_each_card_says_which_items_are_asked() -> None:
    shown = page(task("a", items=(ChecklistItem.LINKS,)), task("b"), task("c", items=()))

    asked = dict(re.findall(r'data-id="(\w)" data-items="([^"]*)"', shown))
    assert asked == {"a": "links", "b": " ".join(SIX), "c": ""}
    assert 'data-county="620724" data-name="高台县" data-on="2021-12-31"' in shown


def test_without_a_script_it_is_a_list_to_fill_in_with_a_pen() -> None:
    shown = page(task("weixin"), task("douyin"))

    plain = re.sub(r"<template.*?</template>|<script>.*?</script>", "", shown, flags=re.DOTALL)
    assert plain.count("最新内容时间：＿") == 2 and "<input" in plain
    tools = re.findall(r"<(?:div|section|details|p)[^>]*data-script[^>]*>", plain)
    assert len(tools) == 5 and all(tool.endswith(" hidden>") for tool in tools)


def test_an_empty_list_has_nothing_to_fill_in() -> None:
    shown = page()

    assert "本周没有需要人工核查的账号" in shown
    assert "<script>" not in shown and "交回" not in shown


@pytest.mark.parametrize(("number", "most"), [(55, 160_000), (1100, 900_000)])
def test_a_county_fits_on_a_phone(number: int, most: int) -> None:
    """The fields stand there once; a code to scan, of 1.6 kB, where an address is known."""
    tasks = [
        task(
            f"account-{n}",
            f"高台县第{n}号政务新媒体",
            url=f"https://weibo.com/u/{n + 10**9}" if number < 100 else "",
        )
        for n in range(number)
    ]

    assert len(page(*tasks).encode()) < most


WHEN = [
    "刚刚", "昨天 16:20", "今天 9:30", "前天", "3天前", "2 小时前", "5分钟前", "2021-12-30 09:00",
    "2021-12-30", "2021/12/3", "12-30", "12月30日", "2021年12月30日 9:05", "12.30", "12月30日 16时",
    "今天 下午 3:20", "昨天上午9点", "昨天 16：20",
]  # fmt: skip
NOT_WHEN = ["前不久", "上周", "16:20 左右", "2021", "12", "大概昨天", "昨天看到的", "1个月"]


def moment() -> re.Pattern[str]:
    """The pattern by which the page knows a time, as its script builds it."""
    day, time = (
        json.loads(re.findall(rf'const {name} = ("[^\n]*");', SCRIPT)[0])
        for name in ("day", "time")
    )
    (pattern,) = re.findall(r"new RegExp\(`(.*)`\);", SCRIPT)
    built = pattern.replace("\\\\", "\\").replace("${day}", day).replace("${time}", time)
    return re.compile(built)


@pytest.mark.parametrize("typed", WHEN)
def test_a_time_that_the_page_takes_is_understood_here(typed: str) -> None:
    assert moment().fullmatch(typed)
    assert dates.read(typed, NOON, typed=True) is not None


@pytest.mark.parametrize("typed", NOT_WHEN)
def test_a_time_that_the_page_knows_not_is_asked_about(typed: str) -> None:
    assert not moment().fullmatch(typed)


FILLED = """<script>addEventListener("load", () => {
const put = (id, value) => { const field = document.getElementById(id); field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true })); };
const open = async (id) => { document.querySelector(`#card-${id} .fill`).open = true;
  await new Promise((done) => setTimeout(done, 50)); };
(async () => {
  put("who", "李四");
  for (const id of ["weixin", "douyin", "toutiao", "lanmu"]) { await open(id); }
  put("newest-weixin", "昨天 16:20");
  const six = document.querySelector("#card-weixin [name=all_good]"); six.checked = true;
  six.dispatchEvent(new Event("input", { bubbles: true }));
  put("none_since-douyin", "2021-12-10"); put("seen-douyin", "今天 9:30");
  put("newest-toutiao", "2021-12-28"); window.at += 3600000; put("note-toutiao", "说明");
  put("item-wording-lanmu", "否"); put("note-lanmu", "标题“<b>”写错😀");
  document.getElementById("gather").click();
  document.title = JSON.stringify([document.getElementById("text").value,
    [...document.querySelectorAll(".state")].map((state) => state.value),
    document.getElementById("progress").value, document.documentElement.scrollWidth]);
})(); });</script>"""


@pytest.mark.long
@pytest.mark.skipif(not CHROMIUM, reason="chromium 未安装，跳过真实浏览器测试")
def test_the_script_writes_what_is_kept_here_as_it_wrote_it(tmp_path: Path, golden: Golden) -> None:
    """At a fixed moment; the page itself lets no other script in, so its policy is taken off."""
    names = ("weixin", "高台发布"), ("toutiao", "高台头条"), ("douyin", "高台抖音")
    shown = page(*(task(*name) for name in (*names, ("lanmu", "高台栏目"))))
    shown = re.sub(r"<meta http-equiv[^>]*>", "", shown)
    at = int(NOON.timestamp()) * 1000
    still = f"<script>window.at = {at}; Date.now = () => window.at;</script>"
    (tmp_path / "list.html").write_text(
        shown.replace("</head>", f"{still}</head>").replace("</body>", f"{FILLED}</body>"), "utf-8"
    )

    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--virtual-time-budget=3000", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         (tmp_path / "list.html").as_uri()],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip

    (title,) = re.findall("<title>(.*?)</title>", done.stdout.decode(), re.DOTALL)
    written, states, progress, _ = json.loads(html.unescape(title))
    golden.check("offline-list.txt", f"{written}\n")
    assert states == ["已填", "已填", "已填，须另附截图", "已填"] and progress == "已填 4/4"


def test_what_the_script_wrote_is_read_here() -> None:
    found = offline_text.read(GOLDEN.read_text("utf-8"))

    assert (found.county, found.name, found.on, found.by) == (
        "620724",
        "高台县",
        "2021-12-31",
        "李四",
    )
    weixin, toutiao, douyin, lanmu = found.entries
    assert (weixin.newest, weixin.good, weixin.at) == ("昨天 16:20", SIX, NOON)
    assert (douyin.none_since, douyin.seen) == ("2021-12-10", "今天 9:30")
    # an hour later: a remark on what was seen at noon, then the next account
    assert (toutiao.newest, toutiao.note, toutiao.at) == ("2021-12-28", "说明", NOON)
    assert (lanmu.bad, lanmu.note) == ((ChecklistItem.WORDING,), "标题“<b>”写错😀")
    assert lanmu.at == found.made_at == NOON + timedelta(hours=1)
