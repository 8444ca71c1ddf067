"""What may stand in one field: texts, dates, addresses, durations, words of a closed set.

Every value arrives as the text that was written. A fault is a ValueError with its sentence.
"""

import re
from datetime import date, time, timedelta
from functools import lru_cache, partial
from ipaddress import IPv6Address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from monitor.model import Named, Platform, Status, WechatKind, recurrence
from monitor.model.cluster import is_encrypted
from monitor.model.errors import ConfigError
from monitor.model.recurrence import Recurrence
from monitor.model.schedule import StatusPage
from monitor.notices.notice import Kind
from monitor.parsing import naming
from monitor.registry.parse.messages import EMPTY, shown, unknown

ID = r"[a-z0-9][a-z0-9-]{0,63}"
WHOLE_ID = re.compile(ID)
AREA_CODE = re.compile(r"\d{6}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m)", re.ASCII)
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.ASCII)
SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}", re.ASCII)
UNITS = {"ms": timedelta(milliseconds=1), "s": timedelta(seconds=1), "m": timedelta(minutes=1)}
LONGEST_PACE = timedelta(hours=1)
LONGEST_SPREAD = timedelta(hours=20)
IDLE = frozenset({"停用", "off", "无"})
MAILBOX = re.compile(r"[^\s@,;，；]+@[^\s@,;，；]+\.[^\s@,;，；]+")
QUIET = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)
SHARE = re.compile(r"(\d{1,3})%", re.ASCII)
FLAGS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def text(value: str) -> str:
    """Accept any text that is not empty and refers to no secret."""
    if "${" in value:
        raise ValueError("这里不能引用密钥，${…} 只能用在来源的字段中")
    return _filled(value)


def name(value: str) -> str:
    """Accept one line of text as people would write a name."""
    if value != value.strip():
        raise ValueError("首尾不能有空格")
    if not value.isprintable():
        raise ValueError("应为一行文字，不能含换行、全角空格或不可见字符")
    return text(value)


def identifier(value: str) -> str:
    """Accept an id: it stands in commands, file names and reports."""
    if not WHOLE_ID.fullmatch(_filled(value)):
        raise ValueError(
            f"标识 {shown(value)} 不符合要求：只能用小写字母、数字和连字符，"
            "以字母或数字开头，不超过 64 个字符"
        )
    return value


def area_code(value: str) -> str:
    """Accept the six digits of an administrative division (GB/T 2260)."""
    if not AREA_CODE.fullmatch(_filled(value)):
        raise ValueError(f"行政区划代码 {shown(value)} 应为六位数字，如 620724")
    return value


def secret_text(value: str) -> str:
    """Accept any text that is not empty; each ``${`` in it must be a whole ``${NAME}``."""
    plain = SECRET.sub("", _filled(value))
    if "${" in plain:
        closed = "}" in plain[plain.index("${") :]
        raise ValueError(
            "密钥名只能由大写字母、数字和下划线组成并以字母开头，如 ${WECHAT_SECRET}"
            if closed
            else "${ 没有配对的 }，应写成 ${WECHAT_SECRET} 的形式"
        )
    return value


def address(value: str) -> str:
    """Accept an http or https address that names its host openly; its query may hold secrets."""
    secret_text(value)
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError("网址须以 http:// 或 https:// 开头")
    if any(char.isspace() or not char.isprintable() for char in value):
        raise ValueError("网址中不能有空格")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("网址的主机名或端口不合法") from None
    if not host:
        raise ValueError("网址缺少主机名")
    if "${" in parts.netloc.rpartition("@")[2]:
        raise ValueError("网址的主机名须写明，不能用 ${…} 代替")
    return value


def origin(value: str) -> str:
    """Accept ``scheme://host[:port]`` and nothing after it."""
    parts = urlsplit(address(text(value)))
    if "@" in parts.netloc or parts.path or "?" in value or "#" in value:
        raise ValueError("只写协议、主机和端口，如 http://127.0.0.1:8000，其后不能有路径")
    return value


def proxy(value: str) -> str:
    """Accept the address of a proxy: a login may stand before its host, nothing after its port."""
    parts = urlsplit(address(value))
    if parts.path.strip("/") or "?" in value or "#" in value:
        raise ValueError("只写协议、主机和端口，如 http://10.0.0.1:8080，其后不能有路径")
    return value


