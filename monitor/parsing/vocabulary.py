"""What the words in a ledger's cells mean; an unknown word is refused.

Every reader takes a cell's text and raises ValueError with a Chinese sentence where it means
nothing here. Blank cells never come here.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from monitor.model import Platform, Status, WechatKind
from monitor.parsing.text import joined

PLATFORMS = {
    Platform.WECHAT: (
        "微信公众号",
        "公众号",
        "微信订阅号",
        "订阅号",
        "微信服务号",
        "服务号",
        "微信公众平台",
        "微信公众账号",
        "微信公众帐号",
        "政务微信",
        "微信公众号订阅号",
        "微信公众号服务号",
    ),
    Platform.WEIBO: ("新浪微博", "微博号", "政务微博", "新浪政务微博"),
    Platform.TOUTIAO: ("头条号", "今日头条号", "头条", "今日头条政务号"),
    Platform.DOUYIN: ("抖音号", "抖音短视频", "抖音政务号", "政务抖音"),
    Platform.KUAISHOU: ("快手号", "快手短视频", "快手政务号"),
    Platform.BILIBILI: ("b站", "哔哩哔哩号", "bilibili号"),
    Platform.XIAOHONGSHU: ("小红书号",),
    Platform.CHANNELS: ("微信视频号",),
    Platform.PEOPLES: ("人民日报人民号",),
    Platform.NETEASE: ("网易", "网易新闻"),
    Platform.THEPAPER: ("澎湃", "澎湃政务号", "澎湃新闻", "澎湃新闻政务号", "澎湃问政"),
    Platform.WEBSITE: ("网站", "政府网站", "网站专栏"),
    Platform.APP: ("移动客户端", "手机客户端", "app客户端", "手机app", "政务app"),
    Platform.OTHER: (
        "百家号",
        "企鹅号",
        "搜狐号",
        "大鱼号",
        "小程序",
        "微信小程序",
        "贴吧",
        "微视",
        "学习强国",
        "强国号",
        "西瓜视频",
        "一点号",
        "知乎",
        "腾讯微博",
        "喜马拉雅",
        "支付宝小程序",
        "快应用",
    ),
}
STATUSES = {
    Status.ACTIVE: (
        "正常运行",
        "正常更新",
        "运行",
        "在用",
        "开通",
        "正常运营",
        "运行中",
        "运营中",
        "使用中",
        "启用",
        "已开通",
    ),
    Status.CLOSING: ("停更", "拟停更", "拟注销", "待注销", "拟关闭"),
    Status.FROZEN: ("冻结", "冻结期", "注销冻结期"),
    Status.CANCELLED: ("已注销", "注销", "已关停", "关停", "已关闭"),  # nothing says it is filed
    Status.CLOSED: ("关停已备案", "注销已备案"),
    Status.MERGED: ("整合", "已迁移", "迁移", "合并"),
    Status.UNLISTED: ("未报", "瞒报"),
}
YES = frozenset({  # beside what means yes and no in every sheet
    "备案", "已备案", "已报备", "已报送", "已登记", "已填报", "有", "true", "1",
})  # fmt: skip
NO = frozenset({
    "未备案", "未报备", "未报送", "未登记", "未填报", "尚未备案", "暂未备案", "待备案",
    "备案中", "正在备案", "无", "没有", "false", "0",
})  # fmt: skip
FILED_AS = re.compile(r"[^未无待\d]{0,6}备[^未无待\d]{0,3}\d[\d\-]{2,}号?")  # 甘备2021001号
DAY = re.compile(
    r"(\d{4})[-/.年、。](\d{1,2})[-/.月、。](\d{1,2})[日号]?(?:[ t]\d{1,2}:\d\d(?::\d\d)?)?"
)
MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(万|w)?\+?人?")
TWO_WORDS = re.compile(r"(.+?)(?:\((.+)\)|[-—·:](.+))")  # 微信公众号（订阅号）
WHEN = re.compile(r"\([\d年月日./\-]+\)$")
LONGEST_NUMBER = 13  # digits that one telephone number may have


def platform(text: str) -> Platform:
    """Read 微信公众号, 新浪微博, douyin; two words for one platform count as one."""
    word = "".join(_folded(text).split()).replace("其它", Platform.OTHER.label)
    if (first := _platform(word)) is not None:
        return first
    if pair := TWO_WORDS.fullmatch(word):
        first, second = _platform(pair[1]), _platform(pair[2] or pair[3])
        if first is not None and first is second and first is not Platform.OTHER:
            return first
    raise ValueError(f"不认识的平台“{text}”，可写 {'、'.join(member.label for member in Platform)}")


def _platform(word: str) -> Platform | None:
    matches = (
        member
        for member in Platform
        if word in (member.value, member.label.casefold(), *PLATFORMS[member])
    )
    return next(matches, None)


@lru_cache(maxsize=1_000)  # a register says the same few words of each of its accounts
def wechat_kind(text: str) -> WechatKind | None:
    """Return which of WeChat's two kinds a word for a platform names; None where it names none."""
    word = _folded(text)
    named = [kind for kind in WechatKind if kind.label in word]
    return named[0] if len(named) == 1 else None


