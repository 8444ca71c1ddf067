"""Every number of the quarter's papers: the place where it stands, and what a reader counts there.

Each rule finds one sentence. All unnamed groups of its pattern are recomputed from the JSON; the
named ones say what of. What no rule recomputes may hold no digit (`leftovers`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.reports.paper_reader import PLATFORMS, Reader, counted, written

Match = re.Match[str]
N = r"(\d[\d,]*)"
RATE = r"([\d.]+%（\d+/\d+）|—)"
CHANGE = r"(提高[\d.]+个百分点|下降[\d.]+个百分点|持平)"
DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
QUARTER = r"\d{4}年第[一二三四]季度"
PLATFORM = "|".join(PLATFORMS)
CAUSES = (
    "平台提示与所见内容不一致|显示名称与登记名称不符|平台授权未办理或者已失效|平台限制访问|"
    "监测技术原因|检查时平台尚未提供数据|期末未查看|所见内容不足以认定|原有问题尚未复核"
)
OUTCOMES = "已整改|说明原因销号|经批准豁免|无法核实|整改后再次发生|未整改"
REGISTERED = {
    "未在全国政务新媒体信息报送系统备案": ("R02", "unfiled"),
    "未纳入全国政务新媒体信息报送系统": ("R02", "unlisted"),
    "信息变更后尚未办理变更备案": ("R02", "changing"),
    "已在平台注销、尚未办理关停备案": ("R02", "cancelled"),
    "登记信息不全": ("R03", "incomplete_entry"),
    "主办单位已撤并": ("R04", "orphan_unit"),
}
KIND = r"^\d+\.(?P<title>[^。；]+)。(?:.*；)?"  # of problem: how it stands at the end follows
LIST = r"(?:[^；。（）]|（[^；。（）]*）)*?"  # names in a row, as far as their clause goes
REST = rf"等{N}个，其余见"


@dataclass(frozen=True)
class Rule:
    """*pattern*: where numbers stand. *value*: what they must be. *due*: must it be printed?"""

    pattern: str
    value: Callable[[Reader, Match], Any]
    due: Callable[[Reader], object] = lambda reader: False

    def spots(self, reader: Reader, text: str) -> Iterator[tuple[int, int]]:
        """Yield where *text* holds what this rule recomputes; each number must be right."""
        for match in re.finditer(self.pattern, text, re.MULTILINE):
            names = match.re.groupindex.values()
            printed = {n: match[n] for n in range(1, match.re.groups + 1) if n not in names}
            value = self.value(reader, match)
            wanted = [str(one) for one in (value if isinstance(value, tuple) else (value,))]
            assert list(printed.values()) == wanted, f"{match[0]}: the reader counts {wanted}"
            yield from (match.span(group) for group in printed)


def rule(pattern: str, value: Callable[[Reader], Any], due: Any = None) -> Rule:
    """Return a rule whose value hangs on nothing that is printed.

    Where it is not said when the number is *due*, it is so wherever there is something to count.
    """
    return Rule(pattern, lambda reader, match: value(reader), due or value)


def told(key: str) -> Callable[[Reader], int]:
    return lambda reader: len(reader.told[key])


def never(reader: Reader) -> bool:
    return False


def checked(reader: Reader) -> bool:
    return bool(reader.told["spot_checks"])


def beyond(number: Callable[[Reader], int], most: int) -> Callable[[Reader], int]:
    """Return *number* where a sentence names no more than *most*, else nothing."""
    return lambda reader: number(reader) if number(reader) > most else 0


OVERVIEW = (
    Rule(
        rf"截至({DAY})，",
        lambda r, m: written(r.told["closing_at"] or r.told["until"]),
        lambda r: True,
    ),
    rule(
        rf"登记在管的政务新媒体账号{N}个",
        lambda r: r.number(lambda e: e["platform"] != "website"),
    ),
    rule(rf"网站栏目{N}个，以下共按", lambda r: r.number(lambda e: e["platform"] == "website")),
    rule(rf"以下共按{N}个账号统计", lambda r: len(r.accounts), never),
    rule(r"从账号类型看，(.*?)；从运维主体", lambda r: r.platforms),
    Rule(r"从运维主体看，(.*?)。", lambda r, m: r.kinds(m[1]), lambda r: True),
    rule(rf"新开设账号{N}个（", told("opened")),
    rule(rf"新开设账号\d+个（[^）]*?{REST}", told("opened"), beyond(told("opened"), 10)),
    rule(rf"注销或整合账号{N}个（", told("closed")),
    rule(rf"更名账号{N}个（", told("renamed")),
    rule(rf"更名账号\d+个（[^）]*?{REST}", told("renamed"), beyond(told("renamed"), 10)),
    rule(rf"本季度共开展检查{N}次", lambda r: r.full + r.sample),
    rule(
        rf"（全面检查{N}次、抽查{N}次）",
        lambda r: (r.full, r.sample),
        lambda r: r.full and r.sample,
    ),
    rule(rf"另有专项检查、复查{N}次", lambda r: r.selected),
    rule(
        rf"，检查账号{N}个，检查比例{RATE}。",
        lambda r: (r.looked, r.percent(r.looked, len(r.accounts))),
        checked,
    ),
    rule(
        rf"其中能够作出判定的账号{N}个，合格{N}个，不合格{N}个，合格率{RATE}；",
        lambda r: (r.rate[1], r.judged("pass"), r.judged("fail"), r.percent(*r.rate)),
        lambda r: r.rate[1],
    ),
    rule(rf"无法判定的账号{N}个，单独列出", lambda r: r.judged("unknown")),
    rule(
        rf"无法判定的账号中，有{N}个本季度曾判定合格",
        lambda r: r.number(lambda e: e["verdict"] == "unknown" and e["last_passed_at"]),
    ),
    rule(rf"另有{N}个账号本季度未抽到", lambda r: r.judged(None)),
    rule(
        rf"较上季度的{RATE}{CHANGE}",
        lambda r: (r.percent(*r.earlier("before")), r.change(*r.earlier("before"))),
        lambda r: r.rate[1] and r.told["before"] and r.earlier("before")[1],
    ),
    rule(
        rf"较上年同期的{RATE}{CHANGE}",
        lambda r: (r.percent(*r.earlier("year_before")), r.change(*r.earlier("year_before"))),
        lambda r: r.rate[1] and r.told["year_before"] and r.earlier("year_before")[1],
    ),
    rule(
        r"[比与]上级公布的平均合格率([\d.]+%)(高[\d.]+个百分点|低[\d.]+个百分点|持平)",
        lambda r: (f"{r.told['superior_mean']}%", _against_mean(r)),
        lambda r: r.rate[1] and r.told["superior_mean"],
    ),
)
POSTS = (
    rule(
        rf"可统计的{N}个账号共发布",
        lambda r: len(r.posts),
        lambda r: 0 < len(r.posts) < len(r.accounts),
    ),
    rule(
        rf"账号共发布信息((?:不少于)?){N}条",
        lambda r: (
            "不少于" if r.posts_of("at_least") else "",
            f"{sum(e['posts'] for e in r.posts):,}",
        ),
        lambda r: r.posts,
    ),
    rule(
        rf"，其中{N}个账号的{N}条为人工填报",
        lambda r: (len(r.posts_of("reported")), f"{sum(r.posts_of('reported')):,}"),
        lambda r: r.posts_of("reported"),
    ),
    rule(rf"有{N}个账号的来源不能保证内容齐全", lambda r: len(r.posts_of("at_least"))),
    rule(
        rf"其余{N}个账号[^。\d]*，不计发布条数",
        lambda r: len(r.accounts) - len(r.posts),
        lambda r: 0 < len(r.posts) < len(r.accounts),
    ),
)
BY_PEOPLE = (
    rule(rf"经人工逐项核查内容安全的账号{N}个", lambda r: r.told["safety"]),
    rule(
        rf"经人工核查互动功能的账号{N}个，互动回应功能支持率{RATE}",
        lambda r: (r.told["interaction"]["whole"], r.percent(*_interaction(r))),
        lambda r: r.told["interaction"]["whole"],
    ),
    rule(rf"另有{N}个账号经人工核查有事项不符合要求", told("pending")),
    rule(rf"没有据此计为不合格：.*?{REST}", told("pending"), beyond(told("pending"), 10)),
    rule(r"((?:\d+(?:—\d+)?月、?)+)未开展检查", lambda r: r.idle_months),
    rule(r"(\d+—\d+月)未开展检查", lambda r: r.idle_months, never),
    rule(
        rf"有{N}个账号的内容安全未经人工核查",
        lambda r: len(r.accounts) - r.told["safety"],
        lambda r: 0 < r.told["safety"] < len(r.accounts),
    ),
    rule(
        rf"有{N}个账号的互动功能未经人工核查",
        lambda r: len(r.accounts) - r.told["interaction"]["whole"],
        lambda r: 0 < r.told["interaction"]["whole"] < len(r.accounts),
    ),
    rule(
        rf"登记错敏信息{N}条，按单位分：(.*?)。",
        lambda r: (
            r.slips("found"),
            counted(((one["unit"], one["found"]) for one in r.told["slips"]), "条"),
        ),
        told("slips"),
    ),
    rule(rf"其中标明严重的{N}条", lambda r: r.slips("grave"), told("slips")),
    rule(rf"未标明是否严重的{N}条", lambda r: r.slips("unsaid")),
    rule(rf"，已整改{N}条。", lambda r: r.slips("fixed"), told("slips")),
    rule(rf"对尚未整改的{N}条", lambda r: r.slips("found") - r.slips("fixed"), never),
)
PROBLEMS = (
    rule(
        rf"本季度检查不合格的账号{N}个，按问题分：(.*?)。",
        lambda r: (
            r.judged("fail"),
            counted((title, len(r.having(check))) for check, title in r.titles.items()),
        ),
        lambda r: r.judged("fail"),
    ),
    Rule(
        rf"(?P<platform>{PLATFORM})“(?P<name>[^”]+)”（((?:不少于)?\d+)天未更新）",
        lambda r, m: r.idle(m["platform"], m["name"]),
    ),
    Rule(
        rf"^\d+\.(?P<title>[^。；]+)。(?!期末)(?:(?!；期末).)*?{REST}",
        lambda r, m: r.at_the_end(m["title"], "still"),
    ),
    Rule(
        rf"{KIND}期末已(?:恢复更新|整改)的有(?:(?!；期末).)*?{REST}",
        lambda r, m: r.at_the_end(m["title"], "over"),
    ),
    Rule(
        rf"{KIND}期末已(?:恢复更新|整改)的有((?:(?!；期末).)*?)(?=；期末|。$)",
        lambda r, m: _named(m[2], r.at_the_end(m["title"], "over")),
    ),
    Rule(
        rf"{KIND}期末未能核实的有.*?{REST}",
        lambda r, m: r.at_the_end(m["title"], "unsure"),
    ),
    Rule(
        rf"{KIND}期末未能核实的有(.*?)。$",
        lambda r, m: _named(m[2], r.at_the_end(m["title"], "unsure")),
    ),
    rule(
        rf"上述账号中，已批准豁免整改的有.*?{REST}",
        lambda r: r.exempt,
        beyond(lambda r: r.exempt, 10),
    ),
    rule(rf"连续{N}天及以上未更新", lambda r: r.told["limits"]["zombie_days"], checked),
    rule(rf"僵尸账号{N}个：", lambda r: len(r.zombies)),
    rule(rf"僵尸账号\d+个：.*?{REST}", lambda r: len(r.zombies), never),
    rule(rf"其中.*?已恢复更新{N}个", lambda r: sum(e["zombie_recovered"] for e in r.zombies)),
    rule(rf"期末仍为僵尸账号{N}个", lambda r: sum(e["zombie_at_end"] for e in r.zombies)),
    rule(
        rf"期末为其他情况{N}个",
        lambda r: sum(not e["zombie_recovered"] and not e["zombie_at_end"] for e in r.zombies),
    ),
)
REGISTER = (
    rule(rf"同一单位在同一平台重复开设的{N}组", lambda r: r.duplicates),
    rule(
        rf"平台重复开设的\d+组（{LIST}{REST}",
        lambda r: r.duplicates,
        beyond(lambda r: r.duplicates, 10),
    ),
    Rule(
        rf"(?P<what>{'|'.join(REGISTERED)})的账号{N}个（",
        lambda r, m: r.registered_with(*REGISTERED[m["what"]]),
        lambda r: any(r.registered_with(*key) for key in REGISTERED.values()),
    ),
    Rule(
        rf"(?P<what>{'|'.join(REGISTERED)})的账号\d+个（[^）；]*?{REST}",
        lambda r, m: r.registered_with(*REGISTERED[m["what"]]),
    ),
    rule(rf"名单未写明是否备案的账号{N}个", lambda r: r.number(lambda e: e["filed"] is None)),
)
SUPERVISION = (
    rule(rf"上季度检查不合格的账号{N}个", lambda r: r.failed_before()),
    rule(rf"{N}个已关停注销或整合（", told("left_failing")),
    rule(rf"{N}个的结论此后已更正或撤销", lambda r: r.dropped),
    rule(rf"，其余{N}个经复查：", told("rectified"), never),
    Rule(
        rf"(?P<label>{OUTCOMES}){N}个（",
        lambda r, m: r.with_outcome(m["label"]),
        told("rectified"),
    ),
    Rule(
        rf"(?P<label>{OUTCOMES})\d+个（(?:(?!；).)*?{REST}",
        lambda r, m: r.with_outcome(m["label"]),
    ),
    rule(rf"另有{N}个此后经关停备案或整合", lambda r: r.left_failing),
    rule(rf"更新提醒{N}次", lambda r: r.told["reminded"]),
    rule(rf"告警提醒{N}次", lambda r: r.told["alarmed"]),
    rule(rf"就{N}个问题通知主办单位", lambda r: r.notified),
    rule(
        rf"整改台账共有问题{N}个：(.*?)。",
        lambda r: (len(r.cases), r.progress),
        lambda r: r.cases,
    ),
    Rule(
        rf"(?P<unit>[^、。]+)(?:{PLATFORM})“(?P<name>[^”]+)”（(?:整改期限[^）]*，)?逾期{N}天）",
        lambda r, m: r.days_late(m["unit"].removeprefix("逾期未整改的有"), m["name"]),
        lambda r: r.late,
    ),
    rule(rf"逾期未整改的有.*?{REST}", lambda r: len(r.late), beyond(lambda r: len(r.late), 5)),
)
UNKNOWN = (
    rule(rf"有{N}个账号在期末检查时无法判定", lambda r: r.judged("unknown")),
    Rule(
        rf"(?P<cause>{CAUSES}){N}个",
        lambda r, m: r.number(lambda e: e["unknown_cause_label"] == m["cause"]),
        lambda r: r.judged("unknown"),
    ),
    rule(rf"（检查不少于{N}次）", lambda r: r.praise, lambda r: r.praised),
    rule(r"未办结问题的单位：(.*?)。予以", lambda r: _listed(r.praised)),
    rule(rf"未办结问题的单位：.*?{REST}", lambda r: len(r.praised), never),
)
METHOD = (
    rule(
        rf"超过{N}天提醒，超过{N}天为不合格，{N}天及以上为僵尸账号",
        lambda r: tuple(
            r.told["limits"][key] for key in ("remind_days", "max_days", "zombie_days")
        ),
        never,
    ),
)
RULES = (*OVERVIEW, *POSTS, *BY_PEOPLE, *PROBLEMS, *REGISTER, *SUPERVISION, *UNKNOWN, *METHOD)


def leftovers(reader: Reader, text: str, spots: Iterable[tuple[int, int]]) -> list[str]:
    """Return what *text* still says in digits without *spots*, days, names and quoted words."""
    bare = list(text)
    for start, end in spots:
        bare[start:end] = "·" * (end - start)
    said = reader.without_quotes("".join(bare))
    said = re.sub(rf"{DAY}|{QUARTER}|^\d+\.|附件\d*", "〃", said, flags=re.MULTILINE)
    return re.findall(r".{0,30}\d.{0,30}", said)


def _listed(names: Sequence[str]) -> str:
    """Return names in a row, beyond ten of them their number."""
    more = f"等{len(names)}个，其余见电子附表" if len(names) > 10 else ""
    return "、".join(names[:10]) + more


def _named(printed: str, number: int) -> str:
    """Return *printed* where it names so many accounts, or ten and how many there are."""
    right = printed.count("“") == min(number, 10)
    return printed if right else f"{number} accounts"


def _interaction(reader: Reader) -> tuple[int, int]:
    return reader.told["interaction"]["part"], reader.told["interaction"]["whole"]


def _against_mean(reader: Reader) -> str:
    return reader.points(Decimal(reader.told["superior_mean"]), "高", "低")
