"""How one fact of an account reads in a table or a sentence."""

from collections import Counter
from datetime import date, datetime
from typing import Protocol

from monitor.cases.case import Case, Stage
from monitor.cases.escalation import is_overdue
from monitor.figures import AccountFigures, Figures
from monitor.figures.posts import PostTotal
from monitor.model import Platform, Status, Verdict, clock, codes
from monitor.parsing.text import clean
from monitor.verdicts import summary
from reports.document_model import Cell, shown

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
LEAVING = (Status.CLOSING, Status.FROZEN, Status.CANCELLED)


def advice(account: AccountFigures, figures: Figures) -> str:
    """Return the advice on a zombie account."""
    if account.account.status in LEAVING:
        return f"{account.account.status.label}，按程序办理关停注销并报备"
    if account.zombie_recovered:
        return "已恢复更新，继续跟踪更新情况"
    if is_silent_for_long(account, figures):
        return "停更已久，建议按程序关停注销并报备"
    return "限期恢复更新；确实无力保障的，按程序关停注销并报备"


def is_silent_for_long(account: AccountFigures, figures: Figures) -> bool:
    """Say whether an account is silent for so long that its closing is proposed."""
    days = account.idle_days or account.silent_days or 0
    return days >= figures.limits.get("cancel_days", 365)


def reason(account: AccountFigures) -> str:
    """Return why an account could not be judged."""
    return _unseen(account) or clean(next(iter(account.reasons), "未见到足以判定的内容"), 120)


def _unseen(account: AccountFigures) -> str:
    """Return how the sources failed, empty where silence was not in question."""
    outcomes = dict.fromkeys(outcome.label for _, outcome, _ in account.tried)
    return "、".join(outcomes) if codes.SILENT_ACCOUNT in account.abstained else ""


def tried(account: AccountFigures) -> str:
    """Return the sources that were tried, those that answered first."""
    sources = (*account.looked_by, *(source for source, _, _ in account.tried))
    kinds = dict.fromkeys(source.partition("#")[0] for source in sources)
    return "、".join(SOURCES.get(kind, "其他来源") for kind in kinds) or "无自动来源"


def source(label: str) -> str:
    """Return what the source of a *label* is called; a second one of its kind with its number."""
    kind, _, number = label.partition("#")
    return SOURCES.get(kind, kind) + (f"（{number}）" if number else "")


def platform(row: AccountFigures) -> str:
    return Platform(row.account.platform).label


def state(account: AccountFigures) -> str:
    """Return the state of the account at the end of the period."""
    if account.state is None:
        return "未检查"
    if account.verdict is Verdict.FAIL and not account.still_failing:
        return (
            f"已恢复（{account.state.label}）"
            if account.closing_verdict is Verdict.PASS
            else "无法核实"
        )
    return summary.display_status(account.closing_verdict or Verdict.UNKNOWN, account.state).label


def idle(account: AccountFigures) -> Cell:
    """Return the days without a post, a minimum where no post is known."""
    return at_least(account) if account.idle_days is None else account.idle_days


def longest(account: AccountFigures) -> Cell:
    """Return the longest silence, a minimum where it began before the first look."""
    days = account.longest_silence
    return days if days is None or days >= (account.silent_days or 0) else at_least(account)


def at_least(account: AccountFigures) -> str | None:
    return None if account.silent_days is None else f"不少于{account.silent_days}"


class Publishing(Protocol):
    """A group of accounts and what they published."""

    @property
    def posts(self) -> PostTotal: ...


def posts_of(row: Publishing) -> Cell:
    """Return the posts of a group, none where nobody can say of any account."""
    return row.posts.number if row.posts.accounts else None


def posts_note(row: Publishing) -> str:
    """Return of how many accounts the posts are counted, and how."""
    posts = row.posts
    if not posts.accounts:
        return "不计"
    parts = [f"可统计{posts.accounts}个"]
    parts += [f"不少于（{posts.least}个）"] if posts.least else []
    parts += [f"人工填报{posts.reported}个"] if posts.reported else []
    return "，".join(parts)


def day(moment: datetime | None) -> date | None:
    return clock.day(moment) if moment else None


def progress(case: Case, figures: Figures) -> str:
    """Return the stage of a case, whether it is overdue or has recurred, what its term assumes."""
    caveat = figures.due_caveats.get(case.id, "")
    late = "，已逾期" if is_overdue(case, figures.as_of_date) else ""
    again = f"，第{case.recurrences + 1}次发生" if case.recurrences else ""
    term = f"（{caveat}）" if caveat else ""
    return f"{case.stage.label}{_why(case)}{late}{again}{term}"


def _why(case: Case) -> str:
    """Return the end and the document of an exemption, or why a person closed the case."""
    last = case.steps[-1]
    if case.stage is Stage.EXEMPT and last.until:
        return f"至{shown(last.until, 0)}（{clean(last.document, 5_000)}）"
    return (
        ""
        if case.is_open or case.closed_by_recheck
        else f"：{clean(last.text, 5_000).rstrip('。')}"
    )


def stages(figures: Figures) -> str:
    """Return the numbers of cases by stage, in the order of the stages."""
    counts = Counter(case.stage for case in figures.cases)
    parts = [f"{stage.label}{counts[stage]}个" for stage in Stage if counts[stage]]
    late = sum(is_overdue(case, figures.as_of_date) for case in figures.cases)
    again = sum(bool(case.recurrences) for case in figures.cases)
    remarks = [f"逾期{late}个"] if late else []
    remarks += [f"再次发生{again}个"] if again else []
    return "、".join(parts) + (f"；其中{'、'.join(remarks)}" if remarks else "")
