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
TOWNS = ("城南镇", "柳林镇", "清泉镇", "石桥镇", "东河镇", "南湖镇", "白沙镇", "黑山乡", "红崖乡")
BUREAUS = tuple(
    [
        "财政局",
        "教育局",
        "民政局",
        "司法局",
        "统计局",
        "审计局",
        "水务局",
        "林业和草原局",
        "农业农村局",
        "自然资源局",
        "交通运输局",
        "卫生健康局",
        "应急管理局",
        "市场监督管理局",
        "文体广电和旅游局",
        "人力资源和社会保障局",
        "住房和城乡建设局",
        "医疗保障局",
        "信访局",
        "退役军人事务局",
        "发展和改革局",
        "工业和信息化局",
        "乡村振兴局",
        "公安局",
        "消防救援大队",
    ]
)
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
SHORT = tuple(
    [
        "财政",
        "教育",
        "民政",
        "司法",
        "统计",
        "审计",
        "水务",
        "林草",
        "农业农村",
        "自然资源",
        "交通",
        "卫健",
        "应急",
        "市场监管",
        "文旅",
        "人社",
        "住建",
        "医保",
        "信访",
        "退役军人",
        "发改",
        "工信",
        "乡村振兴",
        "公安",
        "消防",
    ]
)
PINYIN = [
    "chengnan",
    "liulin",
    "qingquan",
    "shiqiao",
    "donghe",
    "nanhu",
    "baisha",
    "heishan",
    "hongya",
    "caizheng",
    "jiaoyu",
    "minzheng",
    "sifa",
    "tongji",
    "shenji",
    "shuiwu",
    "lincao",
    "nongye",
    "ziran",
    "jiaotong",
    "weijian",
    "yingji",
    "shichang",
    "wenlv",
    "renshe",
    "zhujian",
    "yibao",
    "xinfang",
    "tuiyi",
    "fagai",
    "gongxin",
    "zhenxing",
    "gongan",
    "xiaofang",
]
ANSWERED_NO = (
    (
        "zhujian-wechat",
        "表述=否",
        "2026年11月17日发布的《致全县物业服务企业的一封信》标题中将“住房和城乡建设局”误写为"
        "“主房和城乡建设局”，正文第三段亦有两处，已电话告知。",
    ),
    ("caizheng-weibo", "互动=否", "评论区关闭，私信无法发送。"),
)
SECOND = {  # further accounts of some units, besides the one on WeChat
    "weibo": ["caizheng", "jiaoyu", "shenji", "xiaofang", "gongan", "zhenxing"],
    "douyin": ["baisha", "shuiwu", "yibao", "wenlv", "chengnan", "gongan", "minzheng", "weijian"],
    "channels": ["hongya", "wenlv", "yingji", "renshe"],
    "toutiao": ["zhujian", "jiaotong"],
}


def _units() -> tuple[dict[str, Any], ...]:
    towns = ({"name": f"{town}人民政府", "kind": "town"} for town in TOWNS)
    bureaus = ({"name": f"云河县{bureau}", "kind": "department"} for bureau in BUREAUS)
    named = zip(PINYIN, (*towns, *bureaus), strict=True)
    return tuple({"id": id} | unit for id, unit in named)


def _accounts() -> Iterator[dict[str, Any]]:
    names = [f"{town}微讯" for town in TOWNS] + [f"云河{short}" for short in SHORT]
    named = dict(zip(PINYIN, names, strict=True))
    for id in PINYIN:
        yield _account(id, named[id], "wechat")
    for platform, ids in SECOND.items():
        for id in ids:
            yield _account(id, named[id], platform)


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
        folder, tuple(_accounts()), units=_units(), opened_at=OPENED, jurisdiction=COUNTY
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
