"""What offices write in the cells of a ledger, and what it means; a word nobody knows is refused.

Every reader takes a cell's text and raises ValueError with a Chinese sentence where it means
nothing here. Blank cells never come here.
"""

import re
import unicodedata
from datetime import date, timedelta

from monitor.model import Platform, Status

PLATFORMS = {
    Platform.WECHAT: ("微信公众号", "公众号", "微信订阅号", "订阅号", "微信服务号", "服务号"),
    Platform.WEIBO: ("新浪微博", "微博号"),
    Platform.TOUTIAO: ("头条号", "今日头条号", "头条"),
    Platform.DOUYIN: ("抖音号", "抖音短视频"),
    Platform.KUAISHOU: ("快手号", "快手短视频"),
    Platform.BILIBILI: ("b站", "哔哩哔哩号", "bilibili号"),
    Platform.XIAOHONGSHU: ("小红书号",),
    Platform.CHANNELS: ("微信视频号",),
    Platform.PEOPLES: ("人民日报人民号",),
    Platform.NETEASE: ("网易", "网易新闻"),
    Platform.THEPAPER: ("澎湃", "澎湃政务号", "澎湃新闻"),
    Platform.WEBSITE: ("网站", "政府网站", "网站专栏"),
    Platform.APP: ("移动客户端", "手机客户端", "app客户端"),
    Platform.OTHER: (
        "百家号",
        "企鹅号",
        "搜狐号",
        "大鱼号",
        "小程序",
        "微信小程序",
        "贴吧",
        "微视",
    ),
}
STATUSES = {
    Status.ACTIVE: ("正常运行", "正常更新", "运行", "在用", "开通"),
    Status.CLOSING: ("停更", "拟注销", "拟关闭"),
    Status.FROZEN: ("冻结", "冻结期", "注销冻结期"),
    Status.CANCELLED: ("已注销", "注销", "已关停", "关停", "已关闭"),  # nothing says it is filed
    Status.CLOSED: ("关停已备案", "注销已备案"),
    Status.MERGED: ("整合", "已迁移", "迁移", "合并"),
    Status.UNLISTED: ("未报", "瞒报"),
}
YES = frozenset({"是", "已备案", "已报送", "有", "√", "✓", "y", "yes", "true", "1"})
NO = frozenset({"否", "未备案", "未报送", "无", "×", "x", "✗", "n", "no", "false", "0"})
SERIALS = (20_000, 60_000)  # days since 1899-12-30: 1954 to 2064
EPOCH = date(1899, 12, 30)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(万|w)?\+?人?")


def platform(text: str) -> Platform:
    """Read 微信公众号, 新浪微博, douyin."""
    word = _folded(text)
    for one in Platform:
        if word in (one.value, one.label.casefold(), *PLATFORMS[one]):
            return one
    raise ValueError(f"不认识的平台“{text}”，可写 {'、'.join(one.label for one in Platform)}")


def elsewhere(text: str) -> str:
    """Return the platform's own name where it is none of ours, empty where it is one."""
    word = _folded(text)
    return word if word in PLATFORMS[Platform.OTHER] else ""


def status(text: str) -> Status:
    """Read 正常, 拟关停, closed."""
    word = _folded(text)
    for one in Status:
        if word in (one.value, one.label, *STATUSES.get(one, ())):
            return one
    raise ValueError(f"不认识的状态“{text}”，可写 {'、'.join(one.label for one in Status)}")


def flag(text: str) -> bool:
    """Read 已备案, 是, √."""
    word = _folded(text)
    if word in YES or word in NO:
        return word in YES
    raise ValueError(f"看不懂“{text}”，应为 是 或 否")


def day(text: str, today: date) -> date:
    """Read a date in any of the ways that ledgers have it; a month alone is its first day."""
    word = _folded(text)
    made: date | None = None
    try:
        if found := DAY.fullmatch(word) or PLAIN.fullmatch(word):
            made = date(int(found[1]), int(found[2]), int(found[3]))
        elif found := MONTH.fullmatch(word):
            made = date(int(found[1]), int(found[2]), 1)
        elif word.isdecimal() and SERIALS[0] <= int(word) < SERIALS[1]:
            made = EPOCH + timedelta(days=int(word))
    except ValueError as error:
        raise ValueError(f"日期“{text}”不存在") from error
    if re.fullmatch(r"\d{4}\.1", word):  # a spreadsheet's number 2016.10 has lost its nought
        raise ValueError(f"日期“{text}”可能是1月，也可能是10月，请写成 2016-01 或 2016-10")
    if made is None:
        raise ValueError(f"看不懂日期“{text}”，应写成 2016-05-01")
    if made > today or made.year < 2000:
        raise ValueError(f"日期“{text}”不合理，请核对")
    return made


def amount(text: str) -> int:
    """Read 1,234 and 1.2万."""
    found = AMOUNT.fullmatch(_folded(text).replace(",", ""))
    if found is None:
        raise ValueError(f"看不懂数字“{text}”")
    return round(float(found[1]) * (10_000 if found[2] else 1))


def phone(text: str) -> str:
    """Read a telephone number, digits of any width."""
    word = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not re.fullmatch(r"[\d\-+()、,/;转]{5,60}", word):
        raise ValueError(f"联系电话“{text}”不像电话号码")
    return word


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
