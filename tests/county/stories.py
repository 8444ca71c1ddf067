"""What each account of the sample county shows at the recorded moment, and what must follow.

A story names the answer of the platform server and the verdict that an honest look gives.
The days are counted back from ``MOMENT``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from monitor.model.clock import BEIJING

MOMENT = datetime(2021, 12, 31, 16, 0, tzinfo=BEIJING)
# the monthly full checks that are recorded: one of the third quarter, three of the fourth
RECORDED = (
    datetime(2021, 9, 30, 16, 0, tzinfo=BEIJING),
    datetime(2021, 10, 29, 16, 0, tzinfo=BEIJING),
    datetime(2021, 11, 30, 16, 0, tzinfo=BEIJING),
    MOMENT,
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """*days*: ages of the posts, newest first. *trouble*: how the platform fails."""

    verdict: str = "pass"
    state: str = "fresh"
    days: tuple[float, ...] = ()
    trouble: str = ""
    outcomes: frozenset[str] = frozenset()


def fresh(*days: float) -> Story:
    return Story(days=days)


def due(*days: float) -> Story:
    return Story(state="due", days=days)


def stale(*days: float) -> Story:
    return Story(verdict="fail", state="stale", days=days)


def zombie(*days: float) -> Story:
    return Story(verdict="fail", state="zombie", days=days)


def unseen(trouble: str, *outcomes: str, days: tuple[float, ...] = ()) -> Story:
    return Story(
        verdict="unknown",
        state="unknown",
        trouble=trouble,
        outcomes=frozenset(outcomes),
        days=days,
    )


STORIES = {
    # county office
    "zhengfuban-weixin": fresh(0.2, 1, 2, 3),
    "zhengfuban-weibo": fresh(0.1, 0.6, 1.2, 2.5),
    # the bridge's host has its clock three weeks back: by that clock it has been silent
    "zhengfuban-toutiao": unseen("clock-behind", days=(1.1, 2.3, 4)),
    # rebuilt yesterday: every item bears that day, its page the day on which it went up
    "zhengfu-lanmu": unseen("dated-anew", days=(33, 36, 41, 45)),
    # towns
    "chengguan-weixin": fresh(2, 5, 9),
    "xuanhua-weixin": due(10, 17, 30),
    "nanhua-weixin": fresh(3, 6, 12),
    "xiangdao-weixin": Story(
        days=(3, 10), trouble="48001", outcomes=frozenset({"forbidden_config"})
    ),
    "heli-weixin": unseen("", days=(92, 101, 120)),
    "luotuocheng-weixin": stale(16, 25, 40),
    "xinba-weixin": zombie(95, 130),
    "heiquan-weixin": zombie(),
    "luocheng-weixin": unseen("stale-bridge", "bridge_stale", days=(40, 47)),
    # departments
    "jiaoyu-weixin": fresh(1, 2, 4),
    "gongan-weixin": fresh(1, 3, 4),
    "minzheng-weixin": due(8, 15),
    "sifa-weixin": fresh(2, 4, 8),
    "caizheng-weixin": stale(20, 34),
    "renshe-weixin": fresh(1, 5),
    "ziran-weixin": unseen("40164", "forbidden_config"),
    "zhujian-weixin": unseen("45009", "rate_limited"),
    "jiaotong-weixin": unseen("delayed", "deferred"),
    "shuiwu-weixin": due(14, 21),
    "nongye-weixin": fresh(4, 9),
    "wenlv-weixin": Story(days=(2, 6), trouble="40125", outcomes=frozenset({"auth_config"})),
    "weijian-weixin": fresh(1, 2, 3),
    # fifteen days today, but the interface ends yesterday, when it was fourteen
    "tuiyi-weixin": unseen("", days=(15, 22)),
    "yingji-weixin": fresh(2, 3),
    "shenji-weixin": Story(
        verdict="fail",
        state="abnormal",
        trouble="moved",
        outcomes=frozenset({"account_moved"}),
    ),
    "shichang-weixin": fresh(5, 9),
    "yibao-weixin": fresh(6, 13),
    "lincao-weixin": fresh(5, 8),
    "tongji-weixin": unseen("weread-401", "auth_expired"),
    "xinfang-weixin": zombie(99, 140),
    "zhengwu-weixin": fresh(1, 2),
    "rongmei-weixin": fresh(0.3, 1, 2),
    "xiaofang-weixin": Story(
        verdict="fail",
        state="abnormal",
        trouble="50002",
        outcomes=frozenset({"account_blocked"}),
    ),
    "zhengwu-fuwuhao": fresh(4, 11),
    "yibao-fuwuhao": due(12, 26),
    # weibo
    "gongan-weibo": unseen("login", "auth_required"),
    "wenlv-weibo": Story(verdict="unknown", state="abnormal", days=(1, 4), trouble="renamed"),
    "xiaofang-weibo": Story(verdict="fail", state="empty"),
    # toutiao
    "rongmei-toutiao": unseen("captcha", "challenge"),
    "nongye-toutiao": unseen("empty-route", "bridge_down"),
    # douyin: one incident
    "rongmei-douyin": unseen("no-chrome", "bridge_down"),
    "gongan-douyin": unseen("no-chrome", "bridge_down"),
    "wenlv-douyin": unseen("no-chrome", "bridge_down"),
    "chengguan-douyin": unseen("no-chrome", "bridge_down"),
    "jiaoyu-douyin": unseen("no-chrome", "bridge_down"),
    # kuaishou
    "rongmei-kuaishou": stale(30, 41, 60),  # the pages of its items confirm the list
    "xiaofang-kuaishou": unseen("undated", "undated"),
    # others
    "rongmei-shipinhao": unseen("no source"),
    "rongmei-renminhao": unseen("script-list", "layout_changed"),
    # the list bears the days on which papers were signed: one of them went up nine days ago
    "nongye-lanmu": unseen("signed-dates", days=(9, 16, 33, 39)),
    "yingji-app": unseen("cut-off", "network"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the platform shows at some moment: posts, newest first, and its trouble."""

    posts: tuple[datetime, ...]
    trouble: str = ""


