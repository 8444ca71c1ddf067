"""The closed sets, each member with the Chinese label that people read."""

from enum import StrEnum


class Named(StrEnum):
    """A closed set whose members carry the Chinese *label* that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Named":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Platform(Named):
    """Where an account lives (平台)."""

    WECHAT = "wechat", "微信"
    WEIBO = "weibo", "微博"
    TOUTIAO = "toutiao", "今日头条"
    DOUYIN = "douyin", "抖音"
    KUAISHOU = "kuaishou", "快手"
    BILIBILI = "bilibili", "哔哩哔哩"
    XIAOHONGSHU = "xiaohongshu", "小红书"
    CHANNELS = "channels", "视频号"
    PEOPLES = "peoples", "人民号"
    NETEASE = "netease", "网易号"
    THEPAPER = "thepaper", "澎湃号"
    WEBSITE = "website", "网站栏目"
    APP = "app", "客户端"
    OTHER = "other", "其他"


class WechatKind(Named):
    """Which of the two kinds of WeChat's public accounts one is (订阅号、服务号)."""

    SUBSCRIPTION = "subscription", "订阅号"
    SERVICE = "service", "服务号"


class Status(Named):
    """The life cycle of an account (policy: 开设、变更、关停、注销)."""

    ACTIVE = "active", "正常"
    CHANGING = "changing", "变更待报"
    CLOSING = "closing", "拟关停"
    FROZEN = "frozen", "平台冻结期"
    CANCELLED = "cancelled", "已注销待备案"
    CLOSED = "closed", "已注销已备案"
    MERGED = "merged", "已整合"
    UNLISTED = "unlisted", "漏报"

    @property
    def judged(self) -> bool:
        """Closed and merged accounts have left the register; all others are judged."""
        return self not in (Status.CLOSED, Status.MERGED)


class Precision(Named):
    """How exactly a publication time is known; coarse times keep their latest moment."""

    SECOND = "second", "秒"
    MINUTE = "minute", "分"
    HOUR = "hour", "时"
    DAY = "day", "日"
    WEEK = "week", "周"
    MONTH = "month", "月"


class Verdict(Named):
    """What a check says (结论)."""

    PASS = "pass", "合格"
    FAIL = "fail", "不合格"
    UNKNOWN = "unknown", "无法判定"


class State(Named):
    """What people are shown of an account; derived, never stored instead of the verdict."""

    FRESH = "fresh", "正常"
    DUE = "due", "临近超期"
    TO_VIEW = "to_view", "待查看"
    STALE = "stale", "超期未更新"
    ZOMBIE = "zombie", "僵尸账号"
    EMPTY = "empty", "从未发布"
    ABNORMAL = "abnormal", "账号异常"
    UNKNOWN = "unknown", "无法判定"


class RunMode(Named):
    """How a run came about (检查方式), and what follows from that."""

    FULL = "full", "全面检查"
    SAMPLE = "sample", "抽样检查"
    SELECTED = "selected", "专项检查"
    LOOK = "look", "日常查看"
    REPLAY = "replay", "依据录制证据重新判定"

    @property
    def is_spot_check(self) -> bool:
        """A daily look watches and a replay repeats: neither is an inspection by itself."""
        return self in (RunMode.FULL, RunMode.SAMPLE, RunMode.SELECTED)

    @property
    def opens_cases(self) -> bool:
        """A unit is told to rectify only what a spot check found."""
        return self.is_spot_check

    @property
    def counts_for_quarter(self) -> bool:
        """A daily look reminds, but fails nobody's quarter."""
        return self is not RunMode.LOOK


class Means(Named):
    """By what means a person entered something (登记方式)."""

    CLI = "cli", "命令行"
    SHEET = "sheet", "核查清单"
    DESK = "desk", "网页"
    OFFLINE = "offline", "离线清单"


class ChecklistItem(Named):
    """One item of the quarter's checklist, put so that yes is in order (安全、互动回应)."""

    WORDING = "wording", "未见严重表述错误"
    SECRETS = "secrets", "未见泄露国家秘密"
    LINKS = "links", "无发布、链接反动、暴力、色情等内容的情况"
    OPINION = "opinion", "未因发布内容不当引发严重负面舆情"
    INTERACTION = "interaction", "提供有效互动功能并能正常使用"
    HONESTY = "honesty", "无购买粉丝、强制点赞等弄虚作假行为"
