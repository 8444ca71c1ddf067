"""How one fact of an account reads in a table or a sentence."""

from collections import Counter
from datetime import date, datetime

from monitor.cases.case import Case, Stage
from monitor.figures import AccountFigures, Figures
from monitor.model import Platform, Verdict, clock, codes
from monitor.parsing.text import clean
from monitor.verdicts import summary
from reports.document import Cell, shown

SOURCES = {
    "wechat_official": "公众号接口",
    "wechat_album": "公众号合集",
    "weibo_open": "微博授权接口",
    "weibo_public": "微博访客页面",
    "wechat_article": "公众号文章",
    "douyin_open": "抖音授权接口",
    "kuaishou_open": "快手授权接口",
    "thepaper": "澎湃号列表",
    "netease": "网易号列表",
    "app_store": "应用商店",
    "feed": "订阅",
    "webpage": "网页栏目",
    "by_hand": "人工观测",
}
CAUSES = {  # why a check abstains that needs no look at the posts
    codes.ABNORMAL_ACCOUNT: "来源相互矛盾",
    codes.RENAMED_ACCOUNT: "显示名称与登记名称不符",
    **dict.fromkeys(codes.ANSWERED, "原有问题尚未复核"),
}


def advice(one: AccountFigures, figures: Figures) -> str:
    """Return what is proposed for a zombie."""
    if (one.idle_days or one.silent_days or 0) >= figures.limits.get("cancel_days", 365):
        return "停更已久，建议按程序关停注销并报备"
    return "限期恢复更新；确实无力保障的，按程序关停注销并报备"


def reason(one: AccountFigures) -> str:
    """Return why an account could not be judged."""
    return _unseen(one) or clean(next(iter(one.reasons), "未见到足以判定的内容"), 120)


def cause(one: AccountFigures) -> str:
    """Return the same in few words, so that accounts can be counted by it."""
    known = (CAUSES[check] for check in one.abstained if check in CAUSES)
    if found := _unseen(one) or next(known, ""):
        return found
    return (
        "所见内容不足以认定" if one.newest_at or one.looked_by else "没有自动来源，期内未经人工查看"
    )


def _unseen(one: AccountFigures) -> str:
    """Return by what the sources failed, nothing where the account was seen updating."""
    outcomes = dict.fromkeys(outcome.label for _, outcome, _ in one.tried)
    return "、".join(outcomes) if codes.SILENT_ACCOUNT in one.abstained else ""


def tried(one: AccountFigures) -> str:
    """Return by which sources an account was looked for, in vain or not."""
    sources = (*one.looked_by, *(source for source, _, _ in one.tried))
    kinds = dict.fromkeys(source.partition("#")[0] for source in sources)
    return "、".join(SOURCES.get(kind, "其他来源") for kind in kinds) or "无自动来源"


def platform(one: AccountFigures) -> str:
    return Platform(one.account.platform).label


def state(one: AccountFigures) -> str:
    """Return how the account closed the period."""
    if one.state is None:
        return "未检查"
    if one.verdict is Verdict.FAIL and not one.still_failing:
        return f"已恢复（{one.state.label}）" if one.closing_verdict is Verdict.PASS else "无法核实"
    return summary.standing(one.closing_verdict or Verdict.UNKNOWN, one.state).label


def idle(one: AccountFigures) -> Cell:
    """Return the days without a post; where no post is known, that it is no less."""
    return at_least(one) if one.idle_days is None else one.idle_days


def longest(one: AccountFigures) -> Cell:
    """Return the longest silence of the period; one that began before anybody looked is longer."""
    known = one.longest_silence
    return known if known is None or known >= (one.silent_days or 0) else at_least(one)


def at_least(one: AccountFigures) -> str | None:
    return None if one.silent_days is None else f"不少于{one.silent_days}"


def posts(number: int, *, whole: bool) -> Cell:
    """Return a number of posts; where nobody vouched for it, only that it is no less."""
    return number if whole else f"不少于{number}" if number else "—"


def day(moment: datetime | None) -> date | None:
    return clock.day(moment) if moment else None


def progress(case: Case, on: date) -> str:
    """Return how far a case has come, and whether it is late or has come back."""
    late = "，已逾期" if case.overdue(on) else ""
    again = f"，第{case.recurrences + 1}次发生" if case.recurrences else ""
    return f"{case.stage.label}{_why(case)}{late}{again}"


def _why(case: Case) -> str:
    """Return until when a case is exempt and by which paper, or why a person struck it off."""
    last = case.steps[-1]
    if case.stage is Stage.EXEMPT and last.until:
        return f"至{shown(last.until, 0)}（{clean(last.document, 60)}）"
    return "" if case.is_open or case.passed else f"：{clean(last.text, 60).rstrip('。')}"


def stages(figures: Figures) -> str:
    """Return how many cases stand where, in the order of the stages."""
    counts = Counter(case.stage for case in figures.cases)
    parts = [f"{stage.label}{counts[stage]}个" for stage in Stage if counts[stage]]
    late = sum(case.overdue(figures.stands_on) for case in figures.cases)
    again = sum(bool(case.recurrences) for case in figures.cases)
    more = [f"逾期{late}个"] if late else []
    more += [f"再次发生{again}个"] if again else []
    return "、".join(parts) + (f"；其中{'、'.join(more)}" if more else "")
