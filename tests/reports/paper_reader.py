"""What a stranger makes of `--format json` alone: sums, rates and days, nothing of the program."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

Entry = Mapping[str, Any]
KINDS = {
    "县政府办公室": "office",
    "县直部门": "department",
    "政府办公室": "office",  # of a city, whose counties have one each
    "政府部门": "department",
    "事业单位": "institution",
    "其他单位": "",
}
STAGES = {"found": "待通知", "notified": "整改中", "rectified": "待复查", "exempt": "豁免",
          "closed": "已销号"}  # fmt: skip
SIGHTS = ("open", "reopen", "more", "failed")  # steps by what a look showed


def day(text: str) -> date:
    """Return the day of a day or a moment, all of which are Beijing's."""
    return datetime.fromisoformat(text).date()


def number(pattern: str, text: str) -> int:
    """Return the number in the one place that *pattern* finds, none where it finds nothing."""
    found = re.search(pattern, text)
    return int(found[1].replace(",", "")) if found else 0


def written(text: str | None) -> str:
    """Return a day or a moment as papers write days."""
    if text is None:
        return "—"
    on = day(text)
    return f"{on.year}年{on.month}月{on.day}日"


def percent(part: int, whole: int, decimals: int) -> str:
    """Return a rate with its parts in brackets."""
    if not whole:
        return "—"
    if part in (0, whole):
        return f"{'100' if part else '0'}%（{part}/{whole}）"
    return f"{printed(part, whole, decimals)}%（{part}/{whole}）"


