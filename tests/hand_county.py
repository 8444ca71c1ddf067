"""A county that is looked at by hand only: 54 accounts of 34 units, thirteen weekly rounds.

``python -m tests.hand_county FOLDER`` lives the quarter in a folder and leaves it on the last day
of the year, so that its papers can be made and looked at. Every name is invented.
"""

import csv
import json
import os
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.model.clock import BEIJING
from tests.office import Office, account, make_office

OPENED = datetime(2026, 10, 8, 15, tzinfo=BEIJING)
COUNTY = {
    "name": "云河县",
    "office": "云河县人民政府办公室",
    "reports_to": "安州市人民政府办公室",
    "contact": "云河县政务公开办 0900-1234567",
}
# id, unit, name of its accounts, their platforms
UNITS = """
chengnan 城南镇人民政府 城南镇微讯 wechat douyin
liulin 柳林镇人民政府 柳林镇微讯 wechat
qingquan 清泉镇人民政府 清泉镇微讯 wechat
shiqiao 石桥镇人民政府 石桥镇微讯 wechat
donghe 东河镇人民政府 东河镇微讯 wechat
nanhu 南湖镇人民政府 南湖镇微讯 wechat
baisha 白沙镇人民政府 白沙镇微讯 wechat douyin
heishan 黑山乡人民政府 黑山乡微讯 wechat
hongya 红崖乡人民政府 红崖乡微讯 wechat channels
caizheng 云河县财政局 云河财政 wechat weibo
jiaoyu 云河县教育局 云河教育 wechat weibo
minzheng 云河县民政局 云河民政 wechat douyin
sifa 云河县司法局 云河司法 wechat
tongji 云河县统计局 云河统计 wechat
shenji 云河县审计局 云河审计 wechat weibo
shuiwu 云河县水务局 云河水务 wechat douyin
lincao 云河县林业和草原局 云河林草 wechat
nongye 云河县农业农村局 云河农业农村 wechat
ziran 云河县自然资源局 云河自然资源 wechat
jiaotong 云河县交通运输局 云河交通 wechat toutiao
weijian 云河县卫生健康局 云河卫健 wechat douyin
yingji 云河县应急管理局 云河应急 wechat channels
shichang 云河县市场监督管理局 云河市场监管 wechat
wenlv 云河县文体广电和旅游局 云河文旅 wechat douyin channels
renshe 云河县人力资源和社会保障局 云河人社 wechat channels
zhujian 云河县住房和城乡建设局 云河住建 wechat toutiao
yibao 云河县医疗保障局 云河医保 wechat douyin
xinfang 云河县信访局 云河信访 wechat
tuiyi 云河县退役军人事务局 云河退役军人 wechat
fagai 云河县发展和改革局 云河发改 wechat
gongxin 云河县工业和信息化局 云河工信 wechat
zhenxing 云河县乡村振兴局 云河乡村振兴 wechat weibo
gongan 云河县公安局 云河公安 wechat weibo douyin
xiaofang 云河县消防救援大队 云河消防 wechat weibo
"""
_ROWS = [line.split() for line in UNITS.strip().splitlines()]
ROUNDS = 13


@dataclass(frozen=True, kw_only=True)
class Life:
    """How an account lives. *every*: days between two posts, from *first* to *last*.

    *pauses*: days from the first to the second without a post.
    """

    every: int
    last: date = date(2027, 12, 31)
    pauses: tuple[tuple[date, date], ...] = ()

    def newest(self, seen: datetime) -> datetime:
        """Return when the newest post was published that is shown at *seen*."""
        day = seen.date() - timedelta(days=(seen.date().toordinal() % self.every) or 1)
        day = min(day, self.last)
        for begin, end in self.pauses:
            if begin <= day < end:
                day = begin
        return datetime(day.year, day.month, day.day, 9, 30, tzinfo=BEIJING)


LIVES = {
    # a zombie at the first round, which posts again after its letter
    "heishan-wechat": Life(every=2, pauses=((date(2026, 7, 1), date(2026, 10, 13)),)),
    # silent since November, late with its rectification
    "tongji-wechat": Life(every=3, last=date(2026, 10, 30)),
    "baisha-douyin": Life(every=4, pauses=((date(2026, 11, 1), date(2026, 11, 24)),)),
    "shenji-weibo": Life(every=3, last=date(2026, 12, 10)),
    "xinfang-wechat": Life(every=3, last=date(2026, 12, 5)),
    # silent twice in one quarter
    "shuiwu-douyin": Life(
        every=3,
        pauses=((date(2026, 9, 20), date(2026, 10, 20)), (date(2026, 11, 15), date(2026, 12, 20))),
    ),
}
NEVER = "xiaofang-weibo"  # never posted
UNSEEN = {"hongya-channels": range(9, 13), "yibao-douyin": range(11, 13), "shenji-wechat": (3, 4)}
ANSWERED_NO = (
    (
        "zhujian-wechat",
        "表述=否",
        "2026年11月17日发布的《致全县物业服务企业的一封信》标题中将“住房和城乡建设局”误写为"
        "“主房和城乡建设局”，正文第三段亦有两处，已电话告知。",
    ),
    ("caizheng-weibo", "互动=否", "评论区关闭，私信无法发送。"),
)


