"""The closed set of reasons why a look showed nothing usable, and who must act on each."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """One reason; its *label* and *action* are what staff read."""

    label: str
    action: str

    def __new__(cls, value: str, label: str = "", action: str = "") -> "Outcome":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.action = action
        return member

    AUTH_REQUIRED = "auth_required", "需要登录", "请改用本单位授权的接口，或由工作人员人工核查"
    AUTH_EXPIRED = "auth_expired", "授权已过期", "请账号运维人员重新授权并更新密钥"
    AUTH_CONFIG = "auth_config", "凭据缺失或有误", "请在 secrets.yaml 或环境变量中补正该账号的凭据"
    FORBIDDEN_CONFIG = (
        "forbidden_config",
        "接口未开通或不允许",
        "请在平台后台开通权限或将本机 IP 加入白名单",
    )
    CHALLENGE = "challenge", "遇到验证码或访问拦截", "请勿反复重试，由工作人员人工核查"
    RATE_LIMITED = "rate_limited", "访问频率受限", "稍后会再次查看，必要时调大 pace"
    DEFERRED = "deferred", "平台数据尚未生成", "待平台数据生成后再次查看"
    ACCOUNT_GONE = "account_gone", "账号已注销或不存在", "请核实账号是否已注销、登记的标识是否有误"
    ACCOUNT_BLOCKED = "account_blocked", "账号被平台封禁", "请主办单位联系平台处理并说明情况"
    ACCOUNT_MOVED = "account_moved", "账号已迁移", "请核实迁移去向并办理变更备案"
    ARTICLE_GONE = "article_gone", "文章已删除或无法查看", "请换一条该账号最新内容的链接"
    IDENTITY_MISMATCH = "identity_mismatch", "账号名称与登记不符", "请核实是否更名或标识登记有误"
    BRIDGE_DOWN = "bridge_down", "订阅桥接服务故障", "请技术人员检查桥接服务"
    BRIDGE_STALE = "bridge_stale", "订阅桥接服务已停止同步", "请技术人员恢复桥接服务的登录与同步"
    EMPTY_AMBIGUOUS = "empty_ambiguous", "返回为空但原因不明", "请由工作人员人工核查是否确无内容"
    LAYOUT_CHANGED = "layout_changed", "页面或接口结构已变化", "请技术人员核对选择器或升级程序"
    UNDATED = "undated", "内容没有可用的发布时间", "请由工作人员人工核查，或改用带日期的来源"
    NETWORK = "network", "网络故障", "请检查本机网络和对方服务，稍后会再次查看"
    CONFIG = "config", "来源配置有误", "请核对 accounts.yaml 中该来源的设置"
    TOO_COMPLEX = (
        "too_complex",
        "应答内容过于复杂",
        "请由工作人员人工核查，并请技术人员改用条目较少的页面或订阅地址",
    )
    CLOCK = (
        "clock",
        "本机时钟不准",
        "请校准本机时间（在系统的日期和时间设置中立即同步）后重新检查",
    )
    INTERNAL = (
        "internal",
        "程序处理出错",
        "请技术人员查看日志 monitor.log，必要时升级程序",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A login page returned in place of the page asked for.

    *page* is the same wherever the same page came from, *host* who was asked. *network*: the
    page says itself that it is the portal of the network that we are in.
    """

    page: str
    host: str
    network: bool = False
