"""Every number of a city's papers: where it stands, and what a reader counts there in the JSON."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.reports.paper_reader import Entry, Reader, counted, days_of
from tests.reports.paper_rules import (
    LIST,
    OUTCOMES,
    PLATFORM,
    REGISTERED,
    REST,
    Match,
    N,
    Rule,
    never,
    rule,
    told,
)
from tests.reports.paper_rules import RULES as COUNTY_RULES


@dataclass(frozen=True)
class CityReader(Reader):
    """The JSON of a city: as that of a county, and what each county reported."""

    @property
    def counties(self) -> list[Entry]:
        return list(self.told["counties"])

    @property
    def sent(self) -> list[Entry]:
        return [county for county in self.counties if county["reported"]]

    @property
    def dropped(self) -> int:
        return int(self.told["dropped"])

    def sum_of(self, key: str) -> int:
        """Return the sum over the counties that reported, by their own rows."""
        return sum(county[key] for county in self.sent)

    def by_county(self, ids: Iterable[str], unit: str = "个") -> str:
        """Return how many of *ids* each county has, in the city's order."""
        counts = Counter(id.partition("/")[0] for id in ids)
        return counted(
            ((c["name"], counts[c["code"]]) for c in self.counties if counts[c["code"]]), unit
        )

    def found(self, check: str, kind: str) -> list[str]:
        """Return the accounts of a finding of the register."""
        return [
            f["account"]
            for f in self.told["register_findings"]
            if (f["check"], f["kind"]) == (check, kind)
        ]

    @property
    def doubled(self) -> list[str]:
        """Return an account of each group that one unit has on one platform."""
        by_id = {entry["id"]: entry for entry in self.accounts}
        groups: dict[tuple[str, str], str] = {}
        for found in self.told["register_findings"]:
            if found["check"] == "R01":
                entry = by_id[found["account"]]
                groups.setdefault((entry["unit"], entry["platform"]), found["account"])
        return list(groups.values())

    def days(self, unit: str, platform: str, name: str) -> str:  # type: ignore[override]
        return days_of(self.account(platform, name, unit))


Count = Callable[[CityReader], Any]


def city(pattern: str, value: Count, due: Any = None) -> Rule:
    """Return a rule about a city."""
    return rule(pattern, value, due)  # type: ignore[arg-type]


def several(pattern: str, value: Callable[[CityReader, Match], Any], due: Any = never) -> Rule:
    return Rule(pattern, value, due)  # type: ignore[arg-type]


def missing(reader: CityReader) -> int:
    return len(reader.counties) - len(reader.sent)


def signed(reader: CityReader) -> int:
    return sum(county["bundle"]["signed"] for county in reader.sent)


def many(number: Count, most: int = 3) -> Count:
    """Return *number* where it is too many to be named, else nothing."""
    return lambda reader: number(reader) if number(reader) > most else 0


def _by_end(how: str, reader: CityReader, match: Match) -> int:
    return reader.at_the_end(match["title"], how)


def _clause(reader: CityReader, name: str) -> Entry:
    (county,) = (county for county in reader.sent if county["name"] == name)
    return county