def _units() -> Iterator[dict[str, Any]]:
    for id, name, *_ in _ROWS:
        yield {"id": id, "name": name, "kind": "town" if "县" not in name else "department"}


def _accounts() -> Iterator[dict[str, Any]]:
    listed = [(id, name, platform) for id, _, name, *all in _ROWS for platform in all]
    for id, name, platform in sorted(listed, key=lambda row: row[2] != "wechat"):
        yield _account(id, name, platform)


def _account(unit: str, name: str, platform: str) -> dict[str, Any]:
    keys: dict[str, Any] = {"unit": unit, "opened_on": date(2018, 5, 1), "filed": True}
    if unit == "xinfang":
        keys["status"] = "closing"
    if unit == "zhenxing":
        keys["filed"] = False
    return account(f"{unit}-{platform}", name, platform, **keys)


def county(folder: Path) -> Office:
    """Make the office on the day of its first round, before anybody looked."""
    return make_office(
        folder, tuple(_accounts()), units=tuple(_units()), opened_at=OPENED, jurisdiction=COUNTY
    )


def live(office: Office, rounds: int = ROUNDS) -> None:
    """Live the quarter: a round a week, a check after it, what was found is followed up."""
    for week in range(rounds):
        day = 7 * week
        ids = [account.id for account in office.register().judged]
        _expect(office.at(day, "observe", "--import", _sheet(office, ids, week), "--by", "李经办"))
        _answer(office, week, day)
        _expect(office.at(day + 0.05, "check"))
        _follow_up(office, week, day + 0.1)


def _sheet(office: Office, ids: list[str], week: int) -> Path:
    seen = office.opened_at + timedelta(days=7 * week)
    chance = random.Random(week)
    path = office.folder / f"核查-{seen:%Y-%m-%d}.csv"
    titles = (
        "账号标识",
        "最新内容时间",
        "自何时起未发布",
        "截图文件",
        "查看人",
        "查看时间",
        "备注",
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(titles)
        for id in ids:
            if week in UNSEEN.get(id, ()):
                continue
            at = seen - timedelta(minutes=chance.randrange(10, 200))
            shot = _screenshot(office, f"{id}-{week}.png", at) if id in {*LIVES, NEVER} else ""
            life = LIVES.get(id) or Life(every=1 + hash_of(id) % 6)
            newest = "" if id == NEVER else f"{life.newest(at):%Y-%m-%d %H:%M}"
            never = "从未" if id == NEVER else ""
            rows.writerow((id, newest, never, shot, "李经办", f"{at:%Y-%m-%d %H:%M}", ""))
    return path


def hash_of(id: str) -> int:
    """Return a number that is the same on every run."""
    return sum(map(ord, id))


def _screenshot(office: Office, name: str, taken: datetime) -> str:
    path = office.screenshot(name, more=name.encode())
    os.utime(path, (taken.timestamp(), taken.timestamp()))
    return name


def _answer(office: Office, week: int, day: float) -> None:
    """Answer the six questions in November, one of them with a long remark in the negative."""
    if week != 6:
        return
    for judged in office.register().judged:
        _expect(office.at(day, "checklist", "set", judged.id, "全部=是", "--by", "李经办"))
    for id, answer, remark in ANSWERED_NO:
        words = ("checklist", "set", id, answer, "--note", remark, "--by", "李经办")
        _expect(office.at(day + 0.01, *words))


def _follow_up(office: Office, week: int, day: float) -> None:
    """Tell the units of what is new, take the answers of some of them; one never answers."""
    for case in office_cases(office, day):
        number, stage, account = str(case["id"]), case["stage"], str(case["account"])
        if stage == "found":
            _expect(office.at(day, "cases", "notify", number, "--by", "李经办"))
        elif stage == "rectifying" and not account.startswith("tongji"):
            _expect(
                office.at(
                    day, "cases", "rectify", number, "--text", "已恢复更新。", "--by", "李经办"
                )
            )
    if week == ROUNDS - 2:
        _expect(
            office.at(day, "accounts", "close", "gongan-weibo", "--notice-on", "2026-12-01",
               "--cancelled-on", "2026-12-10", "--filed-on", "2026-12-12",
               "--reason", "并入微信公众号", "--by", "李经办")
        )  # fmt: skip


def office_cases(office: Office, day: float) -> list[Mapping[str, Any]]:
    """Return the open cases as `cases list --json` tells them."""
    return list(json.loads(office.at(day, "cases", "list", "--json").out)["cases"])


def _expect(done: Any) -> None:
    if done.code == 2:
        raise RuntimeError(done.err)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    live(county(place))