def elsewhere(text: str) -> str:
    """Return the name of a platform that we do not know, empty for one that we know."""
    word = "".join(_folded(text).split())
    return word if word in PLATFORMS[Platform.OTHER] else ""


def status(text: str) -> Status:
    """Read 正常, 拟关停, closed."""
    word = _folded(text)
    for member in Status:
        if word in (member.value, member.label, *STATUSES.get(member, ())):
            return member
    raise ValueError(f"不认识的状态“{text}”，可写 {'、'.join(member.label for member in Status)}")


def flag(text: str) -> bool:
    """Read 已备案, 是, √, or the number under which it is filed."""
    from monitor.parsing.tables.cells import truth  # names of platforms need no tables

    word = WHEN.sub("", _folded(text))
    if (plainly := truth(word)) is not None:
        return plainly
    if word in YES or word in NO:
        return word in YES
    if FILED_AS.fullmatch(word):
        return True
    raise ValueError(f"看不懂“{text}”，应为 是 或 否")


def day(text: str, today: date) -> date:
    """Read a date in any of the ways that ledgers have it; a month alone is its first day."""
    from monitor.parsing.tables.cells import serial  # names of platforms need no tables

    word = _dated(text)
    on: date | None = None
    try:
        if match := DAY.fullmatch(word) or PLAIN.fullmatch(word):
            on = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := MONTH.fullmatch(word):
            on = date(int(match[1]), int(match[2] or match[3]), 1)
        elif moment := serial(word):
            on = moment.date()
    except ValueError as error:
        raise ValueError(f"日期“{text}”不存在") from error
    if re.fullmatch(r"\d{4}\.1", word):  # a spreadsheet's number 2016.10 has lost its nought
        raise ValueError(f"日期“{text}”可能是1月，也可能是10月，请写成 2016-01 或 2016-10")
    if on is None:
        raise ValueError(f"看不懂日期“{text}”，应写成 2016-05-01")
    if on > today or on.year < 2000:
        raise ValueError(f"日期“{text}”不合理，请核对")
    return on


def recent_day(text: str, today: date) -> date:
    """Read a date as ``day`` does; one without its year is the latest such day up to *today*."""
    match = MONTH_DAY.fullmatch(_dated(text))
    if match is None:
        return day(text, today)
    for year in (today.year, today.year - 1):
        try:
            on = date(year, int(match[1]), int(match[2]))
        except ValueError:
            continue
        if on <= today:
            return on
    raise ValueError(f"日期“{text}”不存在")


def is_month(text: str) -> bool:
    """Say whether a date is a month without its day."""
    return MONTH.fullmatch(_dated(text)) is not None


def _dated(text: str) -> str:
    return re.sub(r"\s*([-/.年月])\s*", r"\1", _folded(text)).replace("年元月", "年1月")


def amount(text: str, title: str = "") -> int:
    """Read 1,234 and 1.2万; *title*: the head of its column, which may say that it counts in 万."""
    match = AMOUNT.fullmatch("".join(_folded(text).replace(",", "").split()))
    if match is None:
        raise ValueError(f"看不懂数字“{text}”")
    count = float(match[1])
    if match[2] or "万" in title:
        return round(count * 10_000)
    if not count.is_integer():
        raise ValueError(f"“{text}”不是整数，以万计的请写“{text}万”")
    return int(count)


def person(text: str) -> str:
    """Read a name; a telephone number is refused, for names are printed."""
    if re.search(r"\d{5}", text):
        raise ValueError("含有号码，请把电话填入联系电话一列")
    return joined(text)


def phone(text: str) -> str:
    """Read a telephone number, digits of any width, or several numbers."""
    groups = unicodedata.normalize("NFKC", text).split()
    whole = all(re.fullmatch(r"[\d\-()]{7,}", group) for group in groups)
    word = ("、" if whole else "").join(groups)
    longest = max(map(len, re.findall(r"\d+", word)), default=0)
    plausible = re.fullmatch(r"[\d\-+()、,/;转办宅]{5,60}", word)
    if plausible is None or not 3 <= longest <= LONGEST_NUMBER:
        raise ValueError(f"联系电话“{text}”不像电话号码")
    return word


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