SAME = (  # by which rules of a county's papers are known that hold for a city's as they are
    "截至(", "登记在管", r"网站栏目(\d", "以下共按", "，检查账号", "其中能够作出判定",
    r"无法判定的账号(\d[\d,]*)个，单独", "未抽到", "较上季度的", "较上年同期", "平均合格率",
    "内容安全的账号", "人工核查互动功能的账号", "标明严重的", "未标明是否", "，已整改",
    "对尚未整改的", "天及以上未更新", r"僵尸账号(\d[\d,]*)个：", r"已恢复更新(\d",
    "期末仍为", "期末为其他", "上季度检查不合格的账号", "个已关停注销或整合（", "此后已更正或撤销",
    "此后经关停备案", "更新提醒", "告警提醒", "通知主办单位", "整改台账", "期末检查时无法判定",
    "P<cause>", "天提醒，超过",
)  # fmt: skip
KEPT = tuple(one for one in COUNTY_RULES if any(word in one.pattern for word in SAME))
OWN = (
    city(
        rf"应报送检查结果的[^\d]*{N}个，已报送{N}个(?:（[^）]*）)?，未报送{N}个（",
        lambda r: (len(r.counties), len(r.sent), missing(r)),
        missing,
    ),
    city(rf"（经核对数字签名有效的{N}个）", signed),
    city(
        rf"新开设账号{N}个(?!（)",
        lambda r: len(r.told["opened"]),
        lambda r: len(r.told["opened"]),
    ),
    city(rf"注销或整合账号{N}个(?!（)", lambda r: len(r.told["closed"])),
    city(rf"更名账号{N}个(?!（)", lambda r: len(r.told["renamed"])),
    several(r"从账号类型看，(.*?)。", lambda r, m: r.platforms, lambda r: True),
    city(rf"共开展检查{N}次", lambda r: r.sum_of("checks"), lambda r: True),
    several(
        rf"(?P<name>[^；，。、①]+)报送第{N}版，",
        lambda r, m: _clause(r, m["name"])["bundle"]["version"],
        lambda r: any(c["bundle"]["version"] > 1 for c in r.sent),
    ),
    several(
        r"(?P<name>[^；，。、①]+)报送第\d+版，以后报送的为准：([^；。]*)",
        lambda r, m: "，".join(_clause(r, m["name"])["bundle"]["corrections"]),
    ),
    several(
        r"(?P<name>[^；，。、①]+)(不合格标准为\d+天（其他多为\d+天）)",
        lambda r, m: _clause(r, m["name"])["differs"][0],
        lambda r: any(c["differs"] for c in r.sent),
    ),
    city(
        rf"可统计的{N}个账号共发布信息(?:不少于)?{N}条",
        lambda r: (len(r.posts), f"{sum(e['posts'] for e in r.posts):,}"),
        lambda r: r.posts,
    ),
    city(
        rf"超过{N}天为不合格）重新判定，有{N}个账号",
        lambda r: (r.told["rejudged"]["max_days"], r.told["rejudged"]["changed"]),
        lambda r: r.told["rejudged"],
    ),
    city(
        rf"有{N}个账号的(?:内容安全|互动功能|内容安全和互动功能)未经人工核查",
        lambda r: len(r.accounts) - r.told["safety"],
        lambda r: 0 < r.told["safety"] < len(r.accounts),
    ),
    city(rf"本季度检查不合格的账号{N}个，名单见", lambda r: r.judged("fail")),
    city(
        rf"已批准豁免整改的有{N}个，名单见",
        lambda r: r.exempt,
        many(lambda r: r.exempt),
    ),
    several(
        rf"^\d+\.(?P<title>[^。；\d]+){N}个。",
        lambda r, m: len(r.having({t: c for c, t in r.titles.items()}[m["title"]])),
        lambda r: r.judged("fail"),
    ),
    *(
        several(
            rf"^\d+\.(?P<title>[^。；\d]+)\d+个。(?:.*，)?{words}{N}个",
            partial(_by_end, how),
        )
        for words, how in (
            ("期末仍未整改的有", "still"),
            ("期末已(?:恢复更新|整改)的有", "over"),
            ("期末未能核实的有", "unsure"),
        )
    ),
    several(
        rf"(?P<unit>[^、。；（）\d]+?)(?P<platform>{PLATFORM})“(?P<name>[^”]+)”（((?:不少于)?\d+)天未更新）",
        lambda r, m: r.days(m["unit"], m["platform"], m["name"]),
    ),
    city(rf"僵尸账号\d+个：.*?{REST}", lambda r: len(r.zombies), never),
    city(
        rf"登记错敏信息{N}条，按[^分]*分：(.*?)。其中",
        lambda r: (
            r.sum_of("slips"),
            counted(((c["name"], c["slips"]) for c in r.sent if c["slips"]), "条"),
        ),
        lambda r: r.told["slips"],
    ),
    city(rf"另有{N}个账号经人工核查有事项不符合要求", told("pending")),
    city(
        rf"同一单位在同一平台重复开设的{N}组（(\d.*?|[^（]*?\d+组)，名单见",
        lambda r: (len(r.doubled), r.by_county(r.doubled, "组")),
        many(lambda r: len(r.doubled)),
    ),
    city(rf"同一单位在同一平台重复开设的{N}组（(?![^（]*名单见)", lambda r: len(r.doubled), never),
    several(
        rf"(?P<what>{'|'.join(REGISTERED)})的账号{N}个（([^（]*?\d+个)，名单见",
        lambda r, m: (
            len(r.found(*REGISTERED[m["what"]])),
            r.by_county(r.found(*REGISTERED[m["what"]])),
        ),
    ),
    several(
        rf"(?P<what>{'|'.join(REGISTERED)})的账号{N}个（(?![^（]*名单见)",
        lambda r, m: len(r.found(*REGISTERED[m["what"]])),
        lambda r: any(r.found(*key) for key in REGISTERED.values()),
    ),
    city(rf"名单未写明是否备案的账号{N}个", lambda r: r.number(lambda e: e["filed"] is None)),
    city(rf"，其余{N}个经复查：", told("rectified"), never),
    several(
        rf"(?P<label>{OUTCOMES}){N}个",
        lambda r, m: r.with_outcome(m["label"]),
        told("rectified"),
    ),
    several(rf"(?P<label>{OUTCOMES})\d+个（{LIST}{REST}", lambda r, m: r.with_outcome(m["label"])),
    city(rf"关停注销或整合（{LIST}{REST}", told("left_failing"), never),
    city(rf"逾期未整改的有{N}个，名单见", lambda r: len(r.late), many(lambda r: len(r.late))),
    several(rf"逾期{N}天", lambda r, m: m[1]),  # of a county's paper; looked at there
    city(rf"（检查不少于{N}次）", lambda r: r.praise, never),
)
RULES = (*KEPT, *OWN)