def host(value: str) -> str:
    """Accept a bare host name or address, in any case."""
    if not HOST.fullmatch(value.lower()) and not _is_ipv6(value):
        raise ValueError("应为主机名，如 api.weixin.qq.com，不含 http://、端口和路径")
    return value.lower()


def cluster(value: str) -> str:
    """Accept the address of a cluster's scheduler: ``tls://host:port``."""
    is_encrypted(text(value))
    return value


def pace(value: object) -> timedelta:
    """Read ``2s``, ``200ms``, ``1.5s``, ``1m`` or ``0``."""
    if value == "0":
        return timedelta()
    match = SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(EMPTY if value == "" else "应写成 2s、200ms、1.5s、1m 的形式，或 0")
    amount, unit = float(match[1]), UNITS[match[2]]
    if amount > LONGEST_PACE / unit:
        raise ValueError("间隔不得超过 1 小时")
    return amount * unit


def spread(value: object) -> timedelta:
    """Read ``20m``, ``8h`` or ``0``."""
    if value == "0":
        return timedelta()
    match = re.fullmatch(r"(\d{1,4})(m|h)", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(EMPTY if value == "" else "应写成 20m、8h 的形式，或 0")
    length = timedelta(hours=int(match[1])) if match[2] == "h" else timedelta(minutes=int(match[1]))
    if length > LONGEST_SPREAD:
        raise ValueError("不得超过 20 小时，否则与次日的查看相连")
    return length


def mail(value: str) -> str:
    """Read one address or several, separated by commas, in the form a letter's head has them."""
    parts = [part.strip() for part in re.split("[,，;；]", value)]
    if not all(map(MAILBOX.fullmatch, parts)):
        raise ValueError(EMPTY if value == "" else "应为邮箱地址，多个用逗号分开")
    return ", ".join(parts)


def day(value: object) -> date:
    """Read a date written as ``2016-05-01``."""
    if not isinstance(value, str):
        raise ValueError("日期应写成 2016-05-01 的形式")
    return _day(value)


@lru_cache(maxsize=10_000)  # a register has the same days over and over: one value for each
def _day(text: str) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(EMPTY if text == "" else "日期应写成 2016-05-01 的形式")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"日期 {text} 不存在") from None


def flag(value: object) -> bool:
    """Read yes or no, in YAML's words or in Chinese."""
    answer = FLAGS.get(value.lower()) if isinstance(value, str) else None
    if answer is None:
        raise ValueError(EMPTY if value == "" else "应为 true 或 false（也可写 是、否）")
    return answer


def whole(value: object) -> int:
    """Read a whole number; ``017`` and ``1_000`` mean different things to different readers."""
    if not isinstance(value, str) or not WHOLE.fullmatch(value) or len(value) > 9:
        raise ValueError(EMPTY if value == "" else "应为整数，如 14")
    return int(value)


def number(value: object) -> float:
    """Read a decimal number."""
    if not isinstance(value, str) or not NUMBER.fullmatch(value) or len(value) > 18:
        raise ValueError(EMPTY if value == "" else "应为数字，如 1.5")
    return float(value)


def member(members: type[Named], what: str, value: object) -> Named:
    """Read a word of a closed set; its Chinese label is answered with the word."""
    written = _word(value, what)
    for choice in members:
        if written == choice.value:
            return choice
        if written == choice.label:
            raise ValueError(f"{what} {written} 应写成 {choice.value}")
    raise ValueError(unknown(what, written, [choice.value for choice in members]))


def member_or_label(members: type[Named], what: str, value: object) -> Named:
    """Read a word of a closed set, or its Chinese label."""
    written = _word(value, what)
    labelled = {choice.label: choice for choice in members}
    return labelled.get(written) or member(members, what, written)


def rule(value: object) -> Recurrence | None:
    """Read when something is done, or that it is not."""
    if not isinstance(value, str) or value == "":
        raise ValueError(EMPTY if value == "" else "应写成“每天 08:30”这样的时间")
    if value in IDLE:
        return None
    try:
        return recurrence.parse(value)
    except ConfigError as error:
        raise ValueError(str(error)) from None