HISTORY = 200  # days before the recorded moment for which there are posts
LASTING = frozenset({"40164", "48001", "login", "no source", "script-list", "undated", "renamed"})
QUIET = {  # (from, to) days before the recorded moment without a post: failures of other months
    "zhengfuban-toutiao": (4, 40),
    "minzheng-weixin": (72, 120),
    "lincao-weixin": (80, 118),
    "caizheng-weixin": (88, 125),
    "nanhua-weixin": (28, 49),
    "shuiwu-weixin": (60, 80),
}
OPENED = {"yibao-fuwuhao": 53}  # days before the recorded moment
NEVER = frozenset({"heiquan-weixin", "xiaofang-weibo"})
TROUBLES = {  # of other months: (account, month) → trouble
    ("rongmei-toutiao", 10): "captcha",
    ("jiaotong-weixin", 11): "delayed",
    ("wenlv-weixin", 11): "40125",
}


def told(account: str, moment: datetime) -> Told:
    """Return what *account* shows at *moment*; at the recorded one exactly its story."""
    story = STORIES[account]
    posts = tuple(post for post in timeline(account) if post <= moment)
    if moment.date() == MOMENT.date():
        return Told(posts=posts, trouble=story.trouble)
    lasting = story.trouble if story.trouble in LASTING else ""
    return Told(posts=posts, trouble=TROUBLES.get((account, moment.month), lasting))


def timeline(account: str) -> tuple[datetime, ...]:
    """Return every post of *account*, newest first: its story's, and regular ones before."""
    story = STORIES[account]
    if account in NEVER:
        return ()
    ages = list(story.days or (1, 2))
    dice = Random(account)  # the same history every time
    first, last = QUIET.get(account, (0, 0))
    age = ages[-1]
    while (age := age + dice.choice((2, 3, 4, 5, 6))) < OPENED.get(account, HISTORY):
        if not first < age < last:
            ages.append(age)
    return tuple(MOMENT - timedelta(days=age, minutes=7) for age in ages)