def printed(part: int, whole: int, decimals: int) -> Decimal:
    """Return a rate in per cent, rounded as it is printed."""
    exact = Decimal(part * 100) / Decimal(whole)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def counted(counts: Iterable[tuple[str, int]], unit: str = "个") -> str:
    return "、".join(f"{label}{number}{unit}" for label, number in counts)


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True)
class Reader:
    """The whole JSON of a period. *praise*: from how many checks on the office praises units."""

    told: Mapping[str, Any]
    praise: int = 0

    @property
    def accounts(self) -> list[Entry]:
        return list(self.told["accounts"])

    def number(self, holds: Callable[[Entry], object]) -> int:
        """Return of how many accounts something holds."""
        return sum(bool(holds(entry)) for entry in self.accounts)

    def judged(self, verdict: str | None) -> int:
        return self.number(lambda entry: entry["verdict"] == verdict)

    @property
    def looked(self) -> int:
        return self.number(lambda entry: entry["verdict"] is not None)

    @property
    def rate(self) -> tuple[int, int]:
        return self.judged("pass"), self.judged("pass") + self.judged("fail")

    def percent(self, part: int, whole: int) -> str:
        return percent(part, whole, self.told["decimals"])

    def earlier(self, key: str) -> tuple[int, int]:
        rate = self.told[key]["pass_rate"]
        return rate["part"], rate["whole"]

    def change(self, part: int, whole: int) -> str:
        """Return by how much the pass rate rose above another or fell below it."""
        return self.points(printed(part, whole, self.told["decimals"]), "提高", "下降")

    def points(self, other: Decimal, above: str, below: str) -> str:
        """Return how the printed pass rate differs from another printed one."""
        difference = printed(*self.rate, self.told["decimals"]) - other
        return (
            f"{above if difference > 0 else below}{abs(difference)}个百分点"
            if difference
            else "持平"
        )

    @cached_property
    def days(self) -> dict[str, set[str]]:
        """Return the kinds of runs that saw anything, by day."""
        days: dict[str, set[str]] = {}
        for run in self.told["spot_checks"]:
            if run["seen"]:
                days.setdefault(run["moment"][:10], set()).add(run["mode"])
        return days

    @property
    def full(self) -> int:
        return sum("full" in modes for modes in self.days.values())

    @property
    def sample(self) -> int:
        return sum("sample" in modes and "full" not in modes for modes in self.days.values())

    @property
    def selected(self) -> int:
        return sum("selected" in modes for modes in self.days.values())

    @property
    def idle_months(self) -> str:
        """Return the months of the quarter, all over, in which nothing was seen: 10—11月."""
        seen = {int(on[5:7]) for on in self.days}
        first = day(self.told["since"]).month
        idle = [month for month in range(first, first + 3) if month not in seen]
        if idle == [first, first + 2]:
            return f"{first}月、{first + 2}月"
        return f"{idle[0]}—{idle[-1]}月" if idle[1:] else "".join(f"{month}月" for month in idle)

    @property
    def stands_on(self) -> date:
        return min(day(self.told["until"]), day(self.told["made_at"]))

    @property
    def zombies(self) -> list[Entry]:
        return [entry for entry in self.accounts if entry["zombie_found_at"]]

    @property
    def posts(self) -> list[Entry]:
        return [entry for entry in self.accounts if entry["posts"] is not None]

    def posts_of(self, basis: str) -> list[int]:
        return [entry["posts"] for entry in self.posts if entry["posts_basis"] == basis]

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the problems of the period, by check, in order."""
        found = (found for entry in self.accounts for found in entry["findings"])
        return dict(sorted((one["check"], one["title"]) for one in found))

    def having(self, check: str) -> list[Entry]:
        return [
            entry
            for entry in self.accounts
            if any(found["check"] == check for found in entry["findings"])
        ]

    def at_the_end(self, title: str, how: str) -> int:
        """Return how many accounts still have the problem, have it no more, cannot be told."""
        (check,) = (check for check, words in self.titles.items() if words == title)
        return [_now(entry, check) for entry in self.having(check)].count(how)

    @property
    def platforms(self) -> str:
        names = Counter(entry["platform"] for entry in self.accounts)
        labels = {row["label"] for row in self.told["by_platform"]} - {"网站栏目"}
        ours = {label: names[PLATFORMS.get(label, label)] for label in labels}
        return counted(most_first(ours))

    def kinds(self, printed: str) -> str:
        """Return the kinds of units with their accounts, in the words and the order *printed*."""
        labels = re.findall(r"([^、\d]+)\d+个", printed)
        kinds = Counter(entry["unit_kind"] for entry in self.accounts)
        assert len(labels) == len(kinds)
        return counted((label, kinds[KINDS.get(label, "town")]) for label in labels)

    def failed_before(self) -> int:
        return len(self.told["rectified"]) + len(self.told["left_failing"]) + self.dropped

    @property
    def dropped(self) -> int:
        if self.told["before"] is None:
            return 0
        part, whole = self.earlier("before")
        known = len(self.told["rectified"]) + len(self.told["left_failing"])
        return max(0, whole - part - known)

    def with_outcome(self, label: str) -> int:
        return sum(entry["label"] == label for entry in self.told["rectified"])

    @property
    def cases(self) -> list[Entry]:
        return list(self.told["cases"])

    @property
    def late(self) -> list[Entry]:
        """Return the cases whose unit was told, has not answered, and whose term is over."""
        return [
            case
            for case in self.cases
            if case["stage"] == "notified"
            and case["due_on"]
            and day(case["due_on"]) < self.stands_on
        ]

    def days_late(self, unit: str, name: str) -> str:
        (case,) = (c for c in self.late if c["name"] == name and unit.endswith(c["unit_name"]))
        return str((self.stands_on - day(case["due_on"])).days)

    @property
    def progress(self) -> str:
        """Return the cases by stage, and how many are late or came back."""
        stages = Counter(case["stage"] for case in self.cases)
        parts = counted((label, stages[key]) for key, label in STAGES.items() if stages[key])
        again = sum(case["recurrences"] > 0 for case in self.cases)
        remarks = [("逾期", len(self.late)), ("再次发生", again)]
        more = counted(remark for remark in remarks if remark[1])
        return f"{parts}；其中{more}" if more else parts

    @property
    def notified(self) -> int:
        return sum(
            any(step["move"] == "notify" and self.holds(step["at"]) for step in case["steps"])
            for case in self.cases
        )

    def holds(self, moment: str) -> bool:
        return day(self.told["since"]) <= day(moment) <= day(self.told["until"])

    @property
    def left_failing(self) -> int:
        """Return how many accounts failed in the period and are registered no longer."""
        registered = {entry["id"] for entry in self.accounts}
        return len(
            {
                case["account"]
                for case in self.cases
                if case["account"] not in registered
                and self.holds([s["at"] for s in case["steps"] if s["move"] in SIGHTS][-1])
            }
        )

    @property
    def exempt(self) -> int:
        papers = {case["account"] for case in self.cases if case["stage"] == "exempt"}
        return self.number(lambda e: e["verdict"] == "fail" and e["id"] in papers)

    def registered_with(self, check: str, kind: str) -> int:
        found = self.told["register_findings"]
        return sum((one["check"], one["kind"]) == (check, kind) for one in found)

    @property
    def duplicates(self) -> int:
        """Return how many groups of accounts one unit has on one platform."""
        by_id = {entry["id"]: entry for entry in self.accounts}
        found = [f["account"] for f in self.told["register_findings"] if f["check"] == "R01"]
        return len({(by_id[id]["unit"], by_id[id]["platform"]) for id in found})

    def slips(self, key: str) -> int:
        return sum(one[key] for one in self.told["slips"])

    @property
    def praised(self) -> list[str]:
        """Return the units that were fresh at each of so many checks, and owe nothing."""
        by_id = {entry["id"]: entry for entry in self.accounts}
        owing = {case["unit_name"] for case in self.cases if case["stage"] != "closed"}
        owing |= {one["unit"] for one in self.told["slips"]}
        owing |= {by_id[one["account"]]["unit"] for one in self.told["pending"]}
        owing |= {
            entry["unit"]
            for entry in self.accounts
            if entry["verdict"] != "pass"
            or not entry["always_fresh"]
            or entry["looks"] < self.praise
        }
        order = self.told["register_order"]
        units = dict.fromkeys(by_id[id]["unit"] for id in order if id in by_id)
        return [unit for unit in units if unit not in owing]

    def idle(self, platform: str, name: str) -> str:
        """Return the days without a post of an account, a minimum where no post is known."""
        return days_of(self.account(platform, name))

    def account(self, platform: str, name: str, unit: str = "") -> Entry:
        (found,) = (
            entry
            for entry in self.accounts
            if entry["name"] == name
            and PLATFORMS.get(platform, platform) == entry["platform"]
            and unit in ("", entry["unit"])
        )
        return found

    def quoted(self) -> Iterator[str]:
        """Yield what people and platforms wrote and the paper repeats, digits and all."""
        moved = [self.told["opened"], self.told["closed"], self.told["left_failing"]]
        for entry in (*self.accounts, *(one for group in moved for one in group)):
            yield from (entry["name"], entry["unit"])
        yield from (one["was"] for one in self.told["renamed"])
        for entry in self.accounts:
            for found in entry["findings"]:
                yield from (found["detail"], found["message"], found["basis"])
        for case in self.cases:
            yield from (case["name"], case["due_caveat"])
            for step in case["steps"]:
                yield from (step["text"], step["document"])
        for entry in self.told["rectified"]:
            yield from (entry["decided"], *entry["problems"])

    def without_quotes(self, text: str) -> str:
        """Return *text* without what it repeats of names and documents that hold digits."""
        for quote in self._with_digits:
            text = text.replace(quote, "〃")
        return text

    @cached_property
    def _with_digits(self) -> list[str]:
        quotes = {quote for quote in self.quoted() if re.search(r"\d.*\D|\D.*\d", quote)}
        return sorted(quotes, key=len, reverse=True)


def days_of(entry: Entry) -> str:
    if entry["idle_days"] is not None:
        return str(entry["idle_days"])
    least = entry["silent_days_at_least"]
    return "—" if least is None else f"不少于{least}"


def _now(entry: Entry, check: str) -> str:
    """Return what the closing look says of a problem that the period found."""
    if check in entry["failed_at_closing"]:
        return "still"
    if entry["closing_verdict"] == "pass":
        return "over"
    if check == "U01":
        return "over" if entry["state"] in ("fresh", "due", "to_view") else "unsure"
    left_open = check in entry["unsure_at_closing"]
    return "over" if entry["closing_verdict"] == "fail" and not left_open else "unsure"


PLATFORMS = {"微信": "wechat", "微博": "weibo", "今日头条": "toutiao", "抖音": "douyin",
             "快手": "kuaishou", "哔哩哔哩": "bilibili", "小红书": "xiaohongshu",
             "视频号": "channels", "人民号": "peoples", "网易号": "netease", "澎湃号": "thepaper",
             "网站栏目": "website", "客户端": "app", "其他": "other"}  # fmt: skip