def quiet(value: object) -> tuple[time, time]:
    """Read from when to when nobody is disturbed: ``21:30-07:30``."""
    match = QUIET.fullmatch(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError(value)
        start, end = (time.fromisoformat(text) for text in match.groups())
    except ValueError:
        raise ValueError(EMPTY if value == "" else "应写成 21:30-07:30 这样的时段") from None
    return start, end


def share(value: object) -> float:
    """Read a part of the register: ``20%``."""
    match = SHARE.fullmatch(value) if isinstance(value, str) else None
    if match is None or not 1 <= int(match[1]) <= 100:
        raise ValueError(EMPTY if value == "" else "应写成 1% 至 100% 之间的百分比，如 20%")
    return int(match[1]) / 100


def _word(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"应为{what}，不应为列表或下级字段")
    return _filled(value)


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError(EMPTY)
    return value


def _is_ipv6(value: str) -> bool:
    try:
        return bool(IPv6Address(value))
    except ValueError:
        return False


def _json(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


def _words(members: type[Named], *more: str) -> WithJsonSchema:
    labels = "、".join(f"{member.value}（{member.label}）" for member in members)
    return _json(enum=[*(member.value for member in members), *more], description=labels)


TEXT = _json(type=["string", "number"])  # an editor reads 620724 as a number, the loader does not
Text = Annotated[str, AfterValidator(text), TEXT]
Name = Annotated[str, AfterValidator(name), _json(type="string", minLength=1)]
AreaCode = Annotated[str, AfterValidator(area_code), _json(type="string", pattern=r"^\d{6}$")]
Id = Annotated[str, AfterValidator(identifier), _json(type="string", pattern=f"^{ID}$")]
SecretText = Annotated[str, AfterValidator(secret_text), TEXT]
Address = Annotated[str, AfterValidator(address), _json(type="string", pattern="^https?://")]
OwnAddress = Annotated[Address, AfterValidator(text)]
Origin = Annotated[str, AfterValidator(origin), _json(type="string", pattern="^https?://[^/]+$")]
ProxyText = Annotated[str, AfterValidator(proxy), _json(type="string", pattern="^https?://")]
HostText = Annotated[str, AfterValidator(host), _json(type="string")]
Pace = Annotated[
    timedelta,
    BeforeValidator(pace),
    _json(anyOf=[{"const": 0}, {"type": "string", "pattern": r"^(0|\d+(\.\d+)?(ms|s|m))$"}]),
]
Day = Annotated[date, BeforeValidator(day), _json(type="string", format="date")]
MailText = Annotated[Text, AfterValidator(mail)]
Flag = Annotated[
    bool, BeforeValidator(flag), _json(anyOf=[{"type": "boolean"}, {"enum": [*FLAGS]}])
]
Whole = Annotated[int, BeforeValidator(whole), _json(type="integer")]
Number = Annotated[float, BeforeValidator(number), _json(type="number")]
RuleText = Annotated[Recurrence | None, BeforeValidator(rule), _json(type="string")]
QuietText = Annotated[
    tuple[time, time],
    BeforeValidator(quiet),
    _json(type="string", pattern=r"^\d\d:\d\d-\d\d:\d\d$"),
]
SpreadText = Annotated[
    timedelta, BeforeValidator(spread), _json(type="string", pattern=r"^(\d{1,4}[mh]|0)$")
]
ClusterText = Annotated[
    str, BeforeValidator(cluster), _json(type="string", pattern=r"^(tcp|tls)://\S+:\d{1,5}$")
]
StatusPageWord = Annotated[
    StatusPage,
    BeforeValidator(partial(member_or_label, StatusPage, "状态网页")),
    _words(StatusPage, *(kind.label for kind in StatusPage)),
]
NoticeKind = Annotated[Kind, BeforeValidator(partial(member, Kind, "通知类别")), _words(Kind)]
ShareText = Annotated[float, BeforeValidator(share), _json(type="string", pattern=r"^\d{1,3}%$")]
PlatformWord = Annotated[
    Platform,
    BeforeValidator(lambda word: naming.platform(_word(word, "平台"))),
    _words(Platform, *naming.PLATFORM_WORDS),
]
WechatKindWord = Annotated[
    WechatKind,
    BeforeValidator(partial(member_or_label, WechatKind, "公众号类型")),
    _words(WechatKind, *(kind.label for kind in WechatKind)),
]
StatusWord = Annotated[Status, BeforeValidator(partial(member, Status, "状态")), _words(Status)]


def about(description: str) -> Any:
    """Describe a field to editors."""
    return Field(description=description)
